from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from lodestock.store.journal import Journal


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "ledger.db")
    journal.write(lambda work: work.connection.execute(text("CREATE TABLE funds (x INTEGER)")))
    try:
        journal.make()
    except Exception:
        assert not journal.exists()
        with journal.reading() as work:
            assert work.connection.execute(text("SELECT name FROM sqlite_master")).scalars().all() == [
                "funds"
            ]
    else:
        raise AssertionError("a table of another form stood in the way")
