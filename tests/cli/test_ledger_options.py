from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer
from typer.main import get_command

from lodestock.cli.commands import app
from lodestock.cli.ledger_options import ledger_app
from lodestock.programme.project import new_project
from tests.cli.ledger_calls import call


def test_every_command_that_writes_takes_the_same_options() -> None:
    ledger = typer.main.get_group(ledger_app)
    reading = {"init", "head", "status", "history", "verify", "backup", "restore"}
    writing = set(ledger.commands) - reading
    assert len(writing) >= 18
    for name in writing:
        options = {o for p in ledger.commands[name].params for o in p.opts}
        assert {"-C", "--database", "--by", "--on", "--key", "--note", "--expect", "--json"} <= options, name
        assert ledger.commands[name].help, name
    assert "ledger" in getattr(get_command(app), "commands")  # noqa: B009


def test_an_answer_that_cannot_be_printed_says_that_it_was_recorded(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    call(folder, "init")
    words = ["ledger", "person", "x", "--role", "viewer", "--by", "admin", "-C", str(folder), "--json"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lodestock.cli", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1 and "entry 3 was recorded, but its answer cannot be printed" in done.stderr
