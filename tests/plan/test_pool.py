"""Trial points and the tangents at them."""

from __future__ import annotations

from lodestock.plan.pool import Pool
from lodestock.plan.problem import PurchaseProblem
from lodestock.size import GapStore
from tests.plan.conftest import ordered


def test_the_loss_and_its_slopes_as_worked_by_hand(problem: PurchaseProblem, oracle: GapStore) -> None:
    pool = Pool.start(problem, oracle)
    assert pool.losses[0].tolist() == [24e6, 180e6, 40e6] and pool.no_plan_usd == 244e6
    assert pool.try_orders(ordered(problem, {3: 40.0})).tolist() == [154e6]
    # 40 t in the third quarter are more than the gaps after it: one more there saves nothing, one before does.
    assert pool.slopes[1][0][1].tolist() == [-3e6, -3e6, 0, 0, 0, 0]
    assert pool.slopes[1][0][0].tolist() == [-60_000.0] * 6
