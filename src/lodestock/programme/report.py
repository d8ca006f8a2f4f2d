"""The use case REPORT: the headline of a programme, read from its runs and its ledger."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from lodestock.engine import Serial
from lodestock.programme.compare import compare_document
from lodestock.programme.documents import header
from lodestock.programme.kept import Kept
from lodestock.programme.project import Case
from lodestock.programme.size_pictures import item_names
from lodestock.records.frames import totals

__all__ = ["coverage_rows", "funds_rows", "origin_rows", "previous_plan", "report_document"]

_NO_RUN = "no run of the project holds a plan: `lodestock plan` makes one"


def report_document(
    case: Case, kept: Kept | None, previous: Kept | None, status: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the JSON object of `lodestock report` but for `seconds`.

    Parameters
    ----------
    case : the project as it is now
    kept : run that holds the plan
    previous : run that held the plan before, see `previous_plan`
    status : the JSON object of `lodestock ledger status`; None where there is no ledger
    """
    document: dict[str, Any] = {
        **header("report", case),
        "run": None,
        "finding": None,
        "coverage": [],
        "origins": [],
        "buys": [],
        "accounts": funds_rows(status) if status else [],
        "ledger_finding": status["finding"] if status else None,
        "changes": None,
        "missing": {},
    }
    missing = document["missing"]
    if status is None:
        missing["ledger_finding"] = "the project has no ledger"
    else:
        missing["accounts[].within"] = "no ceiling inside another account"
        missing["accounts[].days_left"] = "no last day: available until expended"
    if kept is None:
        return {**document, "missing": {**missing, "run": _NO_RUN, "finding": _NO_RUN, "changes": _NO_RUN}}
    plan = kept.document("plan")
    told = {n: plan[n] for n in header("report", None) if n not in ("command", "seconds")}
    document |= {
        **told,
        "run": kept.id,
        "finding": plan["finding"],
        "coverage": coverage_rows(case, kept, status),
        "origins": origin_rows(case, kept.frame("plan")),
        "buys": plan["plan"]["buys"],
        "changes": _changes(case, kept, previous),
    }
    missing["coverage[].held_usd"] = "what is held is not public"
    missing["coverage[].ordered_t"] = "no order in the ledger, or one that states no mass"
    missing["coverage[].left_at_most_usd"] = "no price known on the as-of date"
    if previous is None:
        missing["changes"] = "there is no run before this one to compare with"
    return document


def previous_plan(runs: Iterable[Kept], kept: Kept | None) -> Kept | None:
    """Return the run of a plan that was written before another; None where there is none.

    Parameters
    ----------
    runs : of the project, the one that was written last first
    kept : the other
    """
    plans = [k for k in runs if k.has("plan.json")]
    ids = [k.id for k in plans]
    older = plans[ids.index(kept.id) + 1 :] if kept is not None and kept.id in ids else []
    return older[0] if older else None


def coverage_rows(case: Case, kept: Kept, status: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return how much of each item's requirement is held, ordered so far and planned, the largest requirement first.

    Parameters
    ----------
    kept : run that holds a plan, its lines and its shortfalls
    status : see `report_document`; orders of awards that state a mass were ordered

    Returns
    -------
    rows : material, name, requirement_t, requirement_usd, held_t, held_usd, ordered_t, planned_t, planned_usd,
        left_at_most_usd (less where more is held than is known), gap_t; USD at as-of prices; what a plan buys beyond
        the requirement of a class does not count
    """
    names = item_names(case)
    lines = kept.frame("plan").select("material", pl.col("class").alias("demand_class"), "tonnes")
    bought = totals(lines, ["material", "demand_class"], ["tonnes"])
    rows = kept.frame("shortfalls").join(bought, on=["material", "demand_class"], how="left")
    served = pl.min_horizontal(pl.col("tonnes").fill_null(0.0), "net_requirement_t")
    held = pl.col("requirement_t") - pl.col("net_requirement_t")
    usd = rows.with_columns(
        planned_t=served,
        planned_usd=served * pl.col("price_usd_per_t"),
        held_t=held,
        held_usd=held * pl.col("price_usd_per_t"),
    )
    columns = ["gap_t", "requirement_t", "requirement_usd", "planned_t", "planned_usd", "held_t", "held_usd"]
    known = {m["material"] for m in kept.document("size")["materials"] if m["inventory_known"]}
    ordered = _ordered(status)
    out = []
    for r in totals(usd, ["material"], columns).to_dicts():
        m = r["material"]
        if not r["requirement_t"]:
            continue
        if m not in known:
            r |= {"held_t": None, "held_usd": None}
        left = None
        if r["requirement_usd"] is not None and r["planned_usd"] is not None:
            # What is held and not known can only lower it.
            left = r["requirement_usd"] - r["planned_usd"] - (r["held_usd"] or 0.0)
        out.append({"name": names.get(m, m), **r, "left_at_most_usd": left, "ordered_t": ordered.get(m)})
    return sorted(out, key=lambda r: (-(r["requirement_usd"] or 0.0), r["material"]))


def _ordered(status: Mapping[str, Any] | None) -> dict[str, float | None]:
    """Return the tonnes of each item that were ordered so far; None where an order states no mass."""
    out: dict[str, float | None] = {}
    for award in status["awards"] if status else ():
        if award["orders"]:
            before, mass = out.get(award["material"], 0.0), award["ordered_kg"]
            out[award["material"]] = None if mass is None or before is None else before + float(mass) / 1000.0
    return out


def origin_rows(case: Case, lines: pl.DataFrame) -> list[dict[str, Any]]:
    """Return where a plan buys: country, ceiling and items, the largest ceiling first.

    Parameters
    ----------
    lines : of the plan: material, origin, ceiling_usd
    """
    names = {r["iso3"]: r["name"] for r in case.dataset.rows("countries")}
    by = totals(lines.select("origin", "material", "ceiling_usd"), ["origin", "material"], ["ceiling_usd"])
    out: dict[str, list[tuple[float, str]]] = {}
    for r in by.iter_rows(named=True):
        out.setdefault(r["origin"], []).append((r["ceiling_usd"], r["material"]))
    rows = [
        {
            "country": c,
            "country_name": names.get(c, c),
            "ceiling_usd": math.fsum(usd for usd, _ in some),
            "items": ", ".join(m for _, m in sorted(some, key=lambda s: (-s[0], s[1]))),
        }
        for c, some in out.items()
    ]
    return sorted(rows, key=lambda r: (-r["ceiling_usd"], r["country"]))


def funds_rows(status: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the accounts of a ledger with the days until they may obligate no more.

    Parameters
    ----------
    status : the JSON object of `lodestock ledger status`
    """
    day = date.fromisoformat(status["as_of"])
    return [
        {
            **a,
            "days_left": None if a["last"] is None else (date.fromisoformat(a["last"]) - day).days,
        }
        for a in status["accounts"]
    ]


def _changes(case: Case, kept: Kept, previous: Kept | None) -> dict[str, Any] | None:
    """Return what differs between two runs, and what it does: inputs, items, plan."""
    if previous is None:
        return None
    found = compare_document(case.folder, previous.id, kept.id, Serial())
    return {n: found[n] for n in ("a", "b", "inputs", "items", "plan")}
