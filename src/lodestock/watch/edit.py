"""Fields of a proposed event that a person sets by hand, each within its closed list."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.news import Amount, Event, Quantity
from lodestock.records.scenario import STAGES
from lodestock.watch.event_form import period_of

__all__ = ["FIELDS", "TERMS", "Lists", "apply_changes", "check_word", "direction_of", "read_changes"]

Lists = Mapping[str, Collection[str]]
"""Name of a closed list of the vocabulary -> its words."""

_LISTED = {
    "type": "type",
    "status": "status",
    "direction": "direction",
    "currency": "currency",
    "amount_qualifier": "qualifier",
    "unit": "unit",
    "quantity_qualifier": "qualifier",
}
"""Field that holds one word -> the list of it."""

_FIGURES = ("amount", "amount_low", "amount_high", "quantity", "quantity_low", "quantity_high")
_DAYS = ("announced", "effective", "until")
_PARTIES = ("actor", "counterparties")
_TEXTS = ("as_stated", "legal_ref")

TERMS = ("stage", "item_share_pct", "purpose")
"""What a row of the tables needs and no text tells: stage and part of an outage, purpose of money."""

FIELDS = (*_LISTED, *_FIGURES, *_DAYS, *_PARTIES, "materials", *_TEXTS, *TERMS)
"""All that can be set."""

_SEVERAL = ("counterparties", "materials", "as_stated")
_NEEDED = ("type", "status", "direction")
_PARTY = re.compile(r"gov-[A-Z]{3}|(?!gov-)[^\W_]+(-[^\W_]+)*")

_BUYS = (
    *("stockpile_programme", "rfi", "sole_source_intent", "solicitation", "award", "delivery_order"),
    *("offtake", "acquisition"),
)
_FUNDS = ("investment", "loan", "grant", "price_floor", "appropriation")
_RESTRICTS = (
    *("export_control", "export_ban", "export_quota", "production_quota", "end_use_rule", "tariff"),
    "import_ban",
)
_LIFTS = ("suspended", "reduced", "ended", "cancelled")


def direction_of(kind: str, status: str) -> str:
    """Return the direction that follows from type and status.

    Parameters
    ----------
    kind, status : of the vocabulary

    >>> direction_of("tariff", "suspended"), direction_of("award", "cancelled"), direction_of("tariff", "denied")
    ('lifts', 'buys', 'none')
    """
    if kind in _RESTRICTS:
        return "lifts" if status in _LIFTS else "none" if status == "denied" else "restricts"
    fixed = {"release": "sells", "capacity": "produces"}
    return "buys" if kind in _BUYS else "funds" if kind in _FUNDS else fixed.get(kind, "none")


def read_changes(words: Iterable[str], lists: Lists) -> dict[str, Any]:
    """Return field -> value as JSON holds it, from words such as ``status=announced``.

    Of a field with several values they are separated by ``;``; a pair of days is written ``2026-10-01..2026-12-31``;
    ``none`` empties a field.

    Parameters
    ----------
    words : each a field, ``=`` and a value
    lists : closed lists of the vocabulary, and ``purpose``

    Raises
    ------
    InputError : no such field; a value that the field cannot have
    """
    out: dict[str, Any] = {}
    for word in words:
        field, sign, text = word.partition("=")
        if field not in FIELDS or not sign:
            reason = "is no field of an event" if sign else "is not written as FIELD=VALUE"
            raise InputError(Problem("edit", word, reason, _remedy(field, FIELDS)))
        if field in out:
            raise InputError(Problem(f"edit {field}", text, "is given again", "Give each field once"))
        if not text.strip():
            raise InputError(Problem(f"edit {field}", "", "is empty", "Write `none` to leave it empty"))
        out[field] = _value(field, text.strip(), lists)
    return out


def _remedy(word: str, known: Collection[str]) -> str:
    """Return all words that are allowed, behind the one that is nearest."""
    near, every = nearest(word, known), f"Allowed are: {', '.join(known)}"
    return f"{near} {every}" if near.startswith("Did you mean") else every


def _value(field: str, text: str, lists: Lists) -> Any:
    """Return the value of a field."""
    if text == "none" and field not in _NEEDED:
        return [] if field in _SEVERAL else None
    if field in _LISTED:
        return check_word(f"edit {field}", text, lists[_LISTED[field]])
    if field == "stage":
        return check_word(f"edit {field}", text, STAGES)
    if field == "purpose":
        return check_word(f"edit {field}", text, lists["purpose"])
    if field in _FIGURES or field == "item_share_pct":
        return _number(field, text)
    if field in _DAYS:
        return _days(field, text)
    words = [w.strip() for w in text.split(";") if w.strip()]
    if field == "materials":
        return [check_word(f"edit {field}", w, lists["material"]) for w in words]
    if field in _PARTIES:
        named = [_party(field, w) for w in words]
        return named if field == "counterparties" else ";".join(named)
    return words if field == "as_stated" else text


def check_word(place: str, text: str, known: Collection[str]) -> str:
    """Return a word of a closed list.

    Parameters
    ----------
    place : where it was given, for messages
    text : the word
    known : the list

    Raises
    ------
    InputError : it is not on the list
    """
    if text in known:
        return text
    raise InputError(Problem(place, text, "is not an allowed word", _remedy(text, known)))


def _number(field: str, text: str) -> float:
    """Return a finite number, not below 0; of a percentage not above 100."""
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0) or (field == "item_share_pct" and value > 100):
        span = "from 0 to 100" if field == "item_share_pct" else "0 or more"
        remedy = "Write the figure in full with a point, such as 500000000 or 12.5"
        raise InputError(Problem(f"edit {field}", text, f"is no number {span}", remedy))
    return value


def _days(field: str, text: str) -> str | list[str]:
    """Return a day, or a pair of days in order."""
    try:
        days = [date.fromisoformat(part.strip()) for part in text.split("..")]
    except ValueError:
        days = []
    if len(days) not in (1, 2) or days != sorted(days):
        remedy = "Write a day as 2026-10-01, a span as 2026-10-01..2026-12-31, or none"
        raise InputError(Problem(f"edit {field}", text, "is neither a day nor a span of days", remedy))
    told = [d.isoformat() for d in days]
    return told[0] if len(told) == 1 else told


def _party(field: str, word: str) -> str:
    """Return a party: an id of the vocabulary, or a name in small letters with hyphens."""
    if not _PARTY.fullmatch(word) or (not word.startswith("gov-") and word != word.lower()):
        remedy = "Write an id such as dla, a government as gov-CHN, or a firm as us-antimony"
        raise InputError(Problem(f"edit {field}", word, "is no party", remedy))
    return word


def apply_changes(event: Event, changes: Mapping[str, Any]) -> Event:
    """Return an event with fields set.

    The direction follows type and status, unless it is set. A field of `TERMS` is no field of the event.

    Parameters
    ----------
    event : as the texts tell it
    changes : see `read_changes`

    Raises
    ------
    InputError : a figure without its unit or currency
    """
    if not changes:
        return event
    said = event.as_json()
    for field in ("type", "status", "actor", "counterparties", "materials", "as_stated", "legal_ref"):
        said[field] = changes.get(field, said[field])
    days: dict[str, Any] = {f: period_of(changes[f]) for f in _DAYS if f in changes}
    kind = {"type", "status"} & set(changes)
    direction = direction_of(said["type"], said["status"]) if kind else event.direction
    return replace(
        event,
        type=said["type"],
        status=said["status"],
        direction=changes.get("direction", direction),
        actor=said["actor"] or "",
        counterparties=tuple(said["counterparties"]),
        materials=tuple(said["materials"]),
        as_stated=tuple(said["as_stated"]),
        legal_ref=said["legal_ref"] or "",
        amount=_figure(event.amount, Amount, "amount", "currency", changes),
        quantity=_figure(event.quantity, Quantity, "quantity", "unit", changes),
        **days,
    )


def _figure(old: Any, make: Any, name: str, unit: str, changes: Mapping[str, Any]) -> Any:
    """Return a figure with parts of it set; None where its value is emptied."""
    parts = {name: "value", unit: unit, f"{name}_qualifier": "qualifier"}
    parts |= {f"{name}_low": "low", f"{name}_high": "high"}
    given = {part: changes[field] for field, part in parts.items() if field in changes}
    if not given:
        return old
    if given == {"value": None}:
        return None
    was = {"value": None, unit: None, "qualifier": "exact", "low": None, "high": None}
    was |= {} if old is None else {p: getattr(old, p) for p in was}
    now = {**was, **given}
    if not now[unit] or not now["qualifier"]:
        lacks = unit if not now[unit] else f"{name}_qualifier"
        raise InputError(Problem(f"edit {name}", "", f"has no {lacks}", f"Give {lacks}=... beside it"))
    return make(**now)
