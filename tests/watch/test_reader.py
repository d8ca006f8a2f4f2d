"""From text to events: the worked case in our own words, and what holds for every output."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestock.data.news_words import read_news_words
from lodestock.records.news import Document, Event
from lodestock.watch.figures import FigureGrammar
from lodestock.watch.reader import Reader

SECOND = (Path(__file__).parent / "second_telling.txt").read_text(encoding="utf-8")
"""The news of October 2025 told in other words, with adverts in between."""

GRAMMAR, READER = FigureGrammar(read_news_words()), Reader(read_news_words())

PIECES = [
    "China", "bans", "exports of", "gallium", "Washington", "5%", "tariff", "on", "$500m", "up to", "loan", "to", "Selat Mining",  # noqa: E501
    "the agency", "bought", "12 tonnes of", "cobalt", ",", ".", "and", "which", "(", ")", "of this", "from 1 April", "until 2027",  # noqa: E501
    "not", "may", "\n\n", "No. 7", "The", "DLA", "tender for", "antimony", "will", "after", "US", "’s", "\x00", "\u202e", "é",  # noqa: E501
]  # fmt: skip


def holds(text: str, events: tuple[Event, ...]) -> None:
    """Assert what must hold for the events of any text."""
    words = {(r["field"], r["value"]) for r in read_news_words()["vocabulary"]}
    for event in events:
        assert ("type", event.type) in words
        assert ("status", event.status) in words
        assert ("direction", event.direction) in words
        assert all(("material", m) in words for m in event.materials)
        for proof in event.evidence:
            assert text[proof.start : proof.end] == proof.quote != ""
            assert len(proof.quote) <= 80
        for figure in (event.amount, event.quantity):
            if figure is not None and figure.value is not None:
                quotes = [e.quote for e in event.evidence if e.field in ("amount", "quantity")]
                assert figure.value in [f.value for q in quotes for f in GRAMMAR.find(q)]
        told = {e.field for e in event.evidence}
        for name in ("amount", "quantity", "announced", "effective", "until"):
            assert (getattr(event, name) is not None) == (name in told)
        for link in event.links:
            assert 0 <= link.to < len(events)
            assert events[link.to] is not event


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_whatever_is_read_is_quoted_and_in_the_vocabulary(pieces: list[str]) -> None:
    text = " ".join(pieces)
    holds(text, READER.events(Document("t", "t", date(2026, 3, 5), text, read=text)))


def test_a_control_of_five_rare_earths_is_read_whole(read: Callable[[str], tuple[Event, ...]]) -> None:
    text = (
        "China put holmium, erbium, thulium, europium and ytterbium under export licence on Tuesday, "
        "with effect from 8 April 2026."
    )
    (event,) = read(text)
    holds(text, (event,))
    assert (event.type, event.status, event.actor, event.direction) == (
        "export_control",
        "announced",
        "gov-CHN",
        "restricts",
    )
    assert event.materials == ("holmium", "erbium", "thulium", "europium", "ytterbium")
    assert (event.announced, event.effective) == (date(2026, 3, 3), date(2026, 4, 8))


def test_a_ceiling_stays_a_ceiling_and_each_material_has_its_sum(
    read: Callable[[str], tuple[Event, ...]],
) -> None:
    events = read(
        "The Defense Logistics Agency bought up to $500m of cobalt, $245m of antimony and $100m of tantalum."
    )
    assert [(e.type, e.materials, e.amount and (e.amount.value, e.amount.qualifier)) for e in events] == [
        ("award", ("cobalt",), (500e6, "up_to")),
        ("award", ("antimony",), (245e6, "exact")),
        ("award", ("tantalum",), (100e6, "exact")),
    ]


@pytest.mark.parametrize(
    "text", ["", " ", "\n", ".", "Tin", "$", "gallium " * 50, "(" * 500, "which " * 300, "and " * 300]
)
def test_odd_texts_hold_no_event_and_raise_nothing(
    read: Callable[[str], tuple[Event, ...]], text: str
) -> None:
    assert read(text) == ()
