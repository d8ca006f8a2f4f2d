"""A small problem of two items, worked by hand in the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from lodestock.plan.offer_terms import OfferTerms
from lodestock.plan.offers import Market, Offer
from lodestock.plan.optimise import Optimum, price_multiples
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.records.dataset import Dataset
from lodestock.records.frames import FrameSpec
from lodestock.records.protocols import ItemCells
from lodestock.size.results.oracle import CardOracle

TERMS = OfferTerms(
    lead_quarters=1,
    output_share_per_year=0.1,
    freight=0.03,
    smallest_order_usd=250_000.0,
    guaranteed_share=0.05,
    market_cap=0.1,
    exchange_cap=0.1,
    terminal_share=0.5,
    holding_cost_per_year=0.01,
    discount_rate_per_year=0.03,
)


def two_items(budget_usd: float = 20e6, limit: float = 400.0) -> PurchaseProblem:
    """Return copper (traded on an exchange) and gallium, two quarters, gallium with a duty on one origin."""
    markets = (Market("copper", 10_000.0, 5_000.0, 0.3, 0.3), Market("gallium", 100_000.0, 500.0, 0.1, 0.3))
    offers = (
        Offer("copper/CHL", "copper", "cathode", "refine", "CHL", 150.0, 0.0, 1, 0.0),
        Offer("gallium/CAN", "gallium", "metal", "purify", "CAN", 20.0, 0.0, 0, 0.9),
        Offer("gallium/JPN", "gallium", "metal", "purify", "JPN", 60.0, 0.1, 1, 0.9),
    )
    lines = tuple(
        Line(m, k, o, q)
        for m, k, o in ((0, 0, 0), (1, 0, 1), (1, 0, 2), (1, 1, 1), (1, 1, 2))
        for q in range(2)
    )
    return PurchaseProblem(
        materials=("copper", "gallium"),
        classes=("defence", "civil"),
        limit_t=np.array([[limit, 0.0], [60.0, 40.0]]),
        markets=markets,
        offers=offers,
        lines=lines,
        quarters=2,
        horizon=6,
        budget_usd=budget_usd,
        exchange_usd=0.1 * budget_usd,
        exchange_items=frozenset({"copper"}),
        offer_terms=TERMS,
    )


def ordered(problem: PurchaseProblem, orders: Mapping[int, float]) -> np.ndarray:
    """Return tonnes by line, given as position of the line -> tonnes."""
    tonnes = np.zeros(len(problem.lines))
    for i, t in orders.items():
        tonnes[i] = t
    return tonnes


def bought(
    problem: PurchaseProblem,
    orders: Mapping[int, float],
    *,
    binding: Sequence[str] = (),
    next_dollar: float = 0.0,
) -> Optimum:
    """Return the optimum that certain orders would be; its losses are those of the oracle without a plan."""
    tonnes = ordered(problem, orders)
    loss = np.array([24e6, 220e6])
    return Optimum(
        tonnes, price_multiples(problem, tonnes), loss, loss, 0.0, next_dollar, tuple(binding), 0.0, 0.0
    )


def small_dataset(table: str, key: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Dataset:
    """Return a dataset of one table."""
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    return Dataset({table: frame}, {table: FrameSpec(table, table, tuple(key), ())}, "0" * 64)


VALUE = np.array([[60_000.0, 0.0], [3_000_000.0, 1_000_000.0]])


@pytest.fixture
def problem() -> PurchaseProblem:
    return two_items()


@pytest.fixture
def oracle() -> CardOracle:
    servable = np.zeros((2, 2, 6))
    servable[0, 0, 2:] = 100.0
    # Part of the gap comes before the second delivery: a late tonne saves less.
    servable[1, 0] = [0, 30, 0, 10, 10, 10]
    servable[1, 1] = [0, 0, 10, 10, 10, 10]
    return CardOracle(("copper", "gallium"), ItemCells(servable, np.zeros((2, 2)), VALUE))
