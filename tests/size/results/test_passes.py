from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.records.protocols import Reserves
from lodestock.size.results.passes import Found, Profiles, merge_found, pass_batch, read_cuts, set_points

TWO = Reserves(
    np.array([0, 0]), np.array([0, 1]), np.array([10.0, 2.0]), np.array([1.0, 0.5]), np.array([1.0, 0.0])
)


def test_points_hold_what_is_held_and_what_is_left_of_it() -> None:
    point = np.array([[[0.0, 2.0, 0.0], [1.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [3.0, 0.0, 0.0]]])
    points = set_points(replace(TWO, displacement=0.5), point[None])
    assert points.displaced[:, :, 0].tolist() == [[0, 0, 0], [1.5, 0, 0]]
    assert points.delivered[:, :, 0].tolist() == [[1, 2, 0], [4, 0, 0]]
    assert points.kept[:, :, 0].tolist() == [[1, 3, 3], [4, 2, 1]]


def test_a_profile_that_begins_late_gives_its_slope_to_every_quarter_before() -> None:
    """A gap of 3 t in the last quarter, of the class that loses half of its stock each quarter."""
    profiles = Profiles(
        of=np.array([0, 0, 1]),
        draw=np.array([1], dtype=np.int32),
        first=np.array([2], dtype=np.int16),
        start=np.array([0, 1], dtype=np.int32),
        mask=np.array([0], dtype=np.int32),
        gap=np.array([3.0]),
        other=np.array([5.0, 7.0]),
    )
    found = pass_batch(profiles, np.array([0.5, 0.5]), set_points(TWO, np.zeros((1, 2, 2, 3))), True)
    cuts = read_cuts(TWO, found)
    assert cuts.loss_usd.tolist() == [[0.0, 3.0]] and cuts.other_usd == 6.0
    assert cuts.slope_usd_per_t.tolist() == [[[[0, 0, 0], [-0.25, -0.5, -1.0]]] * 2]
    assert cuts.by_draw_usd is not None and cuts.by_draw_usd.tolist() == [[5.0, 13.0]]
    without = pass_batch(profiles, np.array([1.0, 0.0]), set_points(TWO, np.zeros((1, 2, 2, 3))), False)
    assert read_cuts(TWO, without).by_draw_usd is None and not without.loss.any()


def test_batches_are_added_in_their_order() -> None:
    parts = [
        Found(np.full((1, 1), x), *[np.zeros((1, 2, 1))] * 3, np.array([x]), np.full((1, 1), x))
        for x in (1.0, 2.0)
    ]
    total = merge_found(parts)
    assert total.loss[0, 0] == 3.0 and total.other[0] == 3.0 and total.total[:, 0].tolist() == [1.0, 2.0]
    with pytest.raises(AssertionError):
        merge_found([])
