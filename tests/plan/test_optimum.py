"""The orders that a plan settles on, and how far they are from the best."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodestock.plan.optimise import optimise
from tests.plan.conftest import oracle_of, two_items


def test_a_plan_that_buys_nothing_is_not_certified_where_buying_helps() -> None:
    p = two_items(2e7)
    found = optimise(p, [oracle_of(p)])
    idle = replace(found, tonnes=0.0 * found.tonnes, loss_usd=found.no_plan_usd)
    assert found.solver_gap <= 1e-2 and idle.solver_gap == pytest.approx(1.0)
