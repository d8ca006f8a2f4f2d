"""Why a plan buys no more of an item: each item gets a reason, and so does each rule that binds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lodestock.plan.optimum import Optimum
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats
from lodestock.records.reasons import Reason

__all__ = ["binding_rules", "unspent_reasons"]

_NEAR = 1e-4
"""Relative distance within which a limit counts as reached."""


def unspent_reasons(
    problem: PurchaseProblem,
    optimum: Optimum,
    gross_t: Floats,
    lacking: Mapping[str, Reason],
) -> dict[str, Reason]:
    """Return the reason why a plan buys no more of each item.

    Parameters
    ----------
    problem : what the plan chose from
    optimum : the orders, and whether a later one would still save anything
    gross_t : (m,) requirement before inventory, tonnes
    lacking : item -> reason why nobody can sell it

    Returns
    -------
    item -> reason, for every item
    """
    orders = problem.orders_t(optimum.tonnes)
    spent = float(problem.ceilings_usd(optimum.tonnes, optimum.multiple).sum())
    is_budget_spent = spent >= problem.budget_usd * (1 - 1e-3)
    late = _too_late(problem, optimum)
    out: dict[str, Reason] = {}
    for m, name in enumerate(problem.materials):
        wanted = float(problem.limit_t[m].sum())
        bought = float(orders[m].sum())
        amounts: dict[str, float | str] = {"bought_t": bought, "wanted_t": wanted}
        if gross_t[m] == 0:
            out[name] = Reason("no_requirement")
        elif wanted == 0:
            out[name] = Reason("held")
        elif name in lacking:
            out[name] = lacking[name]
        elif m in problem.too_small:
            enough = wanted * problem.market(m).price_usd_per_t >= problem.offer_terms.smallest_order_usd
            out[name] = Reason("no_order") if enough else Reason("less_than_an_order", amounts)
        elif m not in problem.purchasable_items:
            out[name] = Reason("no_value")
        elif bought >= wanted * (1 - _NEAR):
            out[name] = Reason("met", amounts)
        elif m in late:
            out[name] = Reason("too_late", amounts)
        else:
            out[name] = _explain_remainder(problem, m, bought, wanted, is_budget_spent)
    return out


def _too_late(problem: PurchaseProblem, optimum: Optimum) -> set[int]:
    """Return the items of which buying all that is still required in the last open quarter would save nothing."""
    items = problem.purchasable_items
    deliveries = problem.deliveries_t(optimum.tonnes)
    limit = problem.limit_t[problem.cells[:, 0], problem.cells[:, 1]]
    last = {m: int(problem.line_arrival[problem.line_item == m].max()) for m in items}
    timely = [m for m in items if last[m] < problem.horizon]
    late = set(items) - set(timely)
    if not timely:
        return late
    points = np.repeat(deliveries[None], len(timely), axis=0)
    for p, m in enumerate(timely):
        mine = problem.cells[:, 0] == m
        points[p, 0, mine, last[m]] += np.maximum(limit[mine] - deliveries[:, mine].sum(axis=(0, 2)), 0.0)
    losses = optimum.oracle.evaluate(points).loss_usd
    for p, m in enumerate(timely):
        mine = problem.cells[:, 0] == m
        saved = float(optimum.loss_usd[mine].sum() - losses[p, mine].sum())
        if saved <= 1e-9 * float(optimum.no_plan_usd[mine].sum()):
            late.add(m)
    return late


def _explain_remainder(
    problem: PurchaseProblem, m: int, bought: float, wanted: float, is_budget_spent: bool
) -> Reason:
    """Return the reason why an item's orders stay below the requirement."""
    market, terms = problem.market(m), problem.offer_terms
    cap = terms.market_cap * market.tonnes_per_quarter * problem.quarters
    mine = [o for o, offer in enumerate(problem.offers) if offer.material == problem.materials[m]]
    offered = sum(
        problem.offers[o].capacity_t * len(problem.offers[o].quarters(problem.quarters)) for o in mine
    )
    amounts: dict[str, float | str] = {"bought_t": bought, "wanted_t": wanted}
    least = min(problem.smallest_usd(o) for o in mine)
    if wanted * market.price_usd_per_t < least / (1 + terms.freight):
        return Reason("less_than_an_order", amounts)
    if bought >= cap * (1 - _NEAR):
        return Reason("market_cap", {**amounts, "cap": terms.market_cap})
    if bought >= offered * (1 - 0.02):
        return Reason("offers_exhausted", amounts)
    if is_budget_spent and bought > 0:
        return Reason("money", amounts)
    if problem.budget_usd < least:
        limits = {"budget_usd": problem.budget_usd, "smallest_usd": least}
        return Reason("no_money", {**amounts, **limits})
    if is_budget_spent:
        return Reason("money", amounts)
    return Reason("no_order" if bought == 0 else "rest_no_order", amounts)


_BINDING = {
    "market_cap": "market_cap_binds",
    "offer": "offers_bind",
    "requirement": "requirement_binds",
    "budget": "budget_binds",
    "exchange_metals": "exchange_metals_bind",
}
"""Kind of row -> code of the rule that it stands for."""


def binding_rules(problem: PurchaseProblem, optimum: Optimum) -> tuple[Reason, ...]:
    """Return the rules that hold the relaxation back.

    Parameters
    ----------
    problem : what the plan chose from
    optimum : gives the binding rows and the value of one more dollar

    Returns
    -------
    one reason per rule, with the items that it holds back, sorted by words
    """
    items_by_code: dict[str, set[str]] = {}
    for row in optimum.binding:
        kind, _, rest = row.partition("[")
        if kind in _BINDING:
            items = items_by_code.setdefault(_BINDING[kind], set())
            items |= {rest.rstrip("]").split(",")[0].split("/")[0]} - {""}
    rules = sorted(
        (Reason(code, {"materials": ", ".join(sorted(items))}) for code, items in items_by_code.items()),
        key=str,
    )
    if np.isclose(optimum.next_dollar, 0.0) and "budget_binds" not in items_by_code:
        rules.append(Reason("budget_idle"))
    return tuple(rules)
