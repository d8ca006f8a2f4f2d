"""Titles of pictures: the number that each holds, computed here again from the frames of the result."""

from __future__ import annotations

import re
from contextlib import nullcontext

import polars as pl
import pytest

from lodestock.engine import Serial
from lodestock.programme import titles
from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.programme.size_pictures import size_pictures, worst_items
from lodestock.records.lookups import members
from lodestock.records.plan import Plan
from lodestock.report import Spec
from lodestock.size import Shortfalls


def words(spec: Spec) -> str:
    return " ".join(spec["title"]["text"])


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def names(case: Case) -> dict[str, str]:
    return {r["material"]: r["name"] for r in case.dataset.rows("materials")}


def test_titles_of_a_sizing_hold_numbers_of_its_frames(case: Case, short: Shortfalls) -> None:
    cards = pl.DataFrame({"material": ["tin", "zinc"], "card": ["a", "b"], "years": [1.0, 2.5]})
    specs = size_pictures(case, short, lambda: nullcontext(Serial()), lambda: cards)
    usd: dict[str, float] = {}
    years: dict[str, float] = {}
    for r in short.frame().iter_rows(named=True):
        usd[r["material"]] = usd.get(r["material"], 0.0) + (r["requirement_usd"] or 0.0) / 1e6
        years[r["material"]] = years.get(r["material"], 0.0) + r["gap_t"]
    for m, demand in zip(short.inputs.materials, short.inputs.demand_t, strict=True):
        years[m] /= demand
    most, worst = max(usd, key=lambda m: usd[m]), max(years, key=lambda m: years[m])
    assert words(specs["requirement"]) == (
        f"Stock should cover USD {number(sum(usd.values()))} million, "
        f"{names(case)[most]} USD {number(usd[most])} million of it"
    )
    found = words(specs["shortfall"])
    assert (
        found
        == f"{names(case)[worst]} lacks most: {number(years[worst])} years of its demand over the horizon"
    )
    assert words(specs["cards"]) == "The largest gap is that of Zinc on b: 2.5 years of demand"
    item = worst_items(short)[0]
    fan = words(specs[f"fan-1-{item}"])
    assert re.fullmatch(
        rf"{names(case)[item]}: the mean gap is largest in 20\d\dQ[1-4], [\d,.]+ t in the quarter", fan
    )


def test_titles_of_a_plan_hold_numbers_of_its_frames(case: Case, short: Shortfalls, plan: Plan) -> None:
    specs = plan_pictures(case, short, plan)
    required, left = 0.0, 0.0
    bought: dict[tuple[str, str], float] = {}
    for x in plan.lines.iter_rows(named=True):
        key = (x["material"], x["class"])
        bought[key] = bought.get(key, 0.0) + x["tonnes"]
    for r in short.frame().iter_rows(named=True):
        if r["requirement_usd"]:
            rest = r["net_requirement_t"] - bought.get((r["material"], r["demand_class"]), 0.0)
            required, left = (
                required + r["requirement_usd"] / 1e6,
                left + max(rest, 0.0) * r["price_usd_per_t"] / 1e6,
            )
    assert words(specs["requirement"]) == (
        f"The plan and stock cover USD {number(required - left)} of {number(required)} million that the emergency "
        "would lack"
    )
    by_quarter: dict[str, float] = {}
    for x in plan.lines.iter_rows(named=True):
        by_quarter[x["quarter"]] = by_quarter.get(x["quarter"], 0.0) + x["ceiling_usd"] / 1e6
    top = max(by_quarter, key=lambda q: by_quarter[q])
    assert words(specs["spending"]) == (
        f"USD {number(plan.spend_usd / 1e6)} of 1,000 million are planned, USD {number(by_quarter[top])} million of "
        f"it in {top}"
    )
    ours = sum(
        x["ceiling_usd"] / 1e6
        for x in plan.lines.iter_rows(named=True)
        if x["material"] in ("cobalt", "antimony", "tantalum", "scandium")
    )
    assert words(specs["awards"]) == (
        f"Announced ceilings of USD 890 million; the plan spends USD {number(ours)} million on these items"
    )
    worth = (
        short.frame()
        .filter(pl.col("requirement_usd") > 0)
        .group_by("material")
        .agg(pl.col("requirement_usd").sum())
    )
    ten = set(worth.sort("requirement_usd", descending=True).head(10)["material"])
    hostile = members(case.dataset, "adversary", case.card.as_of.isoformat())
    shares: dict[tuple[str, str], float] = {}
    for r in case.dataset.rows("global_supply_shares"):
        if r["material"] in ten:
            mine = r["share_pct"] if r["country_iso3"] in hostile else 0.0
            key = (r["material"], r["stage"])
            shares[key] = shares.get(key, 0.0) + mine
    assert words(specs["control"]) == (
        f"Adversaries make more than half of world output in {sum(s > 50 for s in shares.values())} of {len(shares)} "
        "stages"
    )


STEPS = pl.DataFrame(
    [
        (0, "usual supply", 100.0, "start"),
        (1, "adversaries closed", -30.0, "loss"),
        (2, "war damage", -40.0, "loss"),
        (3, "supply left", 30.0, "total"),
        (4, "not served by stock", -90.0, "loss"),
    ],
    schema=["step_no", "step", "tonnes", "kind"],
    orient="row",
)


def test_a_waterfall_names_what_costs_most_supply() -> None:
    assert titles.waterfall_title("Tin", STEPS) == "Tin: war damage cost 40 of 100 t usual supply"
    calm = STEPS.with_columns(tonnes=pl.when(pl.col("kind") == "loss").then(0.0).otherwise(pl.col("tonnes")))
    assert titles.waterfall_title("Tin", calm) == "Tin: nothing is lost"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (titles.requirement_title, "No emergency leaves a gap that stock may serve"),
        (titles.shortfall_title, "No item is short over the horizon"),
        (titles.cards_title, "No card leaves a gap"),
        (titles.coverage_title, "Nothing is lacking"),
        (titles.spending_title, "Nothing is planned"),
        (titles.control_title, "No item is short"),
        (titles.awards_title, "No announced buy stands in the tables"),
    ],
)
def test_where_there_is_nothing_the_title_says_so(title: object, said: str) -> None:
    columns = {
        "material_name": pl.String, "card": pl.String, "quarter": pl.String, "value": pl.Float64, "years": pl.Float64,
        "requirement_usd": pl.Float64, "left_usd": pl.Float64, "spend_usd": pl.Float64, "limit_usd": pl.Float64,
    }  # fmt: skip
    assert callable(title) and title(pl.DataFrame(schema=columns)) == said


def test_scores_and_fans_without_a_value_say_so() -> None:
    assert titles.backtest_title(None, 0.1) == "No later state of the controls is recorded"
    assert titles.backtest_title(0.1, None) == "Brier score 0.100"
    assert (
        titles.backtest_title(0.1, 0.25)
        == "Brier score 0.100, against 0.250 for a guess that nothing changes"
    )
    assert (
        titles.fan_title("Tin", pl.DataFrame({"quarter": ["2026Q1"], "mean": [0.0]}))
        == "Tin: no gap in any quarter"
    )
