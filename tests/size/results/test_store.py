"""Gaps that are given: stock that runs out and decays, and deliveries that displace users, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lodestock.engine import Serial
from lodestock.records.protocols import Floats, Reserves
from lodestock.size.results.store import keep_gaps


def in_peace(*rows: list[float]) -> Floats:
    """Return deliveries to one reserve that take nothing from users, a point each."""
    return np.array([[[row], [[0.0] * len(row)]] for row in rows])


def test_a_delivery_that_displaces_users_counts_less_where_a_control_is_in_force() -> None:
    """A control in the second and third quarters, half of a delivery displaced there; 8 t are missing in the fourth."""
    one = np.array([0])
    reserves = Reserves(one, one, np.array([10.0]), np.array([1.0]), np.array([0.0]), 0.5)
    gaps = np.array([[[0.0, 0.0, 0.0, 8.0]]])
    masked = np.array([[[False, True, True, False]]])
    store = keep_gaps(reserves, gaps, np.array([1.0]), Serial(), masked=masked)
    points = np.zeros((3, 2, 1, 4))
    points[0, 1, 0] = [1.0, 2.0, 0.0, 1.0]
    points[1, 0, 0] = [1.0, 2.0, 0.0, 1.0]
    points[2, 1, 0] = [0.0, 0.0, 99.0, 0.0]
    cuts = store.evaluate(points)
    assert cuts.loss_usd[:, 0].tolist() == [50.0, 40.0, 0.0]
    assert cuts.slope_usd_per_t[0, :, 0].tolist() == [[-10.0] * 4, [-10.0, -5.0, -5.0, -10.0]]
    assert not cuts.slope_usd_per_t[2].any()
    assert np.array_equal(store.one_draw(0).displacing, masked[0])


def test_gaps_by_hand_are_served_until_the_stock_runs_out() -> None:
    """5 t arrive and half of what is left is lost each quarter: 4 t served, 1 left, half of it serves the next gap."""
    one = np.array([0])
    reserves = Reserves(one, one, np.array([10.0]), np.array([0.5]), np.array([2.0]))
    gaps = np.array([[[0.0, 4.0, 0.0, 2.0]], [[0.0, 0.0, 0.0, 0.0]]])
    store = keep_gaps(reserves, gaps, np.array([0.25, 0.75]), Serial())
    cuts = store.evaluate(in_peace([0.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 9.0]))
    # With 2 t held, 1 is left when 4 arrive; of the 1 t left after the gap a quarter is there two quarters later.
    assert cuts.loss_usd[:, 0] == pytest.approx([0.25 * 10 * 1.75, 0.25 * 10 * 3.0])
    assert cuts.slope_usd_per_t[0, 0, 0] == pytest.approx([-0.25 * 10 * x for x in (0.125, 0.25, 0.5, 1.0)])
    assert cuts.slope_usd_per_t[1, 1, 0] == pytest.approx([-0.25 * 10 * x for x in (0.5, 1.0, 0.0, 0.0)])
    assert (
        np.array_equal(store.one_draw(0).gaps_t, gaps[0])
        and not store.one_draw(1).gaps_t.any()
        and store.draws == 2
    )
