"""Runs and their files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from lodestock.screens import Shelf
from tests.screens.see import see


def test_a_run_lists_its_files_with_their_hashes(shelf: Shelf, demo_project: Path) -> None:
    (run,) = see(shelf, "/runs").main.rows  # type: ignore[union-attr]
    assert run["plan"] == run["size"] == "open" and run["command"] == "demo"
    screen = see(shelf, "/runs/{run}", run=run["id"])
    files = screen.grid("files")
    assert files is not None and len(files.rows) > 40
    for row in files.rows[:5]:
        path = demo_project / "runs" / run["id"] / row["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
