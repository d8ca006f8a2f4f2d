"""Titles of pictures: each says the finding with its number, read from the frame that is drawn."""

from __future__ import annotations

import math
from datetime import date

import polars as pl

from lodestock.records.frames import totals
from lodestock.report import three_digits

__all__ = [
    "awards_title",
    "backtest_title",
    "burn_down_title",
    "cards_title",
    "control_title",
    "coverage_title",
    "fan_title",
    "requirement_title",
    "shortfall_title",
    "spending_title",
    "waterfall_title",
]

_HALF_PCT = 50.0


def requirement_title(classes: pl.DataFrame) -> str:
    """Return what stock should cover, and the item that needs most.

    Parameters
    ----------
    classes : material_name, demand_class, value in USD million
    """
    items = _largest(classes, "value")
    if not items or items[0][1] <= 0:
        return "No emergency leaves a gap that stock may serve"
    total = math.fsum(value for _, value in items)
    name, most = items[0]
    return (
        f"Stock should cover USD {three_digits(total)} million, {name} USD {three_digits(most)} million of it"
    )


def shortfall_title(classes: pl.DataFrame) -> str:
    """Return the item that lacks most of its demand.

    Parameters
    ----------
    classes : material_name, demand_class, value in years of demand
    """
    items = _largest(classes, "value")
    if not items or items[0][1] <= 0:
        return "No item is short over the horizon"
    name, years = items[0]
    return f"{name} lacks most: {three_digits(years)} years of its demand over the horizon"


def cards_title(gaps: pl.DataFrame) -> str:
    """Return the item and card of the largest gap.

    Parameters
    ----------
    gaps : material_name, card, years
    """
    known = gaps.filter(pl.col("years") > 0).sort(
        "years", "material_name", "card", descending=[True, False, False]
    )
    if known.is_empty():
        return "No card leaves a gap"
    first = known.row(0, named=True)
    worst = f"{first['material_name']} on {first['card']}"
    return f"The largest gap is that of {worst}: {three_digits(first['years'])} years of demand"


def fan_title(name: str, quantiles: pl.DataFrame) -> str:
    """Return when an item's mean gap is largest, and how large.

    Parameters
    ----------
    name : of the item
    quantiles : quarter, mean; tonnes per quarter
    """
    if quantiles.is_empty() or not quantiles["mean"].max():
        return f"{name}: no gap in any quarter"
    top = quantiles.sort("mean", "quarter", descending=[True, False]).row(0, named=True)
    return (
        f"{name}: the mean gap is largest in {top['quarter']}, {three_digits(top['mean'])} t in the quarter"
    )


def waterfall_title(name: str, steps: pl.DataFrame) -> str:
    """Return how much of an item's usual supply is lost, and to what most of it.

    Parameters
    ----------
    name : of the item
    steps : step_no, step, tonnes, kind; what comes before the first ``total`` is supply
    """
    ends = steps.filter(pl.col("kind") == "total")
    supply = steps.filter(pl.col("step_no") < ends["step_no"].min()) if len(ends) else steps
    losses = supply.filter((pl.col("kind") == "loss") & (pl.col("tonnes") < 0)).sort("tonnes", "step")
    usual = steps.filter(pl.col("kind") == "start")
    if losses.is_empty() or usual.is_empty():
        return f"{name}: nothing is lost"
    first = losses.row(0, named=True)
    cost, of = three_digits(-first["tonnes"]), three_digits(usual["tonnes"][0])
    return f"{name}: {first['step']} cost {cost} of {of} t usual supply"


def coverage_title(classes: pl.DataFrame) -> str:
    """Return the part of the requirement that a plan buys, at as-of prices.

    Parameters
    ----------
    classes : requirement_usd, left_usd
    """
    required, left = (
        math.fsum(classes[n]) / 1e6 if n in classes.columns else 0.0 for n in ("requirement_usd", "left_usd")
    )
    if required <= 0:
        return "Nothing is lacking"
    covered = f"USD {three_digits(required - left)} of {three_digits(required)} million"
    return f"The plan and stock cover {covered} that the emergency would lack"


def control_title(shares: pl.DataFrame) -> str:
    """Return in how many stages adversaries make more than half of the world's output.

    Parameters
    ----------
    shares : material_name, stage, share_pct, group
    """
    if shares.is_empty():
        return "No item is short"
    stages = shares.select("material_name", "stage").unique()
    hostile = totals(shares.filter(pl.col("group") == "adversary"), ["material_name", "stage"], ["share_pct"])
    most = len(hostile.filter(pl.col("share_pct") > _HALF_PCT))
    return f"Adversaries make more than half of world output in {most} of {len(stages)} stages"


def spending_title(spend: pl.DataFrame) -> str:
    """Return how much of its limit the account that pays spends, and how much of it in the dearest quarter.

    Parameters
    ----------
    spend : quarter, account_id, spend_usd, limit_usd
    """
    if spend.is_empty() or not spend["spend_usd"].max():
        return "Nothing is planned"
    total = math.fsum(spend["spend_usd"]) / 1e6
    used = spend.filter(pl.col("spend_usd") > 0)
    limit = used["limit_usd"][0]
    of = "" if limit is None else f" of {three_digits(limit / 1e6)}"
    first = used.sort("spend_usd", "quarter", descending=[True, False]).row(0, named=True)
    most = f"USD {three_digits(first['spend_usd'] / 1e6)} million of it in {first['quarter']}"
    return f"USD {three_digits(total)}{of} million are planned, {most}"


def awards_title(rows: pl.DataFrame) -> str:
    """Return what announced buys come to beside the plan for the same items.

    Parameters
    ----------
    rows : kind, usd
    """
    if rows.is_empty():
        return "No announced buy stands in the tables"
    real, ours = (
        math.fsum(rows.filter((pl.col("kind") == kind) & pl.col("usd").is_not_null())["usd"]) / 1e6
        for kind in ("real award ceiling", "plan ceiling")
    )
    spends = f"USD {three_digits(ours)} million" if ours else "nothing"
    return f"Announced ceilings of USD {three_digits(real)} million; the plan spends {spends} on these items"


def backtest_title(brier: float | None, unchanged: float | None) -> str:
    """Return how well chances met what happened.

    Parameters
    ----------
    brier, unchanged : Brier score of the card, and of a guess that nothing changes; None where not known
    """
    if brier is None:
        return "No later state of the controls is recorded"
    beside = "" if unchanged is None else f", against {unchanged:.3f} for a guess that nothing changes"
    return f"Brier score {brier:.3f}{beside}"


def _largest(classes: pl.DataFrame, column: str) -> list[tuple[str, float]]:
    """Return the items with their totals, the largest first."""
    found = totals(classes.filter(pl.col(column).is_not_null()), ["material_name"], [column])
    return [
        (str(n), float(v))
        for n, v in found.sort([column, "material_name"], descending=[True, False]).iter_rows()
    ]


def burn_down_title(terms: pl.DataFrame, day: str) -> str:
    """Return how much of the innermost account is obligated, and the pace that would spend it by its target date.

    Parameters
    ----------
    terms : account, appropriated_usd, obligated_usd, target, last, within
    day : ISO date
    """
    if terms.is_empty():
        return "No money is released yet"
    row = terms.sort("obligated_usd", "appropriated_usd", descending=[True, False]).row(0, named=True)
    left = (row["appropriated_usd"] - row["obligated_usd"]) / 1e6
    bound, whole = (three_digits(row[k] / 1e6) for k in ("obligated_usd", "appropriated_usd"))
    so_far = f"{row['account']}: USD {bound} of {whole} million obligated by {day}"
    end, name = (row["target"], "target date") if row["target"] else (row["last"], "last day")
    months = (date.fromisoformat(end).toordinal() - date.fromisoformat(day).toordinal()) / _DAYS_A_MONTH
    if months <= 0:
        return f"{so_far}, after its {name} {end}"
    return f"{so_far}; {three_digits(left / months)} a month would use it up by its {name} {end}"


_DAYS_A_MONTH = 365.25 / 12
