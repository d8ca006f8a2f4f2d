"""An accepted event of the news -> rows of the tables, or a sentence that says why it changes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lodestock.programme.news_ends import ending_rows
from lodestock.programme.news_money import appropriation_rows, award_rows
from lodestock.programme.news_outages import outage_rows
from lodestock.programme.news_parts import (
    Read,
    day_after,
    first_day_of,
    items_named,
    plain_text,
)
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OWN
from lodestock.records.news import Event

__all__ = ["Outcome", "as_decided", "is_decided", "outcome_of", "read_event"]

Row = dict[str, Any]

_INSTRUMENTS = {
    "export_control": "export_licence",
    "export_quota": "export_quota",
    "export_ban": "export_ban",
    "end_use_rule": "end_use_rule",
    "tariff": "import_tariff",
    "disruption": "outage",
}
"""Type of an event that is a policy event of the tables -> its instrument there."""

_STATES = {
    "announced": "in_force",
    "in_force": "in_force",
    "reported": "in_force",
    "planned": "proposed",
    "proposed": "proposed",
    "preliminary": "proposed",
    "under_discussion": "proposed",
    "conditional": "proposed",
    "threatened": "threatened",
    "at_risk": "threatened",
}
"""Status of an event that begins something -> the state of its row."""

_ENDS = ("extended", "reduced", "suspended", "ended", "cancelled")
"""Status of an event that changes another."""

_CLASSES = {
    "military-users": ("defence", "100", "0.95"),
    "semiconductor-users": ("semiconductor", "60", "0.6"),
}
"""Users that a rule may single out -> class, part of it that is hit, fraction that stops.

The figures are those of ``policy_targets`` for the rules of China of the same kind (cn-us-mil-2024, cn-semi-61): assumed.
"""

_OWN_BAR = ("defence", "100", "1")
"""What an own bar on purchases hits, as us-dfars-2027."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What accepting an event does.

    Attributes
    ----------
    rows : each with ``table`` and ``cells`` (column -> text)
    said : sentences on what is left out, or why nothing changes
    draft : command lines that would record it in the ledger
    """

    rows: tuple[Row, ...] = ()
    said: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()


def read_event(
    dataset: Dataset, proposal: str, event: Event, terms: Mapping[str, Any], told: str, known: date
) -> Read:
    """Return an event with what its words mean in the tables.

    Parameters
    ----------
    dataset : facts, with overlays
    proposal : its id
    event : as it is to be accepted
    terms : what people said beside it
    told : names of the texts that tell it
    known : day on which it was known at the latest, which stands for a day of announcement that no text tells
    """
    items, lost = items_named(dataset, event.materials)
    return Read(
        proposal, event, dict(terms), plain_text(told), first_day_of(event.announced) or known, items, lost
    )


def as_decided(event: Event, day: date) -> Event:
    """Return an event as if it had been decided by a day: what is only threatened or proposed is in force.

    A tariff applies from that day on, because a plan takes the duties of its as-of date.

    Parameters
    ----------
    event : as texts tell it
    day : as-of date
    """
    announced = first_day_of(event.announced)
    effective = first_day_of(event.effective) or announced or day
    begins = event.status in _STATES
    return replace(
        event,
        status="in_force" if begins else event.status,
        announced=day if announced is None else min(announced, day),
        effective=min(effective, day) if event.type == "tariff" else event.effective,
    )


def is_decided(event: Event) -> bool:
    """Say whether a thing was decided, and not only threatened, proposed or planned.

    Parameters
    ----------
    event : as texts tell it
    """
    return event.status in _ENDS or _STATES.get(event.status) == "in_force"


def outcome_of(dataset: Dataset, read: Read) -> Outcome:
    """Return what accepting an event does to the tables.

    Parameters
    ----------
    dataset : facts, with overlays and the events accepted before
    read : the event

    Raises
    ------
    InputError : an outage without country or size
    """
    event = read.event
    if event.type == "appropriation":
        return Outcome(*appropriation_rows(read))
    if event.type in ("award", "solicitation", "delivery_order"):
        return Outcome(*award_rows(read))
    if event.type not in _INSTRUMENTS:
        return _news(f"An event of type {event.type} changes no table: it is kept as news.")
    if event.status == "denied":
        return _news("It is denied, so that it changes nothing: it is kept as news.")
    instrument = _INSTRUMENTS[event.type]
    if event.type != "disruption" and not read.countries:
        return _news(f"{event.actor or 'Nobody'} is no government, so that no table holds its measure.")
    if event.status in _ENDS:
        return Outcome(*ending_rows(dataset, read, instrument))
    if event.materials and not read.items:
        return _news(f"{', '.join(read.lost)}: not among the items covered. It is kept as news.")
    said = tuple(f"{m} is not among the items covered, and is left out." for m in read.lost)
    if event.type == "disruption":
        rows, more = outage_rows(dataset, read, _event_row(read, instrument, "ALL"))
    elif event.type == "tariff":
        rows, more = _tariff_rows(read, instrument)
    else:
        rows, more = _control_rows(read, instrument)
    return Outcome(tuple(rows), (*said, *more))


def _news(why: str) -> Outcome:
    return Outcome(said=(why,))


def _event_row(read: Read, instrument: str, targets: str, **more: str) -> Row:
    """Return a row of ``policy_events``."""
    event = read.event
    effective = first_day_of(event.effective)
    end = day_after(event.until)
    return {
        "table": "policy_events",
        "cells": {
            "event_id": read.row_id,
            "announced": read.announced.isoformat(),
            "effective": "" if effective is None else effective.isoformat(),
            "suspended_or_ended": "" if end is None else end.isoformat(),
            "actor_country_iso3": read.countries[0] if read.countries else "",
            "instrument": instrument,
            "materials": ";".join(read.items),
            "targets": targets,
            "legal_ref": plain_text(event.legal_ref),
            "summary": read.summary,
            "status": _STATES[event.status],
            "scope": "specific" if read.items else "general",
            **more,
        },
    }


def _control_rows(read: Read, instrument: str) -> tuple[list[Row], list[str]]:
    """Return the rows of a control of exports, or of a rule on users."""
    event = read.event
    if not read.items and instrument.startswith("export_"):
        return [], ["It names no material, so that it holds back nothing: it is kept as news."]
    if event.quantity is not None and event.quantity.unit == "percent" and instrument == "export_licence":
        return [], ["A duty on exports makes them dearer and cuts off nothing: it is kept as news."]
    classes = [_CLASSES[w] for w in read.firms if w in _CLASSES]
    named = [w for w in read.firms if w not in _CLASSES]
    if named and not classes and not read.against:
        return [], [f"It hits {', '.join(named)} alone, which no table holds: it is kept as news."]
    if instrument == "end_use_rule" and read.countries[0] == OWN:
        classes = [_OWN_BAR]
    row = _event_row(read, instrument, ";".join(read.against) or "ALL")
    said = list(_silent(read, classes, instrument))
    return [row, *(_target_row(read, *c) for c in classes)], said


def _silent(read: Read, classes: list[tuple[str, str, str]], instrument: str) -> Iterator[str]:
    """Yield why a control counts for nothing as it stands."""
    if instrument == "end_use_rule" and not classes:
        yield (
            "No text says whose use it bars, so that no class is hit: it counts for nothing until it is undone, and "
            f"`lodestock watch edit {read.id} counterparties=military-users` says so."
        )
    if read.countries[0] == OWN and instrument != "end_use_rule":
        yield "It holds back own exports, which own users do not import."
    elif read.countries[0] != OWN and read.against and OWN not in read.against:
        yield f"It targets {', '.join(read.against)}, and not {OWN}."


def _target_row(read: Read, word: str, share: str, severity: str) -> Row:
    """Return a row of ``policy_targets``."""
    cells = {"event_id": read.row_id, "demand_class": word}
    return {
        "table": "policy_targets",
        "cells": {**cells, "share_of_class_hit_pct": share, "severity": severity},
    }


def _tariff_rows(read: Read, instrument: str) -> tuple[list[Row], list[str]]:
    """Return the row of a tariff."""
    quantity = read.event.quantity
    is_rate = quantity is not None and quantity.unit == "percent" and quantity.value is not None
    rate = f"{quantity.value:g}" if is_rate and quantity is not None else ""
    hits = ";".join(read.items) or "all"
    row = _event_row(read, instrument, ";".join(read.against) or "ALL", rate_percent=rate, hits=hits)
    said = []
    if not is_rate:
        said.append("No text tells its rate, so that it makes nothing dearer.")
    if not row["cells"]["effective"]:
        said.append("No text tells from when it applies, so that it bears on no price.")
    if read.countries[0] != OWN:
        said.append(f"It is a duty of {read.countries[0]}, which own buyers do not pay.")
    return [row], said
