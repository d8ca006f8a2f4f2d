"""A ledger written to a file, and brought back from it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from lodestock.ledger.audit import audit
from lodestock.ledger.backup import Backup, read_backup, write_backup
from lodestock.ledger.book import fund_rows
from lodestock.ledger.rules import refusal
from lodestock.programme.desk import Desk, Place, find_journal, open_desk, verify_in
from lodestock.programme.folders import temporary_folder_in
from lodestock.programme.ledger import ledger_header
from lodestock.records.errors import InputError, Problem, refused
from lodestock.store.inbox import append_watch_rows, read_watch_rows
from lodestock.store.journal import Journal, Transaction

__all__ = ["backup_document", "restore_document"]

_LONGEST = 100_000
"""Signs of the longest line: a file of another kind is not read into memory."""


def backup_document(place: Place, file: Path, *, force: bool = False) -> dict[str, Any]:
    """Write a ledger, and the inbox of news beside it, to a file; return the JSON object of `lodestock ledger backup`.

    The file appears whole or not at all, and is on the disk when this returns.

    Parameters
    ----------
    force : replaces a file that is there

    Raises
    ------
    InputError : no ledger; the file is there already or cannot be written; the ledger does not verify
    """
    desk = open_desk(place)
    if file.exists() and not force:
        raise InputError(
            Problem(str(file), "", "is there already", "Give another name, or --force to replace it")
        )
    with desk.journal.reading() as work:
        verdict = verify_in(work)
        if verdict.first_bad is not None:
            reason = f"does not verify: entry {verdict.first_bad.seq}: {verdict.first_bad.reason}"
            remedy = "Keep earlier backups, and restore one of them"
            raise InputError(Problem(desk.journal.name, "", reason, remedy))
        try:
            with temporary_folder_in(file.parent) as made:
                with (made / file.name).open("w", encoding="utf-8", newline="\n") as out:
                    news = read_watch_rows(work)
                    out.writelines(write_backup(work.rows(), work.answers(), work.signatures(), news))
                    out.flush()
                    os.fsync(out.fileno())
                (made / file.name).replace(file)
        except OSError as error:
            raise InputError(refused(error, file)) from None
    return {**ledger_header("backup"), "file": str(file), "events": verdict.events, "head": verdict.head}


def restore_document(place: Place, file: Path) -> dict[str, Any]:
    """Bring a ledger back from a file, into a project or database that has none; return the JSON object.

    Raises
    ------
    InputError : the file is no whole backup, or what it holds does not verify
    RuleError : there is a ledger in which something happened
    """
    journal = find_journal(place)
    try:
        with file.open(encoding="utf-8", newline="\n") as text:
            backup = read_backup(str(file), iter(partial(text.readline, _LONGEST), ""))
    except OSError as error:
        raise InputError(refused(error, file)) from None
    except UnicodeDecodeError:
        remedy = "Give a file that `lodestock ledger backup` wrote"
        raise InputError(Problem(str(file), "", "is not text in UTF-8", remedy)) from None
    funds = _funds(str(file), backup)
    if isinstance(journal.address, Path):
        _restore_file(journal, journal.address, backup, funds)
    else:
        journal.make()
        _restore(journal, backup, funds)
    return {
        **ledger_header("restore"),
        "file": str(file),
        "events": len(backup.rows),
        "head": backup.rows[-1].hash,
    }


def _funds(place: str, backup: Backup) -> dict[str, tuple[int, ...]]:
    """Return the fund rows that a backup's journal adds up to, once all of it is checked.

    Raises
    ------
    InputError : it is not as it was written
    """
    verdict = audit(backup.rows, None, backup.answers, backup.signatures)
    bad = verdict.first_bad
    if bad is not None or not backup.rows:
        reason = "holds no entry" if bad is None else f"does not verify: entry {bad.seq}: {bad.reason}"
        raise InputError(Problem(place, "", reason, "Give another backup"))
    return fund_rows(verdict.book.state)


def _restore(journal: Journal, backup: Backup, funds: dict[str, tuple[int, ...]]) -> None:
    """Write a backup into a database without entries."""

    def work(transaction: Transaction) -> None:
        if transaction.last():
            remedy = "Restore into an empty database"
            raise refusal("exists", "ledger", journal.name, "is there already", remedy)
        _check_unread(transaction, journal)
        transaction.append(backup.rows, funds, backup.answers, backup.signatures)
        append_watch_rows(transaction, backup.news)

    journal.write(work)


def _check_unread(work: Transaction, journal: Journal) -> None:
    """Check that no news was read into a database, which a restored one would put aside.

    Raises
    ------
    RuleError : some was
    """
    if read_watch_rows(work):
        remedy = "Restore into another project or an empty database"
        raise refusal("exists", "inbox", journal.name, "holds proposals of the news already", remedy)


def _restore_file(journal: Journal, path: Path, backup: Backup, funds: dict[str, tuple[int, ...]]) -> None:
    """Write a backup into a file of its own, and put it in the place of a ledger that is new, or of none."""
    if journal.exists():
        journal.check()
        with journal.reading() as work:
            Desk(journal).check_new(work.last())
            _check_unread(work, journal)
    journal.close()
    with temporary_folder_in(path.parent) as made:
        fresh = Journal(made / path.name)
        fresh.make()
        _restore(fresh, backup, funds)
        verdict = Desk(fresh).verify()
        fresh.close()
        if not verdict.ok:
            raise InputError(
                Problem(str(path), "", "could not be written as it was", "Check the disk, and try again")
            )
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        (made / path.name).replace(path)
