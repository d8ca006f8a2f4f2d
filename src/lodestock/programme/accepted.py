"""What was accepted from the news, as rows to lay over the tables of a project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from lodestock.programme.desk import Place, find_journal
from lodestock.programme.news_parts import plain_text
from lodestock.records.dataset import LaidRow
from lodestock.records.errors import InputError, Problem
from lodestock.records.journal import WatchRow
from lodestock.watch.inbox import Inbox, Proposal, Step, fold

__all__ = [
    "accepted_rows",
    "laid_rows",
    "open_history",
    "open_inbox",
    "row_step",
    "rows_over",
    "rows_resting_on",
    "step_row",
]


def accepted_rows(folder: Path | None, database: str | None = None) -> list[LaidRow]:
    """Return the rows of the events that were accepted in a project; none where it has no database.

    Parameters
    ----------
    folder : of the project
    database : address that stands for the project's file, see `lodestock.programme.desk.Place`

    Raises
    ------
    InputError : the database cannot be read
    """
    if folder is None and database is None:
        return []
    return rows_over(open_inbox(Place(folder, database)))


def open_inbox(place: Place) -> Inbox:
    """Return the inbox of a project; an empty one where it has no database yet.

    Raises
    ------
    InputError : no project, or the database cannot be read
    """
    return fold(open_history(place))


def open_history(place: Place) -> list[Step]:
    """Return all that was proposed and decided in a project, in order; nothing where it has no database yet.

    Raises
    ------
    InputError : no project, or the database cannot be read
    """
    from lodestock.store.inbox import read_watch_rows

    journal = find_journal(place)
    try:
        if not journal.exists():
            return []
        with journal.reading() as work:
            return list(map(row_step, read_watch_rows(work)))
    finally:
        journal.close()


def rows_over(inbox: Inbox, *, without: str | None = None) -> list[LaidRow]:
    """Return the rows of all accepted events, in the order in which they were accepted.

    Parameters
    ----------
    inbox : of the project
    without : id of a proposal that is left out, and with it those that change its measure
    """
    left_out = [] if without is None else [without, *(p.id for p in inbox.resting_on(without))]
    accepted = [p for p in inbox.proposals.values() if p.rows and p.id not in left_out]
    return _rows_of(sorted(accepted, key=lambda p: p.accepts[-1].seq))


def rows_resting_on(inbox: Inbox, id: str) -> list[LaidRow]:
    """Return the rows of the accepted events that change the measure of a proposal.

    Parameters
    ----------
    inbox : of the project
    id : of the proposal
    """
    return _rows_of(inbox.resting_on(id))


def _rows_of(proposals: Iterable[Proposal]) -> list[LaidRow]:
    return [row for p in proposals for row in laid_rows(p, p.rows, p.accepts[0])]


def laid_rows(proposal: Proposal, rows: Iterable[object], step: Step) -> list[LaidRow]:
    """Return rows of a proposal with their place, author and reason.

    Parameters
    ----------
    proposal : that they follow from
    rows : each with ``table`` and ``cells``
    step : by which it is accepted
    """
    told = plain_text(", ".join(t.source.id for t in proposal.tellings))
    signed = {"author": step.by, "reason": step.note or f"told by {told}"}
    return [LaidRow(f"watch/{proposal.id}", r["table"], {**r["cells"], **signed}) for r in rows]  # type: ignore[index]


def step_row(step: Step) -> WatchRow:
    """Return a step as the database keeps it: canonical JSON.

    Parameters
    ----------
    step : of the history
    """
    said = {n: getattr(step, n) for n in ("act", "id", "by", "on", "at", "note", "data")}
    return WatchRow(
        step.seq, json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    )


def row_step(row: WatchRow) -> Step:
    """Return a step from what the database keeps.

    Raises
    ------
    InputError : it cannot be read
    """
    try:
        return Step(**json.loads(row.body), seq=row.seq)
    except (TypeError, ValueError, RecursionError) as error:
        remedy = "Restore a copy of the database from before it was changed"
        raise InputError(
            Problem("inbox", f"step {row.seq}", f"cannot be read: {type(error).__name__}", remedy)
        ) from None
