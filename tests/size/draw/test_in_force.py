from __future__ import annotations

import numpy as np

from lodestock.size.draw.in_force import fill_in_force
from lodestock.size.draw.scene import empty_scene
from tests.size.conftest import Draw


def test_a_control_is_in_force_from_its_start_to_its_end(drawn: Draw) -> None:
    """Congo's quota runs from 2025-10-16 to 2027-12-31, its suspension to 2025-10-15, on 2025-10-13 in quarter 0."""
    sure = {"truces_drawn": False, "technical_drawn": False}
    found = drawn("october-2025", **sure)
    months = np.array([-1.0, 0.2, 0.47, 0.5, 26.9, 27.0])
    out = np.zeros((50, len(found.announced.events), len(months)), dtype=np.int8)
    fill_in_force(found.hazard, 10, 60, months, empty_scene(found.hazard), out)
    quota, stop = (found.announced.events.index(w) for w in ("cod-co-quota", "cod-co-susp"))
    applies = out[:, quota, 3] == 1  # the package of a day may stay away
    assert 0.7 < applies.mean() < 1.0
    assert np.array_equal(out[applies, quota], np.tile([0, 0, 0, 1, 1, 0], (applies.sum(), 1)))
    assert np.array_equal(out[:, stop], np.tile([1, 1, 0, 0, 0, 0], (50, 1)))


def test_draws_are_those_of_the_kernel(drawn: Draw) -> None:
    """A control that is in force on a day cuts in that quarter."""
    found = drawn("mixture", announcements_drawn=False, technical_drawn=False)
    gallium = found.announced.events.index("cn-gage-2023")
    pairs = found.hazard.controls.known
    pair = int(pairs.pair[pairs.pair_of[gallium]])
    months = 3.0 * np.arange(24) + 1.5
    out = np.zeros((60, len(found.announced.events), 24), dtype=np.int8)
    fill_in_force(found.hazard, 0, 60, months, empty_scene(found.hazard), out)
    for index in range(60):
        scene = found.scene(index)
        cut = scene.control[pair, -1] if scene.active[pair] else np.zeros(24)
        assert np.all(cut[out[index, gallium] == 1] > 0.0)
    assert 0.1 < out[:, gallium].mean() < 0.9
