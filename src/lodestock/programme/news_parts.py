"""What the words of a proposed event mean in the tables: items, countries, classes, days and texts for cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lodestock.records.dataset import Dataset, split_words
from lodestock.records.news import Event, Period
from lodestock.records.text import FORMULA

__all__ = ["Read", "day_after", "first_day_of", "items_named", "last_day_of", "plain_text"]

_GOVERNMENT = "gov-"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Read:
    """An event beside what its words mean in the tables.

    Attributes
    ----------
    id : of the proposal
    event : as it is to be accepted
    terms : what people said beside it, see `lodestock.watch.edit.TERMS`
    told : name of the texts that tell it, for the row's summary
    announced : day on which it was made public, as far as is known
    items : of ``materials`` that the materials stand for
    lost : materials that stand for none
    """

    id: str
    event: Event
    terms: dict[str, Any]
    told: str
    announced: date
    items: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def row_id(self) -> str:
        """Id of its row."""
        return f"watch-{self.id}"

    @property
    def countries(self) -> tuple[str, ...]:
        """Governments that act, as codes."""
        return codes_of(self.event.actor.split(";"))

    @property
    def against(self) -> tuple[str, ...]:
        """Governments that are hit, as codes."""
        return codes_of(self.event.counterparties)

    @property
    def firms(self) -> tuple[str, ...]:
        """Parties that are hit, or sell, and are no government."""
        return tuple(w for w in self.event.counterparties if not w.startswith(_GOVERNMENT))

    @property
    def summary(self) -> str:
        """The event in one sentence, for the row."""
        event = self.event
        stated = f", as stated: {', '.join(event.as_stated)}" if event.as_stated else ""
        return plain_text(f"{event.type.replace('_', ' ')}, {event.status}, told by {self.told}{stated}")


def codes_of(parties: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of those parties that are governments.

    Parameters
    ----------
    parties : ids of the vocabulary
    """
    return tuple(w.removeprefix(_GOVERNMENT) for w in parties if w.startswith(_GOVERNMENT))


def items_named(dataset: Dataset, materials: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the items that materials stand for, groups spelt out, and the materials that stand for none.

    An ore or an intermediate is not its metal.

    Parameters
    ----------
    dataset : facts, with overlays
    materials : of the vocabulary
    """
    aliases = {str(r["alias"]): r for r in dataset.rows("material_aliases")}
    items, lost = [], []
    for word in materials:
        row = aliases.get(word)
        meant = [word] if row is None or row["relation"] == "feedstock" else split_words(row["material"])
        found = [m for m in meant if dataset.row("materials", m) is not None]
        items += [m for m in found if m not in items]
        lost += [] if found else [word]
    return tuple(items), tuple(lost)


def first_day_of(period: Period | None) -> date | None:
    """Return the first day that a text allows: what restricts is taken to begin as early as it may.

    Parameters
    ----------
    period : a day, a pair, or None
    """
    return period[0] if isinstance(period, tuple) else period


def last_day_of(period: Period | None) -> date | None:
    """Return the last day that a text allows.

    Parameters
    ----------
    period : a day, a pair, or None
    """
    return period[1] if isinstance(period, tuple) else period


def day_after(period: Period | None) -> date | None:
    """Return the day after the last one, from which the tables count a thing as over.

    Parameters
    ----------
    period : its last day
    """
    last = last_day_of(period)
    return None if last is None else last + timedelta(days=1)


def plain_text(text: str) -> str:
    """Return words of a text fit for a cell: only signs that can be seen, and nothing that a spreadsheet would run.

    Parameters
    ----------
    text : words of the news

    >>> plain_text(" =cmd|'/C calc'!A0")
    "cmd|'/C calc'!A0"
    """
    seen = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return seen.lstrip("".join((*FORMULA, " ", '"', "'")))[:_LONGEST]
