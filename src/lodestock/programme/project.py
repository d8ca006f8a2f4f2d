"""A project folder: scenario, overlays, runs."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lodestock.data import load
from lodestock.data.cards import load_card
from lodestock.programme.folders import prepare_folder
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.scenario import Card

__all__ = ["Case", "new_project", "open_case", "overlays_of", "project_folder", "read_day"]

_SCENARIO = """\
# The scenario of this project. It extends a bundled card; any key given here replaces the card's.
# `lodestock size --card base-war-mild` tries another card without touching this file.
extends: base-war
"""

_OVERLAYS = """\
Put CSV files here that are named like a reference table, for example us_demand.csv.
A row with a known key overrides, a new key adds, `remove` = y removes. In a table of shares, `replace` = y on one row
puts the rows of the file in place of the whole list of that item. Give `author` and `reason`.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What a command works on: facts, card, and the project folder if there is one.

    Raises
    ------
    InputError : the card names a group of countries that no table knows
    """

    dataset: Dataset
    card: Card
    folder: Path | None

    def __post_init__(self) -> None:
        """Refuse groups that are not known: nobody would be in them."""
        known = {str(r["group"]) for r in self.dataset.rows("country_groups")}
        named = [("countries.damage.group", self.card.damage_group)]
        named += [("barred.group", bar.group) for bar in self.card.bars]
        unknown = [
            Problem(f"{self.card.places.get(key, self.card.name)} {key}", group, "is no group of country_groups.csv",
                    nearest(group, known))
            for key, group in named
            if group not in known
        ]  # fmt: skip
        if unknown:
            raise InputError(*unknown)


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
    if home is not None and (home / "scenario.yaml").is_dir():
        raise InputError(Problem(str(home / "scenario.yaml"), "", "is a folder", "Make it a file"))
    if home is not None and not (home / "scenario.yaml").is_file():
        remedy = f"Make one with `lodestock new {home}`"
        raise InputError(Problem(str(home), "", "is not a project: it has no scenario.yaml", remedy))
    name = card or (str(home / "scenario.yaml") if home else "base-war")
    chosen = load_card(name)
    if as_of is not None:
        chosen = replace(chosen, as_of=read_day(as_of))
    return Case(load(overlays_of(home) if home else None), chosen, home)


def overlays_of(folder: Path) -> Path | None:
    """Return the folder of overlays of a project; None where it has none.

    A link to nothing counts as one, so that it is refused and not passed over.
    """
    overlays = folder / "overlays"
    return overlays if os.path.lexists(overlays) else None


def read_day(text: str) -> date:
    """Return the as-of date that a user gives.

    Raises
    ------
    InputError : it is no ISO date
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(Problem("--as-of", text, "is not a date", "Write it as 2025-10-13")) from None


def project_folder(folder: Path, *, force: bool = False) -> Path:
    """Make a folder ready to become a project, or to stay one.

    Raises
    ------
    InputError : see `prepare_folder`; a file stands where a project has a folder, or a folder where it has a file
    """
    prepare_folder(folder, force=force)
    for name, is_folder in (("scenario.yaml", False), ("overlays", True), ("runs", True)):
        path = folder / name
        if path.exists() and path.is_dir() != is_folder:
            reason = "is a file" if is_folder else "is a folder"
            remedy = f"Move it away: a project has a {'folder' if is_folder else 'file'} of that name"
            raise InputError(Problem(str(path), "", reason, remedy))
    return folder


def new_project(folder: Path, *, force: bool = False) -> Path:
    """Make an empty project and return its folder; what a project has already stays.

    Raises
    ------
    InputError : see `project_folder`
    """
    project_folder(folder, force=force)
    for name in ("overlays", "runs"):
        (folder / name).mkdir(exist_ok=True)
    for path, text in (
        (folder / "scenario.yaml", _SCENARIO),
        (folder / "overlays" / "README.txt", _OVERLAYS),
    ):
        if not path.exists():
            path.write_text(text, encoding="utf-8")
    return folder
