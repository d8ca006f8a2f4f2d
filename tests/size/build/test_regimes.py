from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.errors import DataError
from lodestock.size.build.regimes import build_regimes
from lodestock.size.build.streams import stream

RATES = ((0, 0.22, 0.02, 0.002), (0.22, 0, 0.11, 0.012), (0.1, 0.8, 0, 0.18), (0, 0.4, 0.5, 0))
NORMAL = "rate_from_normal_to_normal_coercion_crisis_war"


def overlay(values: str) -> list[dict[str, object]]:
    return [{"block": "regime", "parameter": NORMAL, "distribution_or_values": values}]


def test_each_row_of_the_step_is_a_chance_that_adds_up_to_one(case: Case) -> None:
    step = build_regimes(case.dataset, load_card("mixture")).step
    assert step.shape == (4, 4) and np.all(np.diff(step, axis=1, prepend=0.0) > 0)
    assert step[:, -1] == pytest.approx(1.0, abs=1e-14)


def test_rates_of_the_table_are_those_that_a_card_may_write_out(case: Case) -> None:
    card = load_card("mixture")
    assert card.rates is None
    ours, theirs = (build_regimes(case.dataset, c).step for c in (card, replace(card, rates=RATES)))
    assert np.array_equal(ours, theirs)


def test_one_way_out_is_left_at_an_exponential_rate(case: Case) -> None:
    only = tuple(tuple(4.0 if (i, j) == (0, 1) else 0.0 for j in range(4)) for i in range(4))
    step = build_regimes(case.dataset, replace(load_card("mixture"), rates=only)).step
    assert step[0] == pytest.approx([exp(-1.0), 1.0, 1.0, 1.0], abs=1e-14)
    assert step[1:].tolist() == [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]]


def test_without_drawn_wars_no_regime_leads_to_one(case: Case) -> None:
    card = load_card("mixture")
    still = build_regimes(case.dataset, replace(card, war_drawn=False)).step
    assert still[:3, 2] == pytest.approx(1.0, abs=1e-14)
    assert np.all(build_regimes(case.dataset, card).step[:3, 2] < 0.9995)


@pytest.mark.parametrize(
    ("card", "start", "drawn", "war_at", "declared"),
    [
        ("base-war", 0, 0, [8], [0, 0]),
        ("mixture", 1, 1, [], [0, 0]),
        ("strait-closure", 2, 0, [], [4, 8]),
        ("two-blocs", 1, 0, [], [1, 24]),
        ("october-2025", 1, 0, [], [0, 24]),
    ],
)
def test_start_war_and_declared_emergency_are_those_of_the_card(
    case: Case, card: str, start: int, drawn: int, war_at: list[int], declared: list[int]
) -> None:
    found = build_regimes(case.dataset, load_card(card))
    assert (found.start, found.path_drawn, found.war_at.tolist()) == (start, drawn, war_at)
    assert found.declared.tolist() == declared
    assert (found.war_quarters, found.recovery_quarters) == ((4, 12) if war_at or drawn else (0, 0))
    assert found.stream_regime.tolist() == [stream("regime"), stream("war")]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("0;much;0;0", "is not a list of rates"),
        ("0;0.22;0.02", "is not four rates from 0 to 1000 per year"),
        ("0;0.22;0.02;0.002;0", "is not four rates from 0 to 1000 per year"),
        ("0;-0.1;0.02;0.002", "is not four rates from 0 to 1000 per year"),
        ("0;1001;0.02;0.002", "is not four rates from 0 to 1000 per year"),
        ("0;nan;0.02;0.002", "is not four rates from 0 to 1000 per year"),
    ],
)
def test_rates_that_cannot_be_read_are_refused_with_their_place(
    case_with: Callable[..., Case], values: str, reason: str
) -> None:
    case = case_with(scenario_generator=overlay(values))
    with pytest.raises(DataError, match=reason) as caught:
        build_regimes(case.dataset, case.card)
    place = f"scenario_generator regime/{NORMAL} column distribution_or_values"
    assert (caught.value.problems[0].place, caught.value.problems[0].value) == (place, values)


def test_the_rate_of_a_regime_to_itself_is_not_read(case_with: Callable[..., Case], case: Case) -> None:
    changed = case_with(scenario_generator=overlay("-7;0.22;0.02;0.002"))
    ours, theirs = (build_regimes(c.dataset, load_card("mixture")).step for c in (case, changed))
    assert np.array_equal(ours, theirs)


def test_a_missing_row_of_rates_is_refused(case_with: Callable[..., Case]) -> None:
    case = case_with(scenario_generator=[{"block": "regime", "parameter": NORMAL, "remove": "y"}])
    with pytest.raises(DataError, match=f"scenario_generator regime/{NORMAL}: is required and has no value"):
        build_regimes(case.dataset, case.card)
