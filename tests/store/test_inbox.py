from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lodestock.records.journal import WatchRow
from lodestock.store.inbox import append_watch_rows, last_watch_step, read_watch_rows
from lodestock.store.journal import Journal


def test_steps_come_back_in_order_and_are_never_changed(address: str | Path) -> None:
    journal = Journal(address)
    journal.make()
    rows = [WatchRow(1, "{}"), WatchRow(2, '{"act":"ü"}')]
    journal.write(lambda work: append_watch_rows(work, rows))
    journal.write(lambda work: append_watch_rows(work, []))
    with journal.reading() as work:
        assert read_watch_rows(work) == rows and last_watch_step(work) == 2
    for statement in ("UPDATE watch SET body = 'x'", "DELETE FROM watch"):
        with pytest.raises(DBAPIError, match="what is written is not"):
            journal.write(lambda work, s=statement: work.connection.execute(text(s)))  # type: ignore[misc]


def test_a_place_is_taken_once(address: str | Path) -> None:
    journal = Journal(address)
    journal.make()
    journal.write(lambda work: append_watch_rows(work, [WatchRow(1, "a")]))
    with pytest.raises(DBAPIError):
        journal.write(lambda work: append_watch_rows(work, [WatchRow(1, "b")]))


def test_a_database_older_than_the_table_has_no_history(tmp_path: Path) -> None:
    with Journal(tmp_path / "x.db").reading() as work:
        assert read_watch_rows(work) == [] and last_watch_step(work) == 0
