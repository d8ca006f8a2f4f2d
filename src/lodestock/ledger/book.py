"""The book: a journal folded so far, and what the next entry must follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lodestock.ledger.command import Ask
from lodestock.ledger.decide import apply
from lodestock.ledger.entries import GENESIS, Entry, Event, seal
from lodestock.ledger.money import LEVELS, OUTSIDE, moves
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import State

__all__ = ["Book", "answer_of", "fund_changes", "fund_rows"]


@dataclass(slots=True)
class Book:
    """A journal folded so far.

    Attributes
    ----------
    state : what the events leave
    seq, head : place and hash of the last entry
    counted : number of entries folded; fewer than `seq` where it is the book of a day
    versions : stream -> number of its events
    """

    state: State = field(default_factory=State)
    seq: int = 0
    head: str = GENESIS
    counted: int = 0
    versions: dict[str, int] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Fold the next entry.

        Raises
        ------
        LookupError, TypeError, ValueError : the event does not fit the state
        """
        apply(self.state, entry.event)
        self.seq, self.head, self.counted = entry.event.seq, entry.hash, self.counted + 1
        self.versions[entry.event.stream] = entry.event.version

    def seal(self, ask: Ask, drafts: Iterable[Event]) -> list[Entry]:
        """Return events as the entries that follow.

        Parameters
        ----------
        ask : gives person, days, note and key
        drafts : what the command makes

        Raises
        ------
        RuleError : the thing has changed since the version that the person saw
        """
        entries: list[Entry] = []
        seq, head, versions = self.seq, self.head, dict[str, int]()
        for draft in drafts:
            now = versions.get(draft.stream, self.versions.get(draft.stream, 0))
            if ask.expected is not None and not entries and now != ask.expected:
                why = f"has changed: it is at version {now}, not {ask.expected}"
                remedy = f"Look at it again with `lodestock ledger history {draft.id}`"
                raise refusal("conflict", "version", draft.stream, why, remedy)
            seq, versions[draft.stream] = seq + 1, now + 1
            event = replace(
                draft,
                seq=seq,
                version=now + 1,
                by=ask.by,
                on=ask.on,
                at=ask.at,
                note=ask.note,
                key=ask.key,
                content=None if ask.key is None else ask.content,
            )
            entries.append(seal(event, head))
            head = entries[-1].hash
        return entries


def fund_changes(state: State, event: Event) -> dict[str, list[int]]:
    """Return how an event changes the cumulative amounts of accounts, from appropriated to expended.

    Parameters
    ----------
    state : knows which account lies within which, before or after the event

    Returns
    -------
    account -> six changes in cents
    """
    out: dict[str, list[int]] = {}
    for move in moves(event):
        for name in state.moved_by(move):
            change = out.setdefault(name, [0] * 6)
            up = move.target > move.source
            low, high = sorted((move.source, move.target))
            for level in range(max(low + 1, OUTSIDE + 1), high + 1):
                change[level - 1] += move.cents if up else -move.cents
    return out


def fund_rows(state: State) -> dict[str, tuple[int, ...]]:
    """Return account -> six cumulative amounts in cents, from appropriated to expended."""
    return {name: tuple(a.at_least(k) for k in range(1, len(LEVELS))) for name, a in state.accounts.items()}


def answer_of(entries: list[Entry]) -> dict[str, Any]:
    """Return what a command that was carried out answers.

    Parameters
    ----------
    entries : that it made, at least one
    """
    made: list[dict[str, Any]] = [
        {"seq": e.event.seq, "event": e.event.name, "hash": e.hash, "id": e.event.id} for e in entries
    ]
    return {**made[-1], "events": made} if len(made) > 1 else made[-1]
