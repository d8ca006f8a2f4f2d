"""Plain arithmetic over a set of orders: which limits they break, and which loss they leave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["measure_limits", "recompute_loss", "worst_break"]


def measure_limits(
    problem: PurchaseProblem, tonnes: Floats, ceilings: Floats
) -> Iterator[tuple[str, float, float]]:
    """Yield each limit that applies, with the level that the orders reach.

    Written apart from the rows of the model, so that a mistake in one does not hide a mistake in the other.

    Parameters
    ----------
    problem : what the plan chose from
    tonnes : (line,) tonnes ordered
    ceilings : (line,) largest cost of each line, USD

    Yields
    ------
    name of the limit, level reached, largest level allowed; tonnes for market caps, requirements and offers,
    USD for the budget and the cap on exchange metals
    """
    orders = problem.orders_t(tonnes)
    quarters = np.arange(1, problem.quarters + 1)
    for m in problem.purchasable_items:
        cap = problem.offer_terms.market_cap * problem.market(m).tonnes_per_quarter
        for q, level in enumerate(np.cumsum(orders[m])):
            yield f"market cap {problem.materials[m]} quarter {q}", float(level), float(cap * quarters[q])
    by_class = np.zeros_like(problem.limit_t)
    by_offer = np.zeros((len(problem.offers), problem.quarters))
    for line, t in zip(problem.lines, tonnes, strict=True):
        by_class[line.item, line.demand_class] += t
        by_offer[line.offer, line.quarter] += t
    for m, k in zip(*np.nonzero(by_class), strict=True):
        name = f"requirement {problem.materials[m]} {problem.classes[k]}"
        yield name, float(by_class[m, k]), float(problem.limit_t[m, k])
    for o, offer in enumerate(problem.offers):
        for q, level in enumerate(np.cumsum(by_offer[o])):
            if level:
                yield f"offer {offer.offer_id} quarter {q}", float(level), offer.capacity_t * (q + 1)
    yield "budget", float(ceilings.sum()), problem.budget_usd
    on_exchange = [problem.materials[line.item] in problem.exchange_items for line in problem.lines]
    yield "exchange metals", float(ceilings[on_exchange].sum()), problem.exchange_usd


def worst_break(problem: PurchaseProblem, tonnes: Floats, ceilings: Floats, *, smallest: bool) -> float:
    """Return the largest relative excess over a limit.

    Parameters
    ----------
    problem : what the plan chose from
    tonnes : (line,) tonnes ordered
    ceilings : (line,) largest cost of each line, USD
    smallest : whether each order must also reach the smallest order

    Returns
    -------
    excess as a fraction of the limit, 0 where all limits hold
    """
    worst = 0.0
    for _, level, limit in measure_limits(problem, tonnes, ceilings):
        worst = max(worst, (level - limit) / max(limit, 1e-9))
    if smallest:
        for ceiling in ceilings[tonnes > 0]:
            worst = max(worst, 1.0 - float(ceiling) / problem.offer_terms.smallest_order_usd)
    return worst


def recompute_loss(problem: PurchaseProblem, oracle: LossOracle, tonnes: Floats, scenario: int) -> float:
    """Return the servable loss of one scenario by a linear programme over releases.

    ``min sum v (d - r)`` with ``0 <= r <= d`` and cumulative releases never above cumulative arrivals, per
    item and class: v value of a tonne, d servable gap, r release. It does not use the oracle's closed form.

    Parameters
    ----------
    problem : what the plan chose from
    oracle : gives the gaps, the inventory and the values of the scenario
    tonnes : (line,) tonnes ordered
    scenario : index of the scenario

    Returns
    -------
    servable loss, USD

    Raises
    ------
    PlanError : the solver gave up, as with figures of an extreme size

    References
    ----------
    docs/method/base-war.md, 'Loss' and 'Certificate'.
    """
    cells = oracle.cells(scenario)
    deliveries = problem.deliveries_t(tonnes)
    deliveries[:, :, 0] += cells.held_t
    arrived = np.cumsum(deliveries, axis=2)
    loss_without_stock = float((cells.servable_t.sum(axis=2) * cells.value_usd_per_t).sum())
    objective = 0.0
    model = Model()
    for m, k in zip(*np.nonzero(arrived[:, :, -1] * cells.value_usd_per_t), strict=True):
        row: dict[int, float] = {}
        for t, servable in enumerate(cells.servable_t[m, k]):
            name = f"r[{m},{k},{t}]"
            # Releases are counted in USD million of value, so that columns of all items are of similar size.
            value = cells.value_usd_per_t[m, k] / 1e6
            row[model.add_column(name, cost=-1.0, upper=float(servable * value))] = 1.0
            model.add_row(f"stock[{m},{k},{t}]", row, upper=float(arrived[m, k, t] * value))
    if model.names:
        objective = model.solve().objective * 1e6
    return loss_without_stock + objective
