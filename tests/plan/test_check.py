"""Limits and loss of a set of orders, worked by hand on two items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.check import measure_limits, recompute_losses, worst_break
from lodestock.plan.problem import PurchaseProblem
from lodestock.size import GapStore
from tests.plan.conftest import oracle_of, ordered, two_items

FREE = np.zeros(10)
"""Ceilings of orders that cost nothing, to look at the tonnes alone."""


def test_each_limit_comes_with_the_level_that_the_orders_reach(problem: PurchaseProblem) -> None:
    tonnes, ceilings = (
        ordered(problem, {0: 100.0, 2: 20.0, 3: 10.0, 8: 30.0}),
        ordered(problem, {0: 1e6, 2: 2e6}),
    )
    found = {name: (level, limit) for name, level, limit in measure_limits(problem, tonnes, ceilings)}
    assert found == {
        "market cap copper quarter 0": (100.0, 500.0),
        "market cap copper quarter 1": (100.0, 1000.0),
        "market cap gallium quarter 0": (50.0, 50.0),
        "market cap gallium quarter 1": (60.0, 100.0),
        "requirement copper defence": (100.0, 400.0),
        "requirement gallium defence": (30.0, 60.0),
        "requirement gallium civil": (30.0, 40.0),
        "offer copper/CHL quarter 0": (100.0, 150.0),
        "offer copper/CHL quarter 1": (100.0, 300.0),
        "offer gallium/CAN quarter 0": (20.0, 20.0),
        "offer gallium/CAN quarter 1": (30.0, 40.0),
        "offer gallium/JPN quarter 0": (30.0, 60.0),
        "offer gallium/JPN quarter 1": (30.0, 120.0),
        "budget": (3e6, 20e6),
        "exchange metals": (1e6, 2e6),
    }


def test_without_orders_only_limits_of_markets_and_money_stand(problem: PurchaseProblem) -> None:
    limits = list(measure_limits(problem, FREE, FREE))
    assert len(limits) == 6 and all(level == 0 for _, level, _ in limits)
    assert worst_break(problem, FREE, FREE, smallest=True) == 0.0
    empty = replace(problem, lines=())
    assert [n for n, *_ in measure_limits(empty, np.zeros(0), np.zeros(0))] == ["budget", "exchange metals"]


@pytest.mark.parametrize(
    ("orders", "excess"),
    [
        # 66 t of the 50 t that the market allows; the requirement (60) and the offer (60) are broken less.
        ({4: 66.0}, 16 / 50),
        # 22 t of the 20 t that Canada sells in a quarter.
        ({2: 22.0}, 0.1),
        # What Canada did not sell in the first quarter it may sell in the second, and no more.
        ({3: 40.0}, 0.0),
        ({3: 44.0}, 0.1),
        # 44 t for civil demand of 40.
        ({8: 22.0, 9: 22.0}, 0.1),
        # A class that needs no copper.
        ({0: 150.0, 1: 150.0}, 0.0),
    ],
)
def test_the_worst_break_is_relative_to_its_limit(
    problem: PurchaseProblem, orders: dict[int, float], excess: float
) -> None:
    assert worst_break(problem, ordered(problem, orders), FREE, smallest=False) == pytest.approx(excess)


@pytest.mark.parametrize(
    ("ceilings", "excess"),
    [
        ({2: 20e6}, 0.0),
        ({2: 22e6}, 0.1),
        ({0: 3e6}, 0.5),
        ({0: 2e6, 2: 18e6}, 0.0),
        ({0: 2.2e6, 2: 20.8e6}, 0.15),
    ],
)
def test_money_breaks_the_budget_and_the_cap_of_exchange_metals(
    problem: PurchaseProblem, ceilings: dict[int, float], excess: float
) -> None:
    spent = ordered(problem, ceilings)
    assert worst_break(problem, FREE, spent, smallest=False) == pytest.approx(excess)


def test_a_dollar_without_any_budget_is_a_break_beyond_measure() -> None:
    none = two_items(0.0)
    assert worst_break(none, FREE, ordered(none, {2: 1.0}), smallest=False) == pytest.approx(1e9)


def test_an_order_below_the_smallest_counts_only_with_smallest_orders(problem: PurchaseProblem) -> None:
    tonnes, ceilings = ordered(problem, {2: 1.0}), ordered(problem, {2: 200_000.0})
    assert worst_break(problem, tonnes, ceilings, smallest=False) == 0.0
    assert worst_break(problem, tonnes, ceilings, smallest=True) == pytest.approx(0.2)
    assert worst_break(problem, tonnes, ordered(problem, {2: 250_000.0}), smallest=True) == 0.0


@pytest.mark.parametrize(
    ("orders", "loss"),
    [
        # Copper 400 t at 60,000; gallium 60 t at 3 m for defence and 40 t at 1 m.
        ({}, 24e6 + 180e6 + 40e6),
        # All 20 t find a gap after the third quarter.
        ({3: 20.0}, 244e6 - 60e6),
        # Of 40 t that come in the third quarter, only 30 t find a gap: the first 30 t are lost already.
        ({3: 40.0}, 244e6 - 90e6),
        # The same 40 t a quarter earlier serve them.
        ({2: 20.0, 4: 20.0}, 244e6 - 120e6),
        # A reserve serves its own class only.
        ({6: 90.0}, 244e6 - 40e6),
        # More than everything is lost nowhere below zero.
        ({0: 900.0, 2: 900.0, 6: 900.0}, 0.0),
    ],
)
def test_the_loss_recomputes_as_worked_by_hand(
    problem: PurchaseProblem, oracle: GapStore, orders: dict[int, float], loss: float
) -> None:
    found = recompute_losses(problem, oracle, ordered(problem, orders), [0])
    assert found == pytest.approx([loss], rel=1e-9, abs=1e-3)


def test_stock_held_serves_from_the_first_quarter(problem: PurchaseProblem) -> None:
    held = oracle_of(problem, held=np.array([[0.0, 0.0], [35.0, 0.0]]))
    assert recompute_losses(problem, held, FREE, [0]) == pytest.approx([244e6 - 35 * 3e6])


def test_stock_that_decays_serves_less_and_each_draw_has_its_own_loss(problem: PurchaseProblem) -> None:
    """20 t for defence in the second quarter serve 20 of its 30 t; a draw of half the gaps loses half, and so on."""
    oracle = oracle_of(problem, keep=0.5, times=(1.0, 0.5, 0.0), weights=(0.5, 0.25, 0.25))
    tonnes = ordered(problem, {2: 20.0, 0: 64.0})
    found = recompute_losses(problem, oracle, tonnes, [0, 1, 2])
    # Copper: of 64 t, 32 are left in the third quarter. Gallium of half the gaps: 15 of the 20 t serve, and of the
    # 5 t left a quarter is there in the fourth quarter.
    assert found[0] == pytest.approx(244e6 - 20 * 3e6 - 32 * 60_000)
    assert found[1] == pytest.approx(122e6 - (15 + 1.25) * 3e6 - 32 * 60_000)
    assert found[2] == pytest.approx(0.0, abs=1e-6)
    evaluated = oracle.evaluate(problem.deliveries_t(tonnes)[None], by_draw=True).by_draw_usd
    assert evaluated is not None and evaluated[0] == pytest.approx(found, rel=1e-9, abs=1e-3)
