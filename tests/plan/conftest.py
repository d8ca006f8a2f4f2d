"""A small problem of two items, worked by hand in the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from lodestock.engine import Serial
from lodestock.plan.offer_terms import OfferTerms
from lodestock.plan.offers import Market, Offer
from lodestock.plan.optimum import Optimum, price_multiples
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.records.dataset import Dataset
from lodestock.records.frames import FrameSpec
from lodestock.records.protocols import Reserves
from lodestock.size import GapStore, keep_gaps

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
        Offer(
            "copper/CHL", "copper", "cathode", "refine", "CHL", 150.0, 0.0, 1, 0.0, "indicative-CHL", False
        ),
        Offer("gallium/CAN", "gallium", "metal", "purify", "CAN", 20.0, 0.0, 0, 0.9, "indicative-CAN", False),
        Offer("gallium/JPN", "gallium", "metal", "purify", "JPN", 60.0, 0.1, 1, 0.9, "indicative-JPN", True),
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
    """Return the optimum that certain orders would be, by the losses of `oracle_of`."""
    tonnes = ordered(problem, orders)
    oracle = oracle_of(problem)
    points = np.stack([problem.deliveries_t(0.0 * tonnes), problem.deliveries_t(tonnes)])
    cuts = oracle.evaluate(points)
    return Optimum(
        tonnes=tonnes,
        multiple=price_multiples(problem, tonnes),
        duty_multiple=price_multiples(problem, tonnes),
        no_plan_usd=cuts.loss_usd[0],
        loss_usd=cuts.loss_usd[1],
        other_usd=cuts.other_usd,
        bound_usd=0.0,
        next_dollar=next_dollar,
        binding=tuple(binding),
        dual_residual=0.0,
        oracle=oracle,
    )


def small_dataset(table: str, key: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Dataset:
    """Return a dataset of one table."""
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    return Dataset({table: frame}, {table: FrameSpec(table, table, tuple(key), ())}, "0" * 64)


VALUE = np.array([[60_000.0, 0.0], [3_000_000.0, 1_000_000.0]])


@pytest.fixture
def problem() -> PurchaseProblem:
    return two_items()


def servable() -> np.ndarray:
    """Return (m, k, t) gaps: part of those of gallium comes before the second delivery, so that a late tonne saves less."""
    out = np.zeros((2, 2, 6))
    out[0, 0, 2:] = 100.0
    out[1, 0] = [0, 30, 0, 10, 10, 10]
    out[1, 1] = [0, 0, 10, 10, 10, 10]
    return out


def oracle_of(
    problem: PurchaseProblem,
    *,
    held: np.ndarray | None = None,
    keep: float = 1.0,
    value: np.ndarray = VALUE,
    times: Sequence[float] = (1.0,),
    weights: Sequence[float] = (1.0,),
    displacement: float = 0.0,
    masked: np.ndarray | None = None,
) -> GapStore:
    """Return the loss of the gaps of `servable`, times some factor in each draw."""
    m, k = problem.cells[:, 0], problem.cells[:, 1]
    gaps = servable()[:, :, : problem.horizon]
    stock = np.zeros((2, 2)) if held is None else held
    reserves = Reserves(m, k, value[m, k], np.full(len(m), keep), stock[m, k], displacement)
    rest = gaps.copy()
    rest[m, k] = 0.0
    other = float((rest.sum(axis=2) * value).sum())
    every = np.array(times)
    shown = every[:, None, None] * gaps[m, k]
    return keep_gaps(reserves, shown, np.array(weights), Serial(), every * other, masked)


@pytest.fixture
def oracle(problem: PurchaseProblem) -> GapStore:
    return oracle_of(problem)
