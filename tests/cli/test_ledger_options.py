from __future__ import annotations

import typer
from typer.main import get_command

from lodestock.cli.commands import app
from lodestock.cli.ledger_options import ledger_app


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
