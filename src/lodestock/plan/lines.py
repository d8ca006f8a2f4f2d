"""From tonnes per possible order to the tables of a plan: orders, offers and markets."""

from __future__ import annotations

import numpy as np
import polars as pl

from lodestock.plan.optimum import Optimum
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.plan import cut_to_cents
from lodestock.records.plan_specs import LINES, MARKET, OFFERS
from lodestock.records.protocols import Floats, Ints
from lodestock.records.scenario import Card

__all__ = ["UPSTREAM_FROM", "buy_table", "market_table", "net_cost_usd", "offer_table"]

_GROUPS = ("own-base", "ally", "other")
"""Names of the ranks of an offer."""

_TOGETHER = 64
"""Points that are evaluated in one pass."""

UPSTREAM_FROM = "2027Q1"
"""First quarter of obligation in which the share of covered countries in earlier stages is shown."""


def net_cost_usd(
    problem: PurchaseProblem, ceiling_usd: float, tonnes: float, reference_usd_per_t: float, arrival: int
) -> float:
    """Return the net cost of an order, in money of the as-of date.

    With C the ceiling, x the tonnes, a the quarter of delivery, H the horizon, h the yearly holding cost, s the terminal
    share and a yearly rate of discount:

        net = max(0, C d_a + h/4 C sum_{q=a}^{H-1} d_q - s min(reference, C/x) x d_H)
        d_q = (1 + rate)**(-q/4)

    The ceiling is paid at delivery and the stock held to the horizon. There it has a terminal value at the
    lower of reference and landed price, as if it were never released. All is discounted. Divided by the
    saving given the emergency, the net cost is the break-even probability.

    Parameters
    ----------
    problem : gives lead time, horizon and rates
    ceiling_usd : largest cost of the order, USD
    tonnes : tonnes ordered, above 0
    reference_usd_per_t : reference price, USD per tonne; NaN where it is not known, then the landed price is used
    arrival : quarter of delivery, 0 is the first of the card

    Returns
    -------
    net cost, USD, never below 0

    References
    ----------
    docs/method/base-war.md, 'Break-even'.
    """
    offer_terms = problem.offer_terms
    discount = (1.0 + offer_terms.discount_rate_per_year) ** (-np.arange(problem.horizon + 1) / 4)
    quarters_held = float(discount[arrival : problem.horizon].sum())
    holding = offer_terms.holding_cost_per_year / 4 * ceiling_usd * quarters_held
    landed = ceiling_usd / tonnes
    lower = landed if np.isnan(reference_usd_per_t) else min(reference_usd_per_t, landed)
    terminal = offer_terms.terminal_share * lower * tonnes * float(discount[problem.horizon])
    return max(0.0, ceiling_usd * float(discount[arrival]) + holding - terminal)


def buy_table(
    problem: PurchaseProblem,
    optimum: Optimum,
    card: Card,
    reference: Floats,
    account: str,
) -> pl.DataFrame:
    """Return the orders of a plan.

    The saving of an order is the loss without it less the loss with it, all other orders in place;
    ``break-even probability = net cost / saving``.

    Parameters
    ----------
    problem : what the plan chose from
    optimum : the orders, and the loss with and without each
    card : gives the first quarter
    reference : (m,) reference price, USD per tonne, NaN where it is not known
    account : account that pays

    Returns
    -------
    frame of spec `LINES`, sorted by line id
    """
    ceilings = problem.ceilings_usd(optimum.tonnes, optimum.multiple)
    ordered = np.nonzero(optimum.tonnes)[0]
    savings = _savings_usd(problem, optimum, ordered)
    rows = []
    for i, saving in zip(ordered, savings, strict=True):
        line, tonnes = problem.lines[i], float(optimum.tonnes[i])
        offer, class_name = problem.offers[line.offer], problem.classes[line.demand_class]
        ceiling = cut_to_cents(float(ceilings[i]))
        arrival = line.quarter + problem.lead(line.offer)
        net = net_cost_usd(problem, ceiling, tonnes, float(reference[line.item]), arrival)
        quarter = card.first_quarter.plus(line.quarter)
        rows.append(
            {
                "line_id": f"{offer.offer_id}/{class_name}/{quarter}",
                "material": offer.material,
                "form": offer.form,
                "class": class_name,
                "quarter": str(quarter),
                "delivery_quarter": str(quarter.plus(problem.lead(line.offer))),
                "offer_id": offer.offer_id,
                "supplier": offer.supplier,
                "origin": offer.origin,
                "tonnes": tonnes,
                "price_usd_per_t": float(ceilings[i]) / tonnes,
                "minimum_usd": cut_to_cents(problem.offer_terms.guaranteed_share * ceiling),
                "ceiling_usd": ceiling,
                "account": account,
                "saving_usd": saving,
                "break_even_probability": net / saving if saving > 0 else None,
                "gross_break_even_probability": ceiling / saving if saving > 0 else None,
                "covered_upstream_share": offer.covered_upstream if str(quarter) >= UPSTREAM_FROM else None,
            }
        )
    return LINES.frame(rows).sort("line_id")


def _savings_usd(problem: PurchaseProblem, optimum: Optimum, ordered: Ints) -> list[float]:
    """Return the loss without each order less the loss with it."""
    out: list[float] = []
    for start in range(0, len(ordered), _TOGETHER):
        points = []
        for i in ordered[start : start + _TOGETHER]:
            without = optimum.tonnes.copy()
            without[i] = 0.0
            points.append(problem.deliveries_t(without))
        losses = optimum.oracle.evaluate(np.stack(points)).loss_usd
        for i, loss in zip(ordered[start : start + _TOGETHER], losses, strict=True):
            c = problem.line_cell[i]
            out.append(float(loss[c] - optimum.loss_usd[c]))
    return out


def offer_table(problem: PurchaseProblem, card: Card, account: str) -> pl.DataFrame:
    """Return the offers by quarter, before market impact.

    Columns that only an order has, such as the class, are missing.

    Parameters
    ----------
    problem : what the plan chose from
    card : gives the first quarter
    account : account that pays

    Returns
    -------
    frame of spec `OFFERS`, in the order of the offers and quarters
    """
    rows = []
    prices = {market.material: market.price_usd_per_t for market in problem.markets if market}
    for o, offer in enumerate(problem.offers):
        for q in offer.quarters(problem.quarters):
            quarter = card.first_quarter.plus(q)
            asked = prices[offer.material] if offer.price_usd_per_t is None else offer.price_usd_per_t
            price = asked * (1.0 + problem.offer_terms.freight + offer.duty)
            rows.append(
                {
                    "material": offer.material,
                    "form": offer.form,
                    "quarter": str(quarter),
                    "delivery_quarter": str(quarter.plus(problem.lead(o))),
                    "offer_id": offer.offer_id,
                    "supplier": offer.supplier,
                    "origin": offer.origin,
                    "tonnes": offer.capacity_t,
                    "price_usd_per_t": price,
                    "minimum_usd": problem.smallest_usd(o),
                    "ceiling_usd": cut_to_cents(price * offer.capacity_t),
                    "account": account,
                    "stage": offer.stage,
                    "duty": offer.duty,
                    "group": _GROUPS[offer.rank],
                }
            )
    return OFFERS.frame(rows)


def market_table(problem: PurchaseProblem, optimum: Optimum, card: Card, demand_t: Floats) -> pl.DataFrame:
    """Return what the orders do to each market.

    Private buyers at home pay the higher price too, on a quarter of a year's demand:
    ``extra = (multiple - 1) * price * demand / 4``.

    Parameters
    ----------
    problem : what the plan chose from
    optimum : the orders
    card : gives the first quarter
    demand_t : (m,) demand at home, tonnes per year

    Returns
    -------
    frame of spec `MARKET`, one row per item with possible orders and quarter of the window
    """
    orders = problem.orders_t(optimum.tonnes)
    rows = []
    for m in problem.purchasable_items:
        market = problem.market(m)
        for q in range(problem.quarters):
            multiple = float(optimum.multiple[m, q])
            rows.append(
                {
                    "material": problem.materials[m],
                    "quarter": str(card.first_quarter.plus(q)),
                    "tonnes": float(orders[m, q]),
                    "market_t": market.tonnes_per_quarter,
                    "price_multiple": multiple,
                    "private_extra_usd": (multiple - 1.0) * market.price_usd_per_t * float(demand_t[m]) / 4,
                }
            )
    return MARKET.frame(rows)
