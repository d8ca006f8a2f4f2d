"""A set of orders checked apart from what chose them: which limits they break, and which loss they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.solver import solve
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["measure_limits", "recompute_losses", "worst_break"]

_TOGETHER = 50
"""Draws in one linear programme."""

_UNIT = 1e6
"""USD in which values are counted in it."""


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
                quarters_open = q - max(offer.first, 0) + 1
                yield f"offer {offer.offer_id} quarter {q}", float(level), offer.capacity_t * quarters_open
    yield "budget", float(ceilings.sum()), problem.budget_usd
    yield "exchange metals", float(ceilings[problem.line_on_exchange].sum()), problem.exchange_usd


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
        for i in np.flatnonzero(tonnes > 0):
            least = problem.smallest_usd(problem.lines[i].offer)
            worst = max(worst, 1.0 - float(ceilings[i]) / least if least > 0 else 0.0)
    return worst


def recompute_losses(
    problem: PurchaseProblem, oracle: LossOracle, tonnes: Floats, draws: Sequence[int]
) -> Floats:
    """Return the servable loss of some draws by linear programmes over releases.

    ``min sum v (d - r)`` with ``0 <= r <= d`` and a store ``s_t = keep s_{t-1} + y_t - r_t >= 0``, per reserve: v
    value of a tonne, d servable gap, r release, y delivery less what users go without. It does not use the
    oracle's recursion.

    Parameters
    ----------
    problem : what the plan chose from
    oracle : gives the gaps of each draw, the inventory and the values
    tonnes : (line,) tonnes ordered
    draws : positions of the draws

    Returns
    -------
    (draw,) servable loss, USD

    Raises
    ------
    PlanError : the solver gave up, as with figures of an extreme size

    References
    ----------
    docs/method/base-war.md, 'Loss' and 'Certificate'.
    """
    reserves = oracle.reserves
    plain, displacing = problem.deliveries_t(tonnes)
    if len(plain):
        plain[:, 0] += reserves.held_t
    stocked = np.flatnonzero((plain + displacing).sum(axis=1) > 0)
    out = []
    for start in range(0, len(draws), _TOGETHER):
        some = draws[start : start + _TOGETHER]
        model, columns = Model(), []
        losses = []
        for draw in some:
            drawn = oracle.one_draw(draw)
            gaps = drawn.gaps_t
            arrive = plain + displacing * np.where(drawn.displacing, 1.0 - reserves.displacement, 1.0)
            losses.append(drawn.other_usd + float(gaps.sum(axis=1) @ reserves.value_usd_per_t))
            mine: list[int] = []
            for c in stocked[gaps[stocked].any(axis=1)].tolist():
                # Tonnes are counted in units of value, so that columns of all reserves are of similar size.
                value, keep = float(reserves.value_usd_per_t[c]) / _UNIT, float(reserves.keep[c])
                mine += _add_store(model, gaps[c] * value, arrive[c] * value, keep)
            columns.append(mine)
        values = solve(model).values if model.names else np.zeros(0)
        out += [usd - float(values[mine].sum()) * _UNIT for usd, mine in zip(losses, columns, strict=True)]
    return np.array(out)


def _add_store(model: Model, gap: Floats, arrive: Floats, keep: float) -> list[int]:
    """Add the store of a reserve in one draw; return the columns of its releases."""
    releases, before = [], -1
    for t in range(len(gap)):
        release = model.add_column("r", cost=-1.0, upper=float(gap[t]))
        stock = model.add_column("s")
        row = {stock: 1.0, release: 1.0}
        if before >= 0:
            row[before] = -keep
        model.add_row("store", row, lower=float(arrive[t]), upper=float(arrive[t]))
        releases.append(release)
        before = stock
    return releases
