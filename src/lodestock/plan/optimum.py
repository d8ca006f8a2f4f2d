"""The orders that a plan settles on, with what certifies them, and the prices that orders reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestock.plan.market import uniform_multiple
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["Optimum", "price_multiples"]


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The purchases of least loss, with what certifies them.

    Attributes
    ----------
    tonnes : (line,) tonnes of each possible order
    multiple : (m, q) price multiple that the orders of an item and quarter reach
    duty_multiple : (m, q) price multiple at which duty was counted
    no_plan_usd, loss_usd : (c,) loss of each reserve without purchases and with them, USD
    other_usd : loss that no purchase changes, USD
    bound_usd : lower bound on the total loss, USD
    next_dollar : loss that one more dollar of budget would save in the relaxation, USD per USD
    binding : names of the rows that hold the relaxation back
    dual_residual : distance between the relaxation's objective and its bound, USD
    oracle : gives the loss on the draws that the plan was made on
    """

    tonnes: Floats
    multiple: Floats
    duty_multiple: Floats
    no_plan_usd: Floats
    loss_usd: Floats
    other_usd: float
    bound_usd: float
    next_dollar: float
    binding: tuple[str, ...]
    dual_residual: float
    oracle: LossOracle

    @property
    def before_usd(self) -> float:
        """Loss without purchases, USD."""
        return float(self.no_plan_usd.sum()) + self.other_usd

    @property
    def after_usd(self) -> float:
        """Loss with the purchases, USD."""
        return float(self.loss_usd.sum()) + self.other_usd

    @property
    def solver_gap(self) -> float:
        """Distance of loss and bound, relative to the benefit: a fraction, 0 or more.

        ``(loss - bound) / (loss without a plan - bound)``, see docs/reference/glossary.md; 0 where nothing can be
        gained, which is a benefit below 1e-12 of the loss without a plan: rounding.
        """
        benefit = self.before_usd - self.bound_usd
        if benefit <= 1e-12 * self.before_usd:
            return 0.0
        return max(0.0, self.after_usd - self.bound_usd) / benefit


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
    orders = problem.orders_t(np.where(problem.line_floats, tonnes, 0.0))
    out = np.ones_like(orders)
    for m in problem.purchasable_items:
        slopes, market = problem.cost_slopes(m), problem.market(m)
        for q in range(problem.quarters):
            out[m, q] = uniform_multiple(orders[m, q] / market.tonnes_per_quarter, slopes)
    return out
