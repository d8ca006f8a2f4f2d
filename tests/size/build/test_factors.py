from __future__ import annotations

import pytest

from lodestock.data import load_card
from lodestock.size import Shortfalls
from lodestock.size.build.factors import COUNTRY_FACTORS, FACTORS, FLAG, USES
from lodestock.size.results.causes import factors_in_play

WAR = ["closed", "reliability", "damage", "barred", "own ramp", "surge", "grade"]


def test_flags_follow_the_order_of_the_factors() -> None:
    assert USES == (
        "closed",
        "reliability",
        "damage",
        "shipping",
        "control",
        "technical",
        "barred",
        "own ramp",
        "surge",
        "grade",
    )
    assert [USES[n] for n in FLAG.values()] == list(FLAG) == [f.name for f in FACTORS]


def test_the_factors_of_a_country_come_first() -> None:
    assert COUNTRY_FACTORS == ("closed", "reliability", "damage", "shipping")
    assert [f.of_country for f in FACTORS] == [True] * 4 + [False] * 6


def test_only_what_moves_supply_has_a_step_of_its_own() -> None:
    assert [f.name for f in FACTORS if not f.step] == ["barred", "surge", "grade"]
    steps = [f.step for f in FACTORS if f.step]
    assert len(set(steps)) == len(steps) == 7


@pytest.mark.parametrize(
    ("card", "stressed", "controlled", "expected"),
    [
        ("base-war", True, False, WAR),
        ("strait-closure", True, False, [*WAR[:3], "shipping", *WAR[3:]]),
        ("china-stop-12m", False, True, ["control", "barred", "grade"]),
        ("october-2025", False, True, ["control", "technical", "barred", "grade"]),
        ("mixture", True, True, list(USES)),
    ],
)
def test_a_card_brings_its_factors_into_play(
    card: str, stressed: bool, controlled: bool, expected: list[str]
) -> None:
    found = load_card(card)
    assert [f.name for f in FACTORS if f.in_play(found, stressed, controlled)] == expected


def test_a_war_without_controls_plays_without_them(short: Shortfalls) -> None:
    assert factors_in_play(short) == WAR
