from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.errors import InputError
from lodestock.records.scenario import Truce
from lodestock.size.build.distributions import SCORES
from lodestock.size.build.streams import stream
from lodestock.size.build.truces import build_truces, regime_actors


def test_china_alone_goes_by_the_regime(case: Case) -> None:
    assert regime_actors(case.dataset) == ("CHN",)


@pytest.mark.parametrize(
    ("card", "on"),
    [("october-2025", 1), ("today", 1), ("truce-ends", 1), ("mixture", 1)]
    + [
        (c, 0)
        for c in (
            "base-war",
            "coercion-only",
            "normal-only",
            "quiet",
            "china-stop-12m",
            "two-blocs",
            "drc-ban",
        )
    ],
)
def test_truces_are_drawn_on_the_cards_that_say_so(case: Case, card: str, on: int) -> None:
    truces, actors = build_truces(case.dataset, load_card(card))
    assert (truces.drawn, len(actors), truces.random.tolist()) == (on, on, [1] * on)


def test_figures_are_those_of_the_table(case: Case) -> None:
    truces, actors = build_truces(case.dataset, load_card("mixture"))
    assert actors == ("CHN",) and truces.rate.tolist() == [0, 0.486, 0, 0]
    assert (truces.enter, truces.good.tolist(), truces.length) == (0.833, [0.25, 0.833], 12.3)
    assert truces.takes.tolist() == [0.833, 0.083, 0.25]
    assert truces.now == pytest.approx(12 / 31)
    ninety = [np.interp(z, SCORES, truces.spread) * 1.5 / 3.085 for z in (-1.645, 1.645)]
    assert ninety == pytest.approx([0.057, 1.266], abs=0.002)  # as the row prints
    assert truces.stream_enter.tolist() == [stream("truce/CHN/normal")]


def test_a_card_may_fix_the_rate(case: Case) -> None:
    truces, _ = build_truces(case.dataset, replace(load_card("mixture"), rates_fixed=True))
    assert np.all(truces.spread == 1.0)


def test_a_card_may_pin_truces(case: Case) -> None:
    two = (Truce(("RUS",), ("end-use-rule",), 6, None), Truce(("CHN",), ("standing-licence",), 2, 4))
    truces, actors = build_truces(case.dataset, replace(load_card("base-war"), truces=two))
    assert actors == ("CHN", "RUS") and truces.random.tolist() == [0, 0] and truces.drawn == 0
    assert truces.pinned.tolist() == [[0, 6.0, 18.0, 0, 1, 0], [1, 18.0, np.inf, 0, 0, 1]]


def test_a_pinned_truce_of_nobody_known_is_refused(case: Case) -> None:
    card = replace(load_card("base-war"), truces=(Truce(("CHM",), (), 0, None, "card mine:4"),))
    with pytest.raises(InputError, match="card mine:4 countries = 'CHM': is neither a country nor a group"):
        build_truces(case.dataset, card)
