"""The linear relaxation of the purchase decision, solved by cutting planes.

The relaxation has no smallest orders. The loss of each reserve is bounded from below by tangents, which are added until
they meet the loss at the orders found. Trial points lie between the optimum of the tangents and the best orders
so far, which keeps them from leaping.

References
----------
Kelley (1960), The cutting-plane method for solving convex programs. Ben-Ameur and Neto (2007), Acceleration of
cutting-plane and column generation algorithms, Networks 49 (in-out separation). docs/method/base-war.md, 'Plan'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from lodestock.plan.families import add_cut_rows, add_loss_columns, loss_unit_usd
from lodestock.plan.orders import Orders, read_tonnes
from lodestock.plan.pool import Pool
from lodestock.plan.solver import Solution
from lodestock.records.protocols import Floats

__all__ = ["Master", "Relaxed", "solve_relaxation"]

_ROUNDS = 100
"""Largest number of rounds of tangents."""

_STEP = 0.7
"""Part of the way from the best orders so far to the optimum of the tangents at which a trial point lies."""


class Master(Orders):
    """The linear model of the tangents, to which tangents are added.

    Parameters
    ----------
    pool : points whose tangents it holds; tangents that come are added by `update`
    multiple : (m, q) price over the undisturbed price at which duty is counted
    """

    def __init__(self, pool: Pool, multiple: Floats) -> None:
        super().__init__(pool.problem, multiple)
        self.pool = pool
        self.loss_unit_usd, self.offset_usd = loss_unit_usd(float(pool.losses[0].sum())), pool.other_usd
        self._theta = add_loss_columns(self.model, pool.problem, pool.losses[0], self.loss_unit_usd)
        self.loss_terms = dict.fromkeys(self._theta, 1.0)
        self._first_rows: list[int] = []
        self.update()

    def update(self) -> None:
        """Add the tangents at the points that came to the pool."""
        pool = self.pool
        for n in range(len(self._first_rows), len(pool.points)):
            self._first_rows.append(len(self.model.rows))
            tangent = pool.points[n], pool.losses[n], pool.slopes[n]
            line = self.columns.line
            add_cut_rows(self.model, self.problem, line, self._theta, tangent, self.loss_unit_usd)

    def used_points(self, solution: Solution) -> list[int]:
        """Return the points whose tangents hold the optimum up.

        Parameters
        ----------
        solution : gives the multipliers
        """
        ends = [*self._first_rows[1:], len(self.model.rows)]
        spans = zip(self._first_rows, ends, strict=True)
        return [n for n, (a, b) in enumerate(spans) if np.abs(solution.duals[a:b]).max(initial=0.0) > 1e-9]


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The relaxation as far as it was solved.

    Attributes
    ----------
    pool : trial points with their tangents
    tonnes : (line,) best orders found
    loss_usd : loss that they leave, USD
    bound_usd : lower bound on the loss of any orders, USD
    solution, model : of the last round
    make : builds the model anew, with duty counted at other price multiples
    used : points whose tangents hold the optimum up
    """

    pool: Pool
    tonnes: Floats
    loss_usd: float
    bound_usd: float
    solution: Solution
    model: Orders
    make: Callable[[Floats], Orders]
    used: Sequence[int] = ()


def solve_relaxation(pool: Pool, tolerance: float, tell: Callable[[str], None] = lambda _: None) -> Relaxed:
    """Solve the relaxation and add tangents until they meet the loss, for `_ROUNDS` rounds at most.

    Duty is counted at the undisturbed price, which keeps the bound valid.

    Parameters
    ----------
    pool : trial points; new ones are added to it
    tolerance : distance of loss and bound at which to stop, as a fraction of the benefit
    tell : is called with one line of text at each round

    Returns
    -------
    the best orders found, and the bound

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    problem = pool.problem
    master = Master(pool, np.ones((len(problem.materials), problem.quarters)))
    best, best_loss, bound = np.zeros(len(problem.lines)), pool.no_plan_usd, -np.inf
    for n in range(_ROUNDS):
        solution = master.solve()
        bound = max(bound, min(master.bound_usd(solution), best_loss))
        allowed = tolerance * max(pool.no_plan_usd - bound, 1e-12 * pool.no_plan_usd)
        if best_loss - bound <= allowed:
            break
        tell(
            f"planning on {pool.oracle.draws:,} draws: round {n + 1}, gap {_gap(pool, best_loss, bound):.1e}"
        )
        there = read_tonnes(problem, master.columns, solution.values)
        between = _STEP * there + (1.0 - _STEP) * best
        for tonnes, loss in zip((there, between), pool.try_orders(there, between), strict=True):
            if loss < best_loss:
                best, best_loss = tonnes, float(loss)
        if best_loss - bound <= allowed:
            break
        master.update()
    make = partial(Master, pool)
    return Relaxed(pool, best, best_loss, bound, solution, master, make, master.used_points(solution))


def _gap(pool: Pool, loss: float, bound: float) -> float:
    """Return the distance of loss and bound as a part of the benefit."""
    return (loss - bound) / max(pool.no_plan_usd - bound, 1e-300)
