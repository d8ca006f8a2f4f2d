"""What joins clauses: parts of a total, verbs that a list drops."""

from __future__ import annotations

from collections.abc import Callable

from lodestock.records.news import Event, Link


def sums(events: tuple[Event, ...]) -> list[tuple[str, float | None]]:
    """Return type and sum of events."""
    return [(e.type, e.amount.value if e.amount else None) for e in events]


def test_parts_are_linked_to_their_total(read: Callable[[str], tuple[Event, ...]]) -> None:
    events = read(
        "Congress voted a budget of $7.5bn for critical minerals. Of this, $2bn goes to the stockpile and $5.5bn to mines."
    )
    assert sums(events) == [("appropriation", 7.5e9), ("appropriation", 2e9), ("appropriation", 5.5e9)]
    assert [e.links for e in events] == [(), (Link("part_of", 0),), (Link("part_of", 0),)]


def test_a_clause_that_drops_its_verb_is_an_event_like_the_one_before(
    read: Callable[[str], tuple[Event, ...]],
) -> None:
    events = read("KfW lends Tallow Nickel EUR 120m for nickel; to Larkmoor Refining EUR 12m.")
    assert [(e.type, e.counterparties, e.amount and e.amount.value) for e in events] == [
        ("loan", ("tallow-nickel",), 120e6),
        ("loan", ("larkmoor-refining",), 12e6),
    ]
