"""A project folder: scenario, overlays, runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lodestock.data import load
from lodestock.data.cards import load_card
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.scenario import Card

__all__ = ["Case", "new_project", "open_case"]

_SCENARIO = """\
# The scenario of this project. It extends a bundled card; any key given here replaces the card's.
# `lodestock size --card base-war-mild` tries another card without touching this file.
extends: base-war
"""

_OVERLAYS = """\
Put CSV files here that are named like a reference table, for example us_demand.csv.
A row with a known key overrides, a new key adds, `remove` = y removes. Give `author` and `reason`.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What a command works on: facts, card, and the project folder if there is one."""

    dataset: Dataset
    card: Card
    folder: Path | None


def open_case(folder: Path | None = None, card: str | None = None, as_of: str | None = None) -> Case:
    """Return the case of a project, or the bundled one.

    Parameters
    ----------
    folder : a project; None: the current folder if it is a project, else the bundled case
    card : a bundled card or a YAML file, in place of the project's scenario
    as_of : ISO date in place of the card's

    Raises
    ------
    InputError, DataError : the folder is not a project; a card or an overlay is wrong
    """
    home = folder
    if home is None and (Path.cwd() / "scenario.yaml").is_file():
        home = Path.cwd()
    if home is not None and not (home / "scenario.yaml").is_file():
        remedy = f"Make one with `lodestock new {home}`"
        raise InputError(Problem(str(home), "", "is not a project: it has no scenario.yaml", remedy))
    name = card or (str(home / "scenario.yaml") if home else "base-war")
    chosen = load_card(name)
    if as_of is not None:
        try:
            chosen = replace(chosen, as_of=date.fromisoformat(as_of))
        except ValueError:
            raise InputError(Problem("--as-of", as_of, "is not a date", "Write it as 2025-10-13")) from None
    overlays = home / "overlays" if home and (home / "overlays").is_dir() else None
    return Case(load(overlays), chosen, home)


def new_project(folder: Path, *, force: bool = False) -> Path:
    """Make an empty project and return its folder.

    Raises
    ------
    InputError : the folder is not empty and `force` is not given, or is a file
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(Problem(str(folder), "", "is a file", "Give the name of a folder"))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        remedy = "Give another folder, or --force to write into this one"
        raise InputError(Problem(str(folder), "", "is not empty", remedy))
    for name in ("overlays", "runs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path, text in (
        (folder / "scenario.yaml", _SCENARIO),
        (folder / "overlays" / "README.txt", _OVERLAYS),
    ):
        if not path.exists():
            path.write_text(text, encoding="utf-8")
    return folder
