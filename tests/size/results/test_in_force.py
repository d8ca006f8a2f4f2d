from __future__ import annotations

from datetime import date

import numpy as np

from lodestock.data import load_card
from lodestock.engine import Serial, Threads
from lodestock.programme.project import Case
from lodestock.size import draw_in_force

DAYS = (date(2025, 12, 1), date(2026, 11, 9))


def test_spans_of_one_control_are_taken_together(case: Case) -> None:
    """On the card today the ban on the own country has two spans: up to its suspension, and after it."""
    words, drawn = draw_in_force(case.dataset, load_card("today"), DAYS, Serial(), draws=300, seed=0)
    assert len(set(words)) == len(words) and drawn.shape == (300, len(words), 2)
    assert "cn-us-ban-2024" in words and not drawn[:, words.index("cn-us-ban-2024"), 1].any()


def test_engines_and_batches_give_the_same_draws(case: Case) -> None:
    card = load_card("october-2025")
    words, few = draw_in_force(case.dataset, card, DAYS, Serial(), draws=300, seed=4)
    _, many = draw_in_force(case.dataset, card, DAYS, Threads(2), draws=4500, seed=4)
    assert np.array_equal(few, many[:300]) and 0.5 < many[:, words.index("cn-gage-2023"), 0].mean() < 1.0
