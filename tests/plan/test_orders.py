"""The linear model of the orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.orders import read_tonnes
from lodestock.plan.pool import Pool
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import Master
from lodestock.size import GapStore


def test_tonnes_are_base_cost_over_price_and_never_below_zero(
    problem: PurchaseProblem, oracle: GapStore
) -> None:
    master = Master(Pool.start(problem, oracle), np.ones((2, 2)))
    values, columns = np.zeros(len(master.model.names)), master.columns
    base = 1.5e6 / problem.unit_usd
    values[columns.line[0]], values[columns.line[2]], values[columns.line[4]] = base, base / 3, -1e-12
    found = read_tonnes(problem, columns, values)
    assert found[[0, 2]] == pytest.approx([150.0, 5.0]) and found.min() == 0.0
    assert read_tonnes(replace(problem, lines=()), columns, values).shape == (0,)
