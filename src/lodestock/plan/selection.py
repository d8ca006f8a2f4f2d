"""Which of many equally good plans to publish: smallest orders and ties.

Smallest orders make a mixed-integer model; it is restricted to the lines that the relaxation uses. Ties go
to the least cost, then national industrial base, ally, other, then supplier, earlier quarter, class order.

References
----------
docs/decisions/0001-orders-by-restricted-milp.md; docs/method/base-war.md, 'Plan'.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lodestock.plan.families import add_order_rows
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import build_model, read_tonnes
from lodestock.records.errors import PlanError
from lodestock.records.protocols import Cut, Floats

__all__ = ["break_ties", "find_used_lines", "select_orders"]

_SLACK = 1e-9
"""Relative distance by which a later goal may worsen an earlier one."""


def find_used_lines(problem: PurchaseProblem, tonnes: Floats) -> list[bool]:
    """Return the lines whose item, class and offer are used in any quarter.

    Parameters
    ----------
    problem : what the plan chooses from
    tonnes : (line,) tonnes ordered

    Returns
    -------
    (line,) whether some quarter of the same item, class and offer has an order
    """
    used = {
        (line.item, line.demand_class, line.offer)
        for line, t in zip(problem.lines, tonnes, strict=True)
        if t > 0
    }
    return [(line.item, line.demand_class, line.offer) in used for line in problem.lines]


def select_orders(
    problem: PurchaseProblem, cuts: Sequence[tuple[Cut, Floats]], allowed: Sequence[bool], multiple: Floats
) -> list[bool]:
    """Return which lines to order when each order must reach the smallest order.

    Minimises the loss, then the cost: with the loss alone, orders bunch in single quarters at high prices.

    Parameters
    ----------
    problem : what the plan chooses from
    cuts : tangents to the loss, each with the deliveries (m, k, t) in tonnes at which it touches
    allowed : (line,) whether the line may be ordered
    multiple : (m, q) price over the undisturbed price at which duty is counted

    Returns
    -------
    (line,) whether the line is ordered

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    model, columns, spending = build_model(problem, cuts, multiple, allowed)
    add_order_rows(model, problem, columns, allowed)
    least_loss = model.solve(tolerance=1e-5).objective
    _cap_level(model, "least_loss", dict.fromkeys(columns.loss.values(), 1.0), least_loss, 1e-6)
    model.cost = [spending.get(j, 0.0) for j in range(len(model.names))]
    solution = model.solve(tolerance=1e-3)
    # The solver's binaries are whole only within its tolerance, so an order may come out slightly too small
    # or slightly above zero. Half of the smallest order tells the two apart.
    half = np.array([problem.smallest_order(line) / 2 for line in problem.lines])
    return [bool(v) for v in solution.values[columns.line] > half]


def break_ties(
    problem: PurchaseProblem,
    cuts: Sequence[tuple[Cut, Floats]],
    ordered: Sequence[bool] | None,
    multiple: Floats,
) -> Floats:
    """Return the tonnes of least loss, then of least cost, then by preference among offers.

    Three linear models in a row; each holds the levels that the ones before it have reached. Where the solver finds no
    solution at such a level, the one before stands: it is as good, and its ties are not broken.

    Parameters
    ----------
    problem : what the plan chooses from
    cuts : tangents to the loss, each with the deliveries (m, k, t) in tonnes at which it touches
    ordered : (line,) whether the line is ordered, and then at least the smallest order; None allows all
        lines and asks for no smallest order
    multiple : (m, q) price over the undisturbed price at which duty is counted

    Returns
    -------
    (line,) tonnes ordered

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    model, columns, spending = build_model(problem, cuts, multiple, ordered)
    for i, line in enumerate(problem.lines):
        if ordered is not None and ordered[i]:
            model.lower[columns.line[i]] = problem.smallest_order(line)
    preferences = [0.0] * len(model.names)
    for j, weight in zip(columns.line, _preference_weights(problem), strict=True):
        preferences[j] = weight
    stages = (
        (
            "least_loss",
            dict.fromkeys(columns.loss.values(), 1.0),
            [spending.get(j, 0.0) for j in range(len(preferences))],
        ),
        ("least_cost", spending, preferences),
    )
    solution = model.solve()
    for name, coefficients, next_cost in stages:
        _cap_level(model, name, coefficients, solution.objective, _SLACK)
        model.cost = next_cost
        try:
            solution = model.solve()
        except (
            PlanError
        ):  # the level reached can lie within the solver's tolerance of what it calls infeasible
            break
    tonnes = read_tonnes(problem, columns, solution.values)
    return np.where(tonnes > 1e-9, tonnes, 0.0)


def _cap_level(model: Model, name: str, coefficients: dict[int, float], level: float, slack: float) -> None:
    """Add a row that keeps a minimised sum at the level reached, within a relative slack."""
    model.add_row(name, coefficients, upper=level + slack * max(1.0, abs(level)))


def _preference_weights(problem: PurchaseProblem) -> list[float]:
    """Return a weight per line: first the supplier's rank, then supplier, quarter and class."""
    suppliers = sorted({offer.supplier for offer in problem.offers})
    position = {s: i for i, s in enumerate(suppliers)}
    out = []
    for line in problem.lines:
        offer = problem.offers[line.offer]
        supplier = position[offer.supplier] / max(1, len(suppliers))
        quarter = line.quarter / max(1, problem.quarters)
        out.append(1.0 * offer.rank + 0.5 * supplier + 1e-3 * quarter + 1e-5 * line.demand_class + 1e-6)
    return out
