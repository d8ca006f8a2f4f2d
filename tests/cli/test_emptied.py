"""Every bundled table with all its rows removed, through the commands: a refusal in words, or a result."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.data import SPECS
from lodestock.programme.project import Case, new_project
from lodestock.records.dataset import cell_text

SITES = ("import_shares", "global_supply_shares", "us_demand")
"""Tables that single sites name rows of; a user who empties them must remove the sites too."""

EMPTY = ("economic_vulnerability", "offers")
"""Tables whose rows come from overlays."""


def emptied(folder: Path, case: Case, names: Iterable[str]) -> Path:
    """Return a project whose overlays remove every row of some tables."""
    new_project(folder)
    for name in names:
        key = SPECS[name].key
        with (folder / "overlays" / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow([*key, "remove"])
            out.writerows([*(cell_text(r[k]) for k in key), "y"] for r in case.dataset.rows(name))
    return folder


def run_on(folder: Path, *words: str) -> None:
    """Run a command; exit codes 0 and 1 (a check failed) need a document, 2 and 3 need words, others are wrong."""
    result = CliRunner().invoke(app, [*words, "--json", "-C", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
    assert result.exit_code in (0, 1, 2, 3), (words, result.output)
    if result.exit_code in (0, 1):
        assert result.stdout.startswith("{"), words
    else:
        assert result.stderr.startswith("lodestock: "), (words, result.stderr)


QUICK = [["materials"], ["data", "status"], ["explain", "cobalt"], ["explain", "CHN"]]
LONG = [["check"], ["size"], ["size", "--card", "october-2025", "--draws", "20"], ["plan"]]


@pytest.mark.parametrize("name", [n for n in SPECS if n not in EMPTY])
def test_what_is_quick_works_on_an_emptied_table(tmp_path: Path, case: Case, name: str) -> None:
    sites = ["single_sites"] if name in SITES else []
    folder = emptied(tmp_path / "p", case, [name, *sites])
    for words in QUICK[:2]:
        run_on(folder, *words)


@pytest.mark.parametrize("name", ["case_facts", "us_demand", "price", "single_sites", "sources"])
def test_check_and_explain_work_on_an_emptied_table(tmp_path: Path, case: Case, name: str) -> None:
    folder = emptied(tmp_path / "p", case, [name])
    for words in (*QUICK, ["check"]):
        run_on(folder, *words)


@pytest.mark.soak
@pytest.mark.parametrize("name", [n for n in SPECS if n not in EMPTY])
def test_every_command_works_on_an_emptied_table(tmp_path: Path, case: Case, name: str) -> None:
    sites = ["single_sites"] if name in SITES else []
    folder = emptied(tmp_path / "p", case, [name, *sites])
    for words in (*QUICK, *LONG):
        run_on(folder, *words)
    result = CliRunner().invoke(app, ["demo", "--out", str(folder), "--force", "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 2, 3), result.output


@pytest.mark.soak
@pytest.mark.parametrize("text", ["", "junk", "1;2", "-1"])
def test_every_parameter_that_cannot_be_used_is_refused_or_used(
    tmp_path: Path, case: Case, text: str
) -> None:
    for i, row in enumerate(case.dataset.rows("scenario_generator")):
        folder = new_project(tmp_path / str(i))
        column = "value" if row["value"] is not None else "distribution_or_values"
        with (folder / "overlays" / "scenario_generator.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(
                [["block", "parameter", column], [row["block"], row["parameter"], text]]
            )
        for words in LONG[1:3]:
            run_on(folder, *words)
