"""One clause, several events: sums, tonnages and rates with parties, materials or periods of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lodestock.records.news import Event
from lodestock.watch.spread import is_total


def sums(events: tuple[Event, ...]) -> list[tuple[str, float | None]]:
    """Return type and sum of events."""
    return [(e.type, e.amount.value if e.amount else None) for e in events]


def test_sums_with_parties_of_their_own_are_events_of_their_own(
    read: Callable[[str], tuple[Event, ...]],
) -> None:
    events = read(
        "KfW lends Tallow Nickel EUR 120m and the European Investment Bank EUR 95m for its nickel mine."
    )
    assert [(e.actor, e.amount and e.amount.value) for e in events] == [("kfw", 120e6), ("eib", 95e6)]


def test_a_loan_and_a_grant_in_one_clause_are_two_events(read: Callable[[str], tuple[Event, ...]]) -> None:
    events = read("Canberra gives Dunbarrow Minerals a loan of A$310m and a grant of A$45m for its tin mine.")
    assert sums(events) == [("loan", 310e6), ("grant", 45e6)]


def test_rates_with_states_of_their_own_are_events_of_their_own(
    read: Callable[[str], tuple[Event, ...]],
) -> None:
    events = read("Ankara set duties of 18% on Chinese manganese and 7% on Vietnamese manganese.")
    assert [(e.counterparties, e.quantity and e.quantity.value) for e in events] == [
        (("gov-CHN",), 18),
        (("gov-VNM",), 7),
    ]


def test_tonnages_with_periods_of_their_own_are_events_of_their_own(
    read: Callable[[str], tuple[Event, ...]],
) -> None:
    events = read("Jakarta set a nickel mining quota of 240,000 t for 2026 and 190,000 t for 2027.")
    assert [(e.quantity and e.quantity.value, e.until) for e in events] == [
        (240_000, date(2026, 12, 31)),
        (190_000, date(2027, 12, 31)),
    ]


def test_a_total_may_be_missed_by_the_rounding_of_floats_alone() -> None:
    assert is_total(0.3, 0.1 + 0.2)
    assert not is_total(7.5e9, 7.4e9)
