"""A project folder: scenario, overlays, runs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lodestock.data import load
from lodestock.data.cards import load_card
from lodestock.programme.folders import DATABASE, DATABASE_URL, prepare_folder
from lodestock.programme.names import find_country, find_meanings
from lodestock.records.dataset import Dataset, LaidRow
from lodestock.records.errors import InputError, Problem, nearest, nearest_or
from lodestock.records.lookups import OTHER, OWN, SECOND_CODES, suppliers
from lodestock.records.scenario import Card, Closure, Control, Truce

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
    InputError : the card names a group, a country or an item that no table knows
    """

    dataset: Dataset
    card: Card
    folder: Path | None

    def __post_init__(self) -> None:
        """Refuse groups, countries and items that are not known: nobody and nothing would be meant."""
        unknown = [*_unknown_groups(self.dataset, self.card), *_unknown_names(self.dataset, self.card)]
        if unknown:
            raise InputError(*unknown)


def _unknown_groups(dataset: Dataset, card: Card) -> Iterator[Problem]:
    """Yield a problem per group of a card that no table knows."""
    known = {str(r["group"]) for r in dataset.rows("country_groups")}
    named = [("countries.damage.group", card.damage_group)]
    named += [("barred.group", bar.group) for bar in card.bars]
    for key, group in named:
        if group not in known:
            place = f"{card.places.get(key, card.name)} {key}"
            yield Problem(place, group, "is no group of country_groups.csv", nearest(group, known))


def _unknown_names(dataset: Dataset, card: Card) -> Iterator[Problem]:
    """Yield a problem per country and item of what a card pins that no table knows by that id; the remedy tells the id."""
    groups = {str(r["group"]) for r in dataset.rows("country_groups")}
    countries, items = {"all", *groups, *suppliers(dataset)}, set(dataset.row_ids("materials"))
    pinned: list[Control | Closure | Truce] = [*card.controls, *card.closures, *card.truces]
    for part in pinned:
        for word in part.countries:
            if word not in countries:
                yield Problem(f"{part.place} countries", word, *_country_advice(dataset, word, countries))
    for control in card.controls:
        for word in control.materials:
            if word not in items:
                remedy = _id_of(dataset, word, "item", "items") or nearest(word, items)
                yield Problem(f"{control.place} materials", word, "is not the id of an item", remedy)


_SEVERAL = {
    "EUU": "Write eu27",
    "OTH": f"Write {OTHER}",
    "WLD": "Write all",
    "ALL": "Write all",
}
"""Code of several countries -> what a card has for them."""


def _country_advice(dataset: Dataset, word: str, known: Collection[str]) -> tuple[str, str]:
    """Return reason and remedy for a word that names no country or group to which a card can do something."""
    code = find_country(dataset, word) or ""
    if code == OWN:
        reason = "is the country whose stockpile it is, and its own output is no import"
        return reason, "Name the countries that deliver to it, or write all"
    if code in SECOND_CODES:
        return "is a second code of one country", f"Write {SECOND_CODES[code]}"
    if (dataset.row("countries", code) or {}).get("region") == "aggregate" and code != OTHER:
        remedy = _SEVERAL.get(code, "Name the countries, or write all for every country")
        return "stands for several countries", remedy
    remedy = f"Write {code}" if code else nearest_or(word, known, "`all` is every country")
    return "is neither a country nor a group", remedy


def _id_of(dataset: Dataset, word: str, *kinds: str) -> str:
    """Return what to write for a thing that a word names otherwise than by its id; empty where it names none."""
    meant = next((m for m in find_meanings(dataset, word) if m.kind in kinds), None)
    if meant is None:
        return ""
    ids = meant.items or (meant.id,)
    return f"Write {ids[0]}" if len(ids) == 1 else f"Write [{', '.join(ids)}]"


def open_case(
    folder: Path | None = None,
    card: str | None = None,
    as_of: str | None = None,
    *,
    laid: Sequence[LaidRow] | None = None,
) -> Case:
    """Return the case of a project, or the bundled one.

    Parameters
    ----------
    folder : a project; None: the current folder if it is a project, else the bundled case
    card : a bundled card or a YAML file, in place of the project's scenario
    as_of : ISO date in place of the card's
    laid : rows to lay over the tables and the project's overlays; None: those of the events of the news that were accepted
        in the project

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
    rows = _accepted(home) if laid is None else laid
    return Case(load(overlays_of(home) if home else None, rows), chosen, home)


def _accepted(home: Path | None) -> Sequence[LaidRow]:
    """Return the rows of what was accepted from the news; the database is opened only where there is one."""
    if home is None or not ((home / DATABASE).exists() or os.environ.get(DATABASE_URL)):
        return ()
    from lodestock.programme.accepted import accepted_rows

    return accepted_rows(home)


def overlays_of(folder: Path) -> Path | None:
    """Return the folder of overlays of a project; None where it has none.

    A link to nothing counts as one, so that it is refused and not passed over.
    """
    overlays = folder / "overlays"
    return overlays if os.path.lexists(overlays) else None


def read_day(text: str) -> date:
    """Return the as-of date that a user gives: an ISO date, or the word `today`.

    Raises
    ------
    InputError : it is no ISO date
    """
    if text == "today":
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            Problem("--as-of", text, "is not a date", "Write it as 2025-10-13, or today")
        ) from None


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
