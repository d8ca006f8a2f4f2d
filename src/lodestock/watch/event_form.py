"""An event of the news as programs read it -> the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lodestock.records.news import Amount, Event, Evidence, Link, Period, Quantity

__all__ = ["event_of", "period_of"]


def event_of(said: Mapping[str, Any]) -> Event:
    """Return the event that `lodestock.records.news.Event.as_json` told.

    Parameters
    ----------
    said : the JSON object
    """
    amount, quantity = said["amount"], said["quantity"]
    return Event(
        type=said["type"],
        status=said["status"],
        actor=said["actor"] or "",
        counterparties=tuple(said["counterparties"]),
        materials=tuple(said["materials"]),
        as_stated=tuple(said["as_stated"]),
        amount=None if amount is None else Amount(**amount),
        quantity=None if quantity is None else Quantity(**quantity),
        **{name: period_of(text) for name, text in said["dates"].items()},
        direction=said["direction"],
        legal_ref=said["legal_ref"] or "",
        links=tuple(Link(**link) for link in said["links"]),
        evidence=tuple(Evidence(**quote) for quote in said["evidence"]),
        confidence=said["confidence"],
        why=tuple(said["why"]),
    )


def period_of(told: str | list[str] | None) -> Period | None:
    """Return a day, or a pair of days.

    Parameters
    ----------
    told : ISO text, a list of two, or None
    """
    if isinstance(told, list):
        return date.fromisoformat(told[0]), date.fromisoformat(told[1])
    return None if told is None else date.fromisoformat(told)
