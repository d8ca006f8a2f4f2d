"""Tables of the database, and what keeps them as they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import BigInteger, CheckConstraint, Column, MetaData, Table, Text, UniqueConstraint

__all__ = [
    "AMOUNTS",
    "ANSWERS",
    "FUNDS",
    "JOURNAL",
    "METADATA",
    "POSTGRES_TRIGGERS",
    "SIGNATURES",
    "TRIGGERS",
    "WATCH",
    "PostgresTrigger",
    "trigger_statements",
]

METADATA = MetaData()

AMOUNTS = ("appropriated", "apportioned", "allotted", "committed", "obligated", "expended")
"""Cumulative amounts of an account, in cents: each holds the next one."""

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    UniqueConstraint("stream", "version", name="journal_version"),
    CheckConstraint("seq > 0 AND version > 0", name="journal_places"),
)
"""Entries: place, thing and its version, hash before, own hash, canonical body."""

FUNDS = Table(
    "funds",
    METADATA,
    Column("account", Text, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in AMOUNTS),
    CheckConstraint(
        "0 <= expended AND " + " AND ".join(f"{b} <= {a}" for a, b in pairwise(AMOUNTS)),
        name="funds_not_overspent",
    ),
)
"""One row an account: the last line of defence against spending what is not there."""

ANSWERS = Table(
    "answers",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
)
"""What was answered to a command with an idempotency key, and the hash of what was asked."""

SIGNATURES = Table(
    "signatures",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("signature", Text, nullable=False),
)
"""Signatures of heads."""

WATCH = Table(
    "watch",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    CheckConstraint("seq > 0", name="watch_places"),
)
"""What was proposed from the news and decided on it: place, canonical body."""

_KEPT = ("journal", "answers", "signatures", "watch")
_ORDER = (
    "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal) OR NEW.prev <> "
    "COALESCE((SELECT hash FROM journal WHERE seq = NEW.seq - 1), '" + "0" * 64 + "')"
)
_WORDS = {
    "update": "what is written is not changed",
    "delete": "what is written is not deleted",
    "truncate": "what is written is not deleted",
    "insert": "an entry follows the last one",
}


def _sqlite() -> dict[str, str]:
    """Return the triggers of SQLite by name."""
    out = {}
    for table in (*_KEPT, "funds"):
        for act in ("update", "delete") if table in _KEPT else ("delete",):
            name = f"{table}_no_{act}"
            out[name] = (
                f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: {_WORDS[act]}'); END"
            )
    out["journal_order"] = (
        f"CREATE TRIGGER journal_order BEFORE INSERT ON journal WHEN {_ORDER} "
        f"BEGIN SELECT RAISE(ABORT, 'journal: {_WORDS['insert']}'); END"
    )
    return out


@dataclass(frozen=True, slots=True)
class PostgresTrigger:
    """A trigger of PostgreSQL and its function of the same name; it fires for replicas too.

    Attributes
    ----------
    name, table : of the trigger
    source : body of the function
    definition : statement that makes the trigger, as PostgreSQL tells it
    """

    name: str
    table: str
    source: str
    definition: str

    @property
    def statement(self) -> str:
        """Statements that make both."""
        return (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.source}$$; "
            f"{self.definition}; ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}"
        )


def _postgresql() -> list[PostgresTrigger]:
    """Return the triggers of PostgreSQL."""

    def make(name: str, table: str, when: str, each: str, source: str) -> PostgresTrigger:
        definition = (
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
        )
        return PostgresTrigger(name, table, source, definition)

    out = []
    for table in (*_KEPT, "funds"):
        for act in ("update", "delete", "truncate") if table in _KEPT else ("delete", "truncate"):
            each = "STATEMENT" if act == "truncate" else "ROW"
            source = f"BEGIN RAISE EXCEPTION '{table}: {_WORDS[act]}'; END"
            out.append(make(f"{table}_no_{act}", table, act.upper(), each, source))
    check = f"BEGIN IF {_ORDER} THEN RAISE EXCEPTION 'journal: {_WORDS['insert']}'; END IF; RETURN NEW; END"
    return [*out, make("journal_order", "journal", "INSERT", "ROW", check)]


POSTGRES_TRIGGERS = tuple(_postgresql())
"""Triggers of PostgreSQL, in parts."""

TRIGGERS = {"sqlite": _sqlite(), "postgresql": {t.name: t.statement for t in POSTGRES_TRIGGERS}}
"""Statements that make the triggers of each database, by the name of the trigger."""


def trigger_statements(dialect: str, *tables: str) -> list[str]:
    """Return the statements that make the triggers of some tables.

    Parameters
    ----------
    dialect : of the database, a key of `TRIGGERS`
    tables : their names
    """
    return [text for name, text in TRIGGERS[dialect].items() if name.partition("_")[0] in tables]
