"""Announced buys and barred offers beside a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from lodestock.data import load
from lodestock.programme.beside import awards_beside, barred_offers
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset, LaidRow
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls
from tests.programme.test_plan import empty


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


def _news(case: Case, table: str, **cells: str) -> Case:
    """Return a case with a row of the news laid over."""
    return replace(case, dataset=load(None, [LaidRow("watch/w1", table, cells)]))


def test_a_buy_that_was_accepted_from_the_news_stands_beside_the_plan_from_its_day_on(
    case: Case, short: Shortfalls, plan: Plan
) -> None:
    buy = {
        "award_id": "watch-w1",
        "material": "tin",
        "ceiling_musd": "7",
        "vendor": "x",
        "status": "announced",
    }
    then = _news(case, "awards", announced="2025-10-13", **buy)
    rows = {r["material"]: r for r in awards_beside(then, short, plan).iter_rows(named=True)}
    assert rows["tin"]["award_ceiling_usd"] == 7e6 and rows["tin"]["vendors"] == "x (announced)"
    later = _news(case, "awards", announced="2025-10-14", **buy)
    assert "tin" not in awards_beside(later, short, plan)["material"].to_list()


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        ({}, True),
        ({"effective": "2025-10-14"}, False),
        ({"status": "threatened"}, False),
        ({"effective": ""}, False),
    ],
)
def test_a_tariff_of_the_news_has_rows_once_it_applies(
    case: Case, changes: dict[str, str], is_shown: bool
) -> None:
    row = {"event_id": "watch-w1", "announced": "2025-10-10", "effective": "2025-10-13", "actor_country_iso3": "USA",
           "instrument": "import_tariff", "targets": "CHN", "hits": "tin", "rate_percent": "50",
           "status": "in_force"}  # fmt: skip
    rows = barred_offers(_news(case, "policy_events", **{**row, **changes})).to_dicts()
    before = {(r["material"], r["event_id"]): r for r in barred_offers(case).to_dicts()}
    assert [r["material"] for r in rows if r["event_id"] == "watch-w1"] == ["tin"] * is_shown
    changed = [
        (r["material"], r["event_id"]) for r in rows if before.get((r["material"], r["event_id"])) != r
    ]
    assert changed == [("tin", "all in force"), ("tin", "watch-w1")] * is_shown
