"""The use case LEDGER: what a person asks, and what the ledger answers."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lodestock.ledger.amounts import usd
from lodestock.ledger.audit import Verdict
from lodestock.ledger.command import Command
from lodestock.ledger.days import named
from lodestock.ledger.decide import SignHead
from lodestock.ledger.entries import Event, undone
from lodestock.ledger.heads import Head, read_head
from lodestock.ledger.people import ADMIN
from lodestock.ledger.status import status_rows
from lodestock.programme.desk import Desk, Place, find_desk, find_journal, open_desk
from lodestock.programme.findings import ledger_finding
from lodestock.programme.folders import DATABASE, temporary_folder_in
from lodestock.programme.ledger_keys import KEY, read_key
from lodestock.records.errors import InputError, Problem, RuleError, nearest, refused
from lodestock.records.version import __version__
from lodestock.store.journal import Journal

__all__ = [
    "Words",
    "audit_object",
    "carry_out",
    "head_document",
    "history_document",
    "history_of",
    "init_ledger",
    "ledger_header",
    "make_ledger_in",
    "refused_document",
    "status_document",
    "status_of",
    "verify_document",
]


_LONGEST = 10_000
"""More signs than a signed head has; a device, or a file of another kind, is not read to its end."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a person says beside a command.

    Attributes
    ----------
    by : person, else `LODESTOCK_USER`
    on : day for which it counts
    key : idempotency key
    note : his words
    expected : version that the thing had when he looked at it
    """

    by: str | None = None
    on: str | None = None
    key: str | None = None
    note: str | None = None
    expected: int | None = None

    def person(self) -> str:
        """Return the person.

        Raises
        ------
        InputError : nobody says who it is
        """
        by = self.by or os.environ.get("LODESTOCK_USER")
        if not by:
            raise InputError(
                Problem("--by", "", "is missing: nobody says who asks", "Give --by, or set LODESTOCK_USER")
            )
        return by

    def beside(self) -> dict[str, Any]:
        """Return what is said beside person and command, as `Desk.carry_out` takes it."""
        return {"on": self.on, "key": self.key, "note": self.note, "expected": self.expected}


def ledger_header(command: str) -> dict[str, Any]:
    """Return what the JSON object of every command of the ledger starts with."""
    return {"command": f"ledger {command}", "version": __version__, "seconds": None}


def refused_document(command: str, error: RuleError) -> dict[str, Any]:
    """Return the JSON object of a refusal.

    Parameters
    ----------
    command : words of the command, such as ``ledger award``
    error : what refused it
    """
    problem = error.problems[0]
    asked, available = error.asked_cents, error.available_cents
    said = {
        "rule": error.rule,
        "cite": error.cite,
        "why": f"{problem.place} {problem.value}: {problem.reason}",
        "asked_usd": None if asked is None else usd(asked),
        "available_usd": None if available is None else usd(available),
        "remedy": problem.remedy,
    }
    missing = {f"refused.{k}": "the rule is not about an amount" for k, v in said.items() if v is None}
    return {"command": command, "version": __version__, "seconds": None, "refused": said, "missing": missing}


def init_ledger(place: Place, words: Words, signing_key: Path | None) -> dict[str, Any]:
    """Make the ledger of a project; return the JSON object of `lodestock ledger init`.

    Parameters
    ----------
    signing_key : file with the private key, which is made where there is none; else ``ledger.key`` of the project

    Raises
    ------
    InputError : no project; the first person is not `admin`; no place for the key
    RuleError : there is a ledger in which something happened
    """
    by = words.by or ADMIN
    if by != ADMIN:
        raise InputError(Problem("--by", by, f"is not {ADMIN}, the first person of a ledger", "Leave it out"))
    desk = Desk(find_journal(place))
    desk.journal.make()
    desk.catch_up()
    desk.check_new(desk.book.seq)
    key = read_key(place.folder, signing_key, make=not desk.book.seq)
    return {**ledger_header("init"), **desk.make(key)}


def make_ledger_in(folder: Path) -> None:
    """Make the ledger of a new project, with a key of its own; one that is there stays.

    Raises
    ------
    InputError : the file cannot be written
    """
    journal = Journal(folder / DATABASE)
    try:
        if not journal.exists():
            Desk(journal).make(read_key(folder, folder / KEY, make=True))
    finally:
        journal.close()


def carry_out(place: Place, words: Words, command: Command) -> dict[str, Any]:
    """Carry out a command; return its JSON object.

    Raises
    ------
    InputError, RuleError : see `lodestock.programme.desk.Desk.carry_out`
    """
    by = words.person()
    desk = open_desk(place)
    answer = desk.carry_out(command, by, **words.beside())
    return {**ledger_header(command.word), **answer.said}


def head_document(place: Place, words: Words, sign: Path | None, signing_key: Path | None) -> dict[str, Any]:
    """Return the JSON object of `lodestock ledger head`; sign the head into a file where one is named.

    Parameters
    ----------
    sign : file that gets the signed head
    signing_key : file with the private key

    Raises
    ------
    InputError : the file or the key cannot be used
    RuleError : the person is no auditor
    """
    if sign is None:
        desk = open_desk(place)
        desk.catch_up()
        return {**ledger_header("head"), "head": desk.book.head, "events": desk.book.seq}
    by = words.person()
    desk = open_desk(place)
    if sign.exists():
        # An earlier head may be replaced, since its signature stays in the ledger; no other file may.
        _read_head(sign)
    key = read_key(place.folder, signing_key)
    try:
        with temporary_folder_in(sign.parent) as made:
            (made / sign.name).touch()
            answer = desk.carry_out(SignHead(), by, private_key=key, **words.beside())
            head = answer.head or desk.signed_head(int(answer.said["seq"]))
            (made / sign.name).write_text(json.dumps(asdict(head), indent=1) + "\n", encoding="utf-8")
            (made / sign.name).replace(sign)
    except OSError as error:
        raise InputError(refused(error, sign)) from None
    return {**ledger_header("head --sign"), **answer.said, "file": str(sign)}


def _read_head(path: Path) -> Head:
    """Return the signed head of a file.

    Raises
    ------
    InputError : it holds none
    """
    try:
        with path.open(encoding="utf-8") as file:
            return read_head(json.loads(file.read(_LONGEST)))
    except OSError as error:
        raise InputError(refused(error, path)) from None
    except (LookupError, TypeError, ValueError, RecursionError):
        remedy = "Give the file that `lodestock ledger head --sign FILE` wrote"
        raise InputError(Problem("--head", str(path), "holds no signed head", remedy)) from None


def verify_document(place: Place, head: Path | None) -> dict[str, Any]:
    """Return the JSON object of `lodestock ledger verify`.

    Parameters
    ----------
    head : file with a head that was signed earlier
    """
    signed = None if head is None else _read_head(head)
    found = audit_object(find_desk(place).verify(signed))
    lacking = {"first_bad": "nothing is wrong"} if found["ok"] else {}
    if signed is None:
        lacking["against_head"] = "no head was given"
    against = None if signed is None else signed.seq
    return {**ledger_header("verify"), **found, "against_head": against, "missing": lacking}


def audit_object(verdict: Verdict) -> dict[str, Any]:
    """Return what an audit found, as scripts read it."""
    bad = verdict.first_bad
    return {
        "ok": verdict.ok,
        "events": verdict.events,
        "head": verdict.head,
        "first_bad": None if bad is None else asdict(bad),
    }


def status_document(
    place: Place, on: str | None, *, out: Path | None = None, force: bool = False
) -> dict[str, Any]:
    """Return the JSON object of `lodestock ledger status`.

    Parameters
    ----------
    on : day on which it was so; None: all that is recorded, on the ledger's day
    out : folder that gets document, frames and pictures
    force : lets `out` hold something already
    """
    desk = open_desk(place)
    status = status_of(desk, on)
    if out is not None:
        from lodestock.programme.ledger_output import write_status

        status["files"] = write_status(desk, status, out, force=force)
    return status


def status_of(desk: Desk, on: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock ledger status` for a desk.

    Parameters
    ----------
    on : see `status_document`
    """
    day = desk.day(on)
    book = desk.book_on(None if on is None else day)
    rows = status_rows(book, day)
    return {
        **ledger_header("status"),
        "as_of": day,
        "finding": ledger_finding(rows),
        **rows,
        "head": book.head,
        "events": book.seq,
        "events_counted": book.counted,
        "missing": _missing(rows),
    }


_WHY = {
    ("accounts", "within"): "no ceiling inside another account",
    ("accounts", "target"): "no target date was given",
    ("accounts", "last"): "available until expended",
    ("accounts", "principal_limit_usd"): "no limit of loans was given",
    ("awards", "minimum_usd"): "no guaranteed minimum was stated",
    ("awards", "solicitation_id"): "awarded without a solicitation",
    ("awards", "ordered_kg"): "orders state no mass",
    ("solicitations", "ceiling_usd"): "not stated",
    ("solicitations", "tonnes"): "not stated",
    ("solicitations", "offers"): "not yet",
    ("solicitations", "award_id"): "no award yet",
    ("lots", "form"): "not yet",
    ("lots", "contained_kg"): "not accepted",
    ("lots", "on_hand_kg"): "not accepted",
    ("lots", "content"): "no assay yet",
}


def _missing(rows: dict[str, Any]) -> dict[str, str]:
    """Return why values are null."""
    return {f"{t}[].{k}": why for (t, k), why in _WHY.items() if any(r[k] is None for r in rows[t])}


def history_document(place: Place, thing: str | None, on: str | None) -> dict[str, Any]:
    """Return the JSON object of `lodestock ledger history`.

    Parameters
    ----------
    thing : id of an account, award, certificate, person ...; None: everything
    on : last day that counts

    Raises
    ------
    InputError : nothing in the journal has that id
    """
    return history_of(open_desk(place), thing, on)


def history_of(desk: Desk, thing: str | None, on: str | None) -> dict[str, Any]:
    """Return the JSON object of `lodestock ledger history` for a desk.

    Parameters
    ----------
    thing, on : see `history_document`

    Raises
    ------
    InputError : nothing in the journal has that id
    """
    day = None if on is None else desk.day(on)
    found: list[dict[str, Any]] = []
    undone: dict[int, int] = {}
    lots: set[str] = set()
    for counts, entry in desk.dated():
        event = entry.event
        if event.name == "delivered" and event.data["award"] == thing:
            lots.add(event.id)
        if thing is not None and thing not in (event.id, event.by, *_ids(event)) and event.id not in lots:
            continue
        if day is not None and counts > day:
            continue
        if event.name == "reversed":
            undone[event.data["seq"]] = event.seq
        found.append(
            {
                "seq": event.seq,
                "event": event.name,
                "id": event.id,
                "stream": event.stream,
                "stream_version": event.version,
                "on": event.on,
                "counts_from": counts,
                "at": event.at,
                "by": event.by,
                "note": event.note,
                "key": event.key,
                "data": dict(event.data),
                "hash": entry.hash,
            }
        )
    if thing is not None and not found:
        desk.catch_up()
        known = {s.partition("/")[2] for s in desk.book.versions}
        if thing not in known:
            raise InputError(Problem("id", thing, "is not in the journal", nearest(thing, known)))
    for row in found:
        row["undone_by"] = undone.get(row["seq"])
    lacking = {
        "history[].undone_by": "stands",
        "history[].note": "no note was given",
        "history[].key": "no key was given",
    }
    return {**ledger_header("history"), "id": thing, "history": found, "missing": lacking if found else {}}


def _ids(event: Event) -> list[str]:
    """Return the ids that an event names, beside its own; a certificate names the award that it is for."""
    data = undone(event)[0].data
    ids = [name.partition("/")[2] for name in named(data)]
    return [*ids, str(data["award"])] if data.get("award") else ids
