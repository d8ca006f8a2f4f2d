from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case
from lodestock.programme.size import size_for_plan
from lodestock.records.errors import InputError
from lodestock.records.lookups import members
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls


def test_money_adds_up_to_the_cent(plan: Plan) -> None:
    cents = [round(c * 100) for c in plan.lines["ceiling_usd"].to_list()]
    assert sum(cents) == round(plan.spend_usd * 100) <= 10**11
    assert all(abs(c / 100 - usd) < 1e-9 for c, usd in zip(cents, plan.lines["ceiling_usd"], strict=True))
    assert (plan.lines["minimum_usd"] <= 0.05 * plan.lines["ceiling_usd"]).all()


def test_no_line_is_small_covered_or_hostile(case: Case, plan: Plan) -> None:
    assert plan.lines["ceiling_usd"].min() >= 250_000
    shut = members(case.dataset, "covered", "2025-10-13") | members(case.dataset, "adversary", "2025-10-13")
    assert not set(plan.lines["origin"].to_list()) & shut
    assert not set(plan.offers["origin"].to_list()) & shut


def test_purchases_stay_within_the_requirement(short: Shortfalls, plan: Plan) -> None:
    for (material, word), some in plan.lines.group_by(["material", "class"], maintain_order=True):
        m = short.inputs.materials.index(str(material))
        k = ("defence", "semiconductor", "essential-core", "essential-other", "civil").index(str(word))
        assert some["tonnes"].sum() <= short.net_t[m, k] * (1 + 1e-9)


def test_the_certificate_is_ours(plan: Plan) -> None:
    assert (
        plan.certificate.solver_gap <= 1e-2
        and plan.certificate.primal <= 1e-9
        and plan.certificate.dual <= 1e-9
    )
    assert plan.certificate.recomputed == pytest.approx(plan.loss_usd, rel=1e-9)
    assert plan.bound_usd <= plan.loss_usd <= plan.no_plan_usd


def test_less_money_buys_less_and_is_worth_more(case: Case, short: Shortfalls, plan: Plan) -> None:
    poor = plan_case(case, short, budget_usd=5e7)
    assert poor.spend_usd <= 5e7 and poor.spend_usd > 4.9e7
    assert poor.loss_usd >= plan.bound_usd
    dollar = {a.account: a.next_dollar for a in poor.accounts}["programme-2025"]
    assert dollar is not None and dollar > 1
    assert "budget_binds" in [rule.code for rule in poor.binding]


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_a_budget_that_is_no_money_is_refused(case: Case, short: Shortfalls, budget: float) -> None:
    with pytest.raises(InputError, match="is not an amount of money"):
        plan_case(case, short, budget_usd=budget)


def test_a_budget_above_the_account_is_cut_to_it(case: Case, short: Shortfalls) -> None:
    rich = plan_case(case, short, budget_usd=9e9, integers=False)
    assert {a.account: a.limit_usd for a in rich.accounts}["programme-2025"] == 2e9


def test_an_item_that_only_adversaries_make_is_not_bought(
    case_with: Callable[..., Case], unobtainium: dict
) -> None:
    case = case_with(**unobtainium)
    short = size_for_plan(case)
    plan = plan_case(case, short, integers=False)
    assert plan.unspent_reason["unobtainium"].code == "no_origin"


def test_money_that_does_not_bind_buys_one_plan(case: Case, short: Shortfalls) -> None:
    """Above what requirement, caps and offers allow, a larger budget changes nothing."""
    plans = [plan_case(case, short, budget_usd=usd) for usd in (1e9, 2e9, 5e9)]
    assert plans[0].spend_usd < 0.9e9
    for other in plans[1:]:
        assert other.spend_usd == pytest.approx(plans[0].spend_usd, abs=1.0)
        assert other.loss_usd == pytest.approx(plans[0].loss_usd, rel=1e-8)
        assert bought(other) == pytest.approx(bought(plans[0]), rel=1e-6)


def bought(plan: Plan) -> dict[str, float]:
    """Return tonnes by item and class."""
    rows = plan.lines.group_by("material", "class", maintain_order=True).agg(pl.col("tonnes").sum())
    return {f"{r['material']}/{r['class']}": r["tonnes"] for r in rows.iter_rows(named=True)}


@pytest.mark.parametrize("usd", [250_000, 250_000.01, 260_000])
def test_a_budget_of_one_order_buys_the_preferred_one(case: Case, short: Shortfalls, usd: float) -> None:
    """Of offers alike in loss and cost, an ally's national industrial base comes first, then the earlier quarter."""
    plan = plan_case(case, short, budget_usd=usd)
    assert plan.lines["line_id"].to_list() == ["gallium/CAN/defence/2025Q4"]
    assert 250_000 <= plan.spend_usd <= usd
