"""The walk through a programme in the documentation, typed as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "run-a-programme.md"


def test_every_line_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^    (lodestock .*)$", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(lines) > 20
    for line in lines:
        command, _, folder = line.partition(" && cd ")
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, (line, result.output)
        if folder:
            monkeypatch.chdir(tmp_path / folder)
    assert "5.00" in CliRunner().invoke(app, ["ledger", "status"]).output
