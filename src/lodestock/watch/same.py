"""Whether two texts tell one deal, and in which fields they contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from lodestock.records.news import Amount, Event, Period, Quantity

__all__ = ["TOLERANCE", "WINDOW_DAYS", "contradictions"]

WINDOW_DAYS = 14
"""Most days between the announcements of which two texts tell, where they tell one deal."""

TOLERANCE = 0.02
"""Largest relative difference between two figures that one deal may have: texts round."""

_DECIDED = ("announced", "in_force", "reported")
"""States that say the same of a deal: it was decided, and stands."""

_UNTOLD = ("", "undisclosed")
"""Parties of whom nothing is known."""

_GOVERNMENTS = {
    "dla": "gov-USA",
    "dod": "gov-USA",
    "dod-osc": "gov-USA",
    "us-army": "gov-USA",
    "us-exim": "gov-USA",
    "us-commerce": "gov-USA",
    "us-doe": "gov-USA",
    "us-dfc": "gov-USA",
    "jogmec": "gov-JPN",
    "efa": "gov-AUS",
    "kfw": "gov-DEU",
}
"""Agency -> its government, which a text may name in its place."""

_TONNES = {
    "t": 1.0,
    "kg": 1e-3,
    "g": 1e-6,
    "ct": 2e-7,
    "lb": 0.45359237e-3,
    "short_ton": 0.90718474,
    "long_ton": 1.0160469088,
    "troy_oz": 31.1034768e-6,
    "flask": 34.473e-3,
}
"""Unit of mass -> tonnes."""

Groups = Mapping[str, frozenset[str]]
"""Word for a group of materials -> its members."""


def contradictions(
    one: Event,
    two: Event,
    *,
    published: tuple[date | None, date | None] = (None, None),
    groups: Groups = MappingProxyType({}),
) -> tuple[str, ...] | None:
    """Return the fields in which two texts that tell one deal contradict each other; None where they tell two deals.

    Two events are one deal where all of this holds:

    - they are of one type;
    - they have an actor in common, where an agency may stand for its government, or one text names none;
    - they have a counterparty in common, or one text names none;
    - they have a material in common, or one text names none and both give the same sum or tonnage;
    - they were announced at most `WINDOW_DAYS` apart, as far as both days are known; where a text tells no day, that of
      its publication stands for it.

    They contradict each other where both give a sum, a tonnage, a status or a day, and these differ: a figure by more
    than `TOLERANCE`, a day by not touching the other's span. States that say that a thing was decided and stands
    (`announced`, `in_force`, `reported`) do not contradict each other.

    Parameters
    ----------
    one, two : events of two texts
    published : days on which the texts were published
    groups : word for a group of materials -> its members

    Returns
    -------
    names of fields of `lodestock.records.news.Event`, empty where the two agree
    """
    if one.type != two.type:
        return None
    if not _share(_parties(one.actor.split(";")), _parties(two.actor.split(";"))):
        return None
    if not _share(_parties(one.counterparties), _parties(two.counterparties)):
        return None
    if not _may_be_of_one_material(one, two, groups):
        return None
    days = [e.announced or day for e, day in zip((one, two), published, strict=True)]
    if days[0] is not None and days[1] is not None and _apart(days[0], days[1]) > WINDOW_DAYS:
        return None
    found = []
    if _differ(one.amount, two.amount):
        found.append("amount")
    if _differ(one.quantity, two.quantity):
        found.append("quantity")
    if one.status != two.status and not {one.status, two.status} <= set(_DECIDED):
        found.append("status")
    for name in ("effective", "until"):
        a, b = getattr(one, name), getattr(two, name)
        if a is not None and b is not None and _apart(a, b) > 0:
            found.append(name)
    return tuple(found)


def _parties(words: list[str] | tuple[str, ...]) -> frozenset[str]:
    """Return parties and the governments of those that are agencies; none where nobody is named."""
    named = {w for w in words if w not in _UNTOLD}
    return frozenset(named | {_GOVERNMENTS[w] for w in named if w in _GOVERNMENTS})


def _share(one: frozenset[str], two: frozenset[str]) -> bool:
    """Say whether two sets have a member in common, or one is not known."""
    return not one or not two or bool(one & two)


def _may_be_of_one_material(one: Event, two: Event, groups: Groups) -> bool:
    a, b = (frozenset().union(*({m} | groups.get(m, frozenset()) for m in e.materials)) for e in (one, two))
    if a and b:
        return bool(a & b)
    figures = ((one.amount, two.amount), (one.quantity, two.quantity))
    alike = any(_value(x) is not None and _value(y) is not None and not _differ(x, y) for x, y in figures)
    return alike or not (a or b)


def _value(figure: Amount | Quantity | None) -> float | None:
    return None if figure is None else figure.value


def _differ(one: Amount | Quantity | None, two: Amount | Quantity | None) -> bool:
    """Say whether two figures are both known and not the same."""
    if one is None or two is None or one.value is None or two.value is None:
        return False
    (a, of), (b, of_two) = _plain(one), _plain(two)
    return of != of_two or abs(a - b) > TOLERANCE * max(abs(a), abs(b))


def _plain(figure: Amount | Quantity) -> tuple[float, str]:
    """Return value and unit, masses in tonnes."""
    assert figure.value is not None
    if isinstance(figure, Amount):
        return figure.value, figure.currency
    unit, per, rest = figure.unit.partition("_per_")
    if unit in _TONNES:
        return figure.value * _TONNES[unit], f"t{per}{rest}"
    return figure.value, figure.unit


def _apart(one: Period, two: Period) -> int:
    """Return the days between two spans, 0 where they touch."""
    (a, b), (c, d) = (p if isinstance(p, tuple) else (p, p) for p in (one, two))
    return max((c - b).days, (a - d).days, 0)
