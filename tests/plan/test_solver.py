"""HiGHS kept alive: small models whose optimum is worked by hand, solved again after rows, costs and bounds changed."""

from __future__ import annotations

import sys
from pathlib import Path

import highspy
import numpy as np
import pytest

from lodestock.plan.model import Model
from lodestock.plan.solver import Solver, solve, write_mps
from lodestock.records.errors import PlanError
from tests.plan.test_model import corner, knapsack


def test_the_optimum_of_a_small_model_with_its_multiplier() -> None:
    found = solve(corner())
    assert found.values == pytest.approx([3.0, 1.0]) and found.objective == pytest.approx(-7.0)
    assert found.duals == pytest.approx([-1.0])  # one more of the sum is one more y


def test_whole_numbers_have_no_multipliers() -> None:
    found = solve(knapsack())
    assert found.objective == pytest.approx(-9.0) and found.values == pytest.approx([1, 1, 0])
    assert found.duals.shape == (0,)


def test_rules_that_cannot_hold_together_say_what_to_loosen() -> None:
    model = corner()
    model.add_row("least", {0: 1.0}, lower=3.5)
    with pytest.raises(PlanError) as caught:
        solve(model)
    (problem,) = caught.value.problems
    assert (problem.place, problem.reason) == ("plan", "the solver says Infeasible")
    assert problem.remedy.startswith("Loosen a minimum or a lock, or raise the budget. ")


def test_a_cost_without_a_lower_bound_is_no_plan() -> None:
    model = Model()
    model.add_column("x", cost=-1.0)
    with pytest.raises(
        PlanError, match=r"^plan: the solver says Unbounded\. Look for figures of an extreme size"
    ):
        solve(model)


def test_whole_numbers_that_cannot_meet_a_row_are_refused() -> None:
    model = Model()
    z = model.add_column("z", upper=5.0, integer=True)
    model.add_row("half", {z: 1.0}, lower=0.4, upper=0.6)
    with pytest.raises(PlanError, match="Infeasible"):
        solve(model)


def test_a_mixed_model_stops_after_so_many_nodes_with_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = np.random.default_rng(0)
    model = Model()
    columns = [model.add_column(f"x{i}", cost=-float(c), upper=1.0, integer=True)
               for i, c in enumerate(draws.integers(20, 60, 40))]  # fmt: skip
    for r in range(5):
        weights = draws.integers(20, 60, 40).astype(float)
        model.add_row(
            f"w{r}", dict(zip(columns, weights.tolist(), strict=True)), upper=float(weights.sum() / 3)
        )
    best = solve(model, tolerance=0.0)
    monkeypatch.setattr(sys.modules[Solver.__module__], "_NODES", 1)
    early = solve(model, tolerance=0.0)
    assert model.primal_residual(early.values) <= 1e-6
    assert best.objective <= early.objective < 0.95 * best.objective


def test_rows_costs_and_bounds_that_change_are_solved_again() -> None:
    model = corner()
    solver = Solver(model)
    assert solver.solve().objective == pytest.approx(-7.0)
    model.add_row("more", {0: 1.0}, upper=2.0)
    model.add_row("less", {1: 2.0, 0: 0.0}, upper=3.0)
    found = solver.solve()
    assert found.values == pytest.approx([2.0, 1.5]) and found.duals.shape == (3,)
    model.cost, model.upper[1] = [-1.0, -5.0], 0.5
    assert solver.solve().values == pytest.approx([2.0, 0.5])


def test_the_bound_of_a_search_lies_below_its_objective() -> None:
    found = solve(knapsack(), tolerance=0.0)
    assert found.bound <= found.objective + 1e-9 and solve(corner()).bound == pytest.approx(-7.0)


def test_an_mps_file_gives_the_same_objective(tmp_path: Path) -> None:
    write_mps(corner(), tmp_path / "a.mps")
    highs = highspy.Highs()
    highs.silent()
    highs.readModel(str(tmp_path / "a.mps"))
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(-7.0)
    with pytest.raises(PlanError, match=r"--write-mps.*cannot be written"):
        write_mps(corner(), tmp_path / "no" / "b.mps")
    with pytest.raises(PlanError, match="has a name that is not UTF-8"):
        write_mps(corner(), tmp_path / "\udcff.mps")
