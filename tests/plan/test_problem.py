"""The choice set, worked by hand: prices, ceilings, orders and deliveries of two items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.market import CHORD
from lodestock.plan.optimum import price_multiples
from lodestock.plan.problem import Line, PurchaseProblem
from tests.plan.conftest import ordered, two_items


def test_a_ceiling_is_price_times_multiple_with_freight_and_duty(problem: PurchaseProblem) -> None:
    multiple = np.array([[1.5, 1.0], [1.0, 2.0]])
    ceilings = problem.ceilings_usd(ordered(problem, {0: 2.0, 5: 1.0}), multiple)
    # Copper: 2 t x 10,000 x 1.5 with 3 % freight. Gallium of Japan: 1 t x 100,000 x 2 with 10 % duty too.
    assert ceilings[0] == pytest.approx(30_900) and ceilings[5] == pytest.approx(226_000)
    assert ceilings.sum() == pytest.approx(256_900)


def test_orders_are_counted_in_their_quarter_and_deliveries_a_lead_time_later(
    problem: PurchaseProblem,
) -> None:
    tonnes = ordered(problem, {1: 7.0, 2: 3.0, 4: 2.0, 6: 5.0})
    assert problem.orders_t(tonnes).tolist() == [[0.0, 7.0], [10.0, 0.0]]
    deliveries = problem.deliveries_t(tonnes)
    assert problem.cells.tolist() == [[0, 0], [1, 0], [1, 1]]
    # What comes from Japan, the last 2 t for defence, displaces users.
    assert deliveries[0].tolist() == [[0, 0, 7, 0, 0, 0], [0, 3, 0, 0, 0, 0], [0, 5, 0, 0, 0, 0]]
    assert deliveries[1].tolist() == [[0] * 6, [0, 2, 0, 0, 0, 0], [0] * 6]
    assert deliveries.sum() == tonnes.sum()


def test_what_arrives_after_the_last_quarter_reaches_no_reserve(problem: PurchaseProblem) -> None:
    brief = replace(problem, horizon=2)
    tonnes = ordered(brief, {0: 4.0, 1: 9.0})
    assert brief.deliveries_t(tonnes)[0, 0].tolist() == [0, 4]
    assert brief.orders_t(tonnes)[0].tolist() == [4, 9]


def test_tonnes_of_another_number_of_lines_are_not_taken(problem: PurchaseProblem) -> None:
    for use in (problem.orders_t, problem.deliveries_t, lambda t: problem.ceilings_usd(t, np.ones((2, 2)))):
        with pytest.raises(ValueError, match="9 amounts for 10 lines"):
            use(np.ones(9))


@pytest.mark.parametrize("line", [1, 2, 4])
def test_the_smallest_order_reaches_its_ceiling_at_the_price_that_it_makes(line: int) -> None:
    for smallest in (1e3, 250_000.0, 3e6):
        base = two_items()
        problem = replace(base, offer_terms=replace(base.offer_terms, smallest_order_usd=smallest))
        order = problem.smallest_order(problem.lines[line])
        tonnes = ordered(problem, {line: order / problem.base_price(problem.lines[line].item)})
        ceilings = problem.ceilings_usd(tonnes, price_multiples(problem, tonnes))
        assert ceilings[line] == pytest.approx(smallest, rel=1e-12)


def test_money_is_counted_in_a_power_of_two_near_a_thousandth_of_the_budget(problem: PurchaseProblem) -> None:
    assert [problem.base_price(m) * problem.unit_usd for m in (0, 1)] == [10_000.0, 100_000.0]
    assert problem.unit_usd == 2.0**14 and two_items(20e6 * 1024).unit_usd == 2.0**24
    assert two_items(0.0).unit_usd == 2.0**8  # then the smallest order decides


def test_an_item_without_a_market_has_no_price(problem: PurchaseProblem) -> None:
    closed = replace(problem, markets=(None, problem.markets[1]))
    with pytest.raises(AssertionError):
        closed.base_price(0)
    assert closed.base_price(1) == problem.base_price(1)


def test_only_items_with_a_possible_order_can_be_bought(problem: PurchaseProblem) -> None:
    assert problem.purchasable_items == [0, 1]
    assert replace(problem, lines=(Line(1, 0, 1, 0),)).purchasable_items == [1]
    assert replace(problem, lines=()).purchasable_items == []


def test_nothing_to_choose_from_adds_up_to_nothing(problem: PurchaseProblem) -> None:
    empty = replace(problem, lines=())
    none = np.zeros(0)
    assert empty.ceilings_usd(none, np.ones((2, 2))).shape == (0,)
    assert empty.orders_t(none).sum() == 0 and empty.deliveries_t(none).shape == (2, 0, 6)


@pytest.mark.parametrize(("cap", "chords"), [(0.0, 1), (0.01, 1), (0.011, 2), (0.1, 10), (0.15, 15)])
def test_chords_reach_as_far_as_the_market_cap(problem: PurchaseProblem, cap: float, chords: int) -> None:
    wide = replace(problem, offer_terms=replace(problem.offer_terms, market_cap=cap))
    assert len(wide.cost_slopes(1)) == chords


def test_no_chord_is_dearer_than_anybody_sells() -> None:
    p = two_items()
    wide = replace(p, offer_terms=replace(p.offer_terms, market_cap=1.0), quarters=40)
    assert wide.cost_slopes(1).max() <= 1e6 and len(wide.cost_slopes(1)) < 40 / CHORD
    assert len(p.cost_slopes(1)) == 10
