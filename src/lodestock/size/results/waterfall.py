"""From an item's usual supply to its gap, one factor after another."""

from __future__ import annotations

from functools import partial

import polars as pl

from lodestock.records.protocols import Engine, cut_batches
from lodestock.size.build.factors import FACTORS
from lodestock.size.build.hazard import without_factor
from lodestock.size.results.causes import SUBSAMPLE, factors_in_play
from lodestock.size.results.shortfalls import Shortfalls
from lodestock.size.results.tally import batch_size, merge_tallies, tally_batch

__all__ = ["build_waterfall"]

_SLIGHTEST = 1e-6
"""A part of a year's demand below which a first step is left out."""

_STEP = {f.name: f.step for f in FACTORS}


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
    step_no, step, tonnes (a signed change, or a level), kind (``start``, ``loss``, ``gain``, ``total``)
    """
    draws = min(short.draws, SUBSAMPLE)
    spans = cut_batches(draws, batch_size(draws))
    m = short.inputs.materials.index(material)
    year = float(short.inputs.demand_t[m])
    steps = [f for f in factors_in_play(short) if _STEP[f]]

    def mean(off: list[str]) -> tuple[float, float, float]:
        tally = merge_tallies(
            engine.map(partial(tally_batch, without_factor(short.hazard, *off), True), spans)
        )
        sums = (tally.quarter_supply[m].sum(), tally.gap[m, -1], tally.servable[m, -1])
        return tuple(float(x) / draws * year for x in sums)  # type: ignore[return-value]

    usual = float((short.inputs.own_t + short.inputs.secondary_t + short.inputs.imports_t)[m])
    level = usual / 4 * short.card.quarters
    rows: list[tuple[str, float, str]] = [("usual supply", level, "start")]
    for n in range(len(steps) + 1):
        after, gap, servable = mean(steps[n:])
        name = _STEP[steps[n - 1]] if n else "own output above demand"
        if n or abs(after - level) > _SLIGHTEST * year:
            rows.append((name, after - level, "gain" if after > level else "loss"))
        level = after
    rows += [
        ("supply left", level, "total"),
        ("gap of all classes", gap, "total"),
        ("not served by stock", servable - gap, "loss"),
        ("servable gap", servable, "total"),
    ]
    least = 1e-9 * max(abs(tonnes) for _, tonnes, _ in rows)  # a change below it is rounding
    return pl.DataFrame(
        [
            {"step_no": i, "step": step, "tonnes": t if abs(t) > least else 0.0, "kind": kind}
            for i, (step, t, kind) in enumerate(rows)
        ]
    )
