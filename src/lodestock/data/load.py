"""Reference tables and the overlays of a project -> `Dataset`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from lodestock.data.doubts import find_doubts
from lodestock.data.files import overlay_files, read_file
from lodestock.data.overlays import apply_overlay, lay_row
from lodestock.data.reader import Table, read_cell, read_rows
from lodestock.data.rules import check_tables
from lodestock.data.tables import SPECS
from lodestock.records.dataset import Dataset, LaidRow, OverlayChange, cell_text
from lodestock.records.errors import DataError, Problem

if TYPE_CHECKING:
    import polars as pl

__all__ = ["check_bundled", "load"]

_NEEDED = (
    "materials", "countries", "country_groups", "us_demand", "demand_classes", "global_supply_shares",
    "scenario_generator",
)  # fmt: skip
"""Tables without which no card can be read, or nothing can be computed."""

_REINSTALL = "The installation is damaged: install lodestock again"


def load(overlays: Path | None = None, laid: Iterable[LaidRow] = ()) -> Dataset:
    """Return the bundled facts with a project's overlays laid over them, and further rows over these.

    Parameters
    ----------
    overlays : folder of CSV files, each named after a table. A row with a known key replaces the cells of
        the columns that the file has (an empty cell means missing) and keeps the others; a row with a new
        key is added; ``remove`` = y removes the row; ``replace`` = y lets the rows of the file take the place
        of all rows of a group of shares. Nothing is ever written.
    laid : rows laid over the tables in their order, as those of overlays are

    Raises
    ------
    DataError : all problems together, each with file, line, column, value and remedy
    """
    bundled = _bundled_tables(str(resources.files("lodestock.data")))
    tables = {name: dict(table) for name, table in bundled.items()}
    changes: list[OverlayChange] = []
    rows = list(laid)
    if overlays is not None or rows:
        problems: list[Problem] = []
        partly_read = _lay_files(overlays, tables, changes, problems) if overlays is not None else set()
        for row in rows:
            change = lay_row(tables, row, problems)
            changes += [] if change is None else [change]
        problems.sort(key=lambda p: p.place.partition(":")[0])
        emptied = [name for name in _NEEDED if not tables[name]]
        problems += [
            Problem(
                f"overlays/{n}.csv",
                "",
                "leaves no row of a table on which everything rests",
                "Keep some rows",
            )
            for n in emptied
        ] or check_tables(tables, partly_read)
        if problems:
            raise DataError(*problems)
    return _build_dataset(tables, tuple(changes), tuple(find_doubts(bundled, tables, changes)))


def _lay_files(
    overlays: Path, tables: Mapping[str, Table], changes: list[OverlayChange], problems: list[Problem]
) -> set[str]:
    """Apply the overlay files of a folder; return the tables of which not every row could be read."""
    partly_read: set[str] = set()
    for path in overlay_files(overlays, problems):
        shown = f"{overlays.name}/{path.name}"
        raw = read_file(path, shown)
        if isinstance(raw, Problem):
            problems.append(raw)
            continue
        if not raw:
            continue  # a shell makes this file before the command whose rows it is to hold reads the project
        before = len(problems)
        changes += apply_overlay(SPECS[path.stem], tables, shown, raw, problems)
        if len(problems) > before:
            partly_read.add(path.stem)
    return partly_read


def check_bundled() -> list[Problem]:
    """Return the problems of the bundled tables: none, unless the installation is damaged."""
    try:
        return check_tables({name: _read_bundled(name) for name in SPECS})
    except DataError as error:
        return list(error.problems)


@lru_cache(maxsize=1)
def _bundled_tables(folder: str) -> Mapping[str, Table]:
    """Return the bundled tables of an installation, read once in a process; whoever changes rows takes a copy."""
    return {name: _read_bundled(name) for name in SPECS}


def _read_bundled(name: str) -> Table:
    """Return the rows of a bundled table by key."""
    spec, problems = SPECS[name], list[Problem]()
    shown = f"reference/{name}.csv"
    try:
        raw = resources.files("lodestock.data").joinpath(f"reference/{name}.csv").read_bytes()
    except OSError as error:
        raise DataError(Problem(shown, "", "cannot be read", _REINSTALL)) from error
    header, rows = read_rows(shown, raw, spec.names, problems)
    missing = [n for n in spec.names if n not in header]
    if missing:
        raise DataError(Problem(f"{shown}:1", "", f"lacks {', '.join(missing)}", _REINSTALL), *problems)
    out: Table = {}
    for row in rows:
        cells = {}
        for column in spec.columns:
            value, reason, remedy = read_cell(column, row.cells[column.name])
            if reason:
                place = f"{shown}:{row.line} column {column.name}"
                problems.append(Problem(place, row.cells[column.name], reason, remedy))
            cells[column.name] = value
        key = tuple(cells[k] for k in spec.key)
        if key in out:
            row_id = "/".join(cell_text(c) for c in key)
            problems.append(Problem(f"{shown}:{row.line}", row_id, "duplicate key", _REINSTALL))
        out[key] = (cells, f"{shown}:{row.line}")
    if problems:
        raise DataError(*problems)
    return out


def _build_dataset(
    tables: Mapping[str, Table], changes: tuple[OverlayChange, ...], doubts: tuple[Problem, ...]
) -> Dataset:
    """Return the dataset: frames sorted by key, and the hash of their text."""
    import polars as pl

    types: dict[str, type[pl.DataType]] = {"number": pl.Float64, "integer": pl.Int64}
    frames, digest = {}, hashlib.sha256()
    for name in sorted(SPECS):
        spec, table = SPECS[name], tables[name]
        rows = [table[key][0] for key in sorted(table, key=lambda k: tuple(cell_text(c) for c in k))]
        digest.update(f"{name}\n{','.join(spec.names)}\n".encode())
        for row in rows:
            digest.update("\x1f".join(cell_text(row[n]) for n in spec.names).encode() + b"\n")
        frames[name] = pl.DataFrame(
            {
                c.name: pl.Series([row[c.name] for row in rows], dtype=types.get(c.kind, pl.String))
                for c in spec.columns
            }
        )
    return Dataset(frames, SPECS, digest.hexdigest(), changes, doubts)
