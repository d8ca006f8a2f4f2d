from __future__ import annotations

import numpy as np
import pytest

from lodestock.plan.market import CHORD, chord_slopes, price_multiple, uniform_multiple
from lodestock.programme.project import Case


def test_the_exact_form_gives_the_printed_price_rises(case: Case) -> None:
    for r in case.dataset.frame("market_impact").iter_rows(named=True):
        rise = 100 * (price_multiple(np.array([0.1, 0.2]), r["eps_supply"], abs(r["eps_demand"])) - 1)
        printed = (r["exact_price_rise_percent_at_10_percent"], r["exact_price_rise_percent_at_20_percent"])
        assert rise == pytest.approx(printed, abs=0.051), r["material"]


@pytest.mark.parametrize(("supply", "demand"), [(0.05, 0.15), (0.38, 0.28), (0.35, 0.25)])
def test_cost_is_convex_and_chords_lie_above_it(supply: float, demand: float) -> None:
    slopes = chord_slopes(30, supply, demand)
    assert (np.diff(slopes) > 0).all() and slopes[0] > 1
    for order in np.linspace(0.001, 0.6, 77):
        exact = float(price_multiple(np.array([order]), supply, demand)[0])
        assert exact <= uniform_multiple(order, slopes) * (1 + 1e-12)
        if order >= CHORD:
            assert uniform_multiple(order, slopes) <= exact * 1.02


def test_no_order_moves_no_price() -> None:
    assert uniform_multiple(0.0, chord_slopes(5, 0.1, 0.2)) == 1.0
