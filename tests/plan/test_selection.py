"""Smallest orders and ties where the choice can be told by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.optimise import optimise
from lodestock.plan.pool import Pool
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import Master, solve_relaxation
from lodestock.plan.selection import break_ties, round_orders, search_orders
from lodestock.records.protocols import Floats
from tests.plan.conftest import oracle_of, two_items

FLAT = np.ones((2, 2))


def master(problem: PurchaseProblem) -> Master:
    return Master(solve_relaxation(Pool.start(problem, oracle_of(problem)), 1e-9).pool, FLAT)


def tied(problem: PurchaseProblem, ordered: list[bool] | None = None) -> Floats:
    return break_ties(master(problem), ordered)[0]


def civil_gallium(tonnes: float, budget: float = 1e9) -> PurchaseProblem:
    """Return the problem of civil gallium, whose gaps begin after the last delivery, beside copper."""
    return replace(two_items(budget), limit_t=np.array([[400.0, 0.0], [0.0, tonnes]]))


def gallium_orders(problem: PurchaseProblem, tonnes: Floats) -> dict[tuple[str, int], float]:
    out: dict[tuple[str, int], float] = {}
    for line, t in zip(problem.lines, tonnes, strict=True):
        if t > 1e-4 and line.item == 1:
            key = (problem.offers[line.offer].origin, line.quarter)
            out[key] = out.get(key, 0.0) + float(t)
    return out


def test_orders_spread_over_quarters_because_the_price_rises() -> None:
    """40 t are 8 % of a quarter's market: two orders of 4 % cost less, and Canada sells 20 t each quarter."""
    problem = civil_gallium(40.0)
    tonnes = tied(problem)
    assert gallium_orders(problem, tonnes) == pytest.approx({("CAN", 0): 20.0, ("CAN", 1): 20.0}, rel=1e-4)


def test_of_quarters_that_cost_the_same_the_earlier_is_taken() -> None:
    """10 t lie on the first chord of the price curve in either quarter."""
    problem = civil_gallium(10.0)
    tonnes = tied(problem)
    assert gallium_orders(problem, tonnes) == pytest.approx({("CAN", 0): 10.0}, rel=1e-4)


@pytest.mark.parametrize(
    ("ranks", "duties", "origin"),
    [
        ((0, 1), (0.0, 0.0), "CAN"),
        ((1, 0), (0.0, 0.0), "JPN"),
        ((2, 1), (0.0, 0.0), "JPN"),
        ((1, 1), (0.0, 0.0), "CAN"),
        # Cost goes before rank.
        ((0, 1), (0.1, 0.0), "JPN"),
    ],
)
def test_among_offers_of_one_cost_the_rank_decides_and_then_the_name(
    ranks: tuple[int, int], duties: tuple[float, float], origin: str
) -> None:
    base = civil_gallium(10.0)
    pair = (replace(o, rank=r, duty=d) for o, r, d in zip(base.offers[1:], ranks, duties, strict=True))
    problem = replace(base, offers=(base.offers[0], *pair))
    tonnes = tied(problem)
    assert gallium_orders(problem, tonnes) == pytest.approx({(origin, 0): 10.0}, rel=1e-4)


def rounded_in(problem: PurchaseProblem) -> list[bool]:
    """Return which of all lines to order."""
    return round_orders(master(problem), [True] * len(problem.lines))[0]


def test_only_lines_that_may_be_ordered_are() -> None:
    problem = two_items(1.2e6)
    every, value = round_orders(master(problem), [True] * len(problem.lines))
    among = [not chosen for chosen in every]
    others, worse = round_orders(master(problem), among)
    assert any(every) and not any(o and not a for o, a in zip(others, among, strict=True)) and worse >= value


def test_no_more_is_bought_than_saves_a_loss() -> None:
    """The last 20 t of what defence may buy find no gap that is left."""
    problem = replace(two_items(1e9), limit_t=np.array([[0.0, 0.0], [80.0, 0.0]]))
    tonnes = tied(problem)
    assert tonnes.sum() == pytest.approx(60.0, rel=1e-4)


def test_without_money_nothing_is_ordered() -> None:
    problem = two_items(0.0)
    assert tied(problem).tolist() == [0.0] * 10
    assert not any(rounded_in(problem))


def gallium_alone(tonnes: float) -> PurchaseProblem:
    """Return the problem of civil gallium without copper."""
    problem = civil_gallium(tonnes)
    return replace(problem, lines=tuple(x for x in problem.lines if x.item == 1))


@pytest.mark.parametrize("way", ["rounding", "search"])
def test_what_is_worth_less_than_an_order_is_not_ordered(way: str) -> None:
    """2 t of gallium are worth 206,000 landed; 3 t are worth 309,000 and make one order, not two."""
    for tonnes, orders in ((2.0, 0), (3.0, 1)):
        problem = gallium_alone(tonnes)
        picked = rounded_in(problem)
        if way == "search":
            picked, _ = search_orders(master(problem), picked, 1e-6)
        assert sum(picked) == orders
    assert problem.offers[problem.lines[picked.index(True)].offer].origin == "CAN" or way == "search"
    found = tied(problem, picked)
    assert found[picked] == pytest.approx([3.0], rel=1e-6)
    assert found[[not p for p in picked]].sum() == 0.0


def test_an_order_that_is_more_than_half_the_smallest_is_raised_where_it_may_be() -> None:
    """Two classes of 2 t each: neither makes an order of 2.4 t, though the relaxation would buy both."""
    problem = replace(gallium_alone(2.0), limit_t=np.array([[0.0, 0.0], [2.0, 2.0]]))
    assert not any(rounded_in(problem))
    wide = replace(problem, limit_t=np.array([[0.0, 0.0], [2.5, 2.5]]))
    picked = rounded_in(wide)
    assert sum(picked) == 2 and {wide.lines[i].demand_class for i, p in enumerate(picked) if p} == {0, 1}


def test_a_search_shows_a_bound_and_is_no_worse_than_rounding() -> None:
    problem = two_items(1.2e6)
    rounded = rounded_in(problem)
    searched, bound = search_orders(master(problem), rounded, 1e-6)
    losses = [
        oracle_of(problem).evaluate(problem.deliveries_t(tied(problem, x))[None]) for x in (rounded, searched)
    ]
    before, after = (float(x.loss_usd.sum()) for x in losses)
    assert bound - 1.0 <= after <= before + 1.0


def test_a_line_that_is_ordered_reaches_the_smallest_order_though_it_saves_nothing() -> None:
    """A loss that no delivery lowers: the order costs 250,000 landed at its own price, and nothing else is bought."""
    problem = two_items(1e9)
    oracle = oracle_of(problem)
    points = [np.zeros((2, 3, 6))]
    flat = Pool(
        problem, oracle, points, [oracle.evaluate(np.zeros((1, 2, 3, 6))).loss_usd[0]], [np.zeros((2, 3, 6))]
    )
    tonnes, _ = break_ties(Master(flat, FLAT), [i == 2 for i in range(10)])
    assert tonnes[2] * 100_000 / problem.unit_usd == pytest.approx(
        problem.smallest_order(problem.lines[2]), rel=1e-6
    )
    assert tonnes.sum() == tonnes[2]
    assert break_ties(Master(flat, FLAT), None)[0].sum() == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("tonnes", [10.0, 13.7, 20.0, 30.0, 40.0])
def test_a_level_within_the_tolerance_of_the_solver_ends_no_plan(tonnes: float) -> None:
    """Holding the least loss to 1e-9 can leave nothing that the solver calls feasible: the ties stay unbroken."""
    problem = two_items(1e9)
    problem = replace(problem, limit_t=np.array([[0.0, 0.0], [0.0, tonnes]]), lines=problem.lines[6:10])
    best = optimise(problem, [oracle_of(problem)], integers=False)
    assert 0.0 < best.tonnes.sum() <= tonnes * (1 + 1e-9)
