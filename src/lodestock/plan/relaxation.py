"""The linear relaxation of the purchase decision, solved by cutting planes.

The relaxation has no smallest orders. Its loss is bounded from below by tangents, which are added until they
meet the loss at the orders found.

References
----------
Kelley (1960), The cutting-plane method for solving convex programs. docs/method/base-war.md, 'Plan'.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lodestock.plan.families import (
    Columns,
    add_columns,
    add_cut_rows,
    add_market_rows,
    add_offer_rows,
    add_requirement_rows,
)
from lodestock.plan.model import Model, Solution
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.spending import add_money_rows, spending_coefficients
from lodestock.records.protocols import Cut, Floats, LossOracle

__all__ = ["build_model", "evaluate_loss", "read_tonnes", "solve_relaxation"]

_MILLION = 1e6
_ROUNDS = 60
"""Largest number of rounds of tangents."""


def evaluate_loss(problem: PurchaseProblem, oracle: LossOracle, tonnes: Floats) -> Cut:
    """Return the expected loss that a set of orders leaves, and its slopes.

    Parameters
    ----------
    problem : what the plan chooses from
    oracle : gives the loss
    tonnes : (line,) tonnes ordered

    Returns
    -------
    loss per item, USD, and slope per item, class and quarter, USD per tonne delivered
    """
    return oracle.evaluate(problem.deliveries_t(tonnes), range(oracle.scenarios))


def build_model(
    problem: PurchaseProblem,
    cuts: Sequence[tuple[Cut, Floats]],
    multiple: Floats,
    allowed: Sequence[bool] | None = None,
) -> tuple[Model, Columns, dict[int, float]]:
    """Return the linear model with all constraint families and cuts.

    Parameters
    ----------
    problem : what the plan chooses from
    cuts : tangents to the loss, each with the deliveries (m, k, t) in tonnes at which it touches; the first
        one is at no orders
    multiple : (m, q) price over the undisturbed price at which duty is counted
    allowed : (line,) whether the line may be ordered; None allows all

    Returns
    -------
    the model, the positions of its columns, and column -> spending per unit
    """
    model = Model()
    columns = add_columns(model, problem, cuts[0][0].loss_usd, allowed)
    spending = spending_coefficients(problem, columns, multiple)
    add_market_rows(model, problem, columns)
    add_offer_rows(model, problem, columns)
    add_requirement_rows(model, problem, columns)
    add_money_rows(model, problem, columns, spending)
    for cut, deliveries_t in cuts:
        add_cut_rows(model, problem, columns, cut, deliveries_t)
    return model, columns, spending


def read_tonnes(problem: PurchaseProblem, columns: Columns, values: Floats) -> Floats:
    """Return the tonnes ordered in a solution.

    Parameters
    ----------
    problem : what the plan chooses from
    columns : positions of the columns
    values : (column,) solution, USD million

    Returns
    -------
    (line,) tonnes, 0 or more
    """
    prices = np.array([problem.base_price(line.item) for line in problem.lines])
    return np.maximum(values[columns.line], 0.0) / prices if len(prices) else np.zeros(0)


def solve_relaxation(
    problem: PurchaseProblem,
    oracle: LossOracle,
    cuts: list[tuple[Cut, Floats]],
    multiple: Floats,
    tolerance: float,
) -> tuple[Solution, Model, float]:
    """Solve the relaxation and add tangents until they meet the loss, for `_ROUNDS` rounds at most.

    The bound is computed from the row multipliers by weak duality, see `Model.bound`; the loss of items
    without possible orders is added to it.

    Parameters
    ----------
    problem : what the plan chooses from
    oracle : gives the loss and its tangents
    cuts : tangents with their deliveries, the first one at no orders; new ones are appended to this list
    multiple : (m, q) price over the undisturbed price at which duty is counted
    tolerance : distance of loss and bound at which to stop, as a fraction of the benefit

    Returns
    -------
    solution of the last round, its model, and a lower bound on the total loss, USD

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    purchasable = set(problem.purchasable_items)
    other_loss = float(sum(v for m, v in enumerate(cuts[0][0].loss_usd) if m not in purchasable))
    loss_without_plan = float(cuts[0][0].loss_usd.sum())
    for _ in range(_ROUNDS):
        model, columns, _ = build_model(problem, cuts, multiple)
        solution = model.solve()
        bound = model.bound(solution.duals) * _MILLION + other_loss
        tonnes = read_tonnes(problem, columns, solution.values)
        cut = evaluate_loss(problem, oracle, tonnes)
        benefit = loss_without_plan - bound
        if float(cut.loss_usd.sum()) - bound <= tolerance * max(benefit, 1.0):
            break
        cuts.append((cut, problem.deliveries_t(tonnes)))
    return solution, model, bound
