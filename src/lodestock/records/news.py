"""What a text of the news is, and what was read from it: events whose every field is quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lodestock.records.errors import Problem

__all__ = ["Amount", "Document", "Event", "Evidence", "Link", "NewsWords", "Period", "Quantity", "Unread"]

Period = date | tuple[date, date]
"""A day, or the first and the last of those that a text allows."""


NewsWords = Mapping[str, Sequence[Mapping[str, str]]]
"""Table name -> rows, each column -> cell: the words by which news is read."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text of the news as it is read.

    Attributes
    ----------
    file : where it came from, for messages; with the line where a file holds several
    id : its own id, else the name of the file without its ending
    published : the day of publication, which resolves weekdays; None: not known
    text : what offsets count in, in Unicode code points
    title : its title, which is not read for events
    plain : whether the file holds `text` as it is, so that nobody needs it printed
    read : the text that events are looked for in: `text` with adverts blanked by spaces, so that offsets hold
    """

    file: str
    id: str
    published: date | None
    text: str
    title: str = ""
    plain: bool = True
    read: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A text of the news that cannot be read.

    Attributes
    ----------
    file : where it should have come from; with the line where a file holds several
    id : the name of the file without its ending; with the number of the document where a file holds several
    problem : why it is not read, and what to do
    """

    file: str
    id: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money: whole units of a currency, and how the text qualifies it."""

    value: float | None
    currency: str
    qualifier: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A mass, a rate or a price: value, unit of the vocabulary, and how the text qualifies it."""

    value: float | None
    unit: str
    qualifier: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a field was read from: `text[start:end]` is `quote`."""

    field: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another event of the same text.

    Attributes
    ----------
    kind : `part_of` a total, or `amends` an earlier event
    to : place of the other event among those of the text, from 0
    """

    kind: str
    to: int


@dataclass(frozen=True, slots=True)
class Event:
    """One decision, deal, measure or outage that a text tells, in the words of the vocabulary.

    Attributes
    ----------
    type, status, direction : of the vocabulary
    actor : who buys, funds, restricts, sells or operates; two of one deal are joined with `;`; empty: nobody is told
    counterparties : who sells, receives or is hit
    materials : ids of the vocabulary
    as_stated : the words of the text for them
    amount, quantity : None where the text gives none
    announced, effective, until : None where the text gives none
    legal_ref : decree, notice or law, as printed
    links : ties to other events of the text
    evidence : the words behind each field
    confidence : from 0 to 1, from the cues that agree
    why : what decided for the type, and the runner-up, in sentences
    """

    type: str
    status: str
    actor: str
    counterparties: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    as_stated: tuple[str, ...] = ()
    amount: Amount | None = None
    quantity: Quantity | None = None
    announced: Period | None = None
    effective: Period | None = None
    until: Period | None = None
    direction: str = "none"
    legal_ref: str = ""
    links: tuple[Link, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    why: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the event as programs read it, days as ISO text."""
        return {
            "type": self.type,
            "status": self.status,
            "actor": self.actor or None,
            "counterparties": list(self.counterparties),
            "materials": list(self.materials),
            "as_stated": list(self.as_stated),
            "amount": None if self.amount is None else _figure(self.amount, "currency"),
            "quantity": None if self.quantity is None else _figure(self.quantity, "unit"),
            "dates": {n: _period(getattr(self, n)) for n in ("announced", "effective", "until")},
            "direction": self.direction,
            "legal_ref": self.legal_ref or None,
            "links": [{"kind": k.kind, "to": k.to} for k in self.links],
            "evidence": [
                {"field": e.field, "quote": e.quote, "start": e.start, "end": e.end} for e in self.evidence
            ],
            "confidence": self.confidence,
            "why": list(self.why),
        }


def _figure(figure: Amount | Quantity, unit: str) -> dict[str, Any]:
    """Return a figure as programs read it; a whole number without a point."""

    def plain(x: float | None) -> float | int | None:
        return int(x) if x is not None and float(x).is_integer() else x

    words = {"value": plain(figure.value), unit: getattr(figure, unit), "qualifier": figure.qualifier}
    return {**words, "low": plain(figure.low), "high": plain(figure.high)}


def _period(period: Period | None) -> str | list[str] | None:
    """Return a day as ISO text, a pair as a list of two."""
    if isinstance(period, tuple):
        return [d.isoformat() for d in period]
    return None if period is None else period.isoformat()
