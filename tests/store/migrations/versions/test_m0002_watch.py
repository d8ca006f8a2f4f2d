from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from lodestock.records.errors import InputError
from lodestock.store.database import SCHEMA, WRITES, faults_of, open_engine, schema_of
from lodestock.store.journal import Journal


def _made_before(address: str | Path) -> None:
    """Make a database as the version before this migration left it."""
    journal = Journal(address)
    journal.make()
    journal.close()
    engine = open_engine(address)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text("DROP TABLE watch"))
        if not isinstance(address, Path):
            for act in ("update", "delete", "truncate"):
                connection.execute(text(f"DROP FUNCTION watch_no_{act}()"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()


@pytest.mark.parametrize("asks", ["make", "check"])
def test_a_ledger_of_an_earlier_version_gets_the_table_and_its_triggers(
    address: str | Path, asks: str
) -> None:
    _made_before(address)
    journal = Journal(address)
    getattr(journal, asks)()
    with journal.reading() as work:
        assert schema_of(work.connection) == SCHEMA and faults_of(work.connection) == []


def test_a_ledger_of_a_later_version_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.db")
    journal.make()
    with (
        open_engine(tmp_path / "x.db").connect().execution_options(**WRITES) as connection,
        connection.begin(),
    ):
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(InputError, match="another form than 0002"):
        journal.make()
