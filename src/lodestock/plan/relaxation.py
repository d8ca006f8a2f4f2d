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
from dataclasses import dataclass, field

import numpy as np

from lodestock.plan.families import (
    Columns,
    add_columns,
    add_cut_rows,
    add_market_rows,
    add_offer_rows,
    add_requirement_rows,
)
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.solver import Solution, Solver
from lodestock.plan.spending import add_money_rows, spending_coefficients
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["Master", "Pool", "Relaxed", "read_tonnes", "solve_relaxation"]

_ROUNDS = 100
"""Largest number of rounds of tangents."""

_STEP = 0.7
"""Part of the way from the best orders so far to the optimum of the tangents at which a trial point lies."""


@dataclass(slots=True, eq=False)
class Pool:
    """Trial points with the tangents at them. Axes: c reserve, t quarter.

    Attributes
    ----------
    problem : what the plan chooses from
    oracle : gives losses and tangents
    points : (c, t) deliveries, tonnes; the first is that of no orders
    losses : (c,) loss at each, USD
    slopes : (c, t) slope at each, USD per tonne
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
        points : (c, t) tonnes
        """
        found = cls(problem, oracle)
        found.try_points([np.zeros((len(problem.cells), problem.horizon)), *points])
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
        points : (c, t) tonnes
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


class Master:
    """The linear model of the tangents, kept alive while tangents are added.

    Parameters
    ----------
    pool : points whose tangents it holds; tangents that come are added by `update`
    multiple : (m, q) price over the undisturbed price at which duty is counted
    """

    def __init__(self, pool: Pool, multiple: Floats) -> None:
        problem = pool.problem
        self.pool, self.problem, self.model = pool, problem, Model()
        self.columns = add_columns(self.model, problem, pool.losses[0])
        self.spending = spending_coefficients(problem, self.columns, multiple)
        add_market_rows(self.model, problem, self.columns)
        add_offer_rows(self.model, problem, self.columns)
        add_requirement_rows(self.model, problem, self.columns)
        add_money_rows(self.model, problem, self.columns, self.spending)
        self.first_rows: list[int] = []
        self.update()
        self.solver = Solver(self.model)

    def update(self) -> None:
        """Add the tangents at the points that came to the pool."""
        for n in range(len(self.first_rows), len(self.pool.points)):
            self.first_rows.append(len(self.model.rows))
            loss, slope, point = self.pool.losses[n], self.pool.slopes[n], self.pool.points[n]
            add_cut_rows(self.model, self.problem, self.columns, loss, slope, point)

    def solve(self) -> Solution:
        """Return the optimum, see `lodestock.plan.solver.Solver.solve`."""
        return self.solver.solve()

    def bound_usd(self, solution: Solution) -> float:
        """Return a lower bound on the loss, USD, from row multipliers by weak duality.

        Parameters
        ----------
        solution : gives the multipliers
        """
        return self.model.bound(solution.duals) * self.columns.loss_unit_usd + self.pool.other_usd

    def used_points(self, solution: Solution) -> list[int]:
        """Return the points whose tangents hold the optimum up.

        Parameters
        ----------
        solution : gives the multipliers
        """
        ends = [*self.first_rows[1:], len(self.model.rows)]
        spans = zip(self.first_rows, ends, strict=True)
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
    solution, master : of the last round
    """

    pool: Pool
    tonnes: Floats
    loss_usd: float
    bound_usd: float
    solution: Solution
    master: Master


def read_tonnes(problem: PurchaseProblem, columns: Columns, values: Floats) -> Floats:
    """Return the tonnes ordered in a solution.

    Parameters
    ----------
    problem : what the plan chooses from
    columns : positions of the columns
    values : (column,) solution, in the unit of the model

    Returns
    -------
    (line,) tonnes, 0 or more
    """
    if not problem.lines:
        return np.zeros(0)
    return np.asarray(np.maximum(values[columns.line], 0.0) * problem.unit_usd / problem.line_price)


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
    return Relaxed(pool, best, best_loss, bound, solution, master)


def _gap(pool: Pool, loss: float, bound: float) -> float:
    """Return the distance of loss and bound as a part of the benefit."""
    return (loss - bound) / max(pool.no_plan_usd - bound, 1e-300)
