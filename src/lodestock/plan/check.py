"""Plain arithmetic over a set of orders: which limits they break, and what they leave lost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["breaks", "recompute_loss", "worst_break"]


def breaks(problem: PurchaseProblem, tonnes: Floats, ceilings: Floats) -> Iterator[tuple[str, float, float]]:
    """Yield each limit that applies: name, level, limit.

    Written apart from the solver's rows, so that neither can hide the other's mistakes.
    """
    orders = problem.orders_t(tonnes)
    quarters = np.arange(1, problem.quarters + 1)
    for m in problem.purchasable_items:
        cap = problem.offer_terms.market_cap * problem.market(m).tonnes_a_quarter
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
    traded = [problem.materials[x.item] in problem.exchange_items for x in problem.lines]
    yield "exchange metals", float(ceilings[traded].sum()), problem.exchange_usd


def worst_break(problem: PurchaseProblem, tonnes: Floats, ceilings: Floats, *, smallest: bool) -> float:
    """Return the largest relative break of a limit, 0 where all hold."""
    worst = 0.0
    for _, level, limit in breaks(problem, tonnes, ceilings):
        worst = max(worst, (level - limit) / max(limit, 1e-9))
    if smallest:
        for ceiling in ceilings[tonnes > 0]:
            worst = max(worst, 1.0 - float(ceiling) / problem.offer_terms.smallest_order_usd)
    return worst


def recompute_loss(problem: PurchaseProblem, oracle: LossOracle, tonnes: Floats, scenario: int) -> float:
    """Return the servable loss of one scenario by a linear problem over releases, USD.

    ``min sum v (d - r)`` with ``0 <= r <= d`` and releases never before arrivals, by item and class.
    """
    cells = oracle.cells(scenario)
    arrived = problem.deliveries_t(tonnes)
    arrived[:, :, 0] += cells.held_t
    so_far = np.cumsum(arrived, axis=2)
    constant = float((cells.servable_t.sum(axis=2) * cells.value_usd_per_t).sum())
    total = 0.0
    model = Model()
    for m, k in zip(*np.nonzero(so_far[:, :, -1] * cells.value_usd_per_t), strict=True):
        row: dict[int, float] = {}
        for t, gap in enumerate(cells.servable_t[m, k]):
            name = f"r[{m},{k},{t}]"
            # In USD million of what the reserve could save: columns of one size whatever the item.
            unit = cells.value_usd_per_t[m, k] / 1e6
            row[model.add_column(name, cost=-1.0, upper=float(gap * unit))] = 1.0
            model.add_row(f"stock[{m},{k},{t}]", row, upper=float(so_far[m, k, t] * unit))
    if model.names:
        total = model.solve().objective * 1e6
    return constant + total
