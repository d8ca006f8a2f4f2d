"""The plan as scripts read it, real awards beside it, and offers that the law bars."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lodestock.programme.documents import dumps
from lodestock.programme.plan import plan_case, plan_document, plan_object
from lodestock.programme.project import Case
from lodestock.records.plan import AccountUse, Plan
from lodestock.records.reasons import Reason
from lodestock.size import Shortfalls


def empty(plan: Plan) -> Plan:
    """Return a plan that buys nothing."""
    return replace(plan, lines=plan.lines.clear(), market=plan.market.clear(), spend_usd=0.0, accounts=())


def test_the_object_repeats_the_plan_without_rounding(plan: Plan) -> None:
    found = plan_object(plan)
    assert (found["objective"], found["lower_bound"], found["no_plan"]) == (
        plan.loss_usd,
        plan.bound_usd,
        plan.no_plan_usd,
    )
    assert found["lines"] == plan.lines.to_dicts() and len(found["lines"]) > 10
    assert found["gap"] == found["certificate"]["gap"] == plan.certificate.solver_gap
    assert found["loss"]["implementable"]["before"] - found["loss"]["implementable"][
        "after"
    ] == pytest.approx(sum(line["saving_usd"] for line in found["lines"]))
    assert found["assumed_share"] == max(found["assumed_by_table"].values()) <= 1.0


def test_changing_the_object_changes_no_plan(plan: Plan) -> None:
    found = plan_object(plan)
    found["unspent_reason"].clear()
    found["binding"].clear()
    found["assumed_by_table"].clear()
    assert plan.unspent_reason and plan.binding and plan.assumed


def test_the_document_can_be_read_back_and_names_what_is_null(case: Case, plan: Plan) -> None:
    found = json.loads(dumps(plan_document(case, plan, seed=3)))
    assert (found["command"], found["seed"], found["draws"]) == ("plan", 3, 1)
    nulls = {f"plan.{k}" for k in ("fresh", "robust_core", "flips", "regret")}
    assert all(found["plan"][n.removeprefix("plan.")] is None for n in nulls) and nulls <= set(
        found["missing"]
    )
    assert found["missing"]["plan.lines[].covered_upstream_share"] == "counts for orders from 2027-01-01"
    assert found["missing"]["plan.accounts[].limit_usd nds-restricted-receipts"] == "amount not known"
    assert "plan.accounts[].next_dollar programme-2025" not in found["missing"]


def test_a_plan_that_buys_nothing_is_a_document_too(case: Case, plan: Plan) -> None:
    found = plan_document(case, empty(plan))
    assert found["plan"]["lines"] == found["plan"]["market"] == found["plan"]["accounts"] == []
    later = ("fresh", "loss.simulated", "loss.clairvoyant", "robust_core", "flips", "regret")
    unknown = ("unspent[].bought_t", "unspent[].wanted_t", "binding_rules[].materials")
    assert set(found["missing"]) == {
        *(f"plan.{k}" for k in (*later, *unknown)),
        "insurance",
        "baselines",
        "ledger",
    }


def test_each_account_that_is_not_known_has_its_own_reason(case: Case, plan: Plan) -> None:
    accounts = (
        AccountUse("a", None, 0.0, 1.0, Reason("pays")),
        AccountUse("b", 1.0, 0.0, None, Reason("pays")),
    )
    missing = plan_document(case, replace(plan, accounts=accounts))["missing"]
    assert {n: w for n, w in missing.items() if "accounts" in n} == {
        "plan.accounts[].limit_usd a": "amount not known",
        "plan.accounts[].next_dollar b": "the plan decides nothing with it",
    }


def test_the_steps_of_a_plan_are_told(case: Case, short: Shortfalls) -> None:
    told: list[str] = []

    class Teller:
        def __call__(self, what: str, done: float | None = None) -> None:
            told.append(what)

        def cancelled(self) -> bool:
            return False

    plan_case(case, short, budget_usd=0.0, monitor=Teller())
    assert told == ["drawing 1 of 1 draws", "planning: smallest orders and ties"]
