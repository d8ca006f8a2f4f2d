"""Points -> loss and slope over kept profiles, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import Cuts, Floats, Reserves
from lodestock.size.build.streams import Ints
from lodestock.size.draw.profiles import pass_profiles

__all__ = ["Found", "Points", "Profiles", "merge_found", "pass_batch", "read_cuts", "set_points"]


class Profiles(NamedTuple):
    """Gaps of a batch of draws that reserves may serve, reserve by reserve and draw by draw.

    Axes: c reserve, e profile, n draw. The gaps of profile e are ``gap[start[e]:start[e + 1]]``, from quarter
    ``first[e]`` on.
    """

    of: Ints  # (c + 1,) profiles of reserve c are of[c] to of[c + 1] - 1
    draw: Ints  # (e,) within the batch
    first: Ints  # (e,) quarter
    start: Ints  # (e + 1,)
    mask: Ints  # (e,) bit t: stock may serve the class in quarter t, and a control on the item is in force
    gap: Floats  # tonnes; of the first draws whole, of more to seven digits
    other: Floats  # (n,) loss that no purchase changes, USD


class Points(NamedTuple):
    """Deliveries as a pass reads them. Axes: c reserve, t quarter, p point."""

    delivered: Floats  # (c, t, p) tonnes, with what is held in the first quarter
    kept: Floats  # (c, t, p) stock if nothing is released
    displaced: (
        Floats  # (c, t, p) the part that comes out of what users would have had, where a control is in force
    )
    value: Floats  # (c,) USD a tonne
    keep: Floats  # (c,)


class Found(NamedTuple):
    """Weighted sums over draws, USD, and each draw's loss. Axes as in `Points`, n draw."""

    loss: Floats  # (c, p)
    slope: Floats  # (c, t, p) for a tonne more in quarter t, of profiles that begin before it
    before: Floats  # (c, t, p) the same in the quarter in which a profile begins: it holds for all before, but for decay
    masked: Floats  # (c, t, p) the part of the slope in quarters in which displacing deliveries count less
    other: Floats  # (1,) loss that no purchase changes
    total: Floats  # (n, p), or (0, p) where nobody asks


def set_points(reserves: Reserves, deliveries_t: Floats) -> Points:
    """Return deliveries as a pass reads them.

    Parameters
    ----------
    reserves : what can be filled
    deliveries_t : (p, 2, c, t) tonnes: those that take nothing from users, and those that do under a control
    """
    delivered = np.array(np.moveaxis(deliveries_t.sum(axis=1), 0, 2), order="C", dtype=np.float64)
    taken = reserves.displacement * np.moveaxis(deliveries_t[:, 1], 0, 2)
    delivered[:, 0, :] += reserves.held_t[:, None]
    kept = delivered.copy()
    for t in range(1, kept.shape[1]):
        kept[:, t] += kept[:, t - 1] * reserves.keep[:, None]
    return Points(delivered, kept, np.ascontiguousarray(taken), reserves.value_usd_per_t, reserves.keep)


def pass_batch(profiles: Profiles, weights: Floats, points: Points, by_draw: bool) -> Found:
    """Return what deliveries leave unserved over a batch.

    Parameters
    ----------
    profiles : of the batch
    weights : (n,) of its draws
    points : see `set_points`
    by_draw : whether each draw's loss is wanted
    """
    c, t, p = points.delivered.shape
    total = np.zeros((len(weights) if by_draw else 0, p))
    other = np.array([float(weights @ profiles.other)])
    slope, before, masked = (np.zeros((c, t, p)) for _ in range(3))
    found = Found(np.zeros((c, p)), slope, before, masked, other, total)
    room = np.zeros(p), np.zeros((t, p)), np.zeros(p), np.zeros(p)
    pass_profiles(profiles, weights, points, found, *room)
    if by_draw:
        total += profiles.other[:, None]
    return found


def merge_found(batches: Iterable[Found]) -> Found:
    """Return the sums of batches, added in their order; draws one after another.

    Parameters
    ----------
    batches : in order, at least one
    """
    total: Found | None = None
    kept = []
    for one in batches:
        kept.append(one.total)
        if total is None:
            total = one
            continue
        for ours, theirs in zip(total[:5], one[:5], strict=True):
            ours += theirs
    assert total is not None
    return total._replace(total=np.concatenate(kept))


def read_cuts(reserves: Reserves, found: Found) -> Cuts:
    """Return losses and slopes as PLAN reads them.

    Parameters
    ----------
    reserves : what can be filled
    found : sums over all draws
    """
    slope, before = found.slope.copy(), np.zeros(found.loss.shape)
    for t in range(slope.shape[1] - 1, -1, -1):
        before = before * reserves.keep[:, None] + found.before[:, t]
        slope[:, t] += before
    displacing = np.minimum(slope - reserves.displacement * found.masked, 0.0)  # above 0 it is rounding
    by_draw = np.ascontiguousarray(found.total.T) if len(found.total) else None
    return Cuts(
        loss_usd=np.ascontiguousarray(found.loss.T),
        slope_usd_per_t=np.stack([np.moveaxis(slope, 2, 0), np.moveaxis(displacing, 2, 0)], axis=1),
        other_usd=float(found.other[0]),
        by_draw_usd=by_draw,
    )
