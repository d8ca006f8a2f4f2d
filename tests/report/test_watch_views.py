"""What a person sees of the news."""

from __future__ import annotations

from datetime import date
from typing import Any

from lodestock.records.news import Amount, Event, Evidence, Link, Quantity
from lodestock.report.views import Words
from lodestock.report.watch_views import event_line, event_words, watch_read_view

EVENT = Event(
    "award",
    "announced",
    "dla",
    ("us-antimony", "undisclosed"),
    ("antimony",),
    amount=Amount(245e6, "USD", "up_to", low=1e6),
    quantity=Quantity(3.5, "kt", "about"),
    until=(date(2026, 10, 1), date(2027, 3, 31)),
    links=(Link("part_of", 0),),
    evidence=(
        Evidence("amount", "up to\n$245m", 20, 31),
        Evidence("actor", "agency", 4, 10),
        Evidence("legal_ref", "up to\n$245m", 20, 31),
    ),
    confidence=0.816,
    why=("the agency buys", "grant was near"),
).as_json()


def words(document: dict[str, Any]) -> str:
    blocks = watch_read_view(document)
    assert all(isinstance(b, Words) for b in blocks)
    return "\n".join(b.text for b in blocks if isinstance(b, Words))


def text(**changed: Any) -> dict[str, Any]:
    plain = {
        "file": "a.txt",
        "id": "a",
        "title": None,
        "published": "2025-10-13",
        "error": None,
        "text": None,
    }
    return {**plain, "events": [EVENT], **changed}


def test_an_event_in_one_line() -> None:
    assert event_line(EVENT) == (
        "award, announced: dla -> us-antimony, undisclosed; antimony; up to 245,000,000 USD, at least 1,000,000; "
        "about 3.5 kt; until 2026-10-01 to 2027-03-31"
    )
    bare = Event("price_floor", "under_discussion", "", amount=Amount(None, "USD", "unknown")).as_json()
    assert event_line(bare) == (
        "price floor, under discussion: nobody named; no material named; USD, how much is not told"
    )
    span = Event("offtake", "announced", "x", quantity=Quantity(15, "t_per_year", "range", 10, 20)).as_json()
    assert event_line(span).endswith("10 to 20 t per year")


def test_the_words_behind_an_event_stand_in_the_order_of_the_text() -> None:
    assert event_words(EVENT) == [
        '"agency" (4-10): actor',
        '"up to $245m" (20-31): amount, legal ref',
        "part of event 1",
        "confidence 0.82; the agency buys; grant was near",
    ]


def test_a_text_without_events_says_so_and_one_without_a_day_too() -> None:
    seen = words(
        {"documents": [text(events=[], title="Tin"), text(id="b", published=None), text(error="gone")]}
    )
    assert "a, published 2025-10-13: Tin\n  no event found" in seen
    assert "b\n  no day of publication is known, so weekdays name no date: give --published" in seen
    assert seen.endswith("1 event in 2 texts; 1 could not be read")
