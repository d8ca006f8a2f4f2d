"""Trial points of a plan, with the tangents to the loss at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["Pool"]


@dataclass(slots=True, eq=False)
class Pool:
    """Trial points with the tangents at them. Axes: c reserve, t quarter.

    Attributes
    ----------
    problem : what the plan chooses from
    oracle : gives losses and tangents
    points : (2, c, t) deliveries, tonnes; the first is that of no orders
    losses : (c,) loss at each, USD
    slopes : (2, c, t) slope at each, USD per tonne
    other_usd : loss that no order changes
    """

    problem: PurchaseProblem
    oracle: LossOracle
    points: list[Floats] = field(default_factory=list)
    losses: list[Floats] = field(default_factory=list)
    slopes: list[Floats] = field(default_factory=list)
    other_usd: float = 0.0

    @classmethod
    def start(cls, problem: PurchaseProblem, oracle: LossOracle, points: Sequence[Floats] = ()) -> Pool:
        """Return a pool that holds no orders, and some points.

        Parameters
        ----------
        problem : what the plan chooses from
        oracle : gives losses and tangents
        points : (2, c, t) tonnes
        """
        found = cls(problem, oracle)
        found.try_points([np.zeros((2, len(problem.cells), problem.horizon)), *points])
        return found

    def try_orders(self, *tonnes: Floats) -> Floats:
        """Add the tangents at some orders, and return the loss that each leaves, USD.

        Parameters
        ----------
        tonnes : (line,) tonnes ordered
        """
        return self.try_points([self.problem.deliveries_t(t) for t in tonnes])

    def try_points(self, points: Sequence[Floats]) -> Floats:
        """Add the tangents at some deliveries, and return the loss that each leaves, USD.

        Parameters
        ----------
        points : (2, c, t) tonnes
        """
        cuts = self.oracle.evaluate(np.stack(points))
        self.other_usd = cuts.other_usd
        self.points += list(points)
        self.losses += list(cuts.loss_usd)
        self.slopes += list(cuts.slope_usd_per_t)
        return np.asarray(cuts.loss_usd.sum(axis=1) + cuts.other_usd)

    @property
    def no_plan_usd(self) -> float:
        """Loss without orders, USD."""
        return float(self.losses[0].sum()) + self.other_usd
