from __future__ import annotations

from dataclasses import fields

from lodestock.records.journal import AnswerRow, JournalRow
from lodestock.store.tables import ANSWERS, JOURNAL


def test_rows_have_the_columns_of_their_tables() -> None:
    assert [f.name for f in fields(JournalRow)] == [c.name for c in JOURNAL.columns]
    assert [f.name for f in fields(AnswerRow)] == [c.name for c in ANSWERS.columns]
