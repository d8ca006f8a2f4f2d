"""News in JSON: one document, a list of documents, or one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lodestock.records.errors import Problem
from lodestock.records.news import Document, Unread

__all__ = ["LONGEST_LINE", "read_json", "read_json_lines"]

from lodestock.data.news_text import read_published

LONGEST_LINE = 16 * 2**20
"""Signs of a line above which it is not read."""

_LONGEST_ID = 200
_UNKEPT = re.compile("[\0\ud800-\udfff]")
"""Signs that no database and no file in UTF-8 can keep."""

_FORM = 'Write {"id": ..., "title": ..., "published": "2025-10-13", "text": ...}'


class _NoDocumentError(Exception):
    """A value that is no document, with the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_json(text: str, file: str, stem: str, published: date | None) -> Iterator[Document | Unread]:
    """Yield the documents of a JSON file, which holds one or a list of them.

    Parameters
    ----------
    text : of the file
    file : its name for messages
    stem : its name without the ending, the id of a document that has none
    published : day of publication of a document that gives none
    """
    try:
        value = _parse(text, file)
    except _NoDocumentError as error:
        yield Unread(file, stem, error.problem)
        return
    if isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield _document(part, f"{file} document {number}", f"{stem}:{number}", published)
    else:
        yield _document(value, file, stem, published)


def read_json_lines(text: str, file: str, stem: str, published: date | None) -> Iterator[Document | Unread]:
    """Yield the documents of a file that holds one a line; empty lines are none.

    Parameters
    ----------
    text : of the file
    file : its name for messages
    stem : its name without the ending, which with the line is the id of a document that has none
    published : day of publication of a document that gives none
    """
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        place, name = f"{file}:{number}", f"{stem}:{number}"
        if end - start > LONGEST_LINE:
            reason = f"is a line of more than {LONGEST_LINE // 2**20} million signs"
            yield Unread(place, name, Problem(place, "", reason, "Write one document a line"))
        elif line := text[start:end].strip():
            try:
                yield _document(_parse(line, place), place, name, published)
            except _NoDocumentError as error:
                yield Unread(place, name, error.problem)
        start = end + 1


def _parse(text: str, place: str) -> Any:
    """Return the value of a JSON text; numbers stay text, for a very long one would take very long to read."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        reason = "is JSON in which brackets stand inside brackets too deep"
        raise _NoDocumentError(Problem(place, "", reason, _FORM)) from None
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        reason = f"is no JSON: {error.msg} ({line}column {error.colno})"
        remedy = _FORM
        if error.msg == "Extra data":
            remedy = "Write one document or a list of them; a file with one document a line ends in .jsonl"
        raise _NoDocumentError(Problem(place, "", reason, remedy)) from None


def _document(value: Any, place: str, name: str, published: date | None) -> Document | Unread:
    """Return the document that a JSON value holds, or why it holds none."""
    try:
        if not isinstance(value, dict):
            raise _NoDocumentError(Problem(place, "", "is no JSON object, so it has no text", _FORM))
        own_id, text = _text(value, "id", place), _text(value, "text", place)
        if text is None:
            raise _NoDocumentError(Problem(f"{place} text", "", "is missing", _FORM))
        if own_id is not None and len(own_id) > _LONGEST_ID:
            reason = f"is longer than {_LONGEST_ID} signs"
            raise _NoDocumentError(Problem(f"{place} id", own_id, reason, "Give a shorter id"))
        kept = _UNKEPT.sub("\ufffd", text)
        return Document(
            file=place,
            id=own_id or name,
            published=_published(value, place) or published,
            text=kept,
            title=_text(value, "title", place) or "",
            plain=kept == text,
        )
    except _NoDocumentError as error:
        return Unread(place, name, error.problem)


def _text(value: dict[str, Any], key: str, place: str) -> str | None:
    """Return the text of a key; None where it is not given."""
    found = value.get(key)
    if found is None:
        return None
    if not isinstance(found, str):
        raise _NoDocumentError(Problem(f"{place} {key}", "", "is no text", f"{_FORM}, each a text"))
    return found if key == "text" else _UNKEPT.sub("\ufffd", found).strip()


def _published(value: dict[str, Any], place: str) -> date | None:
    """Return the day of publication that a document gives; None where it gives none."""
    words = _text(value, "published", place)
    if not words:
        return None
    day = read_published(words)
    if day is None:
        problem = Problem(f"{place} published", words, "is not a date", "Write it as 2025-10-13")
        raise _NoDocumentError(problem)
    return day
