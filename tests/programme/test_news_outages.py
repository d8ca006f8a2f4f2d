"""An accepted outage and its row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lodestock.data import load
from lodestock.programme.project import Case
from lodestock.records.dataset import LaidRow
from lodestock.records.errors import InputError
from lodestock.records.news import Event, Quantity
from tests.programme.news_cases import OUTAGE, cells, outcome


def test_an_outage_takes_the_part_that_a_person_set(case: Case) -> None:
    found = outcome(case, OUTAGE, item_share_pct=60.0, stage="refine")
    row = cells(found)
    assert (row["instrument"], row["targets"], row["stage"]) == ("outage", "ALL", "refine")
    assert (row["item_share_pct"], row["actor_country_iso3"]) == ("cobalt=60", "COD")
    assert (row["effective"], row["suspended_or_ended"]) == ("2025-10-01", "2026-10-01")
    assert found.said == ("It takes 60 per cent of the cobalt that COD supplies at stage refine.",)
    assert load(None, [LaidRow("watch/w1", "policy_events", row)]).row("policy_events", "watch-w1")


def test_lost_output_is_measured_by_that_of_the_country(case: Case) -> None:
    world = case.dataset.row("world_tonnage", "cobalt/mine/2025") or {}
    share = (case.dataset.row("global_supply_shares", "cobalt/mine/COD") or {})["share_pct"]
    output = world["quantity_t"] * share / 100
    half = replace(OUTAGE, quantity=Quantity(output / 24, "t_per_month", "about"))
    found = outcome(case, half)
    assert cells(found)["item_share_pct"] == "cobalt=50" and cells(found)["stage"] == "mine"
    assert "Taken to be at stage mine: `lodestock watch edit w1 stage=...`" in found.said[0]
    whole = replace(OUTAGE, quantity=Quantity(output * 1e6, "kg_per_year", "about"))
    assert cells(outcome(case, whole))["item_share_pct"] == "cobalt=100"


@pytest.mark.parametrize(
    ("event", "terms", "said"),
    [
        (OUTAGE, {}, r"w1 item_share_pct: is not told: how much of the cobalt of COD at stage mine is lost"),
        (replace(OUTAGE, quantity=Quantity(9.0, "t", "exact")), {}, "watch edit w1 item_share_pct=60"),
        (
            OUTAGE,
            {},
            r"item_share_pct=60`, and stage=... beside it if it is not at stage mine, which nobody set",
        ),
        (OUTAGE, {"stage": "refine"}, r"item_share_pct=60`\.$"),
        (replace(OUTAGE, actor="glencore"), {"item_share_pct": 5.0}, r"w1 actor = 'glencore': is no country"),
        (replace(OUTAGE, materials=()), {"item_share_pct": 5.0}, r"w1 materials: is missing"),
    ],
)
def test_an_outage_without_place_or_size_is_refused(
    case: Case, event: Event, terms: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        outcome(case, event, **terms)


def test_an_outage_in_doubt_is_a_threat_and_one_that_is_over_ends_the_one_in_the_tables(case: Case) -> None:
    doubt = outcome(case, replace(OUTAGE, status="at_risk"), item_share_pct=60.0)
    assert cells(doubt)["status"] == "threatened"
    over = outcome(case, replace(OUTAGE, status="ended"))
    assert not over.rows and "none of outage match" in over.said[0]
