"""The use case WATCH READ: what files of news tell, event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from lodestock.data.news_files import read_news
from lodestock.data.news_words import read_news_words
from lodestock.ledger.amounts import read_date
from lodestock.records.news import Document, Event, Unread
from lodestock.records.protocols import Monitor, Silent
from lodestock.records.version import __version__
from lodestock.watch.adverts import Adverts

__all__ = ["Finder", "Read", "read_events", "watch_read_document"]

Read = tuple[Document, tuple[Event, ...]]
"""A text, and the events found in it."""


_WHY_NULL = {
    "documents[].error": "it was read",
    "documents[].title": "it has none, or was not read",
    "documents[].published": "neither the text nor --published gives a day",
    "documents[].text": "the file holds the text as it stands, or was not read",
    "documents[].events[].actor": "nobody is named",
    "documents[].events[].amount": "the text gives none",
    "documents[].events[].quantity": "the text gives none",
    "documents[].events[].dates": "the text gives no day",
    "documents[].events[].legal_ref": "the text gives none",
}
"""Key -> why it is null."""


class Finder(Protocol):
    """Finds events in a text."""

    def events(self, document: Document) -> tuple[Event, ...]:
        """Return the events of a text in the order in which it tells them."""
        ...


def watch_read_document(
    paths: Sequence[Path],
    *,
    published: str | None = None,
    finder: Finder | None = None,
    keep: Callable[[Sequence[Read]], list[list[str]]] | None = None,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Return the JSON object of `lodestock watch read` but for `seconds`.

    Parameters
    ----------
    paths : files and folders of news
    published : ISO date, the day of publication of texts that give none of their own
    finder : finds the events; None: the one by rules
    keep : proposes the events of texts in an inbox, and returns for each text the proposals that hold them, which the
        document then tells
    monitor : told how many texts are read

    Raises
    ------
    InputError : `published` is no date
    """
    day = None if published is None else date.fromisoformat(read_date("--published", published))
    tell, found = monitor or Silent(), []
    for one in read_events(paths, day, finder):
        found.append(one)
        tell(f"reading the news, {len(found):,} texts so far")
    documents = [_told(f) for f in found]
    if keep is not None:
        held = iter(keep([f for f in found if not isinstance(f, Unread)]))
        for told in documents:
            told["proposals"] = next(held) if told["error"] is None else []
    return {
        "command": "watch read",
        "version": __version__,
        "seconds": None,
        "documents": documents,
        "missing": dict(_WHY_NULL) if documents else {},
    }


def read_events(
    paths: Sequence[Path], published: date | None = None, finder: Finder | None = None
) -> Iterator[Read | Unread]:
    """Yield the texts of files and folders, each with its events, and those that cannot be read.

    Parameters
    ----------
    paths : files and folders of news
    published : day of publication of texts that give none of their own
    finder : finds the events; None: the one by rules
    """
    adverts, finder = _adverts(), finder or _finder()
    for found in read_news(paths, published):
        if isinstance(found, Unread):
            yield found
        else:
            document = replace(found, read=adverts.blank(found.text))
            yield document, finder.events(document)


def _told(found: Read | Unread) -> dict[str, Any]:
    """Return a text as programs read it; the text itself only where a file holds it in another form."""
    if isinstance(found, Unread):
        return {
            "file": found.file,
            "id": found.id,
            "title": None,
            "published": None,
            "error": str(found.problem),
            "text": None,
            "events": [],
        }
    document, events = found
    return {
        "file": document.file,
        "id": document.id,
        "title": document.title or None,
        "published": None if document.published is None else document.published.isoformat(),
        "error": None,
        "text": None if document.plain else document.text,
        "events": [e.as_json() for e in events],
    }


@cache
def _adverts() -> Adverts:
    return Adverts(read_news_words()["adverts"])


@cache
def _finder() -> Finder:
    from lodestock.watch.reader import Reader

    return Reader(read_news_words())
