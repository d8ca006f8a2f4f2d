# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Many scenarios and one set of deliveries -> what stock leaves unserved, by the three rules of `stock`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.balance import empty_cells, item_cells
from lodestock.size.compiled import jit
from lodestock.size.drawing import draw, empty_scene
from lodestock.size.hazard import Hazard
from lodestock.size.stock import clairvoyant, reserve, simulated

__all__ = ["Losses", "Stock", "added", "losses_batch", "stock_of"]


class Stock(NamedTuple):
    """What arrives and what a tonne is worth. Axes: m item, k class, t quarter."""

    value: Floats  # (m, k) USD a tonne, 0 where it is not known
    keep: Floats  # (m,) part of a stock usable a quarter later
    deliveries: Floats  # (m, k, t) tonnes; stock held at the start arrives in quarter 0
    cover: Floats  # (m, t) tonnes that the simulated rule holds back for the first class


class Losses(NamedTuple):
    """Sums over a batch, USD."""

    draws: Floats  # (1,)
    implementable: Floats  # (m,) class reserves, released at once
    squared: Floats  # (m,) of the implementable loss
    simulated: Floats  # (m,) pooled, without foresight
    clairvoyant: Floats  # (m,) pooled, with foresight: a bound
    slope: Floats  # (m, k, t) change of the implementable loss for a tonne more delivered


def stock_of(value: Floats, keep: Floats, deliveries: Floats, cover: Floats) -> Stock:
    """Return a `Stock`; values that are not known count as 0, and their items lose nothing."""
    return Stock(np.nan_to_num(value), np.asarray(keep, dtype=np.float64), deliveries, cover)


def losses_batch(hazard: Hazard, stock: Stock, batch: range) -> Losses:
    """Return what stock leaves unserved over a batch of scenarios: a pure function of its indices."""
    m, k, t = stock.deliveries.shape
    items = [np.zeros(m) for _ in range(4)]
    found = Losses._make([np.array([float(len(batch))]), *items, np.zeros((m, k, t))])
    scratch = np.zeros((k, t)), np.zeros(t), np.zeros((k, 1))
    _run(hazard, stock, batch.start, batch.stop, empty_scene(hazard), empty_cells(hazard), found, *scratch)
    return found


@jit
def _run(h, stock, start, stop, scene, cells, found, slope, pooled, worth):
    items, classes, quarters = stock.deliveries.shape
    for index in range(start, stop):
        draw(h, index, scene)
        for m in range(items):
            item_cells(h.chain, h.use, m, scene, cells)
            keep, loss = stock.keep[m], 0.0
            pooled[:] = 0.0
            for k in range(classes):
                value, delivery = stock.value[m, k], stock.deliveries[m, k]
                worth[k, 0] = value
                loss += reserve(cells.servable[k], delivery, value, keep, slope[k])
                for t in range(quarters):
                    found.slope[m, k, t] += slope[k, t]
                    pooled[t] += delivery[t]
            found.implementable[m] += loss
            found.squared[m] += loss * loss
            found.simulated[m] += simulated(cells.servable, pooled, worth, keep, stock.cover[m])
            found.clairvoyant[m] += clairvoyant(cells.servable, pooled, worth, keep, slope[0])


def added(batches: Iterable[Losses]) -> Losses:
    """Return the sum of batches, added in their order."""
    total: Losses | None = None
    for one in batches:
        if total is None:
            total = one
            continue
        for ours, theirs in zip(total, one, strict=True):
            ours += theirs
    if total is None:
        raise ValueError("no batch")
    return total
