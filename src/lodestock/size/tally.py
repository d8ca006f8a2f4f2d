# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Many scenarios -> sums, counts and values of what each leaves short, a batch at a time.

A batch is a pure function of its indices. Batches are added in their order, so the same draws give the same
bytes wherever they run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.balance import empty_cells, fill_cells, item_cells
from lodestock.size.compiled import inlined, jit
from lodestock.size.drawing import draw, empty_scene, fill_stages
from lodestock.size.hazard import Hazard
from lodestock.size.plain import plain_cells, plain_scene
from lodestock.size.streams import Ints, whole

__all__ = [
    "BINS_AN_OCTAVE",
    "BIN_WIDTH",
    "EXACT_DRAWS",
    "NOTHING",
    "Tally",
    "batch_size",
    "bin_edges",
    "gap_paths",
    "mean_reach",
    "merge_tallies",
    "tally_batch",
    "usual_supply",
]

EXACT_DRAWS = 20_000
"""Up to so many draws every value is kept and quantiles are exact."""

BINS_AN_OCTAVE = 64
BIN_WIDTH = 2.0 ** (1.0 / BINS_AN_OCTAVE) - 1.0
"""Relative width of a bin of the histogram, 1.1 %."""

NOTHING = 1e-9
"""A part of a year's demand below which a gap is rounding and counts as none."""

SLIGHTEST = 1e-6
"""A part of a year's demand below which a gap is no gap to anyone: `any_gap` counts those above it."""

SHORT = 0.01
"""A part of a year's demand above which an item counts as short."""

_OCTAVES = 37  # from a billionth of a year's demand to 137 years of it


class Tally(NamedTuple):
    """Sums over a batch. Axes: m item, k class and last the item's total, l label of the quarter, t quarter.

    Tonnes are counted in years of the item's demand in peace.
    """

    draws: Ints  # (1,)
    gap: Floats  # (m, k + 1) over the horizon
    gap_squared: Floats
    emergency_gap: Floats  # (m, k + 1) in the quarters of an emergency
    servable: Floats  # (m, k + 1)
    short: Ints  # (m, k + 1) draws with a gap above `SHORT`
    any_gap: Ints  # (m, k + 1) draws with a gap above `SLIGHTEST`
    label_quarters: Ints  # (l,)
    label_gap: Floats  # (l, m, k)
    label_servable: Floats  # (l, m, k)
    quarter_gap: Floats  # (m, t) all classes
    quarter_supply: Floats  # (m, t)
    gap_bins: Any  # (m, k + 1, bins) counts; empty where values are kept
    required_bins: Any
    gap_values: Floats  # (draws, m, k + 1); empty where counts are kept
    required_values: Floats


def batch_size(draws: int) -> int:
    """Return the draws of a batch; a function of the draws in all, never of the workers."""
    return 512 if draws <= EXACT_DRAWS else 8192


def bin_edges() -> Floats:
    """Return the lower edges of the bins, in years of demand; below the first counts as no gap."""
    return np.asarray(NOTHING * 2.0 ** (np.arange(_OCTAVES * BINS_AN_OCTAVE) / BINS_AN_OCTAVE))


def tally_batch(hazard: Hazard, exact: bool, batch: range) -> Tally:
    """Return the sums over a batch of scenarios.

    Parameters
    ----------
    exact : whether to keep every value; else counts in bins
    batch : scenario indices
    """
    m, k = hazard.chain.share.shape
    t, bins = hazard.quarters, 0 if exact else _OCTAVES * BINS_AN_OCTAVE
    kept = len(batch) if exact else 0
    tally = Tally(
        draws=np.array([len(batch)], dtype=np.int64),
        gap=np.zeros((m, k + 1)),
        gap_squared=np.zeros((m, k + 1)),
        emergency_gap=np.zeros((m, k + 1)),
        servable=np.zeros((m, k + 1)),
        short=np.zeros((m, k + 1), dtype=np.int64),
        any_gap=np.zeros((m, k + 1), dtype=np.int64),
        label_quarters=np.zeros(5, dtype=np.int64),
        label_gap=np.zeros((5, m, k)),
        label_servable=np.zeros((5, m, k)),
        quarter_gap=np.zeros((m, t)),
        quarter_supply=np.zeros((m, t)),
        gap_bins=np.zeros((m, k + 1, bins), dtype=np.int32),
        required_bins=np.zeros((m, k + 1, bins), dtype=np.int32),
        gap_values=np.zeros((kept, m, k + 1)),
        required_values=np.zeros((kept, m, k + 1)),
    )
    if hazard.plain:
        add_plain(hazard, tally)
        return tally
    scratch = whole(np.zeros((t + 1, 3))), np.zeros((4, k + 1)), np.zeros(m)
    room = empty_scene(hazard), empty_cells(hazard)
    _run(hazard, batch.start, batch.stop, *room, usual_supply(hazard), tally, *scratch)
    return tally


def add_plain(hazard: Hazard, tally: Tally) -> None:
    """Add the one draw of a plain hazard to a tally of one draw."""
    if tally.draws[0] != 1:
        raise ValueError(f"a plain hazard has one draw, not {tally.draws[0]}")
    scene = plain_scene(hazard)
    np.add.at(tally.label_quarters, scene.label, 1)
    for m in range(len(tally.gap)):
        cells = plain_cells(hazard, scene, m)
        scale = 1.0 / max(4.0 * hazard.chain.demand_t[m], 1e-300)
        gap, servable = cells.gap * scale, cells.servable * scale
        tally.quarter_supply[m] = cells.supply * scale
        tally.quarter_gap[m] = gap.sum(axis=0)
        for label in range(len(tally.label_quarters)):
            tally.label_gap[label, m] = gap[:, scene.label == label].sum(axis=1)
            tally.label_servable[label, m] = servable[:, scene.label == label].sum(axis=1)
        by_class = [x.sum(axis=1) for x in (gap, servable, servable * scene.emergency, gap * scene.emergency)]
        sums = [np.append(x, x.sum()) for x in by_class]
        tally.gap[m], tally.servable[m], required, tally.emergency_gap[m] = sums
        tally.gap_squared[m] = tally.gap[m] ** 2
        tally.short[m], tally.any_gap[m] = tally.gap[m] > SHORT, tally.gap[m] > SLIGHTEST
        tally.gap_values[0, m], tally.required_values[0, m] = tally.gap[m], required


@jit
def _run(h, start, stop, scene, cells, usual, tally, runs, sums, skipped):
    """Draw scenarios and add what they leave short; items that nothing touches are counted and skipped."""
    chain, use = h.chain, h.use
    items = len(chain.demand_t)
    classes, quarters = cells.gap.shape
    slack = _slack(chain)
    for index in range(start, stop):
        draw(h, index, scene)
        spans = 0
        for t in range(quarters):
            tally.label_quarters[scene.label[t]] += 1
            if t == 0 or scene.label[t] != scene.label[t - 1] or scene.emergency[t] != scene.emergency[t - 1]:
                runs[spans, 0] = t
                spans += 1
            runs[spans - 1, 1] = t + 1
            runs[spans - 1, 2] = scene.emergency[t]
        calm = scene.calm[0] == 1 and scene.calm[1] == 1
        for m in range(items):
            touched = not calm or usual[m] < 0.0 or scene.worst[m] > slack
            if scene.worst[m] > 0.0 and chain.feed_seg[m] >= 0:
                touched = True
            for p in range(chain.pair_of[m], chain.pair_of[m + 1]):
                touched = touched or scene.active[p] == 1
            if not touched:
                skipped[m] += 1.0
                continue
            fill_cells(chain, use, m, scene, cells)
            scale = 1.0 / max(4.0 * chain.demand_t[m], 1e-300)
            for t in range(quarters):
                tally.quarter_supply[m, t] += cells.supply[t] * scale
            for k in range(classes):
                for t in range(quarters):
                    tally.quarter_gap[m, t] += cells.gap[k, t] * scale
            sums[:, classes] = 0.0
            for k in range(classes):
                gap = servable = required = stressed = 0.0
                for n in range(spans):
                    since = runs[n, 0]
                    label, span = scene.label[since], span_sum(cells.gap, k, since, runs[n, 1]) * scale
                    tally.label_gap[label, m, k] += span
                    tally.label_servable[label, m, k] += span * scene.serves[k, since]
                    gap += span
                    servable += span * scene.serves[k, since]
                    required += span * scene.serves[k, since] * runs[n, 2]
                    stressed += span * runs[n, 2]
                sums[0, k], sums[1, k], sums[2, k], sums[3, k] = gap, servable, required, stressed
                for n in range(4):
                    sums[n, classes] += sums[n, k]
            for k in range(classes + 1):
                gap, servable, required = sums[0, k], sums[1, k], sums[2, k]
                tally.gap[m, k] += gap
                tally.gap_squared[m, k] += gap * gap
                tally.emergency_gap[m, k] += sums[3, k]
                tally.servable[m, k] += servable
                tally.short[m, k] += 1 if gap > SHORT else 0
                tally.any_gap[m, k] += 1 if gap > SLIGHTEST else 0
                if len(tally.gap_values) > 0:
                    tally.gap_values[index - start, m, k] = gap
                    tally.required_values[index - start, m, k] = required
                else:
                    if gap > NOTHING:
                        tally.gap_bins[m, k, _bin(gap, tally.gap_bins.shape[2])] += 1
                    if required > NOTHING:
                        tally.required_bins[m, k, _bin(required, tally.required_bins.shape[2])] += 1
    for m in range(items):
        for t in range(quarters):
            tally.quarter_supply[m, t] += skipped[m] * usual[m]


@inlined
def span_sum(rows, k, since, until):
    """Return the sum of part of a row, in four lanes."""
    a = b = c = d = 0.0
    fours = since + (until - since) // 4 * 4
    for t in range(since, fours, 4):
        a += rows[k, t]
        b += rows[k, t + 1]
        c += rows[k, t + 2]
        d += rows[k, t + 3]
    for t in range(fours, until):
        a += rows[k, t]
    return (a + b) + (c + d)


@jit
def _slack(chain):
    """Return the technical loss that working sources make up for in normal times and under coercion."""
    return 1.0 - 1.0 / (1.0 + min(chain.redirect[0], chain.redirect[1]))


def usual_supply(hazard: Hazard) -> Floats:
    """Return (m,) supply a quarter, in years of demand, when no more is lost than others make up for.

    It is -1 where the item is short even then, or rests on a single site, whose outages are another matter;
    and for all items where a card closes routes.
    """
    usual = np.full(len(hazard.chain.demand_t), -1.0)
    if hazard.world.closing == 0:
        _usual(hazard.chain, hazard.use, empty_scene(hazard), empty_cells(hazard), usual)
    return usual


@jit
def _usual(chain, use, scene, cells, usual):
    scene.multiple[:, :] = 1.0
    scene.redirect[:] = min(chain.redirect[0], chain.redirect[1])
    fill_stages(chain, scene)
    for m in range(len(usual)):
        scene.outage[m, :] = _slack(chain) if chain.feed_seg[m] < 0 else 0.0
        item_cells(chain, use, m, scene, cells)
        scale = 1.0 / max(4.0 * chain.demand_t[m], 1e-300)
        usual[m] = -1.0 if chain.sited[m] == 1 else cells.supply[0] * scale
        for k in range(cells.gap.shape[0]):
            for t in range(cells.gap.shape[1]):
                if cells.gap[k, t] * scale > NOTHING:
                    usual[m] = -1.0


@jit
def _bin(x, bins):
    """Return the bin of a positive number."""
    return min(int(np.log2(x / NOTHING) * BINS_AN_OCTAVE), bins - 1)


def gap_paths(hazard: Hazard, m: int, batch: range) -> Floats:
    """Return (draws, t) an item's gap of all classes by quarter, in years of its demand in peace."""
    out = np.zeros((len(batch), hazard.quarters))
    if hazard.plain:
        cells = plain_cells(hazard, plain_scene(hazard), m)
        out[:] = cells.gap.sum(axis=0) / max(4.0 * hazard.chain.demand_t[m], 1e-300)
        return out
    _paths(hazard, m, batch.start, empty_scene(hazard), empty_cells(hazard), out)
    return out


@jit
def _paths(h, m, start, scene, cells, out):
    scale = 1.0 / max(4.0 * h.chain.demand_t[m], 1e-300)
    for n in range(len(out)):
        draw(h, start + n, scene)
        item_cells(h.chain, h.use, m, scene, cells)
        for k in range(cells.gap.shape[0]):
            for t in range(out.shape[1]):
                out[n, t] += cells.gap[k, t] * scale


def mean_reach(hazard: Hazard, batch: range) -> Floats:
    """Return (m, k) the mean part of usual imports that a class may use, over draws and the horizon."""
    out = np.zeros(hazard.chain.share.shape)
    if hazard.plain:
        scene = plain_scene(hazard)
        return np.stack([plain_cells(hazard, scene, m).fraction.mean(axis=1) for m in range(len(out))])
    _reach(hazard, batch.start, batch.stop, empty_scene(hazard), empty_cells(hazard), out)
    return np.asarray(out / (len(batch) * hazard.quarters))


@jit
def _reach(h, start, stop, scene, cells, out):
    for index in range(start, stop):
        draw(h, index, scene)
        for m in range(out.shape[0]):
            item_cells(h.chain, h.use, m, scene, cells)
            for k in range(out.shape[1]):
                for t in range(cells.fraction.shape[1]):
                    out[m, k] += cells.fraction[k, t]


def merge_tallies(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of batches, added in their order; values one after another."""
    total: Tally | None = None
    kept: list[tuple[Floats, Floats]] = []
    for tally in tallies:
        kept.append((tally.gap_values, tally.required_values))
        if total is None:
            total = tally
            continue
        for ours, theirs in zip(total[:-2], tally[:-2], strict=True):
            ours += theirs
    if total is None:
        raise ValueError("no batch")
    values = [np.concatenate([pair[i] for pair in kept]) for i in range(2)]
    return total._replace(gap_values=values[0], required_values=values[1])
