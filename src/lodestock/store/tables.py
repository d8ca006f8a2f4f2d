"""Tables of the database, and what keeps them as they are."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import BigInteger, CheckConstraint, Column, MetaData, Table, Text, UniqueConstraint

__all__ = ["AMOUNTS", "ANSWERS", "FUNDS", "JOURNAL", "METADATA", "SIGNATURES", "TRIGGERS"]

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

_KEPT = ("journal", "answers", "signatures")
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


def _postgresql() -> dict[str, str]:
    """Return functions and triggers of PostgreSQL by name; a trigger and its function share one."""
    out = {}
    for table in (*_KEPT, "funds"):
        for act in ("update", "delete", "truncate") if table in _KEPT else ("delete", "truncate"):
            name = f"{table}_no_{act}"
            each = "STATEMENT" if act == "truncate" else "ROW"
            out[name] = (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f"BEGIN RAISE EXCEPTION '{table}: {_WORDS[act]}'; END$$; "
                f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}(); "
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
            )
    out["journal_order"] = (
        "CREATE FUNCTION journal_order() RETURNS trigger LANGUAGE plpgsql AS $$"
        f"BEGIN IF {_ORDER} THEN RAISE EXCEPTION 'journal: {_WORDS['insert']}'; END IF; RETURN NEW; END$$; "
        "CREATE TRIGGER journal_order BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_order(); "
        "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_order"
    )
    return out


TRIGGERS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
"""Statements that make the triggers of each database, by the name of the trigger."""
