"""Which of many equally good plans to publish: smallest orders and ties.

Smallest orders are chosen by rounding: linear models in a row, each of which fixes orders that are large enough and
drops some that are too small. Where that loses too much, a search by branch and bound begins from there. Ties go
to the least cost, then national industrial base, ally, other, then supplier, earlier quarter, class order.

References
----------
docs/decisions/0009-orders-by-rounding.md; docs/method/base-war.md, 'Plan'.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lodestock.plan.families import add_order_rows
from lodestock.plan.orders import Orders, read_tonnes
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.solver import Solution, Solver
from lodestock.records.errors import PlanError
from lodestock.records.protocols import Floats

__all__ = ["break_ties", "round_orders", "search_orders"]

_SLACK = 1e-9
"""Relative distance by which a later goal may worsen an earlier one."""

_THRIFT = 1e-3
"""Loss that one dollar of cost counts for while orders are rounded: cost decides where losses are alike."""

_NOTHING = 1e-9
"""Order, in the unit of the model, below which nothing is bought though an offer asks for no smallest order."""

_PASSES = 400
"""Largest number of linear models in which orders are rounded; each settles at least one line."""

_DROPPED = 0.05
"""Part of the lines below the smallest order that is dropped before the rest is looked at again, the smallest first."""


def _price_cost(master: Orders) -> None:
    """Let cost decide between orders of the same loss."""
    weight = _THRIFT * master.problem.unit_usd / master.loss_unit_usd
    count = range(len(master.model.names))
    master.model.cost = [weight * master.spending.get(j, 0.0) + master.loss_terms.get(j, 0.0) for j in count]


def round_orders(master: Orders, among: Sequence[bool]) -> tuple[list[bool], float]:
    """Return which lines to order when each order must reach the smallest order, found by rounding.

    Parameters
    ----------
    master : orders and the loss that they leave; its costs and bounds are left as they are at the end
    among : (line,) whether the line may be ordered

    Returns
    -------
    (line,) whether the line is ordered; loss and a thousandth of the cost there, in units of loss
    """
    problem, model, columns = master.problem, master.model, master.columns
    _price_cost(master)
    line = np.array(columns.line, dtype=np.int64)
    smallest = np.maximum([problem.smallest_order(x) for x in problem.lines], _NOTHING)
    open_lines = np.array(among, dtype=bool)
    fixed, part = np.zeros(len(line), dtype=bool), np.zeros(len(line))
    for _ in range(_PASSES):
        for i, j in enumerate(line.tolist()):
            model.lower[j] = float(smallest[i]) if fixed[i] else 0.0
            if not open_lines[i]:
                model.upper[j] = 0.0
        try:
            solution = _solve_again(master)
            part = solution.values[line] / smallest
        except PlanError:  # the last orders that were raised do not fit together
            raised = np.flatnonzero(fixed)
            if not len(raised):
                raise
            last = raised[np.argmin(part[raised])]
            fixed[last] = open_lines[last] = False
            continue
        large = open_lines & (part >= 1.0 - 1e-9)
        small = open_lines & ~large & (part > 1e-9)
        fixed |= large
        if not small.any():
            return list(large), solution.objective
        open_lines &= large | small
        order = np.flatnonzero(small)[np.argsort(part[small], kind="stable")]
        if len(order) == 1 and part[order[0]] >= 0.5:
            fixed[order[0]] = True
        else:
            open_lines[order[: max(1, int(len(order) * _DROPPED))]] = False
    return list(fixed & open_lines), solution.objective


def search_orders(master: Orders, ordered: list[bool], tolerance: float) -> tuple[list[bool], float]:
    """Return which lines to order, found by branch and bound over all lines, and the bound that it shows.

    Parameters
    ----------
    master : orders and the loss that they leave; it is given a column and two rows a line, and is no linear model
        afterwards
    ordered : (line,) lines to begin with
    tolerance : distance of loss and bound at which to stop, as a part of the loss

    Returns
    -------
    (line,) whether the line is ordered; lower bound on the loss of any orders that reach the smallest, USD

    Raises
    ------
    PlanError : the solver gave up
    """
    problem, model, columns = master.problem, master.model, master.columns
    model.cost = [master.loss_terms.get(j, 0.0) for j in range(len(model.names))]
    add_order_rows(model, problem, columns, [True] * len(problem.lines))
    solution = Solver(model).solve(tolerance=tolerance)
    # The solver's binaries are whole only within its tolerance, so an order may come out slightly too small
    # or slightly above zero. Half of the smallest order tells the two apart.
    half = np.array([problem.smallest_order(x) / 2 for x in problem.lines])
    chosen = [bool(v) for v in solution.values[columns.line] > half]
    return chosen, solution.bound * master.loss_unit_usd + master.offset_usd


def break_ties(master: Orders, ordered: list[bool] | None) -> tuple[Floats, float]:
    """Return the tonnes of least loss, then of least cost, then by preference among offers.

    Three linear models in a row; each holds the levels that the ones before it have reached. Where the solver finds no
    solution at such a level, the one before stands: it is as good, and its ties are not broken.

    Parameters
    ----------
    master : orders and the loss that they leave; it cannot be solved for another purpose afterwards
    ordered : (line,) whether the line is ordered, and then at least the smallest order; None allows all
        lines and asks for no smallest order

    Returns
    -------
    (line,) tonnes ordered, and the loss that the tangents show there, USD

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    problem, model, columns = master.problem, master.model, master.columns
    if ordered is not None:
        for line, j, chosen in zip(problem.lines, columns.line, ordered, strict=True):
            model.lower[j] = problem.smallest_order(line) if chosen else 0.0
            if not chosen:
                model.upper[j] = 0.0
    preferences = [0.0] * len(model.names)
    for j, weight in zip(columns.line, _preference_weights(problem), strict=True):
        preferences[j] = weight
    cost = [master.spending.get(j, 0.0) for j in range(len(preferences))]
    stages = ((master.loss_terms, cost), (master.spending, preferences))
    solution = master.solve()
    least = solution.objective
    for coefficients, next_cost in stages:
        level = solution.objective + _SLACK * max(1.0, abs(solution.objective))
        model.add_row("level", coefficients, upper=level)
        model.cost = next_cost
        try:
            solution = _solve_again(master)
        except PlanError:  # the level can lie within the solver's tolerance of what it calls infeasible
            break
    tonnes = read_tonnes(problem, columns, solution.values)
    tonnes = np.where(tonnes > 1e-9, tonnes, 0.0)
    return tonnes, least * master.loss_unit_usd + master.offset_usd


def _solve_again(master: Orders) -> Solution:
    """Return the optimum from the basis that is there, and where that fails from none."""
    try:
        return master.solve()
    except PlanError:
        return master.solve(afresh=True)


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
