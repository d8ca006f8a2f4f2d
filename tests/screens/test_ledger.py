"""The page of the ledger, and of one thing in it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from lodestock.screens import Shelf, Words
from lodestock.screens.ledger import _said
from tests.screens.see import see


def test_the_journal_is_shown_with_the_state_of_its_chain(shelf: Shelf) -> None:
    screen = see(shelf, "/ledger")
    assert screen.main is not None and [r["seq"] for r in screen.main.rows] == list(range(1, 24))
    words = next(p for p in screen.parts if isinstance(p, Words))
    assert words.text.startswith("The chain of 23 entries holds") and screen.notices == ()
    assert {r["award_id"] for r in screen.grid("awards").rows} == {"dla-sb-uamy", "dla-ta-gam", "dla-sc-2025"}  # type: ignore[union-attr]


def test_one_award_tells_its_four_numbers(shelf: Shelf) -> None:
    screen = see(shelf, "/ledger/history/{thing:path}", thing="dla-sb-uamy")
    words = next(p for p in screen.parts if isinstance(p, Words)).text
    assert "ceiling USD 245,000,000.00" in words and "minimum not stated" in words
    assert "obligated USD 9,900,000.00, paid USD 0.00" in words
    assert screen.main is not None and len(screen.main.rows) == len(screen.document["history"]) > 1


def test_a_forged_ledger_is_called_so(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    with sqlite3.connect(folder / "ledger.db") as database:
        names = [r[0] for r in database.execute("select name from sqlite_master where type = 'trigger'")]
        for name in names:
            database.execute(f'drop trigger "{name}"')
        table = database.execute(
            "select name from sqlite_master where type='table' and sql like '%hash%'"
        ).fetchone()[0]
        database.execute(f'update "{table}" set hash = ? where seq = 5', ("0" * 64,))
    screen = see(Shelf(folder), "/ledger")
    assert (
        "THE CHAIN IS BROKEN at entry" in screen.notices[0] and "lodestock ledger verify" in screen.notices[0]
    )


def test_cents_are_said_in_dollars() -> None:
    said = _said(
        {"cents": 12345, "ceiling_cents": 100, "vendors": ["a", "b"], "none": None, "empty": "", "seq": 3}
    )
    assert said == "USD 123.45; ceiling USD 1.00; vendors a, b; seq 3"
