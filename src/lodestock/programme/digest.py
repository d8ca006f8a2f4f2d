"""The use case WATCH DIGEST: what the news proposed since a day, and what people decided on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestock.ledger.amounts import read_date
from lodestock.programme.accepted import open_history
from lodestock.programme.desk import Place
from lodestock.programme.inbox import WHY_NULL, proposal_object, read_groups, watch_header
from lodestock.watch.inbox import Inbox, Step, fold

__all__ = ["digest_document"]

_ACTS = {
    "propose": "proposed",
    "tell": "told again",
    "reject": "rejected",
    "edit": "edited",
    "merge": "merged",
    "undo": "undone",
}
"""Act of the history -> what happened to the proposal; whether `accept` was enough is told by how it stood then."""


_WHY_NULL = {
    "what": "told of edits, merges and undoing alone",
    "by": "nobody was named",
    "note": "no note was given",
    "document": "a decision of a person, not of a text",
}


def digest_document(place: Place, since: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock watch digest` but for `seconds`.

    Parameters
    ----------
    place : project or database
    since : ISO date, the first day that is told; None: all

    Raises
    ------
    InputError : `since` is no date; the inbox cannot be read
    """
    first = None if since is None else read_date("--since", since)
    history = open_history(place)
    inbox = fold(history)
    conflicts = inbox.conflicts(read_groups())
    told = [(n, s) for n, s in enumerate(history, 1) if first is None or s.on >= first]
    days: dict[str, list[dict[str, Any]]] = {}
    for number, step in sorted(told, key=lambda t: (t[1].on, t[1].seq)):
        days.setdefault(step.on, []).append(_entry(step, history[:number]))
    ids = dict.fromkeys(e["id"] for entries in days.values() for e in entries)
    proposals = [proposal_object(inbox, inbox.proposals[id], conflicts.get(id, ())) for id in ids]
    states = {p["id"]: p["state"] for p in proposals}
    proposed = [s.id for _, s in told if s.act == "propose"]
    return {
        **watch_header("digest"),
        "since": first,
        "counts": {
            "proposed": len(proposed),
            "accepted": sum(s == "accepted" for s in states.values()),
            "rejected": sum(s == "rejected" for s in states.values()),
            "merged": sum(s == "merged" for s in states.values()),
            "open": sum(s in ("new", "awaiting second") for s in states.values()),
        },
        "days": [{"day": day, "entries": entries} for day, entries in days.items()],
        "items": _items(inbox, states, set(proposed)),
        "proposals": proposals,
        "missing": {
            **({"since": "not given: all is told"} if first is None else {}),
            **({f"proposals[].{k}": why for k, why in WHY_NULL.items()} if proposals else {}),
            **({f"days[].entries[].{k}": why for k, why in _WHY_NULL.items()} if days else {}),
        },
    }


def _entry(step: Step, history: Sequence[Step]) -> dict[str, Any]:
    """Return a step as programs read it; `history` ends with it."""
    act = _ACTS.get(step.act, step.act)
    if step.act == "accept":
        act = (
            "accepted"
            if fold(history).proposals[step.id].state == "accepted"
            else "accepted, awaiting second"
        )
    source = step.data.get("document")
    return {
        "id": step.id,
        "act": act,
        "what": _what(step, history),
        "by": step.by or None,
        "note": step.note,
        "document": source["id"] if source else None,
    }


def _what(step: Step, history: Sequence[Step]) -> str | None:
    """Return which fields were edited, which proposal was merged, or which decision was undone."""
    match step.act:
        case "edit":
            return ", ".join(sorted(step.data["changes"]))
        case "merge":
            return str(step.data["from"])
        case "undo":
            undone = [s for s in history if s.seq in step.data["steps"]]
            return _ACTS.get(undone[-1].act, "accepted") if undone else None
    return None


def _items(inbox: Inbox, states: Mapping[str, str], proposed: set[str]) -> list[dict[str, Any]]:
    """Return for each item which proposals are new, accepted and rejected; those that name no item come last."""
    rows: dict[str | None, dict[str, Any]] = {}
    for id, state in states.items():
        for material in inbox.proposals[id].event.materials or (None,):
            row = rows.setdefault(
                material, {"material": material, "proposed": [], "accepted": [], "rejected": []}
            )
            if id in proposed:
                row["proposed"].append(id)
            if state in row:
                row[state].append(id)
    return [rows[m] for m in sorted(rows, key=lambda m: (m is None, m or ""))]
