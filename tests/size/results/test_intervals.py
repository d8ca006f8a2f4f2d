from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.engine import Serial, Threads
from lodestock.programme.project import Case
from lodestock.size import Shortfalls, find_interval, size_card
from lodestock.size.results.intervals import RATE_SETS, with_rates
from tests.size.conftest import Draw


def sized(case: Case, card: str, draws: int = 300, **changes: object) -> Shortfalls:
    made = replace(load_card(card), **changes)
    return size_card(case.dataset, made, Serial(), draws=draws, seed=2)


def test_a_set_holds_rates_for_all_draws(drawn: Draw) -> None:
    hazard = drawn("mixture", seed=2).hazard
    sets = [with_rates(hazard, n) for n in range(RATE_SETS)]
    china = np.array([s.controls.announcers.spread[0] for s in sets])
    assert np.ptp(china, axis=2).max() == 0.0 and len(set(china[:, 1, 0])) == RATE_SETS
    assert len({float(s.controls.truces.spread[0]) for s in sets}) == RATE_SETS
    war = np.array(
        [
            s.regimes.rates[:, 3] / np.where(hazard.regimes.rates[:, 3] > 0, hazard.regimes.rates[:, 3], 1)
            for s in sets
        ]
    )
    factor = war.max(axis=1)
    assert np.all((factor > 1 / 12) & (factor < 12)) and factor.min() < 0.7 and factor.max() > 1.4
    assert np.abs(sets[0].regimes.step[:, -1] - 1).max() < 1e-12
    again = with_rates(hazard, 3)
    assert np.array_equal(again.regimes.step, sets[3].regimes.step)


def test_the_mean_gap_lies_within_and_more_wars_widen_it(case: Case) -> None:
    short = sized(case, "mixture")
    low, high = find_interval(short, Serial())
    assert low.shape == short.expected_t.shape
    assert np.all(low <= high) and np.all(low >= 0)
    inside = (low <= short.expected_t) & (short.expected_t <= high)
    assert inside[short.expected_t > 0].mean() > 0.9
    germanium = short.inputs.materials.index("germanium")
    assert high[germanium, 0] > 2 * low[germanium, 0] > 0
    calm = sized(case, "mixture", war_drawn=False, war_starts=())
    ends = find_interval(calm, Serial())
    width = [np.ptp(x[:, germanium, 0]) / x[:, germanium, 0].mean() for x in (ends, np.stack([low, high]))]
    assert width[0] < width[1]


@pytest.mark.parametrize(
    ("card", "changes"), [("base-war", {}), ("china-stop-12m", {}), ("october-2025", {"rates_fixed": True})]
)
def test_without_a_rate_that_is_drawn_both_ends_are_the_mean(
    case: Case, card: str, changes: dict[str, object]
) -> None:
    short = sized(case, card, **changes)
    low, high = find_interval(short, Serial())
    assert np.array_equal(low, short.expected_t) and np.array_equal(high, short.expected_t)


def test_truces_alone_give_an_interval(case: Case) -> None:
    short = sized(case, "october-2025")
    low, high = find_interval(short, Serial())
    gallium = short.inputs.materials.index("gallium")
    assert high[gallium, 1] > low[gallium, 1]


def test_engines_give_the_same_bytes(case: Case) -> None:
    short = sized(case, "normal-only", draws=120)
    assert np.array_equal(find_interval(short, Serial()), find_interval(short, Threads(2)))
