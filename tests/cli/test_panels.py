from __future__ import annotations

import re

import typer
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.cli.panels import BEGIN, LOOK, LOOP, RUNS, SOUND, InOrder


def shown() -> str:
    return CliRunner().invoke(app, ["--help"], env={"COLUMNS": "140"}).output


def test_help_lists_commands_in_the_order_in_which_they_are_used() -> None:
    listed = re.findall(r"^│ ([a-z]+) {2,}\S", shown(), re.MULTILINE)
    loop = "demo new watch assess size plan ledger report web"
    assert listed == [
        *loop.split(),
        *["cards", "events", "materials", "explain", "table", "data", "methods", "runs", "compare", "check"],
    ]
    registered = {c.name for c in app.registered_commands} | {g.name for g in app.registered_groups}
    assert set(listed) == registered


def test_every_command_stands_in_a_panel() -> None:
    heads = re.findall(r"^╭─ (.+?) ─+╮$", shown(), re.MULTILINE)
    assert heads == ["Options", BEGIN, LOOP, LOOK, RUNS, SOUND]
    assert "Bundled is the public case of the United States" in " ".join(
        re.sub("[│\n]", " ", shown()).split()
    )


def test_a_command_that_the_order_does_not_know_comes_last() -> None:
    small = typer.Typer(cls=InOrder)
    for name in ("zebra", "check", "demo"):
        small.command(name)(lambda: None)
    out = CliRunner().invoke(small, ["--help"]).output
    assert re.findall(r"^│ ([a-z]+)", out, re.MULTILINE) == ["demo", "check", "zebra"]
