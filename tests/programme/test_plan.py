"""The plan as scripts read it, real awards beside it, and offers that the law bars."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from lodestock.programme.documents import dumps
from lodestock.programme.plan import awards_beside, barred_offers, plan_case, plan_document, plan_object
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset
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
    assert set(found["missing"]) == {*(f"plan.{k}" for k in (*later, *unknown)), "insurance", "baselines"}


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
    assert told == ["1 of 1 draws", "planning: smallest orders and ties"]


def test_awards_beside_a_plan_that_buys_nothing_keep_their_ceilings(
    case: Case, short: Shortfalls, plan: Plan
) -> None:
    rows = awards_beside(case, short, replace(empty(plan), unspent_reason={}))
    assert rows["plan_ceiling_usd"].to_list() == [0.0] * 4 and rows["award_ceiling_usd"].sum() == 890e6
    assert set(rows["plan_reason"]) == {"not an item of the dataset"}


def test_an_award_beside_the_plan_is_what_the_plan_spends_on_the_item(
    case: Case, short: Shortfalls, plan: Plan
) -> None:
    for row in awards_beside(case, short, plan).iter_rows(named=True):
        mine = sum(x["ceiling_usd"] for x in plan.lines.to_dicts() if x["material"] == row["material"])
        assert row["plan_ceiling_usd"] == pytest.approx(mine)
        assert row["plan_reason"] == str(plan.unspent_reason[row["material"]])


def test_an_award_that_is_removed_is_left_out(
    case_with: Callable[..., Case], short: Shortfalls, plan: Plan
) -> None:
    case = case_with(awards=[{"award_id": "dla-co-2025", "remove": "y"}])
    assert awards_beside(case, short, plan)["material"].to_list() == ["antimony", "scandium", "tantalum"]


def test_without_facts_there_are_no_awards(case: Case, short: Shortfalls, plan: Plan) -> None:
    frames = {**case.dataset.frames, "case_facts": case.dataset.frame("case_facts").clear()}
    bare = Case(Dataset(frames, case.dataset.specs, case.dataset.hash), case.card, None)
    assert awards_beside(bare, short, plan).is_empty()


def test_before_the_law_no_offer_is_barred(case: Case) -> None:
    early = replace(case, card=replace(case.card, as_of=date(2018, 8, 12)))
    assert barred_offers(early).is_empty() and {"material", "event_id"} <= set(barred_offers(early).columns)


def test_a_landed_price_is_price_freight_and_rate(case: Case) -> None:
    frame = barred_offers(case)
    for _, some in frame.group_by("material", maintain_order=True):
        rows = some.to_dicts()
        assert [r["event_id"] for r in rows[:2]] == ["none", "all in force"]
        price = rows[0]["landed_usd_per_t"] / 1.03
        for r in rows:
            assert r["landed_usd_per_t"] == pytest.approx(price * (1.03 + r["rate_percent"] / 100))
            assert 0 < r["world_share_pct"] <= 100


def test_a_tariff_announced_after_the_day_is_not_shown(case: Case) -> None:
    before = replace(case, card=replace(case.card, as_of=date(2025, 10, 9)))
    assert "us-100pct" not in barred_offers(before)["event_id"].to_list()
    assert "us-100pct" in barred_offers(case)["event_id"].to_list()


def test_real_awards_stand_beside_the_plan(case: Case, short: Shortfalls, plan: Plan) -> None:
    rows = {r["material"]: r for r in awards_beside(case, short, plan).iter_rows(named=True)}
    ceilings = {m: r["award_ceiling_usd"] for m, r in rows.items()}
    assert ceilings == {"antimony": 245e6, "cobalt": 500e6, "scandium": 45e6, "tantalum": 100e6}
    assert rows["scandium"]["ever_held"] == "no"


def test_a_barred_offer_is_shown_with_and_without_the_threatened_tariff(case: Case) -> None:
    rows = barred_offers(case).filter(barred_offers(case)["material"] == "cobalt")
    landed = dict(zip(rows["event_id"], rows["landed_usd_per_t"], strict=True))
    assert landed["none"] == pytest.approx(42725 * 1.03)
    assert landed["all in force"] == pytest.approx(42725 * 1.23)
    assert landed["us-100pct"] == pytest.approx(42725 * 2.03)
