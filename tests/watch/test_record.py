"""The record of an event: quotes are short and equal the text."""

from __future__ import annotations

from collections.abc import Callable

from lodestock.records.news import Event
from lodestock.watch.record import LONGEST_QUOTE


def test_every_field_that_is_told_has_its_quote(read: Callable[[str], tuple[Event, ...]]) -> None:
    text = "KfW said on Tuesday it lends Tallow Nickel up to EUR 120m for its nickel mine until 30 June 2030."
    (event,) = read(text)
    told = {e.field for e in event.evidence}
    assert told == {"type", "status", "actor", "counterparties", "materials", "amount", "announced", "until"}
    assert all(text[e.start : e.end] == e.quote and len(e.quote) <= LONGEST_QUOTE for e in event.evidence)
    assert next(e.quote for e in event.evidence if e.field == "amount") == "up to EUR 120m"
    assert event.as_stated == ("nickel",)
    assert event.why[0] == "It is read as loan for lend and a sum of money."
