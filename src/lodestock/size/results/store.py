"""Draws, made once and kept: a `LossOracle` whose every question is a pass over the gaps that reserves may serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from lodestock.records.protocols import Bools, Cuts, Drawn, Engine, Floats, Reserves
from lodestock.size.build.streams import Ints, whole
from lodestock.size.results.passes import Profiles, merge_found, pass_batch, read_cuts, set_points

__all__ = ["GapStore", "Raw", "empty_raw", "keep_gaps", "sort_profiles"]


class Raw(NamedTuple):
    """Room for profiles, draw by draw. Axes: e profile, n draw."""

    draw: Ints  # (e,) within the batch
    reserve: Ints  # (e,)
    first: Ints  # (e,) quarter
    length: Ints  # (e,)
    mask: Ints  # (e,) see `Profiles`
    gap: Floats  # tonnes, profile after profile
    other: Floats  # (n,) loss that no purchase changes, USD


@dataclass(frozen=True, eq=False)
class GapStore:
    """A `LossOracle` over draws that are kept.

    Attributes
    ----------
    reserves : what can be filled
    quarters : number of quarters
    parts : batches of draws, in order
    weights : (n,) probability of each draw
    engine : where batches are passed over
    """

    reserves: Reserves
    quarters: int
    parts: tuple[Profiles, ...]
    weights: Floats
    engine: Engine

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.weights)

    @property
    def bytes(self) -> int:
        """Memory that the profiles take."""
        return sum(int(array.nbytes) for part in self.parts for array in part)

    def _spans(self) -> list[range]:
        ends = np.cumsum([0, *(len(part.other) for part in self.parts)])
        return [range(int(a), int(b)) for a, b in pairwise(ends)]

    def evaluate(self, deliveries_t: Floats, weights: Floats | None = None, *, by_draw: bool = False) -> Cuts:
        """Return losses and slopes at several points, see `LossOracle`.

        Parameters
        ----------
        deliveries_t : (p, 2, c, t) tonnes that reach each reserve, see `LossOracle`
        weights : (n,) in place of the probabilities
        by_draw : whether each draw's loss is wanted
        """
        points = set_points(self.reserves, deliveries_t)
        by_start = {span.start: part for span, part in zip(self._spans(), self.parts, strict=True)}
        given = self.weights if weights is None else weights

        def work(span: range) -> Any:
            return pass_batch(by_start[span.start], given[span.start : span.stop], points, by_draw)

        return read_cuts(self.reserves, merge_found(self.engine.map(work, self._spans())))

    def one_draw(self, draw: int) -> Drawn:
        """Return what is kept of a draw.

        Parameters
        ----------
        draw : from 0
        """
        shape = len(self.reserves.item), self.quarters
        gaps, displacing = np.zeros(shape), np.zeros(shape, dtype=bool)
        span, part = next((s, p) for s, p in zip(self._spans(), self.parts, strict=True) if draw in s)
        for e in np.nonzero(part.draw == draw - span.start)[0]:
            c = int(np.searchsorted(part.of, e, side="right")) - 1
            gap = part.gap[part.start[e] : part.start[e + 1]].astype(np.float64)
            gaps[c, part.first[e] : part.first[e] + len(gap)] = gap
            displacing[c] = (int(part.mask[e]) >> np.arange(self.quarters)) & 1
        return Drawn(gaps, displacing, float(part.other[draw - span.start]))


def keep_gaps(
    reserves: Reserves,
    servable_t: Floats,
    weights: Floats,
    local: Engine,
    other_usd: Floats | None = None,
    masked: Bools | None = None,
) -> GapStore:
    """Return a store of gaps that are given.

    Parameters
    ----------
    reserves : what can be filled
    servable_t : (n, c, t) gaps that stock may serve, tonnes
    weights : (n,) probabilities
    local : where they are passed over
    other_usd : (n,) loss of each draw that no delivery changes; none where None
    masked : (n, c, t) whether deliveries that displace users count less; nowhere where None
    """
    number, count, quarters = servable_t.shape
    wide = np.flatnonzero((servable_t > 0).any(axis=2))
    raw = empty_raw(len(wide), len(wide) * quarters, number)
    raw.draw[:], raw.reserve[:] = np.divmod(wide, max(count, 1))
    raw.length[:] = quarters
    raw.gap[:] = servable_t.reshape(-1, quarters)[wide].ravel()
    raw.other[:] = 0.0 if other_usd is None else other_usd
    if masked is not None:
        raw.mask[:] = (masked.reshape(-1, quarters)[wide] << np.arange(quarters)).sum(axis=1)
    part = sort_profiles(raw, (len(wide), raw.gap.size), count)
    return GapStore(reserves, quarters, (part,), np.asarray(weights, dtype=np.float64), local)


def empty_raw(profiles: int, gaps: int, draws: int) -> Raw:
    """Return room for profiles; where none begins later, the first quarter is 0.

    Parameters
    ----------
    profiles, gaps, draws : how many
    """
    draw, place, first, length, mask = (whole(np.zeros(profiles)) for _ in range(5))
    return Raw(draw, place, first, length, mask, np.empty(gaps), np.zeros(draws))


def sort_profiles(raw: Raw, used: Sequence[int], count: int) -> Profiles:
    """Return profiles reserve by reserve, in the order of the draws, in arrays as large as they are.

    Parameters
    ----------
    raw : profiles, draw by draw
    used : numbers of profiles and of gaps in it
    count : number of reserves
    """
    e, _ = used
    order = np.argsort(raw.reserve[:e], kind="stable")
    starts = np.cumsum(raw.length[:e]) - raw.length[:e]
    length = raw.length[:e][order]
    start = np.concatenate([[0], np.cumsum(length)])
    pick = np.repeat(starts[order] - start[:-1], length) + np.arange(int(start[-1]))
    return Profiles(
        of=whole(np.searchsorted(raw.reserve[:e][order], np.arange(count + 1))),
        draw=raw.draw[:e][order].astype(np.int32),
        first=raw.first[:e][order].astype(np.int16),
        start=start.astype(np.int32),
        mask=raw.mask[:e][order].astype(np.int32),
        gap=raw.gap[pick],
        other=raw.other,
    )
