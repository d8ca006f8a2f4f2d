from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lodestock.data import load
from lodestock.data.control_rules import check_controls
from lodestock.data.reader import Cell
from lodestock.records.errors import DataError
from tests.data.test_overlays import write
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


EVENT: dict[str, Cell] = {
    "event_id": "zz",
    "actor_country_iso3": "BOL",
    "instrument": "export_ban",
    "targets": "ALL",
    "materials": "tin",
}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, []),
        ({"actor_country_iso3": "EUU"}, []),
        ({"actor_country_iso3": None, "instrument": "other"}, []),
        ({"actor_country_iso3": None}, ["nobody would take the measure"]),
        ({"actor_country_iso3": "CHINA"}, ["is not the code of a country"]),
        ({"actor_country_iso3": "WLD"}, ["is a total, not a country"]),
        ({"targets": "BOL;PER"}, []),
        ({"targets": "all"}, ["'all': is not an allowed word. Write ALL"]),
        ({"targets": "BOL;Peru"}, ["'Peru': is not the code of a country. Write the code: PER"]),
        ({"targets": "OTHER"}, ["stands for several countries"]),
        ({"materials": "uranium"}, []),
        ({"materials": "Tin"}, ["'Tin': is a name, not the id of an item. Write the item: tin"]),
        ({"materials": "tins;cassiterites"}, ["Did you mean 'tin'?", "Did you mean 'cassiterite'?"]),
        ({"materials": "tin,cassiterite"}, ["holds a comma. Separate items by ;"]),
        ({"hits": "tin"}, []),
        ({"hits": "all"}, []),
        (
            {"hits": "lead"},
            ["is not in materials.csv. `lodestock materials` lists the items. Or write all, or none"],
        ),
    ],
)
def test_an_event_names_countries_and_items_that_count(cells: dict[str, Cell], words: list[str]) -> None:
    """What no rule knows would silently count for nothing."""
    made = tables(
        materials=ITEM,
        countries=[
            {"iso3": "BOL", "name": "Bolivia"},
            {"iso3": "PER", "name": "Peru"},
            {"iso3": "WLD", "name": "World", "region": "aggregate"},
            {"iso3": "OTHER", "region": "aggregate"},
        ],
        material_aliases=[{"alias": "cassiterite", "material": "tin"}],
        policy_events=[EVENT | cells],
    )
    found = [str(p) for p in check_controls(made)]
    assert len(found) == len(words)
    assert all(word in problem for word, problem in zip(words, found, strict=True))


def test_a_class_that_no_event_hits_is_refused() -> None:
    made = tables(policy_targets=[{"event_id": "yy", "demand_class": "defence"}])
    assert [p.value for p in check_controls(made)] == ["yy"]


EVENTS = "event_id,announced,actor_country_iso3,instrument,materials,targets,status\n"


@pytest.mark.parametrize(
    ("table", "text", "words"),
    [
        ("policy_events", EVENTS + "x,2025-01,CHN,export_ban,cobalt,ALL,Proposed", "Allowed are: in_force"),
        ("policy_events", EVENTS + "x,2025-01,CHN,export ban,cobalt,ALL,in_force", "Allowed are: export_ban"),
        ("policy_events", EVENTS + "x,soon,CHN,export_ban,cobalt,ALL,in_force", "column announced = 'soon': is not a date"),
        ("policy_events", EVENTS + "x,2025-02-30,CHN,export_ban,cobalt,ALL,in_force", "'2025-02-30': is not a date"),
        ("policy_events", EVENTS + "x,,CHN,export_ban,cobalt,ALL,in_force", "column announced: is missing"),
        ("policy_events", "event_id,effective\ncn-gage-2023,13/10/2025", "column effective"),
        ("policy_targets", "event_id,demand_class,share_of_class_hit_pct,severity\ncn-gage-2023,defence,,", "is missing"),
        ("policy_targets", "event_id,demand_class,share_of_class_hit_pct,severity\ncn-gage-2023,defense,100,1",
         "demand_class = 'defense': is not an allowed word"),
        ("materials", "material,group\nsilver,base metal", "column group = 'base metal': is not an allowed word"),
        ("appropriations", "account_id,remove\nnds-stockpile-2025,y",
         "column parent_account_id = 'nds-stockpile-2025': is not in appropriations.csv"),
        ("appropriations", "account_id,purpose\nnds-stockpile-2025,Stockpile", "'Stockpile': is not an allowed word"),
        ("country_groups", "group,country_iso3\nally,CHN", "is in the groups ally and adversary at the same time"),
    ],
)  # fmt: skip
def test_an_overlay_with_a_word_that_no_rule_knows_is_refused(
    tmp_path: Path, table: str, text: str, words: str
) -> None:
    with pytest.raises(DataError) as caught:
        load(write(tmp_path, table, text + "\n"))
    assert words in str(caught.value)


def test_blanks_after_the_sign_between_words_do_not_matter(tmp_path: Path) -> None:
    text = EVENTS + "x,2025-01,CHN,export_ban,gallium; cobalt,JPN ; USA,in_force\n"
    row = load(write(tmp_path, "policy_events", text)).row("policy_events", "x")
    assert row is not None and (row["materials"], row["targets"]) == ("gallium;cobalt", "JPN;USA")


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"status": "ended", "suspended_or_ended": "2025-02-01"}, []),
        ({"status": "in_force", "suspended_or_ended": None}, []),
        ({"status": "ended", "suspended_or_ended": None}, ["is missing: the status is ended"]),
        ({"status": "suspended", "suspended_or_ended": None}, ["is missing: the status is suspended"]),
        (
            {"status": "ended", "suspended_or_ended": "2024"},
            ["lies before the day of the announcement, 2025-01-01"],
        ),
        ({"status": "ended", "suspended_or_ended": "2025"}, []),
        ({"materials": None}, ["is missing: a control of exports holds back nothing without items"]),
        ({"materials": None, "instrument": "stockpiling"}, []),
    ],
)
def test_an_event_that_is_over_has_a_day_and_a_control_has_items(
    cells: dict[str, Cell], wrong: list[str]
) -> None:
    event: dict[str, Cell] = {
        "event_id": "zz", "announced": "2025-01-01", "instrument": "export_ban", "materials": "tin",
        "actor_country_iso3": "CHN", "targets": "ALL", "status": "in_force",
    }  # fmt: skip
    countries: list[dict[str, Cell]] = [{"iso3": "CHN", "name": "China"}]
    found = check_controls(tables(materials=ITEM, countries=countries, policy_events=[{**event, **cells}]))
    assert [p.reason for p in found] == wrong
