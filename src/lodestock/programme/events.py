"""The use case EVENTS: controls, tariffs and other policy, each as it stood on the as-of date."""

from __future__ import annotations

from typing import Any

from lodestock.programme.documents import header
from lodestock.programme.names import find_items, items_of
from lodestock.programme.project import Case
from lodestock.records.dataset import split_words
from lodestock.records.events import event_day, event_state, known_end

__all__ = ["UNKNOWN", "event_rows", "events_document"]

UNKNOWN = "a suspension has run out, and the tables do not tell what followed"
"""Why it is not known whether an event is in force."""


def events_document(case: Case, *, items: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON object of `lodestock events` but for `seconds`.

    Parameters
    ----------
    case : gives the tables and the as-of date
    items : words for items; events that name none of them are left out, and none is where empty

    Raises
    ------
    InputError : a word names no item
    """
    wanted = {m for word in items for m in find_items(case.dataset, word)}
    known = event_rows(case)
    rows = [r for r in known if not wanted or wanted & set(r["items"])]
    listed = [{k: v for k, v in r.items() if k != "items"} for r in rows]
    later = len(case.dataset.rows("policy_events")) - len(known)
    missing = {}
    if any(r["ended"] is None for r in listed):
        missing["events[].ended"] = "no end was known on the as-of date"
    if any(r["effective"] is None for r in listed):
        missing["events[].effective"] = "the table states no day"
    if any(r["actor"] is None for r in listed):
        missing["events[].actor"] = "it is no country's"
    if any(r["in_force"] is None for r in listed):
        missing["events[].in_force"] = UNKNOWN
    return {**header("events", case), "events": listed, "announced_later": later, "missing": missing}


def event_rows(case: Case) -> list[dict[str, Any]]:
    """Return a row per event announced by the as-of date, with the items that it names or whose imports it taxes.

    Parameters
    ----------
    case : gives the tables and the as-of date
    """
    day, rows = case.card.as_of, case.dataset.rows("policy_events")
    by_id = {str(r["event_id"]): r for r in rows}
    out = []
    for r in rows:
        if event_day(str(r["announced"])) > day:
            continue
        state = event_state(r, by_id, day)
        words = split_words(r["materials"])
        taxed = [w for w in split_words(r["hits"]) if w != "none"]
        taxed = case.dataset.row_ids("materials") if taxed == ["all"] else taxed
        out.append(
            {
                "event_id": r["event_id"],
                "announced": r["announced"],
                "effective": r["effective"],
                "ended": known_end(r, by_id, day),
                "actor": r["actor_country_iso3"],
                "instrument": r["instrument"],
                "materials": words,
                "targets": split_words(r["targets"]),
                "status": state,
                "in_force": None if state == "unknown" else state == "in_force",
                "summary": r["summary"],
                "items": items_of(case.dataset, [*words, *taxed]),
            }
        )
    return sorted(out, key=lambda r: (str(r["announced"]), str(r["event_id"])), reverse=True)
