"""What an export control is: who is cut off from what, at which stages, how deep and how long."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.records.scenario import HELD

__all__ = ["BAN", "END_USE", "FIXED", "LICENCE", "NAMED_BAN", "PENDING", "STANDING", "Event", "months_after"]

FIXED, LICENCE, BAN, NAMED_BAN = 0, 1, 2, 3
"""How deep an event cuts: as given, drawn as a licence regime's, drawn as a ban's on everybody, or all of it.

The last is a ban that singles out the own country: all that it leaves is what leaks through third countries.
"""


PENDING, STANDING, END_USE = range(len(HELD))
"""Kinds of controls that truces tell apart, see `lodestock.records.scenario.HELD`."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A control: who is cut off from what, how deep and how long.

    Attributes
    ----------
    word : id in ``policy_events``, or ``pinned:`` and its number in the card
    origins, items : countries of supply and items hit
    kind : `FIXED`, `LICENCE`, `BAN` or `NAMED_BAN`
    share : (k,) part of each class that is hit
    severity : (k,) fraction of supply lost where it hits; NaN where it is drawn
    passes : part of the cut that is left after leakage through third countries
    start, end : months after quarter 0 begins; an end of inf is unknown
    begun : months at which the event began to bite, from which its age and an unknown end are counted
    stages : stages of the items that it hits; empty: every stage that the origins supply
    parts : part of the origins' trade in each item that it covers
    announced : months at which it was announced; a truce that began before does not suspend it
    actor : country that announced it; empty where a card pins it
    held : kind of control, number in `lodestock.records.scenario.HELD`
    package : actor and day of announcement of a package not all applied on the as-of date; empty for others
    pending : whether it had not applied by the as-of date
    resumes : whether this is a span after a suspension
    is_news : whether it was accepted from the news; such an event goes with its package, and changes no other's fate
    """

    word: str
    origins: tuple[str, ...]
    items: tuple[str, ...]
    kind: int
    share: Floats
    severity: Floats
    passes: float
    start: float
    end: float
    begun: float
    stages: tuple[str, ...] = ()
    parts: dict[str, float] = field(default_factory=dict)
    announced: float = -np.inf
    actor: str = ""
    held: int = 0
    package: str = ""
    pending: bool = False
    resumes: bool = False
    is_news: bool = False


def months_after(first: date, day: date) -> float:
    """Return calendar months from one day to another; a quarter is 3.

    Parameters
    ----------
    first, day : the two days

    >>> months_after(date(2025, 10, 1), date(2026, 1, 16))
    3.4838709677419355
    """
    length = calendar.monthrange(day.year, day.month)[1]
    begun = calendar.monthrange(first.year, first.month)[1]
    whole = (day.year - first.year) * 12 + day.month - first.month
    return whole + (day.day - 1) / length - (first.day - 1) / begun
