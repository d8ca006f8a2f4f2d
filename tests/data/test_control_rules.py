from __future__ import annotations

from typing import Any

import pytest

from lodestock.data.control_rules import check_controls
from lodestock.data.reader import Cell
from tests.data.test_rules import ITEM, tables


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"stage": "mine;refine", "item_share_pct": "tin=60"}, []),
        ({"stage": "none"}, []),
        ({"stage": "mine;none"}, ["none"]),
        ({"stage": "smelt"}, ["smelt"]),
        ({"item_share_pct": "tin=60;tim=5"}, ["tim=5"]),
        ({"item_share_pct": "tin=101"}, ["tin=101"]),
        ({"item_share_pct": "tin"}, ["tin"]),
        ({"item_share_pct": "tin=nan"}, ["tin=nan"]),
        ({"item_share_pct": "tin=10;tin=90"}, ["tin=90"]),
        ({"item_share_pct": "tin=1_0"}, ["tin=1_0"]),
        ({"stage": ";"}, ["", ""]),
    ],
)
def test_stages_and_parts_of_an_event_can_be_read(cells: dict[str, Cell], wrong: list[str]) -> None:
    events: list[dict[str, Cell]] = [{"event_id": "zz", **cells}]
    found = list(check_controls(tables(materials=ITEM, policy_events=events)))
    assert [p.value for p in found] == wrong


def generator(block: str, parameter: str, text: str = "", value: float | None = None) -> dict[str, Cell]:
    return {"block": block, "parameter": parameter, "distribution_or_values": text, "value": value}


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ({"material_aliases": [{"alias": "cassiterite", "material": "tin"}]}, []),
        ({"material_aliases": [{"alias": "foo", "material": "tim;tin"}]}, ["tim"]),
        ({"material_aliases": [{"alias": "foo", "material": ";"}]}, ["", ""]),
        ({"scenario_generator": [generator("announcer", "rate_BOL", value=0.1)]}, []),
        ({"scenario_generator": [generator("announcer", "rate_XXX", value=0.1)]}, ["rate_XXX"]),
        ({"scenario_generator": [generator("announcer", "items_XXX", "tin")]}, ["items_XXX"]),
        ({"scenario_generator": [generator("family_basket", "family_steel", "tin")]}, []),
        ({"scenario_generator": [generator("family_basket", "family_steel", "tin;tim")]}, ["tim"]),
        ({"scenario_generator": [generator("family_basket", "family_steel", "")]}, [""]),
        ({"scenario_generator": [generator("family_basket", "follows_tin", "tin")]}, []),
        ({"scenario_generator": [generator("family_basket", "follows_tim", "")]}, ["", "tim"]),
        ({"control_backtest": [{"event_id": "nope", "date": "2026-01-01"}]}, ["nope"]),
        ({"control_backtest": [{"event_id": "zz", "date": "2026-01"}]}, ["2026-01"]),
    ],
)
def test_what_tables_of_controls_name_exists(rows: dict[str, Any], wrong: list[str]) -> None:
    codes: list[dict[str, Cell]] = [{"iso3": "BOL"}]
    events: list[dict[str, Cell]] = [{"event_id": "zz"}]
    found = list(check_controls(tables(materials=ITEM, countries=codes, policy_events=events, **rows)))
    assert [p.value for p in found] == wrong
    assert all(p.place and p.reason and p.remedy for p in found)
