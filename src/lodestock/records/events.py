"""When a policy event of the tables was known, in force, suspended or over, as a day sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lodestock.records.dataset import split_words

__all__ = [
    "ANNOUNCED_ONLY", "CONTROLS", "NEWS", "OUTAGE", "ending_event", "event_day", "event_state", "first_day", "known_end",
]  # fmt: skip

Row = Mapping[str, Any]

CONTROLS = ("export_ban", "export_licence", "export_quota", "end_use_rule")
"""Instruments that are controls, which hold back exports: what suspends a control is none itself."""

OUTAGE = "outage"
"""Instrument of an event that nobody decides: supply that is lost by accident, strike or conflict."""

NEWS = "watch-"
"""Beginning of the ids of rows that were accepted from the news."""

ANNOUNCED_ONLY = ("proposed", "threatened")
"""States of events that were announced and are not decided: they hold back nothing."""


def event_day(text: str) -> date:
    """Return the day that a cell names; a month or a year alone is its first day.

    >>> event_day("2025-10-13"), event_day("2014-12"), event_day("2026")
    (datetime.date(2025, 10, 13), datetime.date(2014, 12, 1), datetime.date(2026, 1, 1))
    """
    parts = [int(p) for p in text.split("-")]
    return date(*([*parts, 1, 1])[:3])


def first_day(row: Row) -> date:
    """Return the day on which an event was to apply: that of its announcement where no other is given."""
    return event_day(str(row["effective"] or row["announced"]))


def event_state(row: Row, rows: Mapping[str, Row], day: date) -> str:
    """Return how an event stood on a day, as far as the tables know.

    Parameters
    ----------
    row : of ``policy_events``
    rows : all of them by id: the event that suspends another says for how long
    day : from the day of the announcement on

    Returns
    -------
    str : ``proposed``, ``threatened``, ``pending`` (announced and not yet applied), ``in_force``, ``suspended``, ``ended``,
        or ``unknown``, where a suspension has run out and the tables do not tell what followed
    """
    end = row["suspended_or_ended"]
    over = end is not None and event_day(str(end)) <= day
    if not over:
        if row["status"] in ANNOUNCED_ONLY:
            return str(row["status"])
        return "pending" if day < first_day(row) else "in_force"
    if row["status"] != "suspended":
        return "ended"
    by = ending_event(row, rows)
    back = None if by is None else by["suspended_or_ended"]
    return "unknown" if back is not None and event_day(str(back)) < day else "suspended"


def known_end(row: Row, rows: Mapping[str, Row], day: date) -> str | None:
    """Return the end or suspension of an event as the table writes it, where it was known on a day, else None.

    An end that the event itself named is known from its announcement; another from the day on which it came, or on which
    the event that brought it was announced.

    Parameters
    ----------
    row, rows, day : see `event_state`
    """
    end = row["suspended_or_ended"]
    if end is None:
        return None
    by = ending_event(row, rows)
    known = event_day(str(end)) if by is None else min(event_day(str(by["announced"])), event_day(str(end)))
    return str(end) if row["status"] == "in_force" or known <= day else None


def ending_event(row: Row, rows: Mapping[str, Row]) -> Row | None:
    """Return the event that suspends or replaces another: same actor, later, from its end on, a material in common.

    What suspends a rule is no control itself.

    Parameters
    ----------
    row : of ``policy_events``, with an end
    rows : all of them by id
    """
    end = event_day(str(row["suspended_or_ended"]))
    mine = set(split_words(row["materials"]))
    for word in sorted(rows):
        other = rows[word]
        later = str(other["announced"]) > str(row["announced"])
        if other["actor_country_iso3"] != row["actor_country_iso3"] or not later:
            continue
        if row["status"] == "suspended" and other["instrument"] in CONTROLS:
            continue
        shared = mine & set(split_words(other["materials"]))
        if shared and abs((first_day(other) - end).days) <= 1:
            return other
    return None
