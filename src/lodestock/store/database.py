"""Engines: SQLite in the project, PostgreSQL by address."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from lodestock.records.errors import InputError, Problem
from lodestock.store.tables import METADATA, POSTGRES_TRIGGERS, TRIGGERS

__all__ = ["OLDER", "SCHEMA", "WRITES", "faults_of", "migrate", "open_engine", "schema_of"]

SCHEMA = "0002"
"""Newest migration."""

OLDER = ("0001",)
"""Migrations from which a database is brought to the newest one."""

WRITES = {"writes": True}
"""Execution options of a connection that writes."""

_WAIT_S = 30
_POSTGRES = ("postgresql", "postgres")


def open_engine(address: str | Path) -> Engine:
    """Return an engine.

    Parameters
    ----------
    address : file of SQLite, or URL of PostgreSQL

    Raises
    ------
    InputError : the URL is none, or PostgreSQL's driver is not installed
    """
    if isinstance(address, Path):
        return _sqlite(address)
    try:
        url = make_url(address)
        address.encode()
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in _POSTGRES:
        remedy = "Give postgresql://user@host/name; without it the ledger lies in the project's ledger.db"
        shown = ascii(address.partition("://")[0]) if "@" in address else ascii(address)
        raise InputError(
            Problem("--database", shown.strip("'"), "is not the address of a PostgreSQL database", remedy)
        )
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": 10, "application_name": "lodestock"},
        )
    except ModuleNotFoundError:
        remedy = "Install it with `pip install lodestock[postgres]`"
        raise InputError(Problem("--database", url.host or "", "needs PostgreSQL's driver", remedy)) from None


def _sqlite(path: Path) -> Engine:
    """Return an engine for a file; each transaction that writes takes the write lock as it begins."""
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file so that what is acknowledged stays, and no row is replaced behind the triggers' back."""
    found = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON", "foreign_keys=ON"):
        found.execute(f"PRAGMA {pragma}")
    return found


def schema_of(connection: Connection) -> str | None:
    """Return the migration that a database is at; None where there is no table of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return ", ".join(map(str, found)) or "none"


def migrate(connection: Connection) -> None:
    """Bring a database to the newest migration, in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def faults_of(connection: Connection) -> list[str]:
    """Return what is missing of the form of a database: tables, constraints and triggers."""
    return _sqlite_faults(connection) if connection.dialect.name == "sqlite" else _postgres_faults(connection)


def _sqlite_faults(connection: Connection) -> list[str]:
    """Compare with the statements that a new database is made by."""
    from sqlalchemy.schema import CreateTable

    query = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'")
    found = {name: _squeezed(sql) for name, sql in connection.execute(query)}
    wanted = {t.name: _squeezed(str(CreateTable(t).compile(connection))) for t in METADATA.tables.values()}
    wanted |= {name: _squeezed(sql) for name, sql in TRIGGERS["sqlite"].items()}
    out = [
        f"{name} of the database is missing or changed"
        for name, sql in wanted.items()
        if found.get(name) != sql
    ]
    extra = sorted(set(found) - set(wanted) - {"alembic_version"})
    return [*out, *(f"{name} of the database is not ours" for name in extra), *_check(connection)]


def _check(connection: Connection) -> list[str]:
    """Return what SQLite itself finds wrong with the file."""
    rows = [str(r[0]) for r in connection.execute(text("PRAGMA integrity_check(1)"))]
    return [] if rows == ["ok"] else [f"the database file is damaged: {rows[0]}"]


def _squeezed(statement: Any) -> str:
    return " ".join(str(statement).split())


def _postgres_faults(connection: Connection) -> list[str]:
    """Compare triggers, their functions, constraints and rules of the tables with what we make."""
    tables = {"names": list(METADATA.tables)}
    triggers = connection.execute(
        text(
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled, p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    )
    found = {name: (definition, enabled, source) for name, definition, enabled, source in triggers}
    out = []
    for t in POSTGRES_TRIGGERS:
        if found.pop(t.name, None) != (t.definition, "A", t.source):
            out.append(f"{t.name} of the database is missing or changed")
    out += [f"{name} of the database is not ours" for name in sorted(found)]
    query = text(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE convalidated "
        "AND connamespace = current_schema()::regnamespace"
    )
    kept = {name: _squeezed(definition) for name, definition in connection.execute(query)}
    for table in METADATA.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                wanted = "".join(str(constraint.sqltext).split())
                there = "".join(c for c in kept.get(str(constraint.name), "") if c not in " ()")
                if there != f"CHECK{wanted}":
                    out.append(f"{constraint.name} of the database is missing or changed")
    unique = {f"{t}_pkey" for t in METADATA.tables} | {"journal_hash_key", "journal_version"}
    out += [f"{n} of the database is missing" for n in sorted(unique - set(kept))]
    rules = text(
        "SELECT rulename FROM pg_rules WHERE schemaname = current_schema() AND tablename = ANY(:names)"
    )
    out += [f"{n} of the database is not ours" for n in connection.execute(rules, tables).scalars()]
    return out
