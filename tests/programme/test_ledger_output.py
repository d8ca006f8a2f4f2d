from __future__ import annotations

from pathlib import Path

import polars as pl

from lodestock.programme.desk import Desk, Place
from lodestock.programme.ledger import status_document
from lodestock.programme.ledger_output import ledger_frames
from lodestock.programme.project import Case, new_project
from lodestock.programme.sample_ledger import write_sample
from lodestock.store.journal import Journal
from tests.ledger.conftest import KEY


def test_a_status_is_written_with_its_frames_and_picture(tmp_path: Path, case: Case) -> None:
    folder = new_project(tmp_path / "p")
    write_sample(folder, case.dataset, "2025-10-13")
    status = status_document(Place(folder), None, out=tmp_path / "out")
    assert {"status.json", "pictures/burn_down.svg", "frames/burn_down.csv", "run.json"} <= set(
        status["files"]
    )
    accounts = pl.read_csv(tmp_path / "out" / "frames" / "ledger_accounts.csv")
    assert accounts.filter(pl.col("within").is_null())["appropriated_usd"].sum() == 7.5e9
    balance = pl.read_csv(tmp_path / "out" / "frames" / "trial_balance.csv")
    for (_,), book in balance.group_by("account", maintain_order=True):
        assert book["debit_usd"].sum() == book["credit_usd"].sum() > 0
    assert (
        "18.5 of 1,000 million obligated by 2025-10-13; 55.9 a month"
        in (tmp_path / "out" / "pictures" / "burn_down.svg").read_text()
    )


def test_an_empty_ledger_has_frames_too(tmp_path: Path) -> None:
    desk = Desk(Journal(tmp_path / "ledger.db"))
    desk.make(KEY)
    from lodestock.programme.ledger import status_of

    frames = ledger_frames(status_of(desk), desk.entries(), "2025-10-13")
    assert all(f.is_empty() for f in frames.values())
