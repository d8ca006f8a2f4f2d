"""Export controls in force or announced on a day, and those that a card pins -> events with spans."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.lookups import OWN, members, parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, Card, Control

__all__ = [
    "BAN",
    "FIXED",
    "LICENCE",
    "Event",
    "find_origins",
    "known_events",
    "months_after",
    "pinned_events",
]

FIXED, LICENCE, BAN = 0, 1, 2
"""Whether an event's cut is given, drawn as a licence regime's, or drawn as a ban's."""

_KINDS = {"export_ban": BAN, "export_licence": LICENCE, "export_quota": FIXED, "end_use_rule": FIXED}
_RARE_EARTHS = "rare-earths"


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A control: who is cut off from what, how deep and how long.

    Attributes
    ----------
    word : id in ``policy_events``, or ``pinned:`` and its number in the card
    origins, items : countries of supply and items hit
    kind : `FIXED`, `LICENCE` or `BAN`
    share : (k,) part of each class that is hit
    severity : (k,) fraction of supply lost where it hits; NaN where it is drawn
    passes : part of the cut that is left after leakage through third countries
    start, end : months after quarter 0 begins; an end of inf is unknown
    begun : months at which the event first took effect, from which an unknown end is counted
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


def known_events(dataset: Dataset, card: Card, items: tuple[str, ...]) -> tuple[list[Event], list[str]]:
    """Return the controls known on the card's as-of date that reach own users, and what could not be placed.

    Counted are bans, licences, quotas and end-use rules of other countries that target everyone or the own
    country, and own rules that bar origins. Left out: proposals, events the card is `without`, controls in
    force before ``observed_trade_from`` (they are in observed trade already), rows of ``policy_targets``
    that say ``none``. An end counts only if it was announced by the as-of date; a suspended control is
    back in force when the suspension ends.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    items : ids of the items that are computed

    Returns
    -------
    events : one per span in force, by id and start
    unplaced : ``id: reason`` of events or words that were left out for want of a figure

    Raises
    ------
    InputError : `without` names no event
    DataError : a parameter is missing
    """
    rows = {str(r["event_id"]): r for r in dataset.rows("policy_events")}
    for i, word in enumerate(card.without):
        if word not in rows:
            place = card.places.get(f"controls.without.{i}", card.name)
            raise InputError(Problem(f"{place} controls.without", word, "is no event", nearest(word, rows)))
    targets: dict[str, list[Mapping[str, object]]] = {}
    for r in dataset.rows("policy_targets"):
        targets.setdefault(str(r["event_id"]), []).append(r)
    out: list[Event] = []
    unplaced: list[str] = []
    for word, row in sorted(rows.items()):
        if word in card.without or not _counts(dataset, card, row):
            continue
        reach = targets.get(word, [])
        if any(r["demand_class"] == "none" for r in reach):
            continue
        if row["instrument"] == "end_use_rule" and not reach:
            unplaced.append(f"{word}: no row of policy_targets says which class it hits")
            continue
        named, lost = _items(dataset, str(row["materials"] or ""), items)
        unplaced += [f"{word}: {m} is no item" for m in lost]
        if named:
            out += list(_spans(dataset, card, row, rows, named, reach))
    return out, unplaced


def _counts(dataset: Dataset, card: Card, row: Mapping[str, object]) -> bool:
    """Say whether an event is a control that reaches own users and is known on the as-of date."""
    to = set(str(row["targets"]).split(";"))
    by_own = row["actor_country_iso3"] == OWN
    reaches = row["instrument"] == "end_use_rule" if by_own else bool({"ALL", OWN} & to)
    since = parameter(dataset, "export_control", "observed_trade_from")
    return (
        row["instrument"] in _KINDS
        and reaches
        and row["status"] not in {"proposed", "threatened"}
        and _day(str(row["announced"])) <= card.as_of
        and _day(str(row["effective"] or row["announced"])).year >= since
    )


def _day(text: str) -> date:
    """Return a date; one given as a year or a month is its first day."""
    parts = [int(p) for p in text.split("-")]
    return date(*([*parts, 1, 1])[:3])


def _items(dataset: Dataset, words: str, items: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Return the items that an event names, a family among them spelt out, and words that are none."""
    family = {str(r["material"]) for r in dataset.rows("materials") if str(r["group"]).endswith("rare-earth")}
    named: set[str] = set()
    lost = []
    for word in filter(None, words.split(";")):
        if word == _RARE_EARTHS:
            named |= family & set(items)
        elif word in items:
            named.add(word)
        else:
            lost.append(word)
    return tuple(sorted(named)), lost


def _spans(
    dataset: Dataset,
    card: Card,
    row: Mapping[str, object],
    rows: Mapping[str, Mapping[str, object]],
    items: tuple[str, ...],
    reach: list[Mapping[str, object]],
) -> Iterator[Event]:
    """Yield an event per span in which it is in force."""
    kind = _KINDS[str(row["instrument"])]
    share, severity = np.ones(len(CLASSES)), np.full(len(CLASSES), np.nan)
    if row["instrument"] == "export_quota":
        severity[:] = parameter(dataset, "export_control", "quota_cut")
    if reach:
        kind, share, severity = FIXED, np.zeros(len(CLASSES)), np.zeros(len(CLASSES))
    for r in reach:
        hit = slice(None) if r["demand_class"] == "all" else CLASSES.index(str(r["demand_class"]))
        share[hit] = float(str(r["share_of_class_hit_pct"])) / 100
        severity[hit] = float(str(r["severity"]))
    to = set(str(row["targets"]).split(";"))
    own = row["actor_country_iso3"] == OWN
    origin = tuple(sorted(to)) if own else (str(row["actor_country_iso3"]),)
    named = not own and "ALL" not in to
    passes = 1.0 - parameter(dataset, "supply", "leak_named_country_control") if named else 1.0
    zero = card.first_quarter.first_day
    begin = _day(str(row["effective"] or row["announced"]))
    for start, end in _in_force(card, row, rows, begin):
        yield Event(
            word=str(row["event_id"]),
            origins=origin,
            items=items,
            kind=kind,
            share=share,
            severity=severity,
            passes=passes,
            start=months_after(zero, start),
            end=np.inf if end is None else months_after(zero, end),
            begun=months_after(zero, begin),
        )


def _in_force(
    card: Card, row: Mapping[str, object], rows: Mapping[str, Mapping[str, object]], begin: date
) -> list[tuple[date, date | None]]:
    """Return the spans in which an event is in force, as far as the as-of date knows; None: no end known."""
    if not row["suspended_or_ended"]:
        return [(begin, None)]
    end = _day(str(row["suspended_or_ended"]))
    ending = _ending(row, rows, end)
    if row["status"] == "in_force":
        return [(begin, end)] if end > begin else []
    announced = end if ending is None else _day(str(ending["announced"]))
    if announced > card.as_of:
        return [(begin, None)]
    spans: list[tuple[date, date | None]] = [(begin, end)] if end > begin else []
    if row["status"] == "suspended" and ending is not None and ending["suspended_or_ended"]:
        spans.append((max(_day(str(ending["suspended_or_ended"])), begin), None))
    return spans


def _ending(
    row: Mapping[str, object], rows: Mapping[str, Mapping[str, object]], end: date
) -> Mapping[str, object] | None:
    """Return the event that suspends or replaces another: same actor, later, same days, a material in common.

    What suspends a rule is no control itself.
    """
    mine = set(str(row["materials"] or "").split(";"))
    for word in sorted(rows):
        other = rows[word]
        if other["actor_country_iso3"] != row["actor_country_iso3"]:
            continue
        if str(other["announced"]) <= str(row["announced"]):
            continue
        if row["status"] == "suspended" and other["instrument"] in _KINDS:
            continue
        since = _day(str(other["effective"] or other["announced"]))
        if abs((since - end).days) <= 1 and mine & set(str(other["materials"] or "").split(";")):
            return other
    return None


def pinned_events(dataset: Dataset, card: Card, items: tuple[str, ...]) -> list[Event]:
    """Return the controls that a card pins.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    items : ids of the items that are computed

    Raises
    ------
    InputError : a country, group or item that the dataset does not know
    """
    out = []
    for number, control in enumerate(card.controls):
        start = 3.0 * control.since
        hit = np.array([float(not control.classes or k in control.classes) for k in CLASSES])
        out.append(
            Event(
                word=f"pinned:{number}",
                origins=find_origins(dataset, card, control.countries, control.place),
                items=_pinned_items(control, items),
                kind=FIXED,
                share=hit,
                severity=np.full(len(CLASSES), control.cut),
                passes=1.0,
                start=start,
                end=start + 3.0 * control.quarters,
                begun=start,
            )
        )
    return out


def find_origins(dataset: Dataset, card: Card, words: tuple[str, ...], place: str) -> tuple[str, ...]:
    """Return the countries that words name: codes, or groups as of the card's date.

    Parameters
    ----------
    dataset : facts, with overlays
    card : gives the date on which groups are taken
    words : country codes (ISO3) or names of groups
    place : file and line, for messages

    Raises
    ------
    InputError : a word that is neither
    """
    known = {str(r["iso3"]) for r in dataset.rows("countries")}
    groups = {str(r["group"]) for r in dataset.rows("country_groups")}
    out: set[str] = set()
    for word in words:
        if word not in known | groups:
            reason = "is neither a country nor a group"
            raise InputError(Problem(f"{place} countries", word, reason, nearest(word, known | groups)))
        out |= {word} if word in known else members(dataset, word, card.as_of.isoformat())
    return tuple(sorted(out))


def _pinned_items(control: Control, items: tuple[str, ...]) -> tuple[str, ...]:
    for word in control.materials:
        if word not in items:
            place = f"{control.place} materials"
            raise InputError(Problem(place, word, "is not an item that is computed", nearest(word, items)))
    return control.materials or items
