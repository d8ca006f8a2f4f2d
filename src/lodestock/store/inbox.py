"""The repository of what the news proposed and what was decided on it: a history that only grows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, inspect, select

from lodestock.records.journal import WatchRow
from lodestock.store.journal import Transaction
from lodestock.store.tables import WATCH

__all__ = ["append_watch_rows", "last_watch_step", "read_watch_rows"]


def read_watch_rows(work: Transaction) -> list[WatchRow]:
    """Return the history in order; nothing where the database is older than the table.

    Parameters
    ----------
    work : an open transaction
    """
    if not inspect(work.connection).has_table(WATCH.name):
        return []
    found = work.connection.execute(select(WATCH.c.seq, WATCH.c.body).order_by(WATCH.c.seq))
    return [WatchRow(*row) for row in found]


def last_watch_step(work: Transaction) -> int:
    """Return the place of the last step, 0 where there is none.

    Parameters
    ----------
    work : an open transaction
    """
    if not inspect(work.connection).has_table(WATCH.name):
        return 0
    return int(work.connection.execute(select(func.coalesce(func.max(WATCH.c.seq), 0))).scalar_one())


def append_watch_rows(work: Transaction, rows: Iterable[WatchRow]) -> None:
    """Write further steps.

    Parameters
    ----------
    work : a transaction that writes; nobody writes beside it
    rows : in order, from behind the last one
    """
    values = [{"seq": row.seq, "body": row.body} for row in rows]
    if values:
        work.connection.execute(WATCH.insert(), values)
