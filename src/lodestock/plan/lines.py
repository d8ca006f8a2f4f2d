"""From tonnes by possible line to the buy table."""

from __future__ import annotations

import numpy as np
import polars as pl

from lodestock.plan.optimise import Optimum
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.frames import FrameSpec
from lodestock.records.plan import LINES, MARKET, OFFERS, cut_to_cents
from lodestock.records.protocols import Floats, LossOracle
from lodestock.records.scenario import Card

__all__ = ["buy_table", "market_table", "net_cost_usd", "offer_table"]

_GROUPS = ("own-base", "ally", "other")
_UPSTREAM_FROM = "2027Q1"


def net_cost_usd(
    problem: PurchaseProblem, ceiling_usd: float, tonnes: float, reference_usd_per_t: float, quarter: int
) -> float:
    """Return the net cost of an order in money of the as-of date, never below 0, USD.

    Paid at delivery and held to the horizon, less a terminal value at the lower of reference and landed
    price as if never released; all discounted. Divided by the saving given the emergency it is the
    break-even probability.
    """
    rules = problem.offer_terms
    arrival = quarter + rules.lead_quarters
    now = (1.0 + rules.discount_rate_per_year) ** (-np.arange(problem.horizon + 1) / 4)
    holding = rules.holding_cost_per_year / 4 * ceiling_usd * float(now[arrival : problem.horizon].sum())
    landed = ceiling_usd / tonnes
    lower = landed if np.isnan(reference_usd_per_t) else min(reference_usd_per_t, landed)
    terminal = rules.terminal_share * lower * tonnes * float(now[problem.horizon])
    return max(0.0, ceiling_usd * float(now[arrival]) + holding - terminal)


def buy_table(
    problem: PurchaseProblem,
    oracle: LossOracle,
    optimum: Optimum,
    card: Card,
    reference: Floats,
    account: str,
) -> pl.DataFrame:
    """Return the orders as a frame of spec `LINES`, sorted by line id.

    Parameters
    ----------
    reference : (m,) reference price, USD a tonne, NaN where unknown
    """
    ceilings = problem.ceilings_usd(optimum.tonnes, optimum.multiple)
    full = oracle.evaluate(problem.deliveries_t(optimum.tonnes), range(oracle.scenarios)).loss_usd.sum()
    rows = []
    for i in np.nonzero(optimum.tonnes)[0]:
        line, tonnes = problem.lines[i], float(optimum.tonnes[i])
        offer, class_name = problem.offers[line.offer], problem.classes[line.demand_class]
        ceiling = cut_to_cents(float(ceilings[i]))
        without = optimum.tonnes.copy()
        without[i] = 0.0
        loss = oracle.evaluate(problem.deliveries_t(without), range(oracle.scenarios)).loss_usd.sum()
        saving = float(loss - full)
        net = net_cost_usd(problem, ceiling, tonnes, float(reference[line.item]), line.quarter)
        quarter = card.first_quarter.plus(line.quarter)
        rows.append(
            {
                "line_id": f"{offer.offer_id}/{class_name}/{quarter}",
                "material": offer.material,
                "form": offer.form,
                "class": class_name,
                "quarter": str(quarter),
                "delivery_quarter": str(quarter.plus(problem.offer_terms.lead_quarters)),
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
                "covered_upstream_share": offer.covered_upstream if str(quarter) >= _UPSTREAM_FROM else None,
            }
        )
    return _typed(rows, LINES).sort("line_id")


def offer_table(problem: PurchaseProblem, card: Card, account: str) -> pl.DataFrame:
    """Return the offers by quarter as a frame of spec `OFFERS`; what a line alone has is missing."""
    rows = []
    prices = {m.material: m.price_usd_per_t for m in problem.markets if m}
    for offer in problem.offers:
        for q in range(problem.quarters):
            quarter = card.first_quarter.plus(q)
            price = prices[offer.material] * (1.0 + problem.offer_terms.freight + offer.duty)
            rows.append(
                {
                    "material": offer.material,
                    "form": offer.form,
                    "quarter": str(quarter),
                    "delivery_quarter": str(quarter.plus(problem.offer_terms.lead_quarters)),
                    "offer_id": offer.offer_id,
                    "supplier": offer.supplier,
                    "origin": offer.origin,
                    "tonnes": offer.capacity_t,
                    "price_usd_per_t": price,
                    "minimum_usd": problem.offer_terms.smallest_order_usd,
                    "ceiling_usd": cut_to_cents(price * offer.capacity_t),
                    "account": account,
                    "stage": offer.stage,
                    "duty": offer.duty,
                    "group": _GROUPS[offer.rank],
                }
            )
    return _typed(rows, OFFERS)


def market_table(problem: PurchaseProblem, optimum: Optimum, card: Card, demand_t: Floats) -> pl.DataFrame:
    """Return what the orders do to each market as a frame of spec `MARKET`.

    Private buyers at home pay the higher price on a quarter of a year's demand.
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
    return _typed(rows, MARKET)


def _typed(rows: list[dict[str, object]], spec: FrameSpec) -> pl.DataFrame:
    """Return rows as a frame with the spec's columns and types; what a row lacks is missing."""
    schema = {c.name: pl.Float64 if c.kind == "number" else pl.String for c in spec.columns}
    full = [{name: row.get(name) for name in schema} for row in rows]
    return spec.check(pl.DataFrame(full, schema=schema)) if full else pl.DataFrame(schema=schema)
