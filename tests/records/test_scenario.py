from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestock.data import load_card
from lodestock.records.scenario import Card, Quarter


@pytest.fixture(scope="module")
def short() -> Card:
    """Return the base war of one quarter with two of recovery, from the second of eight quarters on."""
    return replace(
        load_card("base-war"),
        quarters=8,
        first_quarter=Quarter(2026, 1),
        buy_quarters=3,
        war_starts=(1,),
        war_quarters=1,
        recovery_quarters=2,
    )


@pytest.mark.parametrize("text", ["2027", "2027Q5", "27Q1", "2027q1", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a quarter"):
        Quarter.parse(text)


def test_quarters_add_and_subtract_over_the_turn_of_a_year() -> None:
    assert Quarter(2025, 4).plus(1) == Quarter(2026, 1) and Quarter(2026, 1).plus(-1) == Quarter(2025, 4)
    assert Quarter(2027, 2).minus(Quarter(2025, 4)) == 6
    assert [Quarter(2025, q).first_day for q in (1, 4)] == [date(2025, 1, 1), date(2025, 10, 1)]
    assert Quarter(2025, 4) < Quarter(2026, 1)


def test_a_pinned_war_fills_its_quarters_and_its_recovery(short: Card) -> None:
    assert (short.war_quarter, short.emergency) == (1, (1, 2, 3))
    assert short.window == (Quarter(2026, 1), Quarter(2026, 3))
    late = replace(short, war_starts=(6,))
    assert late.emergency == (6, 7)


def test_a_declared_emergency_joins_the_war_and_ends_with_the_horizon(short: Card) -> None:
    declared = replace(short, declared=(6, 11))
    assert list(declared.declared_quarters) == [6, 7]
    assert declared.emergency == (1, 2, 3, 6, 7)
    assert replace(declared, war_starts=()).emergency == (6, 7)


def test_a_card_is_random_if_one_part_is_drawn(short: Card) -> None:
    assert not short.random
    assert replace(short, shipping_drawn=True).random
    assert replace(short, war_starts=(1, 2)).random


def test_the_hash_covers_values_and_no_places(short: Card) -> None:
    assert replace(short, places={"name": "x.yaml:1"}).hash == short.hash
    assert replace(short, own_ramp=(0.5,)).hash != short.hash


def test_the_hash_is_of_calendar_quarters(short: Card) -> None:
    """The same war a year later is another card, though its indices are the same."""
    assert replace(short, first_quarter=Quarter(2027, 1)).hash != short.hash
    bar = short.bars[0]
    moved = replace(short, bars=(replace(bar, since=bar.since + 1),))
    assert moved.hash != short.hash
