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
        window=("2026Q1", "2026Q3"),
        war_starts=("2026Q2",),
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
    assert short.regimes == ("normal", "war", "recovery", "recovery", *["normal"] * 4)
    assert (short.war_quarter, short.emergency, short.buy_quarters) == (1, (1, 2, 3), 3)
    late = replace(short, war_starts=("2027Q3",))
    assert late.emergency == (6, 7) and late.regimes[5:] == ("normal", "war", "recovery")


def test_a_declared_emergency_joins_the_war_and_ends_with_the_horizon(short: Card) -> None:
    declared = replace(short, declared=("2027Q3", "2028Q4"))
    assert list(declared.declared_quarters) == [6, 7]
    assert declared.emergency == (1, 2, 3, 6, 7)
    assert replace(declared, war_starts=()).emergency == (6, 7)


def test_a_series_by_year_changes_every_four_quarters_of_the_war(short: Card) -> None:
    long = replace(short, recovery_quarters=4)
    assert long.by_year((0.0, 0.5), 1.0) == [1.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.0]


def test_a_card_is_random_if_one_part_is_drawn(short: Card) -> None:
    assert not short.random
    assert replace(short, shipping_drawn=True).random
    assert replace(short, war_starts=("2026Q2", "2026Q3")).random


def test_the_hash_covers_values_and_no_places(short: Card) -> None:
    assert replace(short, places={"name": "x.yaml:1"}).hash == short.hash
    assert replace(short, own_ramp=(0.5,)).hash != short.hash
