"""The use case SIZE: what a card's draws leave us short of."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from lodestock.engine import Dask, Serial, open_engine
from lodestock.programme.documents import header
from lodestock.programme.findings import size_finding
from lodestock.programme.project import Case
from lodestock.programme.rests_on import find_footing
from lodestock.programme.unrequired import unrequired_rows
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.events import CONTROLS, NEWS, OUTAGE
from lodestock.records.protocols import Engine, Floats, Monitor, Silent
from lodestock.records.scenario import CLASSES
from lodestock.size import (
    CAUSES,
    EXACT_DRAWS,
    QUANTILES,
    SUBSAMPLE,
    Shortfalls,
    build_hazard,
    compare_reach,
    find_causes,
    find_interval,
    read_inputs,
    size_card,
    vary_inputs,
    why_not_counted,
)

__all__ = [
    "DRAWS",
    "WAR_STARTS",
    "WHY_2013",
    "Engines",
    "causes_frame",
    "compare_events",
    "published_rows",
    "size_case",
    "size_document",
    "size_draws",
    "size_for_plan",
    "use_engine",
    "variant_rows",
]

DRAWS = 10_000
"""Draws of a card that leaves something to chance, where nobody says how many."""

WHY_2013 = (
    "The 2013 report used the planning scenario, class splits, reliability scores and prices of its day, "
    "which are not public, and counted forms (such as fused crude alumina or yttrium oxide by grade) that "
    "this list of items does not hold; base-war is our open reading of the same law."
)

Engines = Callable[[], AbstractContextManager[Engine]]
"""Opens an engine for a while, see `use_engine`."""

WAR_STARTS = (6, 7, 8)
"""Quarters in which the war starts that a plan counts on where the card draws one: the two last of buying, and after."""

_LITTLE = 0.001
"""Part of a year's demand: an item with a smaller mean gap and no requirement is not short."""

_NO_PRICE = "no price known on the as-of date"


@contextmanager
def use_engine(workers: int | None, cluster: str | None) -> Iterator[Engine]:
    """Yield the engine that options ask for: the threads of all cores where they ask for nothing.

    Raises
    ------
    InputError : see `lodestock.engine.open_engine`
    """
    asked = open_engine(os.cpu_count() if workers is None and cluster is None else workers, cluster)
    if isinstance(asked, Dask):
        with closing(asked):
            yield asked
    else:
        yield asked


def size_case(
    case: Case,
    engine: Engine,
    *,
    draws: int | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Shortfalls:
    """Return what a case leaves us short of.

    Parameters
    ----------
    draws : number of draws; 10,000 where None, and one where the card leaves nothing to chance

    Raises
    ------
    InputError, DataError, CancelledError : see `lodestock.size.size_card`
    """
    number = DRAWS if draws is None else draws
    return size_card(case.dataset, case.card, engine, draws=number, seed=seed, monitor=monitor)


def size_draws(case: Case, draws: int | None) -> int:
    """Return the number of draws that `size_case` makes."""
    return (DRAWS if draws is None else draws) if case.card.random else 1


def size_for_plan(
    case: Case,
    engine: Engine | None = None,
    *,
    draws: int | None = None,
    seed: int = 0,
    monitor: Monitor | None = None,
) -> Shortfalls:
    """Return what a case leaves us short of, as a plan counts it: given a war, and on no more than 20,000 draws.

    A card whose war is drawn gets one that starts in quarter 6, 7 or 8, with equal odds; other cards are taken as
    they are. The requirement that caps purchases follows from these draws.

    Parameters
    ----------
    draws : number of draws; 10,000 where None, and one where the card leaves nothing to chance

    Raises
    ------
    InputError, DataError, CancelledError : see `lodestock.size.size_card`
    """
    card = case.card
    if card.war_drawn:
        card = replace(card, war_starts=WAR_STARTS, war_drawn=False)
    number = min(size_draws(case, draws), EXACT_DRAWS)
    return size_case(replace(case, card=card), engine or Serial(), draws=number, seed=seed, monitor=monitor)


def size_document(
    case: Case, short: Shortfalls, engine: Engine, *, monitor: Monitor | None = None
) -> dict[str, Any]:
    """Return the JSON object of `lodestock size` but for `seconds`."""
    causes, interval = find_causes(short, engine, monitor), find_interval(short, engine, monitor)
    embodied = {r["material"]: float(r["embodied_t"]) for r in case.dataset.rows("embodied")}
    footing = find_footing(case, short, engine, monitor)
    items = [_item(short, i, causes, interval, embodied, footing) for i in range(len(short.inputs.materials))]
    totals = {
        name: math.fsum(m[name] for m in items if m[name]) for name in ("requirement_t", "requirement_usd")
    }
    return {
        **header("size", case, seed=short.seed, draws=short.draws),
        "finding": size_finding({"materials": items, "card": case.card.name, **totals}),
        "assumes": case.card.assumes,
        **totals,
        "materials": items,
        "unrequired": unrequired_rows(items, case.card.release, short.draws),
        "by_regime": [
            {
                "regime": r["regime"],
                "quarters": r["quarters"],
                "material": r["material"],
                "class": r["demand_class"],
                "expected_t": r["gap_t"],
                "servable_t": r["servable_t"],
            }
            for r in short.regime_frame().iter_rows(named=True)
        ],
        "regime_gaps": _regime_gaps(short),
        "variants": variant_rows(case, short, engine, monitor=monitor),
        "published": published_rows(case, short),
        "published_note": WHY_2013,
        "controls": list(short.announced.events),
        "not_placed": [*short.announced.unplaced, *_idle_events(case, short)],
        "quantiles": {"exact": short.exact, "bin_width": short.bin_width},
        "subsample": min(short.draws, SUBSAMPLE),
        "missing": _missing(short),
    }


def _idle_events(case: Case, short: Shortfalls) -> list[str]:
    """Return the events of overlays that the card does not count, each with the reason."""
    if not case.card.known_events:
        why = f"card {case.card.name} leaves known events out, see `controls` there"
        rows = [r for r in case.dataset.rows("policy_events") if r["instrument"] in (*CONTROLS, OUTAGE)]
        return [f"{r['event_id']}: {why}" for r in rows if str(r["event_id"]).startswith(NEWS)]
    told = {words.partition(":")[0] for words in short.announced.unplaced}
    changed = {
        c.row_id for c in case.dataset.overlays if c.table == "policy_events" and c.action != "removed"
    }
    known = set(case.dataset.row_ids("policy_events")) - set(short.announced.events) - told
    reasons = {
        e: why_not_counted(case.dataset, case.card, e, short.inputs.materials)
        for e in sorted(changed & known)
    }
    return [f"{event}: {reason}" for event, reason in reasons.items() if reason]


def causes_frame(document: Mapping[str, Any]) -> pl.DataFrame:
    """Return the causes in the JSON object of `lodestock size` as a frame, in the form of `CAUSES`."""
    return CAUSES.frame({"material": m["material"], **c} for m in document["materials"] for c in m["cause"])


def _missing(short: Shortfalls) -> dict[str, str]:
    """Return why parts of the document are null."""
    worth = short.worth
    unpriced = zip(short.inputs.materials, worth.price_usd_per_t, worth.reference_usd_per_t, strict=True)
    out = {
        "materials[].embodied_not_modelled_t": "no row in embodied: not known, and not zero",
        "materials[].cause[].country": "the cause is not one country's",
        "materials[].cause[].stage": "the cause is not one stage's",
        "materials[].gap_share": "no demand is known",
        "materials[].worst_grade": "nothing is required",
        "materials[].moved_most": "nothing is required, or none of its cells moves it",
        "materials[].moved_most.grade": "the row has none",
        "effect[].change": "nobody could use any without them",
        "variants[].factor": "as given",
        "variants[].materials[].requirement_usd": f"{_NO_PRICE}; left out of the total",
        "published[].requirement_t": "not an item of this list",
        "published[].published_t": "not printed, or withheld",
        "published[].published_musd": "not printed, or withheld",
    }
    for item, price, reference in unpriced:
        if math.isnan(price):
            out[f"materials[].requirement_usd {item}"] = _NO_PRICE
            out[f"materials[].classes[].expected_usd {item}"] = _NO_PRICE
        if math.isnan(reference):
            out[f"materials[].classes[].value {item}"] = "no row in consequence"
    return out


def _item(
    short: Shortfalls,
    m: int,
    causes: pl.DataFrame,
    interval: Floats,
    embodied: dict[str, float],
    footing: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Return one entry of `materials`."""
    name, price = short.inputs.materials[m], float(short.worth.price_usd_per_t[m])
    required, gap = float(short.requirement_t[m].sum()), float(short.expected_t[m, -1])
    demand = float(short.inputs.demand_t[m])
    classes = [
        {
            "class": word,
            "expected_t": float(short.expected_t[m, k]),
            "se_t": float(short.se_t[m, k]),
            "low_t": float(interval[0, m, k]),
            "high_t": float(interval[1, m, k]),
            **{f"p{round(100 * q)}_t": float(short.quantile_t[m, k, n]) for n, q in enumerate(QUANTILES)},
            "emergency_t": float(short.emergency_t[m, k]),
            "servable_t": float(short.servable_t[m, k]),
            "expected_usd": None if math.isnan(price) else float(short.expected_t[m, k]) * price,
            "requirement_t": float(short.requirement_t[m, k]),
            "p_any": float(short.p_any[m, k]),
        }
        for k, word in enumerate(CLASSES)
    ]
    return {
        "material": name,
        "demand_t": demand,
        "inventory_known": name in short.inventory_t,
        "requirement_t": required,
        "net_requirement_t": float(short.net_t[m].sum()),
        "requirement_usd": None if math.isnan(price) else required * price,
        "gap_t": gap,
        "gap_share": gap / demand if demand > 0 else None,
        "is_short": required > 0 or gap > _LITTLE * demand,
        "p_short": float(short.p_short[m, -1]),
        "p_any": float(short.p_any[m, -1]),
        "se_p": float(short.se_p[m, -1]),
        "classes": classes,
        "cause": causes.filter(pl.col("material") == name)
        .select("factor", "stage", "country", "share")
        .to_dicts(),
        "embodied_not_modelled_t": embodied.get(name),
        **footing.get(name, {"worst_grade": None, "moved_most": None}),
    }


def _regime_gaps(short: Shortfalls) -> list[dict[str, Any]]:
    """Return each item's mean gap in a regime, of all classes, as a share of its demand over the time spent in it."""
    gaps: dict[tuple[str, str], list[float]] = {}
    years: dict[str, float] = {}
    for r in short.regime_frame().iter_rows(named=True):
        gaps.setdefault((r["material"], r["regime"]), []).append(r["gap_t"])
        years[r["regime"]] = r["quarters"] / 4
    demand = dict(zip(short.inputs.materials, short.inputs.demand_t.tolist(), strict=True))
    return [
        {"material": m, "regime": regime, "gap_share": math.fsum(found) / (years[regime] * demand[m])}
        for (m, regime), found in gaps.items()
    ]


def variant_rows(
    case: Case, short: Shortfalls, engine: Engine, *, monitor: Monitor | None = None
) -> list[dict[str, Any]]:
    """Return the requirement with one input changed, on the first `SUBSAMPLE` draws, in total and by item."""
    monitor, out = monitor or Silent(), []
    draws = min(short.draws, SUBSAMPLE)
    changed = list(vary_inputs(read_inputs(case.dataset)))
    for n, (name, factor, inputs) in enumerate(changed):
        monitor("variants", n / len(changed))
        varied = size_card(case.dataset, case.card, engine, draws=draws, seed=short.seed, inputs=inputs)
        tonnes = varied.requirement_t.sum(axis=1)
        usd = tonnes * varied.worth.price_usd_per_t
        by_item = [
            {
                "material": m,
                "requirement_t": float(tonnes[i]),
                "requirement_usd": None if math.isnan(usd[i]) else float(usd[i]),
            }
            for i, m in enumerate(inputs.materials)
            if tonnes[i] > 0
        ]
        out.append(
            {
                "input": name,
                "factor": factor,
                "draws": varied.draws,
                "requirement_t": math.fsum(tonnes),
                "requirement_usd": math.fsum(np.nan_to_num(usd)),
                "materials": by_item,
            }
        )
    return out


def published_rows(case: Case, short: Shortfalls) -> list[dict[str, Any]]:
    """Return the shortfalls that the 2013 report prints, beside ours where the item is the same."""
    ours = dict(zip(short.inputs.materials, short.requirement_t.sum(axis=1).tolist(), strict=True))
    return [
        {
            "material": r["material"],
            "report_year": 2013,
            "case": r["case"],
            "published_t": r["quantity_t"],
            "published_musd": r["shortfall_value_musd"],
            "requirement_t": ours.get(r["material"]),
        }
        for r in case.dataset.rows("nds_shortfalls")
        if str(r["report_year"]) == "2013"
    ]


def compare_events(
    case: Case, events: tuple[str, ...], *, draws: int, seed: int = 0
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return what events take: the mean part of usual imports that each class may use, without and with them.

    The draws are the same but for the events.

    Returns
    -------
    the items and classes that differ; the events that change nothing, each with the reason

    Raises
    ------
    InputError : no such event
    """
    known = case.dataset.row_ids("policy_events")
    for event in events:
        if event not in known:
            remedy = f"{nearest(event, known)} List them with `lodestock events`"
            raise InputError(Problem("--without", event, "is no event", remedy))
    if not case.card.known_events:
        reason = f"card {case.card.name} leaves known events out, see `controls` there"
        return [], [{"event_id": event, "reason": reason} for event in events]
    inputs = read_inputs(case.dataset)
    number = min(draws, SUBSAMPLE)
    ours = build_hazard(case.dataset, case.card, inputs, seed)[0]

    def reach(*some: str) -> list[dict[str, Any]]:
        fewer = replace(case.card, without=(*case.card.without, *some))
        theirs = build_hazard(case.dataset, fewer, inputs, seed)[0]
        return list(compare_reach(ours, theirs, inputs.materials, number).iter_rows(named=True))

    rows = reach(*events)
    idle = {event: why_not_counted(case.dataset, case.card, event, inputs.materials) for event in events}
    for event in events:
        if idle[event] is None and not (rows if len(events) == 1 else reach(event)):
            idle[event] = f"with it and without it all {number:,} draws leave the same imports"
    return [
        {
            "material": r["material"],
            "class": r["demand_class"],
            "without": r["without"],
            "with": r["with_them"],
            "change": r["with_them"] / r["without"] - 1 if r["without"] else None,
        }
        for r in rows
    ], [{"event_id": event, "reason": reason} for event, reason in idle.items() if reason]
