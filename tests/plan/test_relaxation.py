"""The relaxation on two items whose best purchases can be told without a solver."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lodestock.plan.pool import Pool
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import Master, Relaxed, solve_relaxation
from tests.plan.conftest import oracle_of, two_items

FLAT = np.ones((2, 2))


def relaxed(problem: PurchaseProblem, tolerance: float = 1e-9, **draws: object) -> Relaxed:
    return solve_relaxation(Pool.start(problem, oracle_of(problem, **draws)), tolerance)  # type: ignore[arg-type]


def test_money_for_everything_leaves_what_nobody_sells() -> None:
    """Chile sells 300 of the 400 t of copper; all gallium is to be had in time."""
    found = relaxed(two_items(1e9))
    assert found.bound_usd == pytest.approx(100 * 60_000, rel=1e-6)
    assert found.loss_usd == pytest.approx(100 * 60_000, rel=1e-6)
    assert found.model.model.primal_residual(found.solution.values) <= 1e-6 and len(found.pool.points) > 1
    assert not found.pool.points[0].any()


def test_no_money_leaves_the_whole_loss_after_one_round() -> None:
    found = relaxed(two_items(0.0))
    assert found.bound_usd == pytest.approx(244e6) and len(found.pool.points) == 1


def test_the_loss_of_items_that_cannot_be_bought_stays_in_the_bound() -> None:
    copper_only = replace(two_items(1e9), lines=two_items().lines[:2])
    assert relaxed(copper_only).bound_usd == pytest.approx(220e6 + 6e6, rel=1e-6)


def test_with_nothing_to_choose_from_the_bound_is_the_loss() -> None:
    found = relaxed(replace(two_items(1e9), lines=()))
    assert found.bound_usd == 244e6 and found.solution.values.shape == (0,)
    assert "budget" in found.model.model.row_names


def test_every_later_round_only_raises_the_bound() -> None:
    pool, bounds = relaxed(two_items(1e9)).pool, []
    for n in range(1, len(pool.points) + 1):
        part = Pool(pool.problem, pool.oracle, pool.points[:n], pool.losses[:n], pool.slopes[:n])
        bounds.append(Master(part, FLAT).solve().objective)
    assert len(bounds) > 1 and all(b >= a - 1e-9 for a, b in pairwise(bounds))


def test_a_loose_tolerance_stops_at_once_with_a_bound_that_still_holds() -> None:
    tight, loose = (relaxed(two_items(1e9), t) for t in (1e-9, 0.5))
    assert loose.bound_usd <= tight.bound_usd and len(loose.pool.points) < len(tight.pool.points)
    assert loose.loss_usd - loose.bound_usd <= 0.5 * (244e6 - loose.bound_usd)


def test_points_that_are_carried_to_more_draws_leave_little_to_do() -> None:
    problem = two_items(4e6)
    few = relaxed(problem, times=(1.0, 0.5), weights=(0.5, 0.5))
    keep = few.used
    more = oracle_of(problem, times=(1.0, 0.5, 0.75), weights=(0.4, 0.4, 0.2))
    cold = solve_relaxation(Pool.start(problem, more), 1e-6)
    start = Pool.start(problem, more, [few.pool.points[n] for n in keep if n])
    carried = len(start.points)
    warm = solve_relaxation(start, 1e-6)
    assert warm.bound_usd == pytest.approx(cold.bound_usd, rel=1e-5)
    assert len(warm.pool.points) - carried <= len(cold.pool.points) - 1
