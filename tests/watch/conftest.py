"""What tests of the reader of news share: the reader, and a way to read one text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lodestock.data.news_words import read_news_words
from lodestock.records.news import Document, Event
from lodestock.watch.page import Page, Words
from lodestock.watch.reader import Reader

PUBLISHED = date(2026, 3, 5)


def document(text: str, published: date | None = PUBLISHED) -> Document:
    """Return a text as a document of 5 March 2026, a Thursday."""
    return Document("text", "text", published, text, read=text)


@pytest.fixture(scope="session")
def words() -> Words:
    """Return the tables of words, ready for use."""
    return Words(read_news_words())


@pytest.fixture(scope="session")
def read() -> Callable[[str], tuple[Event, ...]]:
    """Return what reads the events of a text."""
    reader = Reader(read_news_words())
    return lambda text: reader.events(document(text))


@pytest.fixture(scope="session")
def page(words: Words) -> Callable[[str], Page]:
    """Return what takes a text apart."""
    return lambda text: Page(document(text), words)
