"""From an item's usual supply to its gap, one factor after another."""

from __future__ import annotations

from functools import partial

import polars as pl

from lodestock.records.protocols import Engine, Floats, cut_batches
from lodestock.size.build.factors import FACTORS
from lodestock.size.build.hazard import without_factor
from lodestock.size.draw.loops import SLIGHTEST
from lodestock.size.results.causes import SUBSAMPLE, factors_in_play
from lodestock.size.results.shortfalls import Shortfalls
from lodestock.size.results.specs import STEPS, WATERFALLS
from lodestock.size.results.tally import batch_size, merge_tallies, tally_batch

__all__ = ["build_waterfall", "build_waterfalls"]

_STEP = {f.name: f.step for f in FACTORS}

_Level = tuple[str, Floats, Floats, Floats]
"""Label of a step, and (m,) supply, gap and servable gap once it is on, mean tonnes over the horizon."""


def build_waterfall(short: Shortfalls, material: str, engine: Engine) -> pl.DataFrame:
    """Return the steps from an item's usual supply to the gap that stock may serve, mean tonnes over the horizon.

    Each step switches one more factor of the card on. Before the first, own output above a demand that austerity
    lowers is taken off; then follow what is left of supply, the gap, and the part of it that stock may serve.

    Parameters
    ----------
    short : what is drawn; the steps are counted on its first `SUBSAMPLE` draws
    material : an item of `short`
    engine : where batches of draws run

    Returns
    -------
    frame in the form of `STEPS`
    """
    return STEPS.frame(_steps(short, short.inputs.materials.index(material), _levels(short, engine)))


def build_waterfalls(short: Shortfalls, engine: Engine) -> pl.DataFrame:
    """Return the steps of every item, in the form of `WATERFALLS`; they cost no more than those of one.

    Parameters
    ----------
    short, engine : see `build_waterfall`
    """
    levels = _levels(short, engine)
    return WATERFALLS.frame(
        {"material": item, **row}
        for m, item in enumerate(short.inputs.materials)
        for row in _steps(short, m, levels)
    )


def _levels(short: Shortfalls, engine: Engine) -> list[_Level]:
    """Return what is left of every item with no factor on, then with one more at a time."""
    draws = min(short.draws, SUBSAMPLE)
    spans = cut_batches(draws, batch_size(draws))
    year = short.inputs.demand_t
    steps = [f for f in factors_in_play(short) if _STEP[f]]
    out = []
    for n, name in enumerate(("own output above demand", *(_STEP[f] for f in steps))):
        hazard = without_factor(short.hazard, *steps[n:])
        tally = merge_tallies(engine.map(partial(tally_batch, hazard, True), spans))
        sums = (tally.quarter_supply.sum(axis=1), tally.gap[:, -1], tally.servable[:, -1])
        supply, gap, servable = (x / draws * year for x in sums)
        out.append((name, supply, gap, servable))
    return out


def _steps(short: Shortfalls, m: int, levels: list[_Level]) -> list[dict[str, object]]:
    """Return the steps of item m, as rows of `STEPS`."""
    inputs = short.inputs
    level = float((inputs.own_t + inputs.secondary_t + inputs.imports_t)[m]) / 4 * short.card.quarters
    rows: list[tuple[str, float, str]] = [("usual supply", level, "start")]
    for n, (name, supply, _, _) in enumerate(levels):
        after = float(supply[m])
        if n or abs(after - level) > SLIGHTEST * inputs.demand_t[m]:
            rows.append((name, after - level, "gain" if after > level else "loss"))
        level = after
    gap, servable = (float(x[m]) for x in levels[-1][2:])
    rows += [
        ("supply left", level, "total"),
        ("gap of all classes", gap, "total"),
        ("not served by stock", servable - gap, "loss"),
        ("servable gap", servable, "total"),
    ]
    least = 1e-9 * max(abs(tonnes) for _, tonnes, _ in rows)  # a change below it is rounding
    return [
        {"step_no": i, "step": step, "tonnes": t if abs(t) > least else 0.0, "kind": kind}
        for i, (step, t, kind) in enumerate(rows)
    ]
