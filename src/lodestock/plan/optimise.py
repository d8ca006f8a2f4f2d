"""The purchases of least loss: relaxation, smallest orders and ties, repeated until they fit the budget.

The relaxation gives a lower bound on the loss. Duty is paid at the price that the orders reach, which is not
linear: it is counted at a fixed price multiple, and the last steps are repeated with a higher one until what
is spent fits.

References
----------
docs/method/base-war.md, 'Plan'; docs/decisions/0002-duty-at-the-price-reached.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lodestock.plan.market import uniform_multiple
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import evaluate_loss, solve_relaxation
from lodestock.plan.selection import break_ties, find_used_lines, select_orders
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["Optimum", "optimise", "price_multiples"]

_BINDING = -1e-7
"""A row holds the relaxation back where its multiplier is below this, USD million per unit of the row."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The purchases of least loss, with what certifies them.

    Attributes
    ----------
    tonnes : (line,) tonnes of each possible order
    multiple : (m, q) price multiple that the orders of an item and quarter reach
    no_plan_usd, loss_usd : (m,) loss without purchases and with them, USD
    bound_usd : lower bound on the total loss, USD
    next_dollar : loss that one more dollar of budget would save in the relaxation, USD per USD
    binding : names of the rows that hold the relaxation back
    primal_residual : largest excess of the relaxation's solution over a bound, USD million
    dual_residual : distance between the relaxation's objective and its bound, USD million
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
        """Distance of loss and bound, relative to the benefit: a fraction, 0 or more.

        ``(loss - bound) / (loss without a plan - bound)``, see docs/reference/glossary.md; 0 where nothing can be
        gained, which is a benefit below 1e-12 of the loss without a plan: rounding.
        """
        before = float(self.no_plan_usd.sum())
        benefit = before - self.bound_usd
        if benefit <= 1e-12 * before:
            return 0.0
        return max(0.0, float(self.loss_usd.sum()) - self.bound_usd) / benefit


def price_multiples(problem: PurchaseProblem, tonnes: Floats) -> Floats:
    """Return the price multiple that a set of orders reaches, the same for all orders of an item and quarter.

    Parameters
    ----------
    problem : what the plan chooses from
    tonnes : (line,) tonnes ordered

    Returns
    -------
    (m, q) price over the undisturbed price, 1 where nothing is ordered
    """
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
    problem : what the plan chooses from
    oracle : gives the loss and its tangents
    tolerance : distance of loss and bound at which the relaxation stops, as a fraction of the benefit
    integers : whether each line is zero or at least the smallest order
    tell : is called with one line of text at each step

    Returns
    -------
    orders, losses in USD, and the figures of the certificate

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    nothing = np.zeros(len(problem.lines))
    before = evaluate_loss(problem, oracle, nothing)
    cuts = [(before, problem.deliveries_t(nothing))]
    undisturbed = np.ones((len(problem.materials), problem.quarters))
    tell("planning: linear relaxation")
    solution, model, bound = solve_relaxation(problem, oracle, cuts, undisturbed, tolerance)
    tell("planning: smallest orders and ties")
    multiple = undisturbed
    while True:
        tonnes = break_ties(problem, cuts, None, multiple)
        if integers:
            ordered = select_orders(problem, cuts, find_used_lines(problem, tonnes), multiple)
            tonnes = break_ties(problem, cuts, ordered, multiple)
        reached = price_multiples(problem, tonnes)
        if _is_affordable(problem, tonnes, reached):
            break
        multiple = np.maximum(reached, multiple) * (1 + 1e-9)
    after = evaluate_loss(problem, oracle, tonnes)
    budget = model.row_names.index("budget")
    return Optimum(
        tonnes=tonnes,
        multiple=reached,
        no_plan_usd=before.loss_usd,
        loss_usd=after.loss_usd,
        bound_usd=bound,
        next_dollar=max(0.0, -float(solution.duals[budget])),
        binding=tuple(n for n, y in zip(model.row_names, solution.duals, strict=True) if y < _BINDING),
        primal_residual=model.primal_residual(solution.values),
        dual_residual=abs(solution.objective - model.bound(solution.duals)),
    )


def _is_affordable(problem: PurchaseProblem, tonnes: Floats, multiple: Floats) -> bool:
    """Return whether the ceilings at the prices reached stay within the budget and the exchange cap."""
    ceilings = problem.ceilings_usd(tonnes, multiple)
    on_exchange = [problem.materials[line.item] in problem.exchange_items for line in problem.lines]
    spent, spent_on_exchange = float(ceilings.sum()), float(ceilings[on_exchange].sum())
    slack = 1 + 1e-12
    return spent <= problem.budget_usd * slack and spent_on_exchange <= problem.exchange_usd * slack
