"""The relaxation on two items whose best purchases can be told without a solver."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import build_model, evaluate_loss, read_tonnes, solve_relaxation
from lodestock.records.protocols import Cut, Floats
from lodestock.size.results.oracle import CardOracle
from tests.plan.conftest import ordered, two_items

FLAT = np.ones((2, 2))


def first_cut(problem: PurchaseProblem, oracle: CardOracle) -> list[tuple[Cut, Floats]]:
    nothing = np.zeros(len(problem.lines))
    return [(evaluate_loss(problem, oracle, nothing), problem.deliveries_t(nothing))]


def test_the_loss_and_its_slopes_as_worked_by_hand(problem: PurchaseProblem, oracle: CardOracle) -> None:
    none = evaluate_loss(problem, oracle, np.zeros(10))
    assert none.loss_usd.tolist() == [24e6, 220e6]
    some = evaluate_loss(problem, oracle, ordered(problem, {3: 40.0}))
    assert some.loss_usd.tolist() == [24e6, 130e6]
    # 40 t in the third quarter are more than the gaps after it: one more there saves nothing, one before does.
    assert some.slope_usd_per_t[1, 0].tolist() == [-3e6, -3e6, 0, 0, 0, 0]
    assert some.slope_usd_per_t[0, 0].tolist() == [-60_000.0] * 6


def test_money_for_everything_leaves_what_nobody_sells(oracle: CardOracle) -> None:
    """Chile sells 300 of the 400 t of copper; all gallium is to be had in time."""
    problem = two_items(1e9)
    cuts = first_cut(problem, oracle)
    start = cuts[0]
    solution, model, bound = solve_relaxation(problem, oracle, cuts, FLAT, 1e-9)
    assert bound == pytest.approx(100 * 60_000, rel=1e-6)
    assert model.primal_residual(solution.values) <= 1e-6
    assert cuts[0] is start and len(cuts) > 1


def test_no_money_leaves_the_whole_loss_after_one_round(oracle: CardOracle) -> None:
    problem = two_items(0.0)
    cuts = first_cut(problem, oracle)
    _, _, bound = solve_relaxation(problem, oracle, cuts, FLAT, 1e-9)
    assert bound == pytest.approx(244e6) and len(cuts) == 1


def test_the_loss_of_items_that_cannot_be_bought_stays_in_the_bound(oracle: CardOracle) -> None:
    copper_only = replace(two_items(1e9), lines=two_items().lines[:2])
    _, _, bound = solve_relaxation(copper_only, oracle, first_cut(copper_only, oracle), FLAT, 1e-9)
    assert bound == pytest.approx(220e6 + 6e6, rel=1e-6)


def test_with_nothing_to_choose_from_the_bound_is_the_loss(oracle: CardOracle) -> None:
    empty = replace(two_items(1e9), lines=())
    solution, model, bound = solve_relaxation(empty, oracle, first_cut(empty, oracle), FLAT, 1e-9)
    assert bound == 244e6 and solution.values.shape == (0,) and "budget" in model.row_names


def test_every_later_round_only_raises_the_bound(oracle: CardOracle) -> None:
    problem, bounds = two_items(1e9), []
    cuts = first_cut(problem, oracle)
    solve_relaxation(problem, oracle, cuts, FLAT, 1e-9)
    for n in range(1, len(cuts) + 1):
        model, _, _ = build_model(problem, cuts[:n], FLAT)
        bounds.append(model.solve().objective)
    assert len(bounds) > 1 and all(b >= a - 1e-9 for a, b in pairwise(bounds))


def test_a_loose_tolerance_stops_at_once_with_a_bound_that_still_holds(oracle: CardOracle) -> None:
    tight, loose = (
        solve_relaxation(two_items(1e9), oracle, first_cut(two_items(1e9), oracle), FLAT, t)[2]
        for t in (1e-9, 1.0)
    )
    assert loose <= tight


def test_a_line_that_is_not_allowed_is_held_at_zero(problem: PurchaseProblem, oracle: CardOracle) -> None:
    allowed = [i == 0 for i in range(10)]
    model, columns, _ = build_model(problem, first_cut(problem, oracle), FLAT, allowed)
    assert [model.upper[j] for j in columns.line] == [1.5] + [0.0] * 9  # 150 t of copper at 0.01
    free, columns, _ = build_model(problem, first_cut(problem, oracle), FLAT)
    assert all(free.upper[j] > 0 for j in columns.line)


def test_tonnes_are_base_cost_over_price_and_never_below_zero(
    problem: PurchaseProblem, oracle: CardOracle
) -> None:
    model, columns, _ = build_model(problem, first_cut(problem, oracle), FLAT)
    values = np.zeros(len(model.names))
    values[columns.line[0]], values[columns.line[2]], values[columns.line[4]] = 1.5, 0.5, -1e-12
    found = read_tonnes(problem, columns, values)
    assert found[[0, 2]] == pytest.approx([150.0, 5.0]) and found.min() == 0.0
    assert read_tonnes(replace(problem, lines=()), columns, values).shape == (0,)
