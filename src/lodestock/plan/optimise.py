"""Cutting planes, smallest orders and ties: the plan of least loss.

The linear relaxation is solved by tangents to the oracle's loss until they meet it; its bound is computed
by ourselves from the duals. Smallest orders make it a small mixed model over the lines that the relaxation
uses. Ties go to the least cost, then national industrial base, ally, other, then supplier, earlier quarter,
class order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lodestock.plan.families import (
    Columns,
    add_columns,
    add_cut_rows,
    add_market_rows,
    add_money_rows,
    add_offer_rows,
    add_order_rows,
    add_requirement_rows,
    spending_coefficients,
)
from lodestock.plan.market import uniform_multiple
from lodestock.plan.model import Model, Solution
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Cut, Floats, LossOracle

__all__ = ["Optimum", "optimise", "price_multiples"]

_MILLION = 1e6
_ROUNDS = 60
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The purchases of least loss and what proves them.

    Attributes
    ----------
    tonnes : (line,) tonnes of each possible line
    multiple : (m, q) price multiple that orders of the quarter pay
    no_plan_usd, loss_usd, bound_usd : loss without purchases, with them, and a lower bound on it
    next_dollar : loss that one more dollar of budget would save
    binding : names of rows that hold the relaxation back
    primal_residual, dual_residual : of the bounding relaxation, in USD million
    """

    tonnes: Floats
    multiple: Floats
    no_plan_usd: Floats
    loss_usd: Floats
    bound_usd: float
    next_dollar: float
    binding: tuple[str, ...]
    primal_residual: float
    dual_residual: float

    @property
    def solver_gap(self) -> float:
        """Gap relative to the benefit: (loss - bound) / (loss without a plan - bound)."""
        benefit = float(self.no_plan_usd.sum()) - self.bound_usd
        return 0.0 if benefit <= 0 else max(0.0, float(self.loss_usd.sum()) - self.bound_usd) / benefit


def price_multiples(problem: PurchaseProblem, tonnes: Floats) -> Floats:
    """Return the uniform price multiple (m, q) that a set of lines pays."""
    orders = problem.orders_t(tonnes)
    out = np.ones_like(orders)
    for m in problem.purchasable_items:
        slopes, market = problem.cost_slopes(m), problem.market(m)
        for q in range(problem.quarters):
            out[m, q] = uniform_multiple(orders[m, q] / market.tonnes_per_quarter, slopes)
    return out


def optimise(
    problem: PurchaseProblem,
    oracle: LossOracle,
    *,
    tolerance: float = 1e-6,
    integers: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Optimum:
    """Return the purchases of least loss.

    Parameters
    ----------
    tolerance : relative solver gap at which tangents count as meeting the loss
    integers : hold each line to zero or at least the smallest order
    tell : told what is being done

    Raises
    ------
    PlanError : the rules cannot hold together
    """
    nothing = np.zeros(len(problem.lines))
    before = _loss(problem, oracle, nothing)
    cuts = [(before, problem.deliveries_t(nothing))]
    ones = np.ones((len(problem.materials), problem.quarters))
    tell("planning: linear relaxation")
    solution, model, bound = _relax(problem, oracle, cuts, ones, tolerance)
    tell("planning: smallest orders and ties")
    multiple = ones
    while True:
        plain = _tied(problem, cuts, None, multiple)
        chosen = _with_orders(problem, cuts, _used(problem, plain), multiple) if integers else None
        tonnes = _tied(problem, cuts, chosen, multiple) if integers else plain
        reached = price_multiples(problem, tonnes)
        if _affordable(problem, tonnes, reached):
            break
        multiple = np.maximum(reached, multiple) * (1 + 1e-9)
    after = _loss(problem, oracle, tonnes)
    budget = model.row_names.index("budget")
    binding = tuple(n for n, y in zip(model.row_names, solution.duals, strict=True) if y < -1e-7)
    return Optimum(
        tonnes=tonnes,
        multiple=reached,
        no_plan_usd=before.loss_usd,
        loss_usd=after.loss_usd,
        bound_usd=bound,
        next_dollar=max(0.0, -float(solution.duals[budget])),
        binding=binding,
        primal_residual=model.primal_residual(solution.values),
        dual_residual=abs(solution.objective - model.bound(solution.duals)),
    )


def _loss(problem: PurchaseProblem, oracle: LossOracle, tonnes: Floats) -> Cut:
    return oracle.evaluate(problem.deliveries_t(tonnes), range(oracle.scenarios))


def _build(
    problem: PurchaseProblem,
    cuts: Sequence[tuple[Cut, Floats]],
    multiple: Floats,
    on: Sequence[bool] | None = None,
) -> tuple[Model, Columns, dict[int, float]]:
    """Return the model with all families and cuts, its columns and what each adds to the spending."""
    model = Model()
    columns = add_columns(model, problem, cuts[0][0].loss_usd, on)
    spent = spending_coefficients(problem, columns, multiple)
    add_market_rows(model, problem, columns)
    add_offer_rows(model, problem, columns)
    add_requirement_rows(model, problem, columns)
    add_money_rows(model, problem, columns, spent)
    for cut, at in cuts:
        add_cut_rows(model, problem, columns, cut, at)
    return model, columns, spent


def _tonnes(problem: PurchaseProblem, columns: Columns, values: Floats) -> Floats:
    """Return tonnes by line from a solution in USD million."""
    units = np.array([problem.base_price(line.item) for line in problem.lines])
    return np.maximum(values[columns.line], 0.0) / units if len(units) else np.zeros(0)


def _relax(
    problem: PurchaseProblem,
    oracle: LossOracle,
    cuts: list[tuple[Cut, Floats]],
    multiple: Floats,
    tolerance: float,
) -> tuple[Solution, Model, float]:
    """Add tangents until they meet the loss; return solution, model and bound in USD."""
    outside = float(
        sum(v for m, v in enumerate(cuts[0][0].loss_usd) if m not in set(problem.purchasable_items))
    )
    start = float(cuts[0][0].loss_usd.sum())
    for _ in range(_ROUNDS):
        model, columns, _ = _build(problem, cuts, multiple)
        solution = model.solve()
        bound = model.bound(solution.duals) * _MILLION + outside
        tonnes = _tonnes(problem, columns, solution.values)
        cut = _loss(problem, oracle, tonnes)
        benefit = start - bound
        if float(cut.loss_usd.sum()) - bound <= tolerance * max(benefit, 1.0):
            break
        cuts.append((cut, problem.deliveries_t(tonnes)))
    return solution, model, bound


def _used(problem: PurchaseProblem, tonnes: Floats) -> list[bool]:
    """Return lines of an item, class and offer that `tonnes` uses in any quarter."""
    used = {(x.item, x.demand_class, x.offer) for x, t in zip(problem.lines, tonnes, strict=True) if t > 0}
    return [(x.item, x.demand_class, x.offer) in used for x in problem.lines]


def _with_orders(
    problem: PurchaseProblem, cuts: Sequence[tuple[Cut, Floats]], on: Sequence[bool], multiple: Floats
) -> list[bool]:
    """Return which lines a plan of least loss, then cost, places when each must reach the smallest order."""
    model, columns, spent = _build(problem, cuts, multiple, on)
    add_order_rows(model, problem, columns, on)
    least = model.solve(tolerance=1e-5)
    _hold(model, "least_loss", dict.fromkeys(columns.loss.values(), 1.0), least.objective, 1e-6)
    model.cost = [spent.get(j, 0.0) for j in range(len(model.names))]
    solution = model.solve(tolerance=1e-3)
    # Yes or no is whole within the solver's tolerance only: a line counts from half of the smallest order.
    half = np.array([problem.smallest_order(line) / 2 for line in problem.lines])
    return [bool(v) for v in solution.values[columns.line] > half]


def _tied(
    problem: PurchaseProblem, cuts: Sequence[tuple[Cut, Floats]], on: Sequence[bool] | None, multiple: Floats
) -> Floats:
    """Return tonnes of least loss, ties by cost, then by preference.

    Parameters
    ----------
    on : lines that are placed, each at least the smallest order; all lines, without one, where None
    """
    model, columns, spent = _build(problem, cuts, multiple, on)
    for i, line in enumerate(problem.lines):
        if on is not None and on[i]:
            model.lower[columns.line[i]] = problem.smallest_order(line)
    _hold(model, "least_loss", dict.fromkeys(columns.loss.values(), 1.0), model.solve().objective, _SLACK)
    model.cost = [spent.get(j, 0.0) for j in range(len(model.names))]
    _hold(model, "least_cost", spent, model.solve().objective, _SLACK)
    model.cost = [0.0] * len(model.names)
    for j, weight in zip(columns.line, _preference(problem), strict=True):
        model.cost[j] = weight
    tonnes = _tonnes(problem, columns, model.solve().values)
    return np.where(tonnes > 1e-9, tonnes, 0.0)


def _hold(model: Model, name: str, coefficients: dict[int, float], level: float, slack: float) -> None:
    """Hold what has been minimised at its level."""
    model.add_row(name, coefficients, upper=level + slack * max(1.0, abs(level)))


def _preference(problem: PurchaseProblem) -> list[float]:
    """Return a weight by line: supplier's rank, then supplier, quarter and class."""
    suppliers = sorted({o.supplier for o in problem.offers})
    position = {s: i for i, s in enumerate(suppliers)}
    out = []
    for line in problem.lines:
        offer = problem.offers[line.offer]
        supplier = position[offer.supplier] / max(1, len(suppliers))
        quarter = line.quarter / max(1, problem.quarters)
        out.append(1.0 * offer.rank + 0.5 * supplier + 1e-3 * quarter + 1e-5 * line.demand_class + 1e-6)
    return out


def _affordable(problem: PurchaseProblem, tonnes: Floats, multiple: Floats) -> bool:
    """Return whether ceilings at the prices reached stay within budget and exchange cap."""
    ceilings = problem.ceilings_usd(tonnes, multiple)
    traded = [problem.materials[x.item] in problem.exchange_items for x in problem.lines]
    spent, on_exchange = float(ceilings.sum()), float(ceilings[traded].sum())
    slack = 1 + 1e-12
    return spent <= problem.budget_usd * slack and on_exchange <= problem.exchange_usd * slack
