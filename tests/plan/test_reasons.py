"""Why no more is bought: each reason on orders that are set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.reasons import binding_rules, unspent_reasons
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case, open_case
from lodestock.programme.size import size_for_plan
from lodestock.records.plan import Plan
from lodestock.records.reasons import Reason
from tests.plan.conftest import bought, two_items

GROSS = np.array([400.0, 100.0])


def reasons(
    problem: PurchaseProblem,
    orders: Mapping[int, float],
    lacking: Mapping[str, str] | None = None,
    gross: np.ndarray = GROSS,
) -> dict[str, str]:
    given = {m: Reason(code) for m, code in (lacking or {}).items()}
    found = unspent_reasons(problem, bought(problem, orders), gross, given)
    return {m: str(reason) for m, reason in found.items()}


def rules(problem: PurchaseProblem, **optimum: object) -> tuple[str, ...]:
    return tuple(str(rule) for rule in binding_rules(problem, bought(problem, {}, **optimum)))  # type: ignore[arg-type]


def with_limit(copper: float, defence: float, civil: float) -> PurchaseProblem:
    return replace(two_items(1e12), limit_t=np.array([[copper, 0.0], [defence, civil]]))


def test_what_needs_no_purchase_says_why() -> None:
    found = reasons(with_limit(0.0, 0.0, 0.0), {}, gross=np.array([0.0, 5.0]))
    assert found == {
        "copper": "no requirement: the card leaves no gap that stock may serve",
        "gallium": "requirement met by inventory",
    }


def test_what_nobody_sells_keeps_its_own_reason(problem: PurchaseProblem) -> None:
    lacking = {"gallium": "no_price"}
    assert reasons(problem, {}, lacking)["gallium"] == "no price known on the as-of date (table price)"
    met = reasons(with_limit(1.0, 0.0, 0.0), {}, lacking)
    assert met["gallium"] == "requirement met by inventory"


def test_an_item_without_a_possible_order_has_no_value(problem: PurchaseProblem) -> None:
    copper_only = replace(problem, lines=problem.lines[:2])
    found = reasons(copper_only, {})["gallium"]
    assert found == "value of a tonne not known (table consequence)"


@pytest.mark.parametrize(("tonnes", "is_met"), [(300.0, True), (299.98, True), (299.9, False)])
def test_a_requirement_counts_as_met_within_a_ten_thousandth(tonnes: float, is_met: bool) -> None:
    found = reasons(with_limit(300.0, 60.0, 40.0), {0: 150.0, 1: tonnes - 150.0})["copper"]
    assert (found == "requirement met") is is_met


def test_what_would_come_after_the_gap_is_too_late(problem: PurchaseProblem) -> None:
    """All civil demand and all of defence that the second delivery can still serve: 20 t too few, and too late."""
    found = reasons(with_limit(400.0, 60.0, 40.0), {3: 30.0, 6: 20.0, 7: 20.0})["gallium"]
    assert found == "too late: 70 of 100 t; what is bought later arrives after the gap"
    short = replace(problem, horizon=2)
    assert reasons(short, {})["copper"].startswith("too late: 0 of 400 t")


def test_a_market_that_is_bought_up_to_its_cap_says_so() -> None:
    """A tenth of two quarters' market of 500 t."""
    found = reasons(with_limit(400.0, 60.0, 90.0), {2: 20.0, 4: 30.0, 8: 50.0})["gallium"]
    assert (
        found
        == "market cap: 100 t of the 150 t that are wanted are bought, 10% of the market outside the covered countries"
    )


def test_offers_that_are_used_up_say_so() -> None:
    found = reasons(with_limit(400.0, 60.0, 40.0), {0: 150.0, 1: 150.0})["copper"]
    assert (
        found
        == "offers exhausted: 300 t of the 400 t that are wanted are bought, all that the countries outside could sell"
    )


def test_a_budget_that_is_spent_is_the_reason() -> None:
    rich, poor = two_items(1e9), two_items(2e6)
    orders = {0: 100.0, 1: 99.0}
    assert reasons(poor, orders)["gallium"] == "money: 0 of 100 t; the budget saves more elsewhere"
    none = "smallest order: no offer's capacity for a class reaches one order"
    assert reasons(rich, orders)["gallium"] == none
    rest = "smallest order: 199 of 400 t; what is left of caps and offers does not reach one order"
    assert reasons(rich, orders)["copper"] == rest


def test_what_is_worth_less_than_one_order_says_how_much_is_wanted() -> None:
    """With freight an order begins at 2.427 t of gallium."""
    found = reasons(with_limit(400.0, 1.0, 1.4), {})["gallium"]
    assert found == "smallest order: all that is wanted (2.4 t) is worth less than one order"
    more = reasons(with_limit(400.0, 1.0, 1.5), {})["gallium"]
    assert not more.startswith("smallest order: all that is wanted")


def test_binding_rules_name_the_items_they_hold_back(problem: PurchaseProblem) -> None:
    rows = (
        "requirement[gallium,civil]",
        "requirement[gallium,defence]",
        "offer[gallium/CAN,0]",
        "offer[copper/CHL,1]",
        "market_cap[gallium,1]",
        "budget",
        "exchange_metals",
        "cut[gallium]",
        "curve[copper,0]",
    )
    assert rules(problem, binding=rows, next_dollar=1.2) == (
        "budget",
        "cap on exchange metals",
        "capacity of the offers: copper, gallium",
        "market cap: gallium",
        "requirement met: gallium",
    )


def test_a_budget_that_does_not_bind_is_told(problem: PurchaseProblem) -> None:
    words = "the budget does not bind: requirement, caps and offers end the buying first"
    assert rules(problem) == (words,)
    assert rules(problem, binding=("budget",)) == ("budget",)
    assert rules(problem, next_dollar=2.0) == ()


def test_every_item_has_a_reason(case: Case, plan: Plan) -> None:
    assert set(plan.unspent_reason) == set(case.dataset.frame("us_demand")["material"].to_list())
    assert plan.unspent_reason["cobalt"].code == "met"
    assert plan.unspent_reason["samarium"].code == "no_origin"
    assert plan.unspent_reason["germanium"].code == "market_cap"
    assert plan.unspent_reason["copper"].code == "no_requirement"


def test_a_war_that_begins_before_deliveries_says_too_late(tmp_path: Path) -> None:
    card = tmp_path / "now.yaml"
    card.write_text("extends: base-war\nwar: {start: 2026Q1}\n", encoding="utf-8")
    case = open_case(None, str(card))
    plan = plan_case(case, size_for_plan(case), integers=False)
    assert plan.unspent_reason["cobalt"].code == "too_late"
    assert plan.certificate.solver_gap <= 1e-2
