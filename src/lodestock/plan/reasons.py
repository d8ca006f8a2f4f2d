"""Why a plan buys no more of an item: each item and each unspent dollar gets a reason in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lodestock.plan.optimise import Optimum
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["describe_binding_rules", "unspent_reasons"]

_NEAR = 1e-4
"""Relative distance within which a limit counts as reached."""


def unspent_reasons(
    problem: PurchaseProblem,
    oracle: LossOracle,
    optimum: Optimum,
    gross_t: Floats,
    lacking: Mapping[str, str],
) -> dict[str, str]:
    """Return the reason why a plan buys no more of each item.

    Parameters
    ----------
    problem : what the plan chose from
    oracle : tells whether a later order would still save anything
    optimum : the orders
    gross_t : (m,) requirement before inventory, tonnes
    lacking : item -> reason why nobody can sell it

    Returns
    -------
    item -> reason in words, for every item
    """
    orders = problem.orders_t(optimum.tonnes)
    spent = float(problem.ceilings_usd(optimum.tonnes, optimum.multiple).sum())
    is_budget_spent = spent >= problem.budget_usd * (1 - 1e-3)
    out: dict[str, str] = {}
    for m, name in enumerate(problem.materials):
        wanted = float(problem.limit_t[m].sum())
        bought = float(orders[m].sum())
        if gross_t[m] == 0:
            out[name] = "no requirement: the card leaves no gap that stock may serve"
        elif wanted == 0:
            out[name] = "requirement met by inventory"
        elif name in lacking:
            out[name] = lacking[name]
        elif m not in problem.purchasable_items:
            out[name] = "value of a tonne not known (table consequence)"
        elif bought >= wanted * (1 - _NEAR):
            out[name] = "requirement met"
        elif _is_too_late(problem, oracle, optimum, m):
            out[name] = (
                f"too late: {bought:.6g} of {wanted:.6g} t; what is bought later arrives after the gap"
            )
        else:
            out[name] = _explain_remainder(problem, orders[m], m, wanted, is_budget_spent)
    return out


def _is_too_late(problem: PurchaseProblem, oracle: LossOracle, optimum: Optimum, m: int) -> bool:
    """Return whether buying all that is still required in the last open quarter would save nothing."""
    deliveries = problem.deliveries_t(optimum.tonnes)
    last = max(line.quarter for line in problem.lines if line.item == m) + problem.offer_terms.lead_quarters
    if last >= problem.horizon:
        return True
    more = deliveries.copy()
    more[m, :, last] += np.maximum(problem.limit_t[m] - deliveries[m].sum(axis=1), 0.0)
    batch = range(oracle.scenarios)
    saved = oracle.evaluate(deliveries, batch).loss_usd[m] - oracle.evaluate(more, batch).loss_usd[m]
    return bool(saved <= 1e-9 * optimum.no_plan_usd[m])


def _explain_remainder(
    problem: PurchaseProblem, orders: Floats, m: int, wanted: float, is_budget_spent: bool
) -> str:
    """Return the reason why an item's orders stay below the requirement."""
    name = problem.materials[m]
    market = problem.market(m)
    cap = problem.offer_terms.market_cap * market.tonnes_per_quarter * problem.quarters
    offered = sum(o.capacity_t for o in problem.offers if o.material == name) * problem.quarters
    of = f"{orders.sum():.6g} of {wanted:.6g} t"
    if wanted * market.price_usd_per_t < problem.offer_terms.smallest_order_usd / (
        1 + problem.offer_terms.freight
    ):
        return f"smallest order: all that is wanted ({wanted:.6g} t) is worth less than one order"
    if orders.sum() >= cap * (1 - _NEAR):
        share = f"{problem.offer_terms.market_cap:.0%}"
        return f"market cap: {of} is {share} of the market outside the covered countries"
    if orders.sum() >= offered * (1 - 0.02):
        return f"offers exhausted: {of} is all that the countries outside could sell"
    if is_budget_spent:
        return f"money: {of}; the budget saves more elsewhere"
    if orders.sum() == 0:
        return "smallest order: no offer's capacity for a class reaches one order"
    return f"smallest order: {of}; what is left of caps and offers does not reach one order"


def describe_binding_rules(problem: PurchaseProblem, optimum: Optimum) -> tuple[str, ...]:
    """Return the rules that hold the relaxation back, in words.

    Parameters
    ----------
    problem : what the plan chose from
    optimum : gives the binding rows and the value of one more dollar

    Returns
    -------
    one line of text per rule, with the items that it holds back, sorted by rule
    """
    words = {
        "market_cap": "market cap",
        "offer": "capacity of the offers",
        "requirement": "requirement met",
    }
    items_by_rule: dict[str, set[str]] = {}
    for row in optimum.binding:
        kind, _, rest = row.partition("[")
        if kind in words:
            item = rest.rstrip("]").split(",")[0].split("/")[0]
            items_by_rule.setdefault(words[kind], set()).add(item)
        elif kind == "budget":
            items_by_rule.setdefault("budget", set())
        elif kind == "exchange_metals":
            items_by_rule.setdefault("cap on exchange metals", set())
    lines = [
        f"{rule}: {', '.join(sorted(items))}" if items else rule
        for rule, items in sorted(items_by_rule.items())
    ]
    if np.isclose(optimum.next_dollar, 0.0) and "budget" not in items_by_rule:
        lines.append("the budget does not bind: requirement, caps and offers end the buying first")
    return tuple(lines)
