"""Draws of a card, made once and kept: a `LossSource` whose store grows as more draws are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import (
    Bools,
    Drawn,
    Engine,
    Floats,
    Ints,
    Monitor,
    Reserves,
    Silent,
    cut_batches,
)
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.streams import whole
from lodestock.size.draw.balance import empty_cells
from lodestock.size.draw.loops import NOTHING, usual_supply
from lodestock.size.draw.plain import plain_cells, plain_scene
from lodestock.size.draw.profiles import fill_profiles
from lodestock.size.draw.scene import Scene, empty_scene
from lodestock.size.draw.stock import reserve
from lodestock.size.results.one_draw import draw_cells, draw_scene
from lodestock.size.results.passes import Profiles
from lodestock.size.results.store import GapStore, empty_raw, sort_profiles

__all__ = ["DrawnLosses", "Wanted", "build_reserves", "draw_store", "fill_batch"]

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

    def redraw(self, cells: Ints, draw: int) -> Drawn:
        """Return one draw, item by item from a scene of its own, see `LossSource`.

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
        return Drawn(gaps, self._masked(scene, cells), other)

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
    raw = empty_raw(number * count, number * count * quarters, number)
    used = whole(np.zeros(2))
    room = empty_scene(hazard), empty_cells(hazard)
    start = first + batch.start
    usual, free = usual_supply(hazard), (np.zeros(quarters), np.zeros(quarters))
    fill_profiles(hazard, wanted, start, start + number, *room, usual, raw, used, *free)
    found = sort_profiles(raw, (int(used[0]), int(used[1])), count)
    return found if start < WHOLE_DRAWS else found._replace(gap=found.gap.astype(np.float32))


def _fill_plain(hazard: Hazard, wanted: Wanted, count: int) -> Profiles:
    """Return the profiles of the one draw of a plain hazard."""
    scene, quarters = plain_scene(hazard), hazard.quarters
    raw = empty_raw(count, count * quarters, 1)
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
    return sort_profiles(raw, (n, n * quarters), count)
