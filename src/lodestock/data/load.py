"""Reference tables and the overlays of a project -> `Dataset`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from lodestock.data.overlays import Table, apply_overlay
from lodestock.data.reader import read_cell, read_rows
from lodestock.data.rules import check_tables
from lodestock.data.tables import SPECS
from lodestock.records.dataset import Dataset, OverlayChange, cell_text
from lodestock.records.errors import DataError, Problem, nearest

if TYPE_CHECKING:
    import polars as pl

__all__ = ["check_bundled", "load"]

_REINSTALL = "The installation is damaged: install lodestock again"
_NOTES = (".txt", ".md")


def load(overlays: Path | None = None) -> Dataset:
    """Return the bundled facts with a project's overlays laid over them.

    Parameters
    ----------
    overlays : folder of CSV files, each named after a table. A row with a known key replaces the cells of
        the columns that the file has (an empty cell means missing) and keeps the others; a row with a new
        key is added; ``remove`` = y removes the row. Nothing is ever written.

    Raises
    ------
    DataError : all problems together, each with file, line, column, value and remedy
    """
    tables = {name: _read_bundled(name) for name in SPECS}
    changes: list[OverlayChange] = []
    if overlays is not None:
        problems: list[Problem] = []
        for path in _overlay_files(overlays):
            shown = f"{overlays.name}/{path.name}"
            if path.stem not in SPECS:
                reason = "is not named after a reference table"
                problems.append(Problem(shown, "", reason, nearest(path.stem, SPECS)))
                continue
            try:
                raw = path.read_bytes()
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
                problems.append(
                    Problem(shown, "", reason, "Replace it by a CSV file that you are allowed to read")
                )
                continue
            changes += apply_overlay(SPECS[path.stem], tables[path.stem], shown, raw, problems)
        problems += check_tables(tables)
        if problems:
            raise DataError(*problems)
    return _build_dataset(tables, tuple(changes))


def _overlay_files(folder: Path) -> list[Path]:
    """Return the CSV files of a folder, sorted by name.

    Anything that could be meant as an overlay but cannot be read is an error: a missing folder, a workbook,
    a folder inside the folder. Hidden files, backups of an editor and notes (text, Markdown) are ignored.
    """
    if not folder.is_dir():
        raise DataError(
            Problem(str(folder), "", "is not a folder", "Create it, or give the folder of the overlay files")
        )
    names = [p for p in sorted(folder.iterdir()) if not p.name.startswith((".", "~")) and p.name[-1] != "~"]
    unreadable = [p for p in names if p.suffix.lower() not in (".csv", *_NOTES)]
    reason, remedy = "is not read: overlays are CSV files", "Save it as CSV, or move it away"
    if unreadable:
        raise DataError(*(Problem(f"{folder.name}/{p.name}", "", reason, remedy) for p in unreadable))
    return [path for path in names if path.suffix.lower() == ".csv"]


def check_bundled() -> list[Problem]:
    """Return the problems of the bundled tables: none, unless the installation is damaged."""
    try:
        return check_tables({name: _read_bundled(name) for name in SPECS})
    except DataError as error:
        return list(error.problems)


def _read_bundled(name: str) -> Table:
    """Return the rows of a bundled table by key."""
    spec, problems = SPECS[name], list[Problem]()
    shown = f"reference/{name}.csv"
    try:
        raw = resources.files("lodestock.data").joinpath(f"reference/{name}.csv").read_bytes()
    except OSError as error:
        raise DataError(Problem(shown, "", "cannot be read", _REINSTALL)) from error
    header, rows = read_rows(shown, raw, problems)
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


def _build_dataset(tables: Mapping[str, Table], changes: tuple[OverlayChange, ...]) -> Dataset:
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
    return Dataset(frames, SPECS, digest.hexdigest(), changes)
