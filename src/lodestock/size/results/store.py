"""Draws, made once and kept: a `LossOracle` whose every question is a pass over the gaps that reserves may serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from lodestock.records.protocols import Bools, Cuts, Engine, Floats, Monitor, Reserves, Silent, cut_batches
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.streams import Ints, whole
from lodestock.size.draw.balance import empty_cells
from lodestock.size.draw.loops import NOTHING, usual_supply
from lodestock.size.draw.plain import plain_cells, plain_scene
from lodestock.size.draw.profiles import fill_profiles
from lodestock.size.draw.scene import Scene, empty_scene
from lodestock.size.draw.stock import reserve
from lodestock.size.results.one_draw import draw_cells, draw_scene
from lodestock.size.results.passes import Profiles, merge_found, pass_batch, read_cuts, set_points

__all__ = [
    "DrawnLosses",
    "GapStore",
    "Raw",
    "Wanted",
    "build_reserves",
    "draw_store",
    "fill_batch",
    "keep_gaps",
]

BATCH = 512
"""Draws of a batch: a function of nothing else, so that sums are the same for any number of draws and workers."""


WHOLE_DRAWS = 20_480
"""Draws whose gaps are kept whole; those of more are kept to seven digits, which halves the memory."""


class Wanted(NamedTuple):
    """Reserves as the kernel looks them up. Axes: m item, k class."""

    position: Ints  # (m, k) of the reserve, -1 where there is none
    value: Floats  # (m, k) USD a tonne, 0 where it is not known
    held: Floats  # (m, k) tonnes in the first quarter
    keep: Floats  # (m,) part of a stock that is usable a quarter later
    displacement: float  # part of a displacing delivery that users go without, where a control is in force


class Raw(NamedTuple):
    """Room for profiles, draw by draw. Axes: e profile, n draw."""

    draw: Ints  # (e,) within the batch
    reserve: Ints  # (e,)
    first: Ints  # (e,) quarter
    length: Ints  # (e,)
    mask: Ints  # (e,) see `Profiles`
    gap: Floats  # tonnes, profile after profile
    other: Floats  # (n,) loss that no purchase changes, USD


def build_reserves(wanted: Wanted) -> Reserves:
    """Return the reserves of `wanted` in the order of their positions.

    Parameters
    ----------
    wanted : see `Wanted`
    """
    item, demand_class = np.nonzero(wanted.position >= 0)
    order = np.argsort(wanted.position[item, demand_class])
    m, k = item[order], demand_class[order]
    return Reserves(m, k, wanted.value[m, k], wanted.keep[m], wanted.held[m, k], wanted.displacement)


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

    def gaps(self, draw: int) -> Floats:
        """Return (c, t) the gaps of one draw that stock may serve, tonnes.

        Parameters
        ----------
        draw : from 0
        """
        out = np.zeros((len(self.reserves.item), self.quarters))
        span, part = next((s, p) for s, p in zip(self._spans(), self.parts, strict=True) if draw in s)
        for e in np.nonzero(part.draw == draw - span.start)[0]:
            c = int(np.searchsorted(part.of, e, side="right")) - 1
            gap = part.gap[part.start[e] : part.start[e + 1]].astype(np.float64)
            out[c, part.first[e] : part.first[e] + len(gap)] = gap
        return out

    def displacing(self, draw: int) -> Bools:
        """Return (c, t) whether deliveries that displace users count less in a draw.

        Parameters
        ----------
        draw : from 0
        """
        out = np.zeros((len(self.reserves.item), self.quarters), dtype=bool)
        span, part = next((s, p) for s, p in zip(self._spans(), self.parts, strict=True) if draw in s)
        for e in np.nonzero(part.draw == draw - span.start)[0]:
            c = int(np.searchsorted(part.of, e, side="right")) - 1
            out[c] = (int(part.mask[e]) >> np.arange(self.quarters)) & 1
        return out

    def other_usd(self, draw: int) -> float:
        """Return the loss of one draw that no purchase changes, USD.

        Parameters
        ----------
        draw : from 0
        """
        span, part = next((s, p) for s, p in zip(self._spans(), self.parts, strict=True) if draw in s)
        return float(part.other[draw - span.start])


def draw_store(
    hazard: Hazard,
    wanted: Wanted,
    draws: int,
    engine: Engine,
    local: Engine,
    *,
    before: GapStore | None = None,
    first: int = 0,
    monitor: Monitor | None = None,
) -> GapStore:
    """Draw, and keep the gaps that reserves may serve.

    Parameters
    ----------
    hazard : what draws are made from; a plain one has one draw
    wanted : reserves that are asked about
    draws : number of draws, from 1
    engine, local : where draws are made, and where they are passed over
    before : a store of fewer draws of the same, whose whole batches are kept
    first : index of the first draw
    monitor : is told of draws done, and asked whether to stop

    Raises
    ------
    CancelledError : when the monitor says so
    """
    monitor = monitor or Silent()
    parts = [part for part in before.parts if len(part.other) == BATCH] if before else []
    if hazard.plain:
        draws, parts = 1, []
    done = len(parts) * BATCH
    if done < draws:
        work = partial(fill_batch, hazard, wanted, first + done)
        parts += engine.map(work, cut_batches(draws - done, BATCH), monitor, monitor.cancelled)
    weights = np.full(draws, 1.0 / draws)
    return GapStore(build_reserves(wanted), hazard.quarters, tuple(parts), weights, local)


@dataclass(eq=False)
class DrawnLosses:
    """A `LossSource` over the draws of a card: a store that grows as more draws are asked for.

    Attributes
    ----------
    hazard : what draws are made from
    value_usd_per_t : (m, k) value of a tonne, NaN where it is not known
    held_t : (m, k) inventory set aside for each class
    keep : (m,) part of a stock that is usable a quarter later
    displacement : part of a displacing delivery that users go without, where a control is in force
    draws : number of draws that count; one where the hazard is plain
    engine, local : where draws are made, and where they are passed over
    monitor : is told of draws done, and asked whether to stop
    """

    hazard: Hazard
    value_usd_per_t: Floats
    held_t: Floats
    keep: Floats
    displacement: float
    draws: int
    engine: Engine
    local: Engine
    monitor: Monitor
    _store: GapStore | None = None
    _cells: bytes = b""

    def open(self, cells: Ints, draws: int) -> GapStore:
        """Return the loss on the first draws, see `LossSource`.

        Parameters
        ----------
        cells : (c, 2) item and class of the reserves that can be filled
        draws : number of draws
        """
        before = self._store if self._cells == cells.tobytes() else None
        self._store = self._draw(cells, draws, before, 0)
        self._cells = cells.tobytes()
        return self._store

    def redraw(self, cells: Ints, draw: int) -> tuple[Floats, Bools, float]:
        """Return the gaps of one draw, item by item from a scene of its own, see `LossSource`.

        Parameters
        ----------
        cells, draw : see `LossSource`
        """
        scene = draw_scene(self.hazard, draw)
        value = np.nan_to_num(self.value_usd_per_t)
        servable = np.stack([draw_cells(self.hazard, scene, m).servable for m in range(len(value))])
        m, k = cells[:, 0], cells[:, 1]
        gaps = servable[m, k].copy()
        servable[m, k] = 0.0
        stocked = np.zeros(servable.shape)
        stocked[:, :, 0] = self.held_t
        stock = np.zeros(value.shape)
        other = 0.0
        for t in range(servable.shape[2]):
            stock = stock * self.keep[:, None] + stocked[:, :, t]
            served = np.minimum(stock, servable[:, :, t])
            stock -= served
            other += float((value * (servable[:, :, t] - served)).sum())
        return gaps, self._masked(scene, cells), other

    def _masked(self, scene: Scene, cells: Ints) -> Bools:
        """Return (c, t) whether stock may serve the class and a control on the item is in force."""
        chain = self.hazard.chain
        out = np.zeros((len(cells), self.hazard.quarters), dtype=bool)
        for c, (m, k) in enumerate(cells.tolist()):
            pairs = [p for p in range(int(chain.pair_of[m]), int(chain.pair_of[m + 1])) if scene.active[p]]
            out[c] = (scene.control[pairs] > 0).any(axis=(0, 1)) & (scene.serves[k] > 0)
        return out

    def fresh(self, cells: Ints, draws: int) -> GapStore | None:
        """Return the loss on draws after those that count, see `LossSource`.

        Parameters
        ----------
        cells, draws : see `open`
        """
        return None if self.hazard.plain or self.draws == 1 else self._draw(cells, draws, None, self.draws)

    def _draw(self, cells: Ints, draws: int, before: GapStore | None, first: int) -> GapStore:
        """Draw, from some draw on."""
        value = np.nan_to_num(self.value_usd_per_t)
        position = whole(np.full(value.shape, -1))
        position[cells[:, 0], cells[:, 1]] = np.arange(len(cells))
        wanted = Wanted(position, value, self.held_t, self.keep, self.displacement)
        engines = self.engine, self.local
        return draw_store(
            self.hazard, wanted, draws, *engines, before=before, first=first, monitor=self.monitor
        )


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
    raw = _empty_raw(len(wide), len(wide) * quarters, number)
    raw.draw[:], raw.reserve[:] = np.divmod(wide, max(count, 1))
    raw.length[:] = quarters
    raw.gap[:] = servable_t.reshape(-1, quarters)[wide].ravel()
    raw.other[:] = 0.0 if other_usd is None else other_usd
    if masked is not None:
        raw.mask[:] = (masked.reshape(-1, quarters)[wide] << np.arange(quarters)).sum(axis=1)
    part = _sorted(raw, (len(wide), raw.gap.size), count)
    return GapStore(reserves, quarters, (part,), np.asarray(weights, dtype=np.float64), local)


def fill_batch(hazard: Hazard, wanted: Wanted, first: int, batch: range) -> Profiles:
    """Return the profiles of a batch of draws: a pure function of its indices.

    Parameters
    ----------
    hazard : what draws are made from
    wanted : reserves that are asked about
    first : index of the draw that the batches count from
    batch : draws
    """
    count = int(wanted.position.max(initial=-1)) + 1
    if hazard.plain:
        return _fill_plain(hazard, wanted, count)
    quarters, number = hazard.quarters, len(batch)
    raw = _empty_raw(number * count, number * count * quarters, number)
    used = whole(np.zeros(2))
    room = empty_scene(hazard), empty_cells(hazard)
    start = first + batch.start
    usual, free = usual_supply(hazard), (np.zeros(quarters), np.zeros(quarters))
    fill_profiles(hazard, wanted, start, start + number, *room, usual, raw, used, *free)
    found = _sorted(raw, (int(used[0]), int(used[1])), count)
    return found if start < WHOLE_DRAWS else found._replace(gap=found.gap.astype(np.float32))


def _fill_plain(hazard: Hazard, wanted: Wanted, count: int) -> Profiles:
    """Return the profiles of the one draw of a plain hazard."""
    scene, quarters = plain_scene(hazard), hazard.quarters
    raw = _empty_raw(count, count * quarters, 1)
    n, raw.other[0] = 0, 0.0
    for m in np.nonzero((wanted.value > 0).any(axis=1))[0]:
        servable = plain_cells(hazard, scene, int(m)).servable
        floor = NOTHING * 4.0 * hazard.chain.demand_t[m]
        for k in np.nonzero((wanted.value[m] > 0) & (servable.sum(axis=1) > floor))[0]:
            if wanted.position[m, k] < 0:
                held = np.zeros(quarters)
                held[0] = wanted.held[m, k]
                loss = reserve(servable[k], held, wanted.value[m, k], wanted.keep[m], np.zeros(quarters))
                raw.other[0] += loss
                continue
            raw.reserve[n], raw.length[n] = wanted.position[m, k], quarters
            raw.gap[n * quarters : (n + 1) * quarters] = servable[k]
            n += 1
    return _sorted(raw, (n, n * quarters), count)


def _empty_raw(profiles: int, gaps: int, draws: int) -> Raw:
    """Return room for profiles; where none begins later, the first quarter is 0."""
    draw, place, first, length, mask = (whole(np.zeros(profiles)) for _ in range(5))
    return Raw(draw, place, first, length, mask, np.empty(gaps), np.zeros(draws))


def _sorted(raw: Raw, used: Sequence[int], count: int) -> Profiles:
    """Return profiles reserve by reserve, in the order of the draws, in arrays as large as they are."""
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
