"""The desk of the ledger: commands of people are carried out in one transaction each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from lodestock.ledger.amounts import read_date
from lodestock.ledger.audit import UNREADABLE, Verdict, audit
from lodestock.ledger.book import Book, answer_of, fund_changes
from lodestock.ledger.command import Ask, Command, check_text, in_one_form
from lodestock.ledger.days import dated, fold_on
from lodestock.ledger.decide import SignHead, decide, first_events
from lodestock.ledger.entries import Entry, Event, canonical, open_entry
from lodestock.ledger.heads import Head, public_of, sign_head
from lodestock.ledger.people import ADMIN
from lodestock.ledger.rules import refusal
from lodestock.programme.folders import DATABASE, DATABASE_URL
from lodestock.records.errors import InputError, Problem
from lodestock.records.journal import AnswerRow, JournalRow
from lodestock.store.journal import Journal, Transaction

__all__ = [
    "BEGUN",
    "Answer",
    "Desk",
    "Place",
    "find_desk",
    "find_journal",
    "open_desk",
    "verify_in",
]

BEGUN = 2
"""Number of entries of a ledger that is new."""

T = TypeVar("T")

_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command that was carried out answers, and the signed head if it made one."""

    said: dict[str, Any]
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger lies.

    Attributes
    ----------
    folder : a project; None: the current folder
    database : address of a PostgreSQL database; None: what `LODESTOCK_DATABASE_URL` says, else the project's file
    """

    folder: Path | None = None
    database: str | None = None


def find_journal(place: Place) -> Journal:
    """Return the journal that a command works on.

    Raises
    ------
    InputError : the folder is no project, or the address none
    """
    address = place.database or os.environ.get(DATABASE_URL)
    if address:
        return Journal(address)
    home = place.folder or Path.cwd()
    if not (home / "scenario.yaml").is_file():
        name = home if place.folder else "DIR"
        remedy = f"Make a project with `lodestock new {name}`, or give -C DIR or --database URL"
        raise InputError(Problem(str(home), "", "is not a project: it has no scenario.yaml", remedy))
    return Journal(home / DATABASE)


def find_desk(place: Place) -> Desk:
    """Return the desk of a ledger that is there, in whatever form.

    Raises
    ------
    InputError : there is none
    """
    journal = find_journal(place)
    if not journal.exists():
        raise InputError(
            Problem(journal.name, "", "holds no ledger", "Make one with `lodestock ledger init`")
        )
    return Desk(journal)


def open_desk(place: Place) -> Desk:
    """Return the desk of a ledger that can be used.

    Raises
    ------
    InputError : there is none, or its tables are of another form
    """
    desk = find_desk(place)
    desk.journal.check()
    with desk.journal.reading() as work:
        begun = work.last() > 0
    if not begun:
        remedy = "Make one with `lodestock ledger init`, or run `lodestock ledger verify`"
        raise InputError(Problem(desk.journal.name, "", "holds no entry", remedy))
    return desk


@dataclass(slots=True)
class Desk:
    """Carries out commands on a journal, and folds it.

    Attributes
    ----------
    journal : where entries are kept
    book : the journal folded so far; it catches up when a command comes
    """

    journal: Journal
    book: Book = field(default_factory=Book)

    def make(self, private_key: str, *, at: str | None = None, as_of: str | None = None) -> dict[str, Any]:
        """Make the ledger, or return what was answered when it was made and nothing followed.

        Parameters
        ----------
        private_key : signs heads, hex
        at : instant of the first entries, UTC; now where None
        as_of : day on which a demo stands still

        Raises
        ------
        RuleError : there is a ledger in which something happened
        """
        self.journal.make()
        at = at or _now()
        ask = Ask(Command(), ADMIN, as_of or at[:10], at)

        def work(transaction: Transaction) -> list[Entry]:
            drafts = first_events(public_of(private_key), as_of)
            last = transaction.last()
            self.check_new(last)
            if last:
                entries = [_entry(r) for r in transaction.rows()]
                if entries[0].event.data["public_key"] != public_of(private_key):
                    remedy = "Give the key that was made with it"
                    raise refusal("exists", "ledger", self.journal.name, "is there, with another key", remedy)
                return entries
            entries = self.book.seal(ask, drafts)
            transaction.append(map(_row, entries), {})
            return entries

        return answer_of(self.journal.write(work))

    def check_new(self, entries: int) -> None:
        """Check that nothing happened yet in a ledger of so many entries.

        Raises
        ------
        RuleError : something did
        """
        if entries > BEGUN:
            remedy = "Go on with it, or take another project or database"
            raise refusal("exists", "ledger", self.journal.name, "is there already", remedy)

    def day(self, on: str | None) -> str:
        """Return a day that is asked about; the ledger's own where None: a demo stands still, else the calendar's.

        Raises
        ------
        InputError : it is off the calendar, or after the ledger's day
        """
        with self.journal.reading() as work:
            first = _find(work, 1)
        as_of = None if first is None else first.data["as_of"]
        return _day(on, as_of or _now()[:10])

    def catch_up(self) -> None:
        """Fold what was written since."""
        with self.journal.reading() as work:
            self._catch_up(work)

    def _catch_up(self, work: Transaction) -> None:
        for row in work.rows(self.book.seq):
            entry = _entry(row)
            try:
                self.book.add(entry)
            except UNREADABLE as error:
                raise _damaged(row.seq, error) from None

    def carry_out(
        self,
        command: Command,
        by: str,
        *,
        on: str | None = None,
        at: str | None = None,
        key: str | None = None,
        note: str | None = None,
        expected: int | None = None,
        private_key: str | None = None,
    ) -> Answer:
        """Carry out a command, or answer again what its key was answered before.

        Parameters
        ----------
        by : person
        on : day for which it counts; the ledger's day where None
        at : instant, UTC; now where None
        key : idempotency key
        note : words of the person
        expected : version that the thing had when the person looked at it
        private_key : signs the head, where the command is to sign it

        Raises
        ------
        InputError : a word, day or id that cannot be used
        RuleError : a rule refuses it; nothing was written
        """
        at = at or _now()
        command, by, key, note = (in_one_form(x) for x in (command, by, key, note))
        if key is not None:
            check_text("--key", key, _LONGEST_KEY)

        def work(transaction: Transaction) -> Answer:
            ask = Ask(command, by, on or "", at, key, note, on, expected)
            if key is not None:
                kept = transaction.answer(key)
                if kept is not None:
                    return self._again(kept, ask)
            self._catch_up(transaction)
            today = self.book.state.as_of or at[:10]
            ask = replace(ask, on=_day(on, today))
            drafts = decide(self.book.state, ask, lambda seq: _find(transaction, seq))
            entries = self.book.seal(ask, drafts)
            return self._keep(transaction, ask, entries, private_key)

        return self.journal.write(work)

    def _again(self, kept: AnswerRow, ask: Ask) -> Answer:
        """Return an answer that was given before."""
        if kept.content != ask.content:
            why = f"was given with another content, recorded as entry {kept.seq}"
            remedy = "Give a new key, or ask exactly what was asked before"
            raise refusal("conflict", "--key", kept.key, why, remedy)
        return Answer(json.loads(kept.answer))

    def _keep(self, work: Transaction, ask: Ask, entries: list[Entry], private_key: str | None) -> Answer:
        """Write entries and what follows from them; return the answer."""
        said = answer_of(entries)
        changes: dict[str, list[int]] = {}
        for entry in entries:
            for account, change in fund_changes(self.book.state, entry.event).items():
                changes[account] = [a + b for a, b in zip(changes.get(account, [0] * 6), change, strict=True)]
        head = None
        if isinstance(ask.command, SignHead):
            if private_key is None:
                raise InputError(Problem("signing key", "", "is missing", "Give --signing-key FILE"))
            head = sign_head(private_key, entries[-1].event.seq, entries[-1].hash)
            if head.public_key != self.book.state.public_key:
                remedy = "Give the file that was made with the ledger, by --signing-key FILE"
                raise InputError(Problem("signing key", head.public_key, "is not the ledger's", remedy))
        kept = []
        if ask.key is not None:
            kept = [AnswerRow(ask.key, ask.content, entries[-1].event.seq, canonical(said))]
        work.append(map(_row, entries), changes, kept, {} if head is None else {head.seq: head.signature})
        return Answer(said, head)

    def entries(self) -> Iterator[Entry]:
        """Yield the whole journal."""
        with self.journal.reading() as work:
            yield from map(_entry, work.rows())

    def dated(self) -> Iterator[tuple[str, Entry]]:
        """Yield the whole journal, each entry with the day from which it counts."""
        last = 0
        try:
            for day, entry in dated(self.entries()):
                last = entry.event.seq
                yield day, entry
        except UNREADABLE as error:
            raise _damaged(last + 1, error) from None

    def book_on(self, day: str | None) -> Book:
        """Return the book of what counted for a day or before; of everything where None."""
        if day is not None:
            try:
                return fold_on(self.dated(), day)
            except UNREADABLE as error:
                raise _damaged(0, error) from None
        self.catch_up()
        return self.book

    def signed_head(self, seq: int) -> Head:
        """Return a head that was signed."""
        with self.journal.reading() as work:
            row, signature = work.row(seq), work.signatures()[seq]
        self.catch_up()
        return Head(seq, "" if row is None else row.hash, self.book.state.public_key, signature)

    def verify(self, head: Head | None = None) -> Verdict:
        """Return what an audit of the database finds.

        Parameters
        ----------
        head : signed earlier and kept elsewhere
        """
        with self.journal.reading() as work:
            return verify_in(work, head)


def verify_in(work: Transaction, head: Head | None = None) -> Verdict:
    """Return what an audit finds of what a transaction sees; what cannot be read at all is a fault too.

    Parameters
    ----------
    head : signed earlier and kept elsewhere
    """
    faults: list[str] = []

    def read(what: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except Exception as error:  # whatever a changed table makes the driver say
            faults.append(f"{what} cannot be read: {type(error).__name__} {str(error).splitlines()[0]}")
            return None

    found = read("the form of the database", work.faults) or []
    rows = read("the journal", lambda: list(work.rows())) or []
    funds = read("the fund rows", work.funds) or {}
    answers = read("the kept answers", work.answers) or []
    signatures = read("the signatures", work.signatures) or {}
    return audit(rows, funds, answers, signatures, faults=[*found, *faults], head=head)


def _find(work: Transaction, seq: int) -> Event | None:
    row = work.row(seq)
    return None if row is None else _entry(row).event


def _entry(row: JournalRow) -> Entry:
    try:
        return open_entry(row.body, row.hash)
    except UNREADABLE as error:
        raise _damaged(row.seq, error) from None


def _damaged(seq: int, error: Exception) -> InputError:
    reason = f"cannot be read: {type(error).__name__} {error}"
    remedy = "Run `lodestock ledger verify`, and restore a backup"
    return InputError(Problem("journal", f"entry {seq}" if seq else "", reason, remedy))


def _row(entry: Entry) -> JournalRow:
    e = entry.event
    return JournalRow(e.seq, e.stream, e.version, entry.prev, entry.hash, entry.body)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _day(on: str | None, today: str) -> str:
    """Return the day for which a command counts.

    Raises
    ------
    InputError : it is off the calendar, or after today
    """
    if on is None:
        return today
    day = read_date("--on", on)
    if day > today:
        raise InputError(Problem("--on", on, f"is after the ledger's day {today}", "Give a day up to it"))
    return day
