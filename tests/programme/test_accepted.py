"""What was accepted from the news, as every command of a project sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.programme.accepted import accepted_rows, open_inbox, row_step, rows_over, step_row
from lodestock.programme.desk import Place
from lodestock.programme.project import new_project, open_case
from lodestock.programme.tables import overlay_texts
from lodestock.records.errors import DataError, InputError
from lodestock.records.journal import WatchRow
from lodestock.store.inbox import append_watch_rows
from lodestock.store.journal import Journal
from lodestock.watch.inbox import Step
from tests.programme.news_cases import CONTROL, make_inbox

ROW = {"event_id": "watch-w1", "announced": "2025-10-09", "actor_country_iso3": "CHN", "instrument": "export_ban",
       "materials": "tin", "targets": "ALL", "status": "in_force"}  # fmt: skip


def accept(place: Path, seq: int = 2, note: str | None = "read it", **cells: str) -> None:
    """Write the word of a person behind what the text proposed."""
    rows = [{"table": "policy_events", "cells": {**ROW, **cells}}]
    data = {"rows": rows, "said": [], "draft": [], "changes": {}, "moved_share": None}
    step = Step("accept", "w1", "ann", "2026-01-05", "2026-01-05T10:00:00Z", note, data, seq)
    Journal(place / "ledger.db").write(lambda work: append_watch_rows(work, [step_row(step)]))


def test_an_accepted_event_is_laid_over_the_tables_of_the_project(tmp_path: Path) -> None:
    make_inbox(tmp_path / "p", CONTROL)
    before = open_case(tmp_path / "p")
    accept(tmp_path / "p")
    after = open_case(tmp_path / "p")
    assert after.dataset.hash != before.dataset.hash
    assert overlay_texts(after, "policy_events")["watch-w1"] == "watch/w1 added by ann: read it"
    assert open_case(tmp_path / "p", laid=()).dataset.hash == before.dataset.hash
    (row,) = accepted_rows(tmp_path / "p")
    assert (row.place, row.cells["author"], row.cells["reason"]) == ("watch/w1", "ann", "read it")
    assert rows_over(open_inbox(Place(tmp_path / "p")), without="w1") == []


def test_a_reason_that_nobody_gave_is_the_text(tmp_path: Path) -> None:
    make_inbox(tmp_path / "p", CONTROL)
    accept(tmp_path / "p", note=None)
    (row,) = accepted_rows(tmp_path / "p")
    assert row.cells["reason"] == "told by a"


def test_a_project_without_a_database_has_accepted_nothing(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    assert accepted_rows(folder) == [] == accepted_rows(None)
    assert open_case(folder).dataset.hash == open_case().dataset.hash
    assert not (folder / "ledger.db").exists(), "looking makes no database"


def test_a_row_that_no_longer_fits_is_told_by_its_place(tmp_path: Path) -> None:
    make_inbox(tmp_path / "p", CONTROL)
    accept(tmp_path / "p", materials="cobolt")
    with pytest.raises(DataError, match=r"watch/w1 column materials = 'cobolt'"):
        open_case(tmp_path / "p")


def test_a_step_comes_back_as_it_was_written_and_another_text_is_none() -> None:
    step = Step("edit", "w1", "ann", "2026-01-05", "t", None, {"changes": {"effective": ["a", "b"]}}, 7)
    assert row_step(step_row(step)) == step
    for body in ("{", "[]", '{"act":"edit"}', '{"act":1,"x":2}'):
        with pytest.raises(InputError, match="inbox = 'step 3': cannot be read"):
            row_step(WatchRow(3, body))
