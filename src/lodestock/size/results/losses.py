"""Many draws and one set of deliveries -> what stock leaves unserved, by the three rules of `stock`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.build.hazard import Hazard
from lodestock.size.draw.balance import empty_cells
from lodestock.size.draw.loops import add_losses
from lodestock.size.draw.scene import empty_scene

__all__ = ["Losses", "Stock", "losses_batch", "make_stock", "merge_losses"]


class Stock(NamedTuple):
    """What arrives and what a tonne is worth. Axes: m item, k class, t quarter."""

    value: Floats  # (m, k) USD per tonne, 0 where it is not known
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


def make_stock(value: Floats, keep: Floats, deliveries: Floats, cover: Floats) -> Stock:
    """Return a `Stock`; values that are not known count as 0, and their items lose nothing.

    Parameters
    ----------
    value : (m, k) USD per tonne, NaN where unknown
    keep : (m,) part of a stock usable a quarter later
    deliveries : (m, k, t) tonnes
    cover : (m, t) tonnes held back for the first class
    """
    return Stock(np.nan_to_num(value), np.asarray(keep, dtype=np.float64), deliveries, cover)


def losses_batch(hazard: Hazard, stock: Stock, batch: range) -> Losses:
    """Return what stock leaves unserved over a batch of draws: a pure function of its indices.

    Parameters
    ----------
    hazard : what draws are made from
    stock : what arrives, and what a tonne is worth
    batch : indices of draws
    """
    m, k, t = stock.deliveries.shape
    items = [np.zeros(m) for _ in range(4)]
    found = Losses._make([np.array([float(len(batch))]), *items, np.zeros((m, k, t))])
    scratch = np.zeros((k, t)), np.zeros(t), np.zeros((k, 1))
    add_losses(
        hazard, stock, batch.start, batch.stop, empty_scene(hazard), empty_cells(hazard), found, *scratch
    )
    return found


def merge_losses(batches: Iterable[Losses]) -> Losses:
    """Return the sum of batches, added in their order.

    Parameters
    ----------
    batches : sums, in the order of the batches
    """
    total: Losses | None = None
    for batch in batches:
        if total is None:
            total = batch
            continue
        for ours, theirs in zip(total, batch, strict=True):
            ours += theirs
    if total is None:
        raise ValueError("no batch")
    return total
