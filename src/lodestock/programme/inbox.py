"""The use case WATCH, inbox: texts become proposals, people decide on them, and what they accept counts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from lodestock.data import SPECS, load
from lodestock.data.news_words import read_news_words
from lodestock.ledger.amounts import read_date
from lodestock.ledger.command import check_text, in_one_form
from lodestock.programme.accepted import open_inbox, row_step, step_row
from lodestock.programme.desk import Place, find_journal
from lodestock.programme.ledger import Words
from lodestock.records.dataset import split_words
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.news import Document, Event
from lodestock.records.version import __version__
from lodestock.store.inbox import append_watch_rows, read_watch_rows
from lodestock.store.journal import Transaction
from lodestock.watch.decisions import check_open, find_proposal, steps_to_undo
from lodestock.watch.edit import Lists, apply_changes, read_changes
from lodestock.watch.inbox import STATES, Inbox, Proposal, Source, Step, fold, steps_of_text
from lodestock.watch.same import Groups

__all__ = [
    "WHY_NULL",
    "add_texts",
    "closed_lists",
    "decided_document",
    "edit_document",
    "inbox_document",
    "keeper_for",
    "merge_document",
    "now_and_day",
    "person_of",
    "proposal_object",
    "read_groups",
    "reject_document",
    "undo_document",
    "watch_header",
    "write_steps",
]


def watch_header(command: str) -> dict[str, Any]:
    """Return what the JSON object of a command of the inbox starts with."""
    return {"command": f"watch {command}", "version": __version__, "seconds": None}


def closed_lists() -> Lists:
    """Return the closed lists in which an event is told, by name."""
    lists: dict[str, list[str]] = {}
    for row in read_news_words()["vocabulary"]:
        lists.setdefault(row["field"], []).append(row["value"])
    lists["purpose"] = [w for c in SPECS["appropriations"].columns if c.name == "purpose" for w in c.choices]
    return lists


@cache
def read_groups() -> Groups:
    """Return the members of each group of materials, as the bundled tables have them."""
    return {
        str(r["alias"]): frozenset(split_words(r["material"]))
        for r in load().rows("material_aliases")
        if r["relation"] == "group"
    }


def now_and_day(on: str | None) -> tuple[str, str]:
    """Return the instant and the day for which a decision counts: today where nobody says another.

    Raises
    ------
    InputError : it is off the calendar, or to come
    """
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if on is None:
        return at, at[:10]
    day = read_date("--on", on)
    if day > at[:10]:
        raise InputError(Problem("--on", on, f"is after today, {at[:10]}", "Give a day up to it"))
    return at, day


def person_of(words: Words) -> tuple[str, str | None]:
    """Return the person who decides and the note, in one form of Unicode: both become cells of the tables.

    Raises
    ------
    InputError : nobody; a name or note that is no line of text
    """
    by, note = in_one_form(words.person()), in_one_form(words.note)
    check_text("--by", by)
    if note is not None:
        check_text("--note", note)
    return by.strip(), note


def write_steps(place: Place, decide: Callable[[Inbox], Iterable[Step]]) -> tuple[Inbox, list[Step]]:
    """Write what a decision adds to the history, in one transaction that nobody writes beside.

    The tables are made where there are none.

    Parameters
    ----------
    place : project or database
    decide : gets the inbox as it stands; what it raises writes nothing

    Returns
    -------
    the inbox afterwards, and the steps written
    """
    journal = find_journal(place)

    def work(transaction: Transaction) -> tuple[Inbox, list[Step]]:
        steps = list(map(row_step, read_watch_rows(transaction)))
        added = [replace(s, seq=len(steps) + n) for n, s in enumerate(decide(fold(steps)), 1)]
        append_watch_rows(transaction, map(step_row, added))
        return fold([*steps, *added]), added

    try:
        journal.make()
        return journal.write(work)
    finally:
        journal.close()


def add_texts(
    place: Place, read: Sequence[tuple[Document, Sequence[Event]]], *, by: str = "", note: str | None = None
) -> list[list[str]]:
    """Propose the events of texts, and return for each text the proposals that hold them, in the order of its events.

    A text that was read before adds nothing; an event that another text told already becomes another telling of the
    proposal.

    Parameters
    ----------
    place : project or database
    read : texts with their events
    by : who reads; empty: nobody says
    note : words of that person
    """
    at, day = now_and_day(None)
    groups, said = read_groups(), {"by": by, "on": day, "at": at, "note": note}
    sources = [_source(document) for document, _ in read]

    def decide(inbox: Inbox) -> list[Step]:
        out: list[Step] = []
        for source, (_, events) in zip(sources, read, strict=True):
            for step in steps_of_text(inbox, source, events, said, groups):
                out.append(step)
                inbox.take(step)
        return out

    inbox, _ = write_steps(place, decide)
    return [
        [inbox.standing(id).id for _, id in sorted(inbox.texts.get(source.sha256, {}).items())]
        for source in sources
    ]


def keeper_for(
    folder: Path | None, database: str | None
) -> Callable[[Sequence[tuple[Document, Sequence[Event]]]], list[list[str]]] | None:
    """Return what proposes the events of texts in a project, as `add_texts` does; None outside of one.

    Parameters
    ----------
    folder : a project; None: the current folder if it is one
    database : address that stands for the project's file

    Raises
    ------
    InputError : the folder is no project
    """
    if folder is None and database is None and not (Path.cwd() / "scenario.yaml").is_file():
        return None
    place = Place(folder, database)
    find_journal(place).close()  # refuses a folder that is no project before anything is read
    return partial(add_texts, place, by=os.environ.get("LODESTOCK_USER") or "")


def _source(document: Document) -> Source:
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    published = None if document.published is None else document.published.isoformat()
    return Source(document.id, document.file, document.title, published, digest)


def proposal_object(inbox: Inbox, proposal: Proposal, conflicts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a proposal as programs read it.

    Parameters
    ----------
    inbox : that holds it
    proposal : one of its proposals
    conflicts : see `lodestock.watch.inbox.Inbox.conflicts`
    """
    first = proposal.decisions[-1] if proposal.decisions else None
    return {
        "id": proposal.id,
        "state": proposal.state,
        "event": {**proposal.event.as_json(), **proposal.terms},
        "documents": [
            {
                "id": t.source.id,
                "file": t.source.file,
                "title": t.source.title or None,
                "published": t.source.published,
                "evidence": t.event.as_json()["evidence"],
            }
            for t in proposal.tellings
        ],
        "conflicts": list(conflicts),
        "links": inbox.links(proposal),
        "changed": sorted(proposal.changes),
        "merged_into": proposal.merged_into,
        "accepted_by": [s.by for s in proposal.accepts],
        "decided_by": None if first is None else first.by,
        "decided_on": None if first is None else first.on,
        "note": None if first is None else first.note,
        "rows": [_row_of(r) for r in proposal.rows],
        "moved_share": proposal.moved_share,
        "needs_second": proposal.needs_second,
    }


def _row_of(row: Any) -> dict[str, str]:
    """Return table and row id of a row that is laid over a table."""
    return {
        "table": row["table"],
        "row_id": "/".join(row["cells"][k] for k in SPECS[row["table"]].key),
    }


_NOT_YET = "computed when it is accepted, where it changes what the plan is made from"
WHY_NULL = {
    "documents[].title": "the text has none",
    "documents[].published": "not known",
    "merged_into": "it is merged into none",
    "decided_by": "nothing was decided",
    "decided_on": "nothing was decided",
    "note": "no note was given",
    "moved_share": _NOT_YET,
    "needs_second": _NOT_YET,
    **{f"event.{n}": "no text gives one" for n in ("actor", "amount", "quantity", "legal_ref")},
    **{f"event.dates.{n}": "no text gives the day" for n in ("announced", "effective", "until")},
    **{
        f"{figure}.{bound}": f"the text gives no {bound}"
        for figure in ("event.amount", "event.quantity", "conflicts[].value", "conflicts[].other")
        for bound in ("value", "low", "high")
    },
}
"""Key of a proposal -> why it is null."""


def inbox_document(place: Place, state: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock watch inbox`.

    Parameters
    ----------
    place : project or database
    state : only proposals that stand so; None: all

    Raises
    ------
    InputError : no such state
    """
    if state is not None and state not in STATES:
        remedy = nearest(state, STATES)
        raise InputError(Problem("--state", state, "is no state of a proposal", remedy))
    inbox = open_inbox(place)
    conflicts = inbox.conflicts(read_groups())
    chosen = [p for p in inbox.proposals.values() if state in (None, p.state)]
    counts = {word: sum(p.state == word for p in inbox.proposals.values()) for word in STATES}
    return {
        **watch_header("inbox"),
        "counts": counts,
        "proposals": [proposal_object(inbox, p, conflicts.get(p.id, ())) for p in chosen],
        "missing": {f"proposals[].{k}": why for k, why in WHY_NULL.items()} if chosen else {},
    }


def reject_document(place: Place, words: Words, proposal: str) -> dict[str, Any]:
    """Reject a proposal; return the JSON object of `lodestock watch reject`.

    Raises
    ------
    InputError, RuleError : see `lodestock.watch.decisions`
    """
    return _decide(place, words, "reject", proposal, lambda _, __: {})


def edit_document(place: Place, words: Words, proposal: str, changes: Iterable[str]) -> dict[str, Any]:
    """Set fields of a proposal; return the JSON object of `lodestock watch edit`.

    Who had accepted it before had accepted something else, so that this falls.

    Parameters
    ----------
    changes : as ``FIELD=VALUE``

    Raises
    ------
    InputError : a field or value that cannot be; see `lodestock.watch.decisions` for more
    """
    words_given = list(changes)
    asked = read_changes(words_given, closed_lists())
    said = [f"Set by hand: {', '.join(words_given)}."]

    def data(inbox: Inbox, found: Proposal) -> dict[str, Any]:
        apply_changes(found.event, asked)
        said[1:] = [f"The word of {s.by} on it falls: it must be accepted anew." for s in found.accepts]
        return {"changes": asked}

    return {**_decide(place, words, "edit", proposal, data), "said": said}


def merge_document(place: Place, words: Words, proposal: str, other: str) -> dict[str, Any]:
    """Merge a proposal into another; return the JSON object of `lodestock watch merge`.

    Parameters
    ----------
    proposal : that stays, and stands for both
    other : that goes; its texts are further tellings of the first

    Raises
    ------
    InputError, RuleError : see `lodestock.watch.decisions`
    """

    def data(inbox: Inbox, found: Proposal) -> dict[str, Any]:
        check_open(find_proposal(inbox, other))
        if other == proposal:
            raise InputError(Problem("merge", other, "is the same proposal", "Name two"))
        return {"from": other}

    document = _decide(place, words, "merge", proposal, data)
    return {
        **document,
        "said": [f"{other} is merged into it: its texts stand beside, and {proposal} counts for both."],
    }


def undo_document(place: Place, words: Words, proposal: str) -> dict[str, Any]:
    """Take back what was decided last on a proposal; return the JSON object of `lodestock watch undo`.

    Raises
    ------
    InputError, RuleError : see `lodestock.watch.decisions.steps_to_undo`
    """
    by, note = person_of(words)
    at, day = now_and_day(words.on)
    said = list[str]()

    def decide(inbox: Inbox) -> list[Step]:
        steps = steps_to_undo(inbox, find_proposal(inbox, proposal))
        said[:] = map(_taken_back, steps)
        data = {"steps": [s.seq for s in steps]}
        return [Step("undo", proposal, by, day, at, note, data)]

    inbox, _ = write_steps(place, decide)
    return {**decided_document("undo", inbox, proposal), "said": said}


def _taken_back(step: Step) -> str:
    """Return in words what an undo takes back."""
    if step.act == "merge":
        return f"Taken back: that {step.data['from']} was merged into {step.id} by {step.by}."
    return f"Taken back: that it was {'accepted' if step.act == 'accept' else 'rejected'} by {step.by}."


def _decide(
    place: Place,
    words: Words,
    act: str,
    proposal: str,
    data: Callable[[Inbox, Proposal], dict[str, Any]],
) -> dict[str, Any]:
    """Write a decision on a proposal that is open."""
    by, note = person_of(words)
    at, day = now_and_day(words.on)

    def decide(inbox: Inbox) -> list[Step]:
        found = find_proposal(inbox, proposal)
        check_open(found)
        return [Step(act, proposal, by, day, at, note, data(inbox, found))]

    inbox, _ = write_steps(place, decide)
    return decided_document(act, inbox, proposal)


def decided_document(command: str, inbox: Inbox, proposal: str) -> dict[str, Any]:
    """Return the JSON object of a decision: how the proposal stands now, and the rows that count because of it.

    Parameters
    ----------
    command : that decided
    inbox : after the decision
    proposal : its id
    """
    found = inbox.proposals[proposal]
    return {
        **watch_header(command),
        "id": proposal,
        "state": found.state,
        "rows": [_row_of(r) for r in found.rows],
    }
