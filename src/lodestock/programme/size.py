"""The use case SIZE: what an emergency leaves us short of."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.records.errors import InputError, Problem
from lodestock.records.frames import totals
from lodestock.records.scenario import CLASSES
from lodestock.size import Sizing, causes, size_card, variants

__all__ = ["WHY_2013", "embodied", "published", "size_document", "sized", "variant_rows"]

WHY_2013 = (
    "The 2013 report used the planning scenario, class splits, reliability scores and prices of its day, "
    "which are not public, and counted forms (such as fused crude alumina or yttrium oxide by grade) that "
    "this list of items does not hold; base-war is our open reading of the same law."
)


def size_document(case: Case, sizing: Sizing, *, seed: int = 0) -> dict[str, Any]:
    """Return the JSON object of `lodestock size` but for `seconds`."""
    reasons = causes(sizing)
    missing = {
        "materials[].embodied_not_modelled_t": "no row in embodied: not known, and not zero",
        "materials[].cause[].country": "the cause is not one country's",
        "materials[].cause[].stage": "the cause is not one stage's",
        "variants[].factor": "as given",
        "published[].requirement_t": "not an item of this list",
        "published[].published_t": "not printed, or withheld",
        "published[].published_musd": "not printed, or withheld",
        "variants[].materials[].requirement_usd": "no price known on the as-of date; left out of the total",
        **{
            f"materials[].requirement_usd {m}": "no price known on the as-of date"
            for m, p in zip(sizing.inputs.materials, sizing.worth.price_usd_per_t, strict=True)
            if math.isnan(p)
        },
        **{
            f"materials[].classes[].value {m}": "no row in consequence"
            for m, p in zip(sizing.inputs.materials, sizing.worth.reference_usd_per_t, strict=True)
            if math.isnan(p)
        },
    }
    return {
        **header("size", case, seed=seed, draws=1),
        "materials": [_item(sizing, i, reasons, embodied(case)) for i in range(len(sizing.inputs.materials))],
        "by_regime": _by_regime(sizing),
        "variants": variant_rows(case, sizing),
        "published": published(case, sizing),
        "published_note": WHY_2013,
        "missing": missing,
    }


def embodied(case: Case) -> dict[str, float]:
    """Return what is inside imported goods and no part of demand here, item -> t a year."""
    return {r["material"]: float(r["embodied_t"]) for r in case.dataset.rows("embodied")}


def _item(sizing: Sizing, m: int, reasons: pl.DataFrame, inside: dict[str, float]) -> dict[str, Any]:
    """Return one entry of `materials`: on one scenario quantiles equal the value, errors are 0."""
    name = sizing.inputs.materials[m]
    price = sizing.worth.price_usd_per_t[m]
    emergency = list(sizing.card.emergency)
    gap = sizing.gaps.gap_t[m][:, emergency].sum(axis=1)
    required = float(sizing.requirement_t[m].sum())
    classes = []
    for k, word in enumerate(CLASSES):
        tonnes = float(gap[k])
        classes.append(
            {
                "class": word,
                "expected_t": tonnes,
                "se_t": 0.0,
                **{f"p{q}_t": tonnes for q in (50, 90, 95, 99)},
                "servable_t": float(sizing.requirement_t[m, k]),
                "expected_usd": None if math.isnan(price) else tonnes * float(price),
            }
        )
    mine = reasons.filter(pl.col("material") == name)
    return {
        "material": name,
        "demand_t": float(sizing.inputs.demand_t[m]),
        "inventory_known": name in sizing.inventory_t,
        "requirement_t": required,
        "net_requirement_t": float(sizing.net_t[m].sum()),
        "requirement_usd": None if math.isnan(price) else required * float(price),
        "p_short": 1.0 if required > 0 else 0.0,
        "se_p": 0.0,
        "classes": classes,
        "cause": mine.select("factor", "stage", "country", "share").to_dicts(),
        "embodied_not_modelled_t": inside.get(name),
    }


def _by_regime(sizing: Sizing) -> list[dict[str, Any]]:
    """Return gaps by regime, item and class, tonnes over the regime's quarters."""
    out = []
    regimes = sizing.card.regimes
    for regime in dict.fromkeys(regimes):
        span = [t for t, r in enumerate(regimes) if r == regime]
        gap = sizing.gaps.gap_t[:, :, span].sum(axis=2)
        served = sizing.gaps.servable_t[:, :, span].sum(axis=2)
        for m, name in enumerate(sizing.inputs.materials):
            for k, word in enumerate(CLASSES):
                if gap[m, k] > 1e-9 * sizing.inputs.demand_t[m]:
                    row = {"expected_t": float(gap[m, k]), "servable_t": float(served[m, k])}
                    out.append({"regime": regime, "material": name, "class": word, **row})
    return out


def variant_rows(case: Case, sizing: Sizing) -> list[dict[str, Any]]:
    """Return the requirement with one input changed, in total and by item; the factor is None as given."""
    out = []
    for name, factor, changed in variants(case.dataset, case.card, sizing.inputs):
        items = totals(changed.frame(), ["material"], ["requirement_t", "requirement_usd"])
        short = items.filter(pl.col("requirement_t") > 0)
        by_item = short.select("material", "requirement_t", "requirement_usd").to_dicts()
        out.append(
            {
                "input": name,
                "factor": factor,
                "requirement_t": math.fsum(r["requirement_t"] for r in by_item),
                "requirement_usd": math.fsum(r["requirement_usd"] or 0.0 for r in by_item),
                "materials": by_item,
            }
        )
    return out


def published(case: Case, sizing: Sizing) -> list[dict[str, Any]]:
    """Return the shortfalls that the 2013 report prints, beside ours where the item is the same."""
    ours = dict(zip(sizing.inputs.materials, sizing.requirement_t.sum(axis=1), strict=True))
    rows = case.dataset.frame("nds_shortfalls").filter(pl.col("report_year").cast(pl.String) == "2013")
    out = []
    for r in rows.iter_rows(named=True):
        mine = ours.get(r["material"])
        out.append(
            {
                "material": r["material"],
                "report_year": 2013,
                "case": r["case"],
                "published_t": r["quantity_t"],
                "published_musd": r["shortfall_value_musd"],
                "requirement_t": None if mine is None else float(mine),
            }
        )
    return out


def sized(case: Case) -> Sizing:
    """Return the sizing of a case whose card is a war alone.

    Raises
    ------
    InputError : a card that is drawn, or that holds controls
    """
    if not case.card.plain:
        reason = "is drawn or holds controls, and a plan is made for a war alone so far"
        remedy = "Plan on base-war or base-war-mild; `lodestock size` takes every card"
        raise InputError(Problem("--card", case.card.name, reason, remedy))
    return size_card(case.dataset, case.card)
