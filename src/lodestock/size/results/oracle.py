"""The implementable loss of a card, and its slope in every delivery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestock.records.protocols import Cut, Floats, ItemCells

__all__ = ["CardOracle", "released"]


def released(servable_t: Floats, deliveries_t: Floats) -> tuple[Floats, Floats]:
    """Return the tonnes that class reserves release, and the slope in each delivery.

    A reserve releases at once, ``r_t = min(d_t, C_t - R_{t-1})``, so what it has released by the end is
    ``R_T = min(sum_t d_t, min_t (C_t + sum_{s>t} d_s))`` with C the deliveries so far: concave in the
    deliveries, and its slope is 1 in each delivery up to the binding t, else 0.

    Parameters
    ----------
    servable_t : (..., t) gaps that stock may serve
    deliveries_t : (..., t) tonnes that arrive in the quarter, usable in it

    Returns
    -------
    tonnes : (...), slope : (..., t) of 0 and 1

    >>> tonnes, slope = released(np.array([0.0, 5.0, 5.0]), np.array([4.0, 0.0, 2.0]))
    >>> float(tonnes), slope.tolist()
    (6.0, [1.0, 1.0, 1.0])
    """
    total = servable_t.sum(axis=-1)
    arrived = np.cumsum(deliveries_t, axis=-1)
    later = total[..., None] - np.cumsum(servable_t, axis=-1)
    bound = arrived + later
    last = bound.shape[-1] - 1 - np.argmin(bound[..., ::-1], axis=-1)
    tightest = np.take_along_axis(bound, last[..., None], axis=-1)[..., 0]
    limited = tightest < total
    slope = (np.arange(bound.shape[-1]) <= last[..., None]) & limited[..., None]
    return np.minimum(total, tightest), slope.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class CardOracle:
    """A `LossOracle` of the one draw of a card without chance.

    Attributes
    ----------
    items : item ids
    scenario : its gaps and values
    """

    items: tuple[str, ...]
    scenario: ItemCells

    @property
    def materials(self) -> tuple[str, ...]:
        """Items, in the order of the first axis."""
        return self.items

    @property
    def scenarios(self) -> int:
        """One."""
        return 1

    def evaluate(self, deliveries_t: Floats, batch: range) -> Cut:
        """Return the loss left and its slope, see `LossOracle`.

        Parameters
        ----------
        deliveries_t : (item, class, quarter) tonnes that reach the reserve of a class
        batch : of the one draw
        """
        one = self.scenario
        stock = deliveries_t.copy()
        stock[:, :, 0] += one.held_t
        tonnes, slope = released(one.servable_t, stock)
        short = one.servable_t.sum(axis=-1) - tonnes
        loss = (short * one.value_usd_per_t).sum(axis=1)
        return Cut(loss_usd=loss, slope_usd_per_t=-slope * one.value_usd_per_t[:, :, None])

    def cells(self, index: int) -> ItemCells:
        """Return the one draw.

        Parameters
        ----------
        index : 0
        """
        return self.scenario
