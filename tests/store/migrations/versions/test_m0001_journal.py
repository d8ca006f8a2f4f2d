from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from lodestock.store.journal import Journal
from lodestock.store.tables import METADATA, TRIGGERS


def test_tables_and_triggers_stand_after_the_migration(address: str | Path) -> None:
    journal = Journal(address)
    journal.make()
    if isinstance(address, Path):
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        wanted = set(TRIGGERS["sqlite"])
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        wanted = set(TRIGGERS["postgresql"])
    with journal.reading() as work:
        assert set(work.connection.execute(text(query)).scalars()) == wanted
        for table in METADATA.tables.values():
            assert work.connection.execute(table.select()).all() == []
