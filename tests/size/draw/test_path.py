from __future__ import annotations

import numpy as np

from tests.size.conftest import Draw


def test_regimes_move_by_the_rates(drawn: Draw) -> None:
    mixture = drawn("mixture")
    n, steps = 4000, np.zeros((4, 4))
    for index in range(n):
        state = mixture.scene(index).state
        np.add.at(steps, (state[:-1], state[1:]), 1)
    chance = np.diff(mixture.hazard.regimes.step, axis=1, prepend=0.0)
    tried = steps.sum(axis=1, keepdims=True)
    error = np.sqrt(chance * (1 - chance) / tried)
    assert np.all(np.abs(steps / tried - chance) <= 5 * error + 1e-12)


def test_recovery_is_a_clock_after_war(drawn: Draw) -> None:
    mixture, seen = drawn("mixture"), 0
    for index in range(300):
        scene = mixture.scene(index)
        assert np.array_equal(scene.emergency == 1, scene.clock >= 0)
        wars = np.nonzero(np.diff((scene.state == 3).astype(int)) == -1)[0] + 1
        for end in wars:
            again = np.nonzero(scene.state[end:] == 3)[0]
            until = min(end + 12, 24, end + again[0] if len(again) else 24)
            assert np.all(scene.label[end:until] == 4) and np.all(
                scene.clock[end:until] == 4 + np.arange(until - end)
            )
            if end + 12 < 24 and not len(again):
                assert scene.label[end + 12] == scene.state[end + 12] and scene.clock[end + 12] == -1
            seen += 1
    assert seen > 5


def test_a_war_of_several_starts_takes_each_with_equal_odds(drawn: Draw) -> None:
    war = drawn("base-war", war_starts=(6, 7, 8))
    starts = [int(np.argmax(war.scene(i).state == 3)) for i in range(3000)]
    counts = np.array([starts.count(t) for t in (6, 7, 8)])
    assert counts.sum() == 3000 and np.abs(counts - 1000).max() < 5 * np.sqrt(3000 * 2 / 9)
