"""Which day is which: announced, effective, until."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lodestock.records.news import Event


def test_days_have_their_places(read: Callable[[str], tuple[Event, ...]]) -> None:
    (event,) = read(
        "Beijing said on Tuesday it bans exports of antimony from 1 April 2026 until 31 May 2027."
    )
    assert (event.announced, event.effective, event.until) == (
        date(2026, 3, 3),
        date(2026, 4, 1),
        date(2027, 5, 31),
    )


def test_a_fiscal_year_is_that_of_the_country_that_acts(read: Callable[[str], tuple[Event, ...]]) -> None:
    (event,) = read("Japan's parliament voted a budget of ¥39 billion for rare metals in fiscal 2026.")
    assert (event.effective, event.until) == (date(2026, 4, 1), date(2027, 3, 31))


def test_an_outage_begins_on_its_day(read: Callable[[str], tuple[Event, ...]]) -> None:
    (event,) = read("A fire halted the tin smelter of Selat Mining on Monday.")
    assert (event.type, event.announced, event.effective) == ("disruption", None, date(2026, 3, 2))
