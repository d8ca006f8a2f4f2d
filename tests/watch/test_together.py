"""What belongs together: a sentence that goes on with an event fills it, and an event told twice is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lodestock.records.news import Event, Link


def test_the_next_sentence_fills_what_the_first_leaves_open(read: Callable[[str], tuple[Event, ...]]) -> None:
    (event,) = read(
        "The Defense Logistics Agency opened a tender for bismuth. The need is put at 40 tonnes. It closes on 2 May 2026."
    )
    assert event.type == "solicitation"
    assert event.quantity is not None
    assert event.quantity.value == 40
    assert event.until == date(2026, 5, 2)


def test_a_deal_told_twice_is_one_event(read: Callable[[str], tuple[Event, ...]]) -> None:
    events = read("KfW lends Tallow Nickel EUR 120m. The loan of EUR 120m from KfW pays for a nickel mine.")
    assert [e.type for e in events] == ["loan"]
    assert events[0].materials == ("nickel",)


def test_parts_of_a_total_that_is_told_twice_are_linked_to_the_one_that_stays(
    read: Callable[[str], tuple[Event, ...]],
) -> None:
    told = "Congress voted a budget of $7.5bn for critical minerals."
    events = read(f"{told} {told} Of this, $2bn goes to the stockpile.")
    assert [e.amount and e.amount.value for e in events] == [7.5e9, 2e9]
    assert [e.links for e in events] == [(), (Link("part_of", 0),)]
