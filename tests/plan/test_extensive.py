"""The whole programme in one beside tangents: small problems with weights and decay, and bundled cards with few draws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.plan.extensive import Extensive, Scenario, mps_model
from lodestock.plan.optimise import optimise
from lodestock.plan.orders import Orders
from lodestock.plan.pool import Pool
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import Master, solve_relaxation
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case
from lodestock.programme.size import size_for_plan
from lodestock.records.errors import InputError
from lodestock.size import GapStore
from tests.plan.conftest import oracle_of, two_items


def written_out(oracle: GapStore) -> list[Scenario]:
    weights = enumerate(oracle.weights.tolist())
    return [Scenario(oracle.one_draw(n), w) for n, w in weights]


@pytest.mark.parametrize("budget", [3e5, 2e6, 8e6, 1e9])
@pytest.mark.parametrize("keep", [1.0, 0.9])
def test_tangents_meet_the_whole_programme_with_weights_and_decay(budget: float, keep: float) -> None:
    p = two_items(budget)
    held = np.array([[5.0, 0.0], [2.0, 1.0]])
    masked = np.random.default_rng(1).random((4, 3, 6)) < 0.5
    oracle = oracle_of(
        p,
        held=held,
        keep=keep,
        times=(1.0, 0.3, 2.0, 0.0),
        weights=(0.4, 0.3, 0.2, 0.1),
        displacement=0.6,
        masked=masked,
    )
    cuts = optimise(p, [oracle], tolerance=1e-9, integers=False)
    whole = optimise(p, [oracle], scenarios=written_out(oracle), integers=False)
    assert cuts.bound_usd == pytest.approx(whole.bound_usd, rel=1e-8)
    assert cuts.after_usd == pytest.approx(whole.after_usd, rel=1e-7)
    assert whole.dual_residual <= 1e-7 * whole.before_usd


def on(case: Case, card: str) -> Case:
    return replace(case, card=load_card(card))


CASES = [
    ("october-2025", 20, 0, 1e8),
    ("base-war", 1, 0, 2e8),
    ("mixture", 8, 4, 3e8),
]
MORE = [
    ("october-2025", 20, 1, 5e6),
    ("today", 20, 0, 3e7),
    ("truce-ends", 20, 2, 4e8),
    ("coercion-only", 20, 0, 1e9),
    ("mixture", 20, 4, 3e8),
    ("two-blocs", 20, 0, 1e8),
    ("china-stop-12m", 20, 3, 2e7),
    ("strait-closure", 20, 0, 6e8),
    ("normal-only", 20, 0, 1e8),
    ("base-war-mild", 1, 0, 5e7),
    ("october-2025", 200, 0, 2e8),
    ("mixture", 200, 1, 1e9),
]


@pytest.mark.parametrize(
    ("card", "draws", "seed", "budget"),
    [*CASES, *(pytest.param(*c, marks=pytest.mark.soak) for c in MORE)],
)
def test_a_plan_by_tangents_is_that_of_the_whole_programme(
    case: Case, tmp_path: Path, card: str, draws: int, seed: int, budget: float
) -> None:
    """The draws are made anew for the whole programme, and its file gives the same objective to a solver outside."""
    mine = on(case, card)
    short = size_for_plan(mine, draws=draws, seed=seed)
    file = tmp_path / "whole.mps"
    cuts = plan_case(mine, short, budget_usd=budget, gap=1e-7, integers=False)
    whole = plan_case(mine, short, budget_usd=budget, integers=False, extensive=True, write_mps=file)
    assert (cuts.method, whole.method, whole.integers) == ("cuts", "extensive", False)
    assert cuts.loss_usd == pytest.approx(whole.loss_usd, rel=1e-6)
    assert cuts.bound_usd == pytest.approx(whole.bound_usd, rel=1e-6)
    highs = highspy.Highs()
    highs.silent()
    highs.readModel(str(file))
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(whole.loss_usd, rel=1e-6)
    assert cuts.spend_usd == pytest.approx(whole.spend_usd, rel=1e-3)


def test_more_draws_than_can_be_written_out_are_refused(case: Case, tmp_path: Path) -> None:
    mine = on(case, "october-2025")
    short = size_for_plan(mine, draws=10)
    for changes in ({"extensive": True}, {"write_mps": tmp_path / "a.mps"}):
        with pytest.raises(InputError, match=r"--draws = '1001': is more than the whole programme"):
            plan_case(mine, short, draws=1001, integers=False, **changes)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_the_objective_of_the_file_is_in_dollars(problem: PurchaseProblem, oracle: GapStore) -> None:
    whole = Extensive(problem, np.ones((2, 2)), oracle.reserves, written_out(oracle))
    assert whole.bound_usd(whole.solve()) < whole.offset_usd == 244e6
    model = mps_model(whole)
    assert min(model.cost) == pytest.approx(-whole.loss_unit_usd) and model.cost[-1] == 244e6
    assert (model.names[-1], model.lower[-1], model.upper[-1]) == ("constant", 1.0, 1.0)


def test_the_same_scenarios_in_another_order_are_the_same_plan() -> None:
    p = two_items(4e6)
    forth = oracle_of(p, times=(1.0, 0.3, 2.0), weights=(0.5, 0.25, 0.25))
    back = oracle_of(p, times=(2.0, 0.3, 1.0), weights=(0.25, 0.25, 0.5))
    ours, theirs = (optimise(p, [o], tolerance=1e-9, integers=False) for o in (forth, back))
    assert ours.tonnes == pytest.approx(theirs.tonnes, abs=1e-6)


@pytest.mark.parametrize("whole", [True, False])
def test_a_column_that_costs_more_is_bought_no_more(whole: bool) -> None:
    """With a price on money: by the whole programme of 200 draws, and by tangents within their gaps over the rise."""
    p = two_items(6e6)
    times = np.random.default_rng(3).gamma(1.0, 1.0, 200)
    oracle = oracle_of(p, times=tuple(times), weights=(1 / 200,) * 200)
    gap = 0.0
    flat = np.ones((2, 2))
    model: Orders
    if whole:
        model = Extensive(p, flat, oracle.reserves, written_out(oracle))
    else:
        relaxed = solve_relaxation(Pool.start(p, oracle), 1e-8)
        model, gap = (
            Master(relaxed.pool, flat),
            (relaxed.loss_usd - relaxed.bound_usd) / relaxed.model.loss_unit_usd,
        )
    price = 2.0 * p.unit_usd / model.loss_unit_usd
    count = range(len(model.model.names))
    base = [model.loss_terms.get(j, 0.0) + price * model.spending.get(j, 0.0) for j in count]
    model.model.cost = list(base)
    before = model.solve().values
    for j in model.columns.line:
        for rise in (0.01 * price, price, 10 * price):
            model.model.cost = [c + rise * (i == j) for i, c in enumerate(base)]
            after = model.solve().values
            assert after[j] <= before[j] + 2 * gap / rise + 1e-6 * (1 + before[j])
    assert before[model.columns.line].sum() > 0
