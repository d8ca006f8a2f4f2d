"""From which day an entry counts: its own, or the one from which what it rests on is there for good.

Entries may be recorded in another order than their days. A question about a past day must still get an answer that holds
together: nothing is used before it is there, neither a thing nor money. Therefore each entry counts from the earliest day,
its own or later, from which everything that it draws on stays large enough whatever counts later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestock.ledger.book import Book
from lodestock.ledger.entries import Entry, Event, undone
from lodestock.ledger.money import OUTSIDE, moves

__all__ = ["dated", "fold_on", "named"]

_MAKES = {"person_named", "appropriated", "certified", "solicited", "awarded", "delivered", "invoiced"}
"""Events that make a thing; what was undone and is made anew counts after all that happened to the first one."""

_THINGS = {
    "within": "account",
    "account": "account",
    "certificate": "certificate",
    "solicitation": "solicitation",
}

Source = tuple[Any, ...]


@dataclass(slots=True)
class _Store:
    """How much of something there is over the days."""

    days: list[str] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    total: int = 0

    def fits_from(self, day: str, amount: int) -> str:
        """Return the earliest day, not before `day`, from which at least `amount` is there on every later day."""
        left = self.total
        later = day
        for i in range(len(self.days) - 1, -1, -1):
            if left < amount:
                return later
            if self.days[i] <= day:
                return day
            later = self.days[i]
            left -= self.changes[i]
        return day if left >= amount else later

    def change(self, day: str, amount: int) -> None:
        """Add to what is there from a day on."""
        self.total += amount
        if not self.days or day > self.days[-1]:
            self.days.append(day)
            self.changes.append(amount)
            return
        at = bisect_left(self.days, day)
        if self.days[at] == day:
            self.changes[at] += amount
        else:
            self.days.insert(at, day)
            self.changes.insert(at, amount)


@dataclass(slots=True)
class _Calendar:
    """What is known of the days of the entries so far.

    Attributes
    ----------
    made, last : thing -> day from which it is there; last day on which something happened to it
    of_entry : seq -> day from which the entry counts
    within : account -> the one around it
    stores : what can be drawn on -> how much there is over the days
    """

    made: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    of_entry: dict[int, str] = field(default_factory=dict)
    within: dict[str, str | None] = field(default_factory=dict)
    stores: dict[Source, _Store] = field(default_factory=dict)

    def add(self, event: Event) -> str:
        """Return the day from which the next event counts."""
        if event.name == "appropriated":
            self.within[event.id] = event.data["within"]
        done, back = undone(event)
        flows, others = self._flows(event), named(done.data)
        day = max(event.on, self._bound(event, done, back, others))
        for source, amount in flows.items():
            if amount < 0:
                day = max(day, self.stores.setdefault(source, _Store()).fits_from(day, -amount))
        for source, amount in flows.items():
            self.stores.setdefault(source, _Store()).change(day, amount)
        self._note(event, done, back, others, day)
        return day

    def _bound(self, event: Event, done: Event, back: bool, others: list[str]) -> str:
        """Return the day before which an event cannot count, for the things that it rests on."""
        name, data = done.name, done.data
        bounds = [self.made.get(n, "") for n in others]
        if data.get("solicitation"):
            bounds.append(self.last.get(f"solicitation/{data['solicitation']}", ""))
        if back:
            bounds.append(self.of_entry[event.data["seq"]])
        thing = _thing(event, name, data)
        in_order = name == "certificate_cancelled" or event.stream.startswith(("lot/", "solicitation/"))
        if name in _MAKES or in_order:
            bounds.append(self.last.get(thing, ""))
        elif name == "modified":
            bounds.append(self.last.get(f"terms/{event.stream}", ""))
        if not (name in _MAKES and thing == event.stream):
            bounds.append(self.made.get(event.stream, ""))
        if name == "paid":
            bounds.append(self.made.get(thing, ""))
        return max(bounds, default="")

    def _note(self, event: Event, done: Event, back: bool, others: list[str], day: str) -> None:
        """Take note of what an event did, and when."""
        name = done.name
        thing = _thing(event, name, done.data)
        self.of_entry[event.seq] = day
        touched = {event.stream, thing, *others}
        if name in ("awarded", "modified"):
            touched.add(f"terms/{event.stream}")
        for n in touched:
            self.last[n] = max(self.last.get(n, ""), day)
        if name in _MAKES and not back:
            self.made[thing] = day

    def _flows(self, event: Event) -> dict[Source, int]:
        """Return what an event takes from and adds to what others draw on."""
        done, back = undone(event)
        flows: dict[Source, int] = {}
        for move in moves(event):
            account: str | None = move.account
            while account is not None:
                for level, cents in ((move.source, -move.cents), (move.target, move.cents)):
                    if level != OUTSIDE:
                        flows[("account", account, level)] = cents
                account = self.within[account] if move.rolls_up else None
        own = _FLOWS.get(done.name)
        amounts = own(event.id, done.data) if own else {}
        return flows | {source: -amount if back else amount for source, amount in amounts.items()}


_FLOWS: dict[str, Callable[[str, Mapping[str, Any]], dict[Source, int]]] = {
    "certified": lambda id, d: {("certificate", id): d["cents"]},
    "certificate_cancelled": lambda id, d: {("certificate", id): -d["cents"]},
    "awarded": lambda id, d: {
        ("certificate", d["certificate"]): -d["cents"],
        ("unpaid", id): d["cents"],
        ("room", id): d["ceiling_cents"] - d["cents"],
    },
    "ordered": lambda id, d: {
        ("certificate", d["certificate"]): -d["cents"],
        ("unpaid", id): d["cents"],
        ("room", id): -d["cents"],
    },
    "deobligated": lambda id, d: {("unpaid", id): -d["cents"], ("room", id): d["cents"]},
    "modified": lambda id, d: {("room", id): d["ceiling_cents"] - d["before"]["ceiling_cents"]},
    "invoiced": lambda id, d: {("invoice", id, d["number"]): d["cents"]},
    "paid": lambda id, d: {("invoice", id, d["number"]): -d["cents"], ("unpaid", id): -d["cents"]},
    "accepted": lambda id, d: {("stock", id): d["contained_grams"]},
    "release_approved": lambda id, d: {("stock", id): -d["grams"]},
}
"""What each event takes from and adds to what others draw on, beside the money of accounts."""


def _thing(event: Event, name: str, data: Mapping[str, Any]) -> str:
    """Return the thing that an event makes or changes: an invoice has no stream of its own."""
    return f"invoice/{event.id}/{data['number']}" if name in ("invoiced", "paid") else event.stream


def named(data: Mapping[str, Any]) -> list[str]:
    """Return the things that the data of an event name, as ``award/dla-sb-uamy``."""
    found = [f"{kind}/{data[key]}" for key, kind in _THINGS.items() if data.get(key)]
    return [*found, f"award/{data['award']}"] if "gross_grams" in data else found


def dated(entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield each entry with the day from which it counts.

    Parameters
    ----------
    entries : the whole journal, in its order
    """
    calendar = _Calendar()
    for entry in entries:
        yield calendar.add(entry.event), entry


def fold_on(entries: Iterable[tuple[str, Entry]], day: str) -> Book:
    """Return the book of what counted for a day or before it.

    Parameters
    ----------
    entries : the whole journal, as `dated` yields it
    day : ISO date
    """
    book = Book()
    for counts, entry in entries:
        if counts <= day:
            book.add(entry)
        else:
            book.seq, book.head = entry.event.seq, entry.hash
    return book
