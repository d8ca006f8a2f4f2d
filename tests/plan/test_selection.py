"""Smallest orders and ties where the choice can be told by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.optimise import optimise
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import evaluate_loss, solve_relaxation
from lodestock.plan.selection import break_ties, find_used_lines, select_orders
from lodestock.records.protocols import Cut, Floats
from lodestock.size.results.oracle import CardOracle
from tests.plan.conftest import ordered, two_items

FLAT = np.ones((2, 2))
ALL = [True] * 10
Cuts = list[tuple[Cut, Floats]]


@pytest.fixture
def cuts_of(oracle: CardOracle) -> Callable[[PurchaseProblem], Cuts]:
    def make(problem: PurchaseProblem) -> Cuts:
        nothing = np.zeros(len(problem.lines))
        cuts = [(evaluate_loss(problem, oracle, nothing), problem.deliveries_t(nothing))]
        solve_relaxation(problem, oracle, cuts, FLAT, 1e-9)
        return cuts

    return make


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


def test_a_line_is_used_where_any_quarter_of_its_class_and_offer_is(problem: PurchaseProblem) -> None:
    used = find_used_lines(problem, ordered(problem, {1: 5.0, 4: 1e-12}))
    assert [i for i, u in enumerate(used) if u] == [0, 1, 4, 5]
    assert not any(find_used_lines(problem, np.zeros(10)))
    assert find_used_lines(replace(problem, lines=()), np.zeros(0)) == []


def test_orders_spread_over_quarters_because_the_price_rises(cuts_of: Callable[..., Cuts]) -> None:
    """40 t are 8 % of a quarter's market: two orders of 4 % cost less, and Canada sells 20 t each quarter."""
    problem = civil_gallium(40.0)
    tonnes = break_ties(problem, cuts_of(problem), None, FLAT)
    assert gallium_orders(problem, tonnes) == pytest.approx({("CAN", 0): 20.0, ("CAN", 1): 20.0}, rel=1e-4)


def test_of_quarters_that_cost_the_same_the_earlier_is_taken(cuts_of: Callable[..., Cuts]) -> None:
    """10 t lie on the first chord of the price curve in either quarter."""
    problem = civil_gallium(10.0)
    tonnes = break_ties(problem, cuts_of(problem), None, FLAT)
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
    cuts_of: Callable[..., Cuts], ranks: tuple[int, int], duties: tuple[float, float], origin: str
) -> None:
    base = civil_gallium(10.0)
    pair = (replace(o, rank=r, duty=d) for o, r, d in zip(base.offers[1:], ranks, duties, strict=True))
    problem = replace(base, offers=(base.offers[0], *pair))
    tonnes = break_ties(problem, cuts_of(problem), None, FLAT)
    assert gallium_orders(problem, tonnes) == pytest.approx({(origin, 0): 10.0}, rel=1e-4)


def test_no_more_is_bought_than_saves_a_loss(cuts_of: Callable[..., Cuts]) -> None:
    """The last 20 t of what defence may buy find no gap that is left."""
    problem = replace(two_items(1e9), limit_t=np.array([[0.0, 0.0], [80.0, 0.0]]))
    tonnes = break_ties(problem, cuts_of(problem), None, FLAT)
    assert tonnes.sum() == pytest.approx(60.0, rel=1e-4)


def test_without_money_nothing_is_ordered(cuts_of: Callable[..., Cuts]) -> None:
    problem = two_items(0.0)
    cuts = cuts_of(problem)
    assert break_ties(problem, cuts, None, FLAT).tolist() == [0.0] * 10
    assert select_orders(problem, cuts, ALL, FLAT) == [False] * 10


def test_what_is_worth_less_than_an_order_is_not_ordered(cuts_of: Callable[..., Cuts]) -> None:
    """2 t of gallium are worth 206,000 landed; 3 t are worth 309,000 and make one order, not two."""
    little, enough = civil_gallium(2.0), civil_gallium(3.0)
    gallium = [line.item == 1 for line in little.lines]
    assert not any(select_orders(little, cuts_of(little), gallium, FLAT))
    picked = select_orders(enough, cuts_of(enough), gallium, FLAT)
    assert sum(picked) == 1 and enough.offers[enough.lines[picked.index(True)].offer].origin == "CAN"
    tonnes = break_ties(enough, cuts_of(enough), picked, FLAT)
    assert tonnes[picked] == pytest.approx([3.0], rel=1e-6)
    assert tonnes[[not p for p in picked]].sum() == 0.0


def test_a_line_that_is_not_allowed_is_never_ordered(cuts_of: Callable[..., Cuts]) -> None:
    problem = civil_gallium(3.0)
    japan = [i in (8, 9) for i in range(10)]
    picked = select_orders(problem, cuts_of(problem), japan, FLAT)
    assert sum(picked) == 1 and not any(p and not a for p, a in zip(picked, japan, strict=True))
    assert not any(select_orders(problem, cuts_of(problem), [False] * 10, FLAT))


def test_a_line_that_is_ordered_reaches_the_smallest_order_though_it_saves_nothing() -> None:
    """A loss that no delivery lowers: the order costs a cent above 250,000 landed, and nothing else is bought."""
    problem = two_items(1e9)
    flat: Cuts = [(Cut(np.array([24e6, 220e6]), np.zeros((2, 2, 6))), np.zeros((2, 2, 6)))]
    tonnes = break_ties(problem, flat, [i == 2 for i in range(10)], FLAT)
    assert tonnes[2] == pytest.approx(250_000.01 / 1.03 / 100_000, rel=1e-6)
    assert tonnes.sum() == tonnes[2]
    assert break_ties(problem, flat, None, FLAT).sum() == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("tonnes", [10.0, 13.7, 20.0, 30.0, 40.0])
def test_a_level_within_the_tolerance_of_the_solver_ends_no_plan(tonnes: float, oracle: CardOracle) -> None:
    """Holding the least loss to 1e-9 can leave nothing that the solver calls feasible: the ties stay unbroken."""
    problem = two_items(1e9)
    problem = replace(problem, limit_t=np.array([[0.0, 0.0], [0.0, tonnes]]), lines=problem.lines[6:10])
    best = optimise(problem, oracle, integers=False)
    assert 0.0 < best.tonnes.sum() <= tonnes * (1 + 1e-9)
