"""Rows of a journal as a database holds them: what they mean is for `ledger`, how they are kept for `store`."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AnswerRow", "JournalRow", "WatchRow"]


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry: place, thing and its version, hash before, own hash, canonical body."""

    seq: int
    stream: str
    version: int
    prev: str
    hash: str
    body: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What was answered to a command with an idempotency key, and the hash of what was asked."""

    key: str
    content: str
    seq: int
    answer: str


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A step in the history of what the news proposed: place, canonical body."""

    seq: int
    body: str
