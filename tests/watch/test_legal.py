"""Acts of law by number or name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.records.news import Event
from lodestock.watch.legal import find_legal
from lodestock.watch.page import Page


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Announcement No. 61 of 2025 bans exports of tin.", "Announcement No. 61 of 2025"),
        ("Under Proclamation 11001 the duty rests.", "Proclamation 11001"),
        ("Customs Circular 31/2025 lowers the duty.", "Customs Circular 31/2025"),
        (
            "The money comes from Title III of the Defense Production Act.",
            "Title III of the Defense Production Act",
        ),
        ("It was opened under Section 232 in April.", "Section 232"),
        ("The Critical Minerals Act gives $2bn.", "The Critical Minerals Act"),
    ],
)
def test_acts_are_read_as_printed(page: Callable[[str], Page], text: str, act: str) -> None:
    span = find_legal(page(text), 0)
    assert span is not None
    assert text[slice(*span)] == act


def test_a_text_without_an_act_has_none(page: Callable[[str], Page]) -> None:
    assert find_legal(page("China bans exports of tin, in order to save 12 tonnes."), 0) is None


def test_an_event_names_its_act_and_quotes_it(read: Callable[[str], tuple[Event, ...]]) -> None:
    (event,) = read("China bans exports of antimony. Announcement 46 takes effect on 1 April 2026.")
    assert event.legal_ref == "Announcement 46"
    assert [e.quote for e in event.evidence if e.field == "legal_ref"] == ["Announcement 46"]
