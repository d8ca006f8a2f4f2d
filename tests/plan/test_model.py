"""Small models whose optimum is worked by hand, and bounds that hold for any multipliers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.plan.model import INFINITY, Model
from lodestock.plan.solver import solve


def corner() -> Model:
    """Return ``min -2 x - y`` with ``x + y <= 4``, ``x <= 3``, ``y <= 2``: the optimum is -7 at (3, 1)."""
    model = Model()
    x = model.add_column("x", cost=-2.0, upper=3.0)
    y = model.add_column("y", cost=-1.0, upper=2.0)
    model.add_row("sum", {x: 1.0, y: 1.0}, upper=4.0)
    return model


def knapsack() -> Model:
    """Return the choice of whole things of value 5, 4, 3 and weight 2, 3, 1 up to a weight of 5: the best is 9."""
    model = Model()
    things = [
        model.add_column(f"z{i}", cost=-v, upper=1.0, integer=True) for i, v in enumerate((5.0, 4.0, 3.0))
    ]
    model.add_row("weight", dict(zip(things, (2.0, 3.0, 1.0), strict=True)), upper=5.0)
    return model


def test_columns_and_rows_are_known_by_their_position() -> None:
    model = Model()
    assert [model.add_column(n) for n in "ab"] == [0, 1]
    assert [model.add_row(n, {}) for n in "pqr"] == [0, 1, 2]


def test_a_row_keeps_its_coefficients_when_the_callers_change() -> None:
    model, coefficients = corner(), {0: 1.0}
    model.add_row("mine", coefficients, upper=1.0)
    coefficients[0] = 99.0
    assert solve(model).objective == pytest.approx(-4.0)  # x = 1, y = 2


def test_a_model_without_columns_has_nothing_to_decide() -> None:
    model = Model()
    assert (solve(model).values.shape, solve(model).objective) == ((0,), 0.0)
    model.add_row("empty", {}, upper=1.0)
    assert solve(model).duals.tolist() == [0.0] and model.text() == "min: 0\nempty: 0 <= 1\n"
    assert model.primal_residual(np.zeros(0)) == 0.0


def test_the_text_of_a_model_reads_in_the_order_it_was_built() -> None:
    model = Model()
    x = model.add_column("x", cost=1.5, lower=-INFINITY)
    z = model.add_column("z", upper=1.0, integer=True)
    model.add_row("both", {x: 1.0, z: -2.0}, lower=0.0, upper=7.0)
    model.add_row("free", {z: 1.0})
    assert model.text() == "min: +1.5 x\nboth: 0 <= +1 x -2 z <= 7\nfree: +1 z\nx\nwhole 0 <= z <= 1\n"


@pytest.mark.parametrize(
    ("values", "excess"),
    [
        ([3.0, 1.0], 0.0),
        ([0.0, 0.0], 0.0),
        ([3.0, 2.0], 1.0),
        ([-0.5, 0.0], 0.5),
        ([3.0, 2.5], 1.5),
        ([3.75, 0.0], 0.75),
    ],
)
def test_the_residual_is_the_worst_excess_over_any_bound(values: list[float], excess: float) -> None:
    assert corner().primal_residual(np.array(values)) == pytest.approx(excess)


def test_a_row_that_is_too_low_counts_as_broken() -> None:
    model = corner()
    model.add_row("least", {0: 1.0, 1: 1.0}, lower=2.0)
    assert model.primal_residual(np.array([0.5, 0.0])) == pytest.approx(1.5)


@given(st.floats(-50, 50))
def test_no_multiplier_gives_a_bound_above_the_optimum(multiplier: float) -> None:
    assert corner().bound(np.array([multiplier])) <= -7.0 + 1e-9


def test_the_solvers_multipliers_give_the_optimum_itself() -> None:
    model = corner()
    assert model.bound(solve(model).duals) == pytest.approx(-7.0)
    assert model.bound(np.zeros(1)) == pytest.approx(-8.0)  # both columns at their upper bound


def test_a_multiplier_that_points_to_a_missing_bound_is_not_used() -> None:
    assert corner().bound(np.array([5.0])) == corner().bound(np.zeros(1)) == pytest.approx(-8.0)


def test_a_column_without_the_bound_that_is_needed_leaves_no_bound() -> None:
    model = Model()
    model.add_column("x", cost=-1.0)
    assert model.bound(np.zeros(0)) == -np.inf


def test_the_bound_of_the_linear_relaxation_is_below_the_best_of_whole_numbers() -> None:
    """Linear: things 0 and 2 whole, and two thirds of thing 1 make 5 + 3 + 8/3; a multiplier of 4/3 shows it."""
    assert knapsack().bound(np.array([-4 / 3])) == pytest.approx(-(5 + 3 + 8 / 3))
