"""Calls of the ledger's commands in a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from lodestock.cli.commands import app


def call(folder: Path, *words: str, by: str | None = None, code: int = 0) -> dict[str, Any]:
    """Return the JSON object of a command of the ledger; of a wrong use the message as `error`."""
    who = [] if by is None else ["--by", by]
    result = CliRunner().invoke(app, ["ledger", *words, *who, "-C", str(folder), "--json"])
    assert result.exit_code == code, (result.output, result.exception)
    return dict(json.loads(result.stdout)) if result.stdout else {"error": result.stderr}


def show(folder: Path, *words: str) -> str:
    """Return what a person reads."""
    result = CliRunner().invoke(app, ["ledger", *words, "-C", str(folder)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def open_account(folder: Path) -> None:
    """Name people, and make an account of USD 1,000 whose money may be certified."""
    call(folder, "init")
    for person, role in (
        ("fc", "funds-certifier"),
        ("co", "contracting-officer"),
        ("au", "auditor"),
        ("cu", "custodian"),
    ):
        call(folder, "person", person, "--role", role, by="admin")
    terms = (
        "--purpose",
        "stockpile",
        "--first",
        "2025-07-04",
        "--last",
        "2029-09-30",
        "--target",
        "2027-03-31",
    )
    call(folder, "fund", "nds", "--usd", "1000", *terms, by="fc")
    call(folder, "apportion", "nds", "--usd", "1000", by="fc")
    call(folder, "allot", "nds", "--usd", "1000", by="fc")
