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
from functools import partial

import numpy as np

from lodestock.plan.families import (
    Columns,
    add_cut_rows,
    add_loss_columns,
    add_market_rows,
    add_offer_rows,
    add_order_columns,
    add_requirement_rows,
    loss_unit_usd,
)
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.solver import Solution, Solver
from lodestock.plan.spending import add_money_rows, spending_coefficients
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["Master", "Orders", "Pool", "Relaxed", "read_tonnes", "solve_relaxation"]

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


class Orders:
    """A linear model of the orders alone, kept alive; what loss they leave is added by those that extend it.

    Parameters
    ----------
    problem : what the plan chooses from
    multiple : (m, q) price over the undisturbed price at which duty is counted

    Attributes
    ----------
    model, columns : the model, and the positions of the orders in it
    spending : column -> spending per unit
    loss_terms : column -> units of loss per unit
    loss_unit_usd : USD in a unit of loss
    offset_usd : loss that the columns do not hold, USD
    """

    def __init__(self, problem: PurchaseProblem, multiple: Floats) -> None:
        self.problem, self.model = problem, Model()
        self.columns = add_order_columns(self.model, problem)
        self.spending = spending_coefficients(problem, self.columns, multiple)
        add_market_rows(self.model, problem, self.columns)
        add_offer_rows(self.model, problem, self.columns)
        add_requirement_rows(self.model, problem, self.columns)
        add_money_rows(self.model, problem, self.columns, self.spending)
        self.loss_terms: dict[int, float] = {}
        self.loss_unit_usd, self.offset_usd = 1.0, 0.0
        self._solver: Solver | None = None

    def solve(self, *, afresh: bool = False) -> Solution:
        """Return the optimum, see `lodestock.plan.solver.Solver.solve`.

        Parameters
        ----------
        afresh : begins without the basis of the last optimum
        """
        if self._solver is None or afresh:
            self._solver = Solver(self.model)
        return self._solver.solve()

    def bound_usd(self, solution: Solution) -> float:
        """Return a lower bound on the loss, USD, from row multipliers by weak duality.

        Parameters
        ----------
        solution : gives the multipliers
        """
        return self.model.bound(solution.duals) * self.loss_unit_usd + self.offset_usd


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
    make = partial(Master, pool)
    return Relaxed(pool, best, best_loss, bound, solution, master, make, master.used_points(solution))


def _gap(pool: Pool, loss: float, bound: float) -> float:
    """Return the distance of loss and bound as a part of the benefit."""
    return (loss - bound) / max(pool.no_plan_usd - bound, 1e-300)
