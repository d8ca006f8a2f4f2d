"""Pictures of a plan: the figures behind them, beside plain sums over the plan's own tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from lodestock.programme.beside import awards_beside
from lodestock.programme.plan import plan_case
from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.programme.size import size_for_plan
from lodestock.programme.size_pictures import item_names, result_source
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls

Pictures = Mapping[str, dict[str, Any]]


@pytest.fixture(scope="module")
def pictures(case: Case, short: Shortfalls, plan: Plan) -> Pictures:
    return plan_pictures(case, short, plan)


def values(spec: Any) -> Iterator[dict[str, Any]]:
    """Yield every row that a spec draws."""
    if isinstance(spec, dict):
        data = spec.get("data")
        if isinstance(data, dict):
            yield from data.get("values", [])
        for child in spec.values():
            yield from values(child)
    elif isinstance(spec, list):
        for child in spec:
            yield from values(child)


def test_every_picture_says_what_it_follows_from(case: Case, short: Shortfalls, pictures: Pictures) -> None:
    assert list(pictures) == ["requirement", "control", "spending", "awards", "waterfall"]
    for name, spec in pictures.items():
        assert result_source(case, short) == spec["usermeta"]["source"], name


def by_item(rows: Iterator[tuple[str, float]]) -> dict[str, float]:
    out: dict[str, float] = {}
    for item, usd in rows:
        out[item] = out.get(item, 0.0) + usd / 1e6
    return out


def test_what_is_drawn_as_required_is_the_requirement_in_money_of_the_largest_items(
    case: Case, short: Shortfalls, pictures: Pictures
) -> None:
    names = item_names(case)
    frame = short.frame().filter(short.frame()["requirement_usd"] > 0)
    required = by_item((names[r["material"]], r["requirement_usd"]) for r in frame.iter_rows(named=True))
    drawn = by_item((r["item"], r["usd"] * 1e6) for r in values(pictures["requirement"]) if "class" in r)
    assert drawn == pytest.approx({item: required[item] for item in drawn})
    assert min(drawn.values()) >= max(usd for item, usd in required.items() if item not in drawn)


def test_spending_adds_up_to_the_plan(plan: Plan, pictures: Pictures) -> None:
    by_quarter: dict[str, float] = {}
    for r in values(pictures["spending"]):
        if "account" in r:
            by_quarter[r["quarter"]] = by_quarter.get(r["quarter"], 0.0) + r["usd"]
    assert list(by_quarter) == ["2025Q4", "2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1"]
    for quarter, usd in by_quarter.items():
        mine = sum(x["ceiling_usd"] for x in plan.lines.to_dicts() if x["quarter"] == quarter)
        assert usd == pytest.approx(mine / 1e6), quarter
    assert sum(by_quarter.values()) == pytest.approx(plan.spend_usd / 1e6)


def test_the_picture_of_control_holds_ten_items_with_shares_of_a_whole(pictures: Pictures) -> None:
    bars: dict[str, float] = {}
    for r in values(pictures["control"]):
        if "share" in r:
            bars[r["row"]] = bars.get(r["row"], 0.0) + r["share"]
    assert len({row.split(" · ")[0] for row in bars}) == 10
    assert all(total == pytest.approx(100, abs=0.5) for total in bars.values())


def test_china_is_an_adversary_and_we_are_ourselves(pictures: Pictures) -> None:
    groups = {(r["country"], r["group"]) for r in values(pictures["control"]) if "share" in r}
    assert ("CHN", "adversary") in groups and ("OTHER", "unattributed") in groups
    assert {g for c, g in groups if c == "USA"} <= {"own"} and {g for c, g in groups if c == "JPN"} <= {
        "ally"
    }
    assert not [c for c, g in groups if g == "unattributed" and c != "OTHER"]


def test_awards_are_drawn_with_their_ceilings(pictures: Pictures) -> None:
    drawn = {r["item"]: r["usd"] for r in values(pictures["awards"]) if r.get("kind") == "real award ceiling"}
    assert drawn == {"Antimony": 245.0, "Cobalt": 500.0, "Scandium": 45.0, "Tantalum": 100.0}


def test_a_plan_that_buys_nothing_draws_the_requirement_as_what_is_left(
    case: Case, short: Shortfalls, plan: Plan
) -> None:
    nothing = plan_pictures(case, short, replace(plan, lines=plan.lines.clear(), spend_usd=0.0))
    assert sum(r["usd"] for r in values(nothing["spending"]) if "account" in r) == 0.0
    names = item_names(case)
    rows = short.frame().filter(short.frame()["requirement_usd"] > 0).iter_rows(named=True)
    net = by_item((names[r["material"]], r["net_requirement_t"] * r["price_usd_per_t"]) for r in rows)
    drawn = {
        r["item"]: r["usd"] for r in values(nothing["requirement"]) if r.get("kind") == "left after the plan"
    }
    assert len(drawn) > 10 and drawn == pytest.approx({item: net[item] for item in drawn})


def test_without_accounts_the_picture_of_spending_says_so(case: Case, short: Shortfalls, plan: Plan) -> None:
    spec = plan_pictures(case, short, replace(plan, accounts=()))["spending"]
    assert "No account is open in the window." in str(spec)


def test_a_card_that_leaves_nothing_short_has_its_pictures_too(case: Case) -> None:
    never = dict.fromkeys(case.card.release, "never")
    calm = replace(case, card=replace(case.card, release=never))
    short = size_for_plan(calm)
    plan = plan_case(calm, short)
    assert not short.requirement_t.any() and plan.lines.is_empty()
    specs = plan_pictures(calm, short, plan)
    assert {"requirement", "control", "spending", "awards"} <= set(specs)


def test_an_award_without_a_ceiling_is_missing_and_not_zero(case_with: Callable[..., Case]) -> None:
    case = case_with(awards=[{"award_id": "dla-co-2025", "ceiling_musd": ""}])
    short = size_for_plan(case)
    plan = plan_case(case, short, integers=False)
    rows = {r["material"]: r for r in awards_beside(case, short, plan).iter_rows(named=True)}
    assert rows["cobalt"]["award_ceiling_usd"] is None and rows["antimony"]["award_ceiling_usd"] > 0
    drawn = [v for v in values(plan_pictures(case, short, plan)["awards"]) if v["item"] == "Cobalt"]
    assert {v["kind"] for v in drawn} == {"plan ceiling", "requirement"}
