"""The repository of the journal: one transaction a command, read back in order."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, bindparam, func, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from lodestock.records.errors import InputError, Problem
from lodestock.records.journal import AnswerRow, JournalRow
from lodestock.store.database import OLDER, SCHEMA, WRITES, faults_of, migrate, open_engine, schema_of
from lodestock.store.tables import AMOUNTS, ANSWERS, FUNDS, JOURNAL, METADATA, SIGNATURES

__all__ = ["Journal", "Transaction"]

T = TypeVar("T")

_TRIES = 10
_LOCK = 7_119_021
"""Number of the lock that is held while tables are made."""

_RAISED = "P0001"
"""What PostgreSQL says of what our triggers refuse."""

_AGAIN = ("40001", "40P01")
"""What PostgreSQL says when a transaction shall be tried again: serialization failure, deadlock."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction."""

    connection: Connection

    def rows(self, after: int = 0) -> Iterator[JournalRow]:
        """Yield the entries behind a place, in order."""
        found = self.connection.execute(_ROWS, {"after": after})
        for chunk in found.partitions(1000):
            for row in chunk:
                yield JournalRow(*row)

    def row(self, seq: int) -> JournalRow | None:
        """Return an entry."""
        found = self.connection.execute(select(JOURNAL).where(JOURNAL.c.seq == seq)).first()
        return None if found is None else JournalRow(*found)

    def answer(self, key: str) -> AnswerRow | None:
        """Return what was answered to a key."""
        found = self.connection.execute(_ANSWER, {"asked": key}).first()
        return None if found is None else AnswerRow(*found)

    def answers(self) -> list[AnswerRow]:
        """Return all kept answers, by key."""
        return [AnswerRow(*r) for r in self.connection.execute(select(ANSWERS).order_by(ANSWERS.c.key))]

    def funds(self) -> dict[str, tuple[int, ...]]:
        """Return account -> six cumulative amounts in cents."""
        return {r[0]: tuple(r[1:]) for r in self.connection.execute(select(FUNDS))}

    def signatures(self) -> dict[int, str]:
        """Return seq -> signature, hex."""
        return {r[0]: r[1] for r in self.connection.execute(select(SIGNATURES))}

    def last(self) -> int:
        """Return the place of the last entry, 0 where there is none."""
        return int(self.connection.execute(select(func.coalesce(func.max(JOURNAL.c.seq), 0))).scalar_one())

    def faults(self) -> list[str]:
        """Return what is wrong with the form of the database."""
        version = schema_of(self.connection)
        wrong = [] if version == SCHEMA else [f"the database says it is at migration {version}, not {SCHEMA}"]
        return [*wrong, *faults_of(self.connection)]

    def append(
        self,
        rows: Iterable[JournalRow],
        changes: Mapping[str, Iterable[int]],
        answers: Iterable[AnswerRow] = (),
        signatures: Mapping[int, str] | None = None,
    ) -> None:
        """Write entries and what follows from them.

        Parameters
        ----------
        rows : in order, from behind the last one
        changes : account -> six changes of its cumulative amounts, in cents
        answers : kept for idempotency keys
        signatures : place -> signature of its head
        """
        written = list(rows)
        self._insert(JOURNAL, written)
        if written and self.last() != written[-1].seq:
            raise RuntimeError("the database did not keep what was written: run `lodestock ledger verify`")
        for account, amounts in changes.items():
            self._change(account, dict(zip(AMOUNTS, amounts, strict=True)))
        self._insert(ANSWERS, answers)
        for seq, signature in (signatures or {}).items():
            self.connection.execute(SIGNATURES.insert(), {"seq": seq, "signature": signature})

    def _insert(self, table: Table, rows: Iterable[JournalRow | AnswerRow]) -> None:
        """Insert rows in their order."""
        values = [{c.name: getattr(r, c.name) for c in table.columns} for r in rows]
        if values:
            self.connection.execute(table.insert(), values)

    def _change(self, account: str, amounts: Mapping[str, int]) -> None:
        """Change a fund row by differences, so that the database itself adds up; a new account's row is made."""
        done = self.connection.execute(
            _CHANGE, {"which": account, **{f"d_{k}": v for k, v in amounts.items()}}
        )
        if done.rowcount == 0:
            self.connection.execute(FUNDS.insert(), {"account": account, **amounts})


def _ours(connection: Connection) -> bool:
    """Say whether a database has any table of ours."""
    return bool(set(inspect(connection).get_table_names()) & set(METADATA.tables))


_ROWS = select(JOURNAL).where(JOURNAL.c.seq > bindparam("after")).order_by(JOURNAL.c.seq)
_ANSWER = select(ANSWERS).where(ANSWERS.c.key == bindparam("asked"))
_CHANGE = (
    FUNDS.update()
    .where(FUNDS.c.account == bindparam("which"))
    .values({name: FUNDS.c[name] + bindparam(f"d_{name}") for name in AMOUNTS})
)


class Journal:
    """A journal in a database.

    Parameters
    ----------
    address : file of SQLite, or URL of PostgreSQL
    """

    def __init__(self, address: str | Path) -> None:
        self.address = address
        self._engine: Engine = open_engine(address)

    def make(self) -> None:
        """Make the tables, or bring them to their newest form.

        Raises
        ------
        InputError : the database cannot be used, or keeps text in another encoding than UTF-8
        """
        # What another process made meanwhile is seen behind the lock, as each statement sees what is committed.
        with self._transaction("READ COMMITTED", writes=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
                if encoding != "UTF8":
                    remedy = "Make the database with ENCODING 'UTF8'"
                    raise InputError(Problem(self.name, encoding, "is not the encoding UTF8", remedy))
            if _ours(connection) and schema_of(connection) not in OLDER:
                self._check(connection)
            else:
                migrate(connection)

    def exists(self) -> bool:
        """Say whether any table of ours is there, in whatever form.

        Raises
        ------
        InputError : the database cannot be reached
        """
        if isinstance(self.address, Path) and not self.address.exists():
            return False
        with self._usable(), self._engine.connect() as connection:
            return _ours(connection)

    def check(self) -> None:
        """Check that the tables are at the newest migration; bring those of an earlier version there.

        Raises
        ------
        InputError : they are of another form
        """
        with self._usable(), self._engine.connect() as connection:
            is_older = schema_of(connection) in OLDER
            if not is_older:
                self._check(connection)
        if is_older:
            self.make()

    def _check(self, connection: Connection) -> None:
        found = schema_of(connection)
        if found != SCHEMA:
            remedy = "Use the version of lodestock that wrote it, or restore a backup into another project"
            raise InputError(Problem(self.name, str(found), f"is of another form than {SCHEMA}", remedy))

    @property
    def name(self) -> str:
        """Where it lies, without a password."""
        if isinstance(self.address, Path):
            return str(self.address)
        return self._engine.url.set(query={}).render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Yield a transaction that sees one state of the database and writes nothing."""
        with self._transaction("REPEATABLE READ") as connection:
            yield Transaction(connection)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do work in one transaction that nobody writes beside, and return its result.

        Where PostgreSQL asks for another try, the work is done again, at most ten times.

        Parameters
        ----------
        work : gets the transaction; what it raises undoes everything
        """
        for left in reversed(range(_TRIES)):
            try:
                with self._transaction("SERIALIZABLE", writes=True) as connection:
                    if connection.dialect.name == "postgresql":
                        # Before the first statement that reads: the snapshot is then taken behind the lock.
                        connection.exec_driver_sql("LOCK TABLE funds IN EXCLUSIVE MODE")
                    return work(Transaction(connection))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _AGAIN:
                    raise
                if left == 0:
                    reason = f"was busy in {_TRIES} tries: {str(error.orig).strip().splitlines()[0]}"
                    raise InputError(
                        Problem(self.name, "", reason, "Ask again; nothing was written")
                    ) from error
                time.sleep(random.uniform(0.005, 0.05))
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def _transaction(self, isolation: str, *, writes: bool = False) -> Iterator[Connection]:
        """Yield a connection in a transaction; SQLite, which has one isolation, is told whether it writes."""
        with self._usable(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level=isolation)
            elif writes:
                connection = connection.execution_options(**WRITES)
            with connection.begin():
                yield connection

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Tell a database that cannot be used from a fault of ours."""
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            if state in _AGAIN or state == _RAISED:
                raise
            first = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
            remedy = "Check that the database runs, is not locked, and that you may write it"
            if "not a database" in first or "malformed" in first or "decode" in first:
                remedy = "Restore a backup with `lodestock ledger restore` into another project"
            raise InputError(Problem(self.name, "", f"cannot be used: {first}", remedy)) from error
        except UnicodeError as error:
            remedy = "Use signs that UTF-8 can write"
            raise InputError(Problem(self.name, "", f"cannot take the text: {error}", remedy)) from error

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
