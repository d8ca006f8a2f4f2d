"""An event that lifts, suspends, lowers or prolongs a measure -> what it changes of the one that is in the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from lodestock.programme.news_parts import Read, day_after, first_day_of, items_named, plain_text
from lodestock.records.dataset import Dataset, split_words
from lodestock.records.events import ANNOUNCED_ONLY, event_day

__all__ = ["ending_rows"]

Row = dict[str, Any]


def ending_rows(dataset: Dataset, read: Read, instrument: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the rows by which an event changes the one measure that it can mean, else a sentence.

    Two rows: the end of the measure, and the act that brings it, so that a question as of an earlier day does not know it.
    A tariff that is lowered ends, and goes on at the new rate.

    Parameters
    ----------
    dataset : facts, with overlays and the events accepted before
    read : the event
    instrument : of the measure
    """
    meant = _meant(dataset, read, instrument)
    if len(meant) != 1:
        found = f"{len(meant)} measures ({', '.join(str(r['event_id']) for r in meant)})" if meant else "none"
        why = f"It changes a measure that must be in the tables, and {found} of {instrument} match its actor and items"
        return (), (f"{why}: it is kept as news.",)
    (row,), event = meant, read.event
    if event.status == "reduced" and event.type != "tariff":
        return (), (f"No figure says how much of {row['event_id']} is left: it is kept as news.",)
    rate = event.quantity if event.quantity is not None and event.quantity.unit == "percent" else None
    if event.status == "reduced" and (rate is None or rate.value is None):
        return (), (f"No text tells the new rate of {row['event_id']}: it is kept as news.",)
    if event.status == "extended":
        end = day_after(event.until)
        changed = {"suspended_or_ended": "" if end is None else end.isoformat(), "status": "in_force"}
        return (_changed(row, changed),), (f"It prolongs {row['event_id']}.",)
    day = _end_day(read)
    status = "suspended" if event.status == "suspended" else "ended"
    changed = {"suspended_or_ended": day.isoformat(), "status": status}
    rows = [_changed(row, changed), _act(read, row, day, instrument, rate.value if rate else None)]
    return tuple(rows), (f"It changes {row['event_id']}: {status} from {day}.",)


def _end_day(read: Read) -> date:
    """Return the day from which the measure no longer applies."""
    event = read.event
    if event.status == "cancelled":  # its day is the one on which the measure was due
        return read.announced
    if event.status in ("suspended", "reduced"):  # its last day is that of the relief
        return first_day_of(event.effective) or read.announced
    return day_after(event.until) or first_day_of(event.effective) or read.announced


def _meant(dataset: Dataset, read: Read, instrument: str) -> list[dict[str, Any]]:
    """Return the measures of the tables that an event can change."""
    day = read.announced
    out = []
    for r in dataset.rows("policy_events"):
        if r["instrument"] != instrument or r["actor_country_iso3"] not in read.countries:
            continue
        if r["status"] in ANNOUNCED_ONLY and read.event.status != "cancelled":
            continue
        end = r["suspended_or_ended"]
        is_over = end is not None and event_day(str(end)) <= day
        if is_over or event_day(str(r["announced"])) > day:
            continue
        hits = set(split_words(r["targets"]))
        is_aimed = not read.against or bool(hits & {"ALL", *read.against})
        if is_aimed and (not read.event.materials or _names(dataset, r) <= set(read.items)):
            out.append(r)
    cited = plain_text(read.event.legal_ref).casefold()
    exact = [r for r in out if cited and cited == str(r["legal_ref"] or "").casefold()]
    return exact or out


def _names(dataset: Dataset, row: dict[str, Any]) -> set[str]:
    """Return the items that a measure is on; a general one is on all of them."""
    items = items_named(dataset, split_words(row["materials"]))[0]
    taxed = [w for w in split_words(row["hits"]) if w not in ("all", "none")]
    return set(items or taxed or dataset.row_ids("materials"))


def _changed(row: dict[str, Any], cells: dict[str, str]) -> Row:
    return {"table": "policy_events", "cells": {"event_id": str(row["event_id"]), **cells}}


def _act(read: Read, row: dict[str, Any], day: date, instrument: str, rate: float | None) -> Row:
    """Return the row of what ends or lowers a measure."""
    is_lower = read.event.status == "reduced"
    end = day_after(read.event.until) if read.event.status in ("suspended", "reduced") else None
    return {
        "table": "policy_events",
        "cells": {
            "event_id": read.row_id,
            "announced": read.announced.isoformat(),
            "effective": day.isoformat(),
            "suspended_or_ended": "" if end is None else end.isoformat(),
            "actor_country_iso3": str(row["actor_country_iso3"]),
            "instrument": instrument if is_lower else "other",
            "materials": str(row["materials"] or ""),
            "targets": str(row["targets"]),
            "legal_ref": plain_text(read.event.legal_ref),
            "summary": read.summary,
            "rate_percent": f"{rate:g}" if is_lower and rate is not None else "",
            "status": "in_force",
            "scope": str(row["scope"] or ""),
            "hits": str(row["hits"] or "") if is_lower else "none",
        },
    }
