from __future__ import annotations

import pytest
import typer

from lodestock.cli.commands import app


@pytest.mark.parametrize("option", ["--json", "--out"])
def test_an_option_says_the_same_wherever_it_appears(option: str) -> None:
    top = typer.main.get_group(app)
    every = [*top.commands.values(), *top.commands["ledger"].commands.values()]  # type: ignore[attr-defined]
    said = [p.help for c in every for p in c.params if option in p.opts and c.name != "demo"]
    assert len(said) > 2 and len(set(said)) == 1
