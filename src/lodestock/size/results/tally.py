"""Many draws -> sums, counts and values of what each leaves short, a batch at a time.

A batch is a pure function of its indices. Batches are added in their order, so the same draws give the same
bytes wherever they run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.streams import Ints, whole
from lodestock.size.draw.balance import empty_cells
from lodestock.size.draw.loops import BINS_PER_OCTAVE, NOTHING, SHORT, SLIGHTEST, count_draws, usual_supply
from lodestock.size.draw.plain import plain_cells, plain_scene
from lodestock.size.draw.scene import empty_scene

__all__ = ["BIN_WIDTH", "EXACT_DRAWS", "Tally", "batch_size", "bin_edges", "merge_tallies", "tally_batch"]

EXACT_DRAWS = 20_000
"""Up to so many draws every value is kept and quantiles are exact."""
BIN_WIDTH = 2.0 ** (1.0 / BINS_PER_OCTAVE) - 1.0
"""Relative width of a bin of the histogram, 1.1 %."""
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
    """Return the draws of a batch; a function of the draws in all, never of the workers.

    Parameters
    ----------
    draws : number of draws in all
    """
    return 512 if draws <= EXACT_DRAWS else 8192


def bin_edges() -> Floats:
    """Return the lower edges of the bins, in years of demand; below the first counts as no gap."""
    return np.asarray(NOTHING * 2.0 ** (np.arange(_OCTAVES * BINS_PER_OCTAVE) / BINS_PER_OCTAVE))


def tally_batch(hazard: Hazard, exact: bool, batch: range) -> Tally:
    """Return the sums over a batch of draws.

    Parameters
    ----------
    hazard : what draws are made from
    exact : whether to keep every value; else counts in bins
    batch : indices of draws
    """
    m, k = hazard.chain.share.shape
    t, bins = hazard.quarters, 0 if exact else _OCTAVES * BINS_PER_OCTAVE
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
        _add_plain(hazard, tally)
        return tally
    scratch = whole(np.zeros((t + 1, 3))), np.zeros((4, k + 1)), np.zeros(m)
    room = empty_scene(hazard), empty_cells(hazard)
    count_draws(hazard, batch.start, batch.stop, *room, usual_supply(hazard), tally, *scratch)
    return tally


def _add_plain(hazard: Hazard, tally: Tally) -> None:
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


def merge_tallies(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of batches, added in their order; values one after another.

    Parameters
    ----------
    tallies : sums, in the order of the batches
    """
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
