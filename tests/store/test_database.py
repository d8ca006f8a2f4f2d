from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from lodestock.records.errors import InputError
from lodestock.store.database import SCHEMA, WRITES, faults_of, migrate, open_engine, schema_of


def test_a_new_database_has_its_form_and_any_loss_is_seen(address: str | Path) -> None:
    engine = open_engine(address)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        assert schema_of(connection) is None
        migrate(connection)
        migrate(connection)
        assert schema_of(connection) == SCHEMA and faults_of(connection) == []
    drop = "DROP TRIGGER journal_order" + ("" if isinstance(address, Path) else " ON journal")
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text(drop))
        assert faults_of(connection) == ["journal_order of the database is missing or changed"]
    engine.dispose()


def test_sqlite_keeps_what_it_acknowledges(tmp_path: Path) -> None:
    with open_engine(tmp_path / "x.db").connect() as connection:
        got = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "recursive_triggers")
        }
    assert got == {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ledger.db",
        "mysql://x/y",
        "postgresql",
        "postgresql://u@h:abc/db",
        "postgresql://[::1/db",
        "postgresql://\udcff/x",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="is not the address of a PostgreSQL database"):
        open_engine(address)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(InputError) as found:
        open_engine("mysql://me:secret@host/x")
    assert "secret" not in str(found.value)
