"""What programs read of an event leads back to it."""

from __future__ import annotations

import json
from datetime import date

from lodestock.records.news import Amount, Event, Evidence, Link, Quantity
from lodestock.watch.event_form import event_of


def test_an_event_comes_back_as_it_was_told() -> None:
    event = Event(
        "award", "announced", "dla;dod", ("us-antimony", "undisclosed"), ("antimony",), ("antimony ingots",),
        Amount(245e6, "USD", "up_to", low=1e6), Quantity(1.5, "t", "about"), date(2025, 9, 23),
        (date(2026, 10, 1), date(2026, 12, 31)), None, "buys", "contract 7", (Link("part_of", 1),),
        (Evidence("amount", "up to $245m", 3, 14),), 0.75, ("a buyer gives a contract",),
    )  # fmt: skip
    assert event_of(json.loads(json.dumps(event.as_json()))) == event
    bare = Event("capacity", "planned", "")
    assert event_of(bare.as_json()) == bare
