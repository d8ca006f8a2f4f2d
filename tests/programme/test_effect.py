"""How two cases are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodestock.data import load, load_card
from lodestock.engine import Serial
from lodestock.programme.effect import Question, compare_duties, compare_items, compare_plans, moved_share
from lodestock.programme.project import Case
from lodestock.records.dataset import LaidRow

BAN = {"event_id": "watch-w1", "announced": "2025-10-09", "effective": "2025-10-12", "actor_country_iso3": "CHN",
       "instrument": "export_ban", "materials": "ytterbium", "targets": "ALL", "status": "in_force"}  # fmt: skip
DUTY = {**BAN, "instrument": "import_tariff", "actor_country_iso3": "USA", "targets": "CAN;CHN", "materials": "",
        "hits": "cobalt", "rate_percent": "25"}  # fmt: skip
ASK = Question(50)


@pytest.fixture(scope="module")
def without() -> Case:
    return Case(load(), load_card("october-2025"), None)


def laid(case: Case, cells: dict[str, str]) -> Case:
    return replace(case, dataset=load(None, [LaidRow("watch/w1", "policy_events", cells)]))


def test_a_ban_takes_availability_of_its_item_alone(without: Case) -> None:
    (row,) = compare_items(without, laid(without, BAN), Serial(), ASK)
    assert row["material"] == "ytterbium" and row["availability_b"] < row["availability_a"] <= 1.0
    assert row["gap_t_b"] > row["gap_t_a"] and compare_duties(without, laid(without, BAN)) == []
    assert compare_items(without, without, Serial(), ASK) == []


def test_a_duty_bears_on_offers_of_its_target_and_on_barred_supply(without: Case) -> None:
    taxed = laid(without, DUTY)
    rows = {(d["material"], d["origin"]): d for d in compare_duties(without, taxed)}
    assert set(rows) == {("cobalt", "CAN"), ("cobalt", "CHN")}
    assert [rows["cobalt", c]["is_offered"] for c in ("CAN", "CHN")] == [True, False]
    assert all(d["rate_percent_b"] == d["rate_percent_a"] + 25 for d in rows.values())
    assert compare_items(without, taxed, Serial(), ASK) == []


def test_plans_are_linear_and_their_difference_is_valued(without: Case) -> None:
    found = compare_plans(without, laid(without, DUTY), Serial(), ASK)
    assert found["moved_share"] == moved_share(
        {b["material"]: b["tonnes_a"] for b in found["buys"]}, {}, {}
    ) if not found["buys"] else found["moved_share"] > 0  # fmt: skip
    assert found["a"]["spend_usd"] > 0 and found["why"] is None


def test_where_no_plan_can_be_made_it_says_why(without: Case) -> None:
    found = compare_plans(without, without, Serial(), Question(50, budget_usd=-1.0))
    assert found["a"] is found["moved_share"] is None and found["why"]
