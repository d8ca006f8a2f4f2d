"""Entries of the journal: canonical bytes, and the chain of their hashes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["FORM", "GENESIS", "Entry", "Event", "canonical", "content_hash", "open_entry", "seal", "undone"]

FORM = 1
"""Version of the canonical form; a change of the form is a new version, never a rewrite of what is written."""

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes
    ----------
    name : such as ``certified``
    stream : the thing it happened to, such as ``award/dla-sb-uamy``
    data : what the fold needs; amounts are whole cents or grams
    seq : place in the journal, from 1
    version : place in its stream, from 1
    by : person
    on : day for which it counts, ISO date
    at : instant at which it was recorded, UTC
    note : words of the person
    key, content : idempotency key of the command, and hash of what was asked; None where no key was given
    hash : of the entry that holds it; empty before it is sealed
    """

    name: str
    stream: str
    data: Mapping[str, Any]
    seq: int = 0
    version: int = 0
    by: str = ""
    on: str = ""
    at: str = ""
    note: str | None = None
    key: str | None = None
    content: str | None = None
    hash: str = ""

    @property
    def id(self) -> str:
        """Id of the thing it happened to."""
        return self.stream.partition("/")[2]


def undone(event: Event) -> tuple[Event, bool]:
    """Return an event that undoes another as the other one, and True; any other event as it is, and False."""
    if event.name != "reversed":
        return event, False
    d = event.data
    return Event(d["event"], event.stream, d["data"], seq=d["seq"]), True


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it stands in the journal.

    Attributes
    ----------
    event : what it says
    body : canonical bytes, as text
    prev, hash : SHA-256 (hex) of the entry before it, and of its own body
    """

    event: Event
    body: str
    prev: str
    hash: str


def canonical(value: Mapping[str, Any]) -> str:
    r"""Return canonical JSON: sorted keys, no blanks, text in Unicode form NFC, no floats.

    Raises
    ------
    TypeError : the value holds a float or another type that has no canonical form

    Examples
    --------
    >>> canonical({"b": 1, "a": [True, None, "e\u0301"]})
    '{"a":[true,null,"é"],"b":1}'
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Return a value of plain types, its text in form NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def content_hash(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the canonical bytes of a value."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def seal(event: Event, prev: str) -> Entry:
    """Return an event as the entry that follows another.

    Parameters
    ----------
    event : with its place, person and days
    prev : hash of the entry before it
    """
    body = canonical(
        {
            "form": FORM,
            "seq": event.seq,
            "prev": prev,
            "stream": event.stream,
            "version": event.version,
            "event": event.name,
            "data": event.data,
            "by": event.by,
            "on": event.on,
            "at": event.at,
            "note": event.note,
            "key": event.key,
            "content": event.content,
        }
    )
    found = hashlib.sha256(body.encode()).hexdigest()
    return Entry(replace(event, hash=found), body, prev, found)


def open_entry(body: str, found_hash: str) -> Entry:
    """Return the entry of a body as it was stored.

    Parameters
    ----------
    body : canonical bytes, as text
    found_hash : the hash that is stored beside it

    Raises
    ------
    ValueError, LookupError, TypeError : the body is not an entry
    """
    said = json.loads(body)
    if said["form"] != FORM:
        raise ValueError(f"form {said['form']} of an entry is not known")
    event = Event(
        said["event"],
        said["stream"],
        said["data"],
        said["seq"],
        said["version"],
        said["by"],
        said["on"],
        said["at"],
        said["note"],
        said["key"],
        said["content"],
        found_hash,
    )
    return Entry(event, body, said["prev"], found_hash)
