"""The linear model of the orders: what may be bought, and what it costs."""

from __future__ import annotations

import numpy as np

from lodestock.plan.families import (
    Columns,
    add_market_rows,
    add_offer_rows,
    add_order_columns,
    add_requirement_rows,
)
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.solver import Solution, Solver
from lodestock.plan.spending import add_money_rows, spending_coefficients
from lodestock.records.protocols import Floats

__all__ = ["Orders", "read_tonnes"]


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
