from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from lodestock.records.errors import InputError
from lodestock.store.journal import Journal


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "ledger.db")
    journal.write(lambda work: work.connection.execute(text("CREATE TABLE x (y INTEGER)")))
    taken = "CREATE TRIGGER journal_order BEFORE DELETE ON x BEGIN SELECT 1; END"
    journal.write(lambda work: work.connection.execute(text(taken)))
    with pytest.raises(InputError, match="already exists"):
        journal.make()
    assert not journal.exists()
    with journal.reading() as work:
        names = work.connection.execute(text("SELECT name FROM sqlite_master ORDER BY name")).scalars().all()
    assert names == ["journal_order", "x"]
