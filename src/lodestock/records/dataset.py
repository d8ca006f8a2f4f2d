"""The checked facts a computation starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.frames import FrameSpec, number_text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["OVERLAY", "Dataset", "LaidRow", "OverlayChange"]

OVERLAY = "overlay"
"""What stands for the source in a row that an overlay changed; the row's locator tells place and reason."""


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """One row that an overlay of a project added, overrode or removed.

    `line` is None where the row stands in no file, as one that was accepted from the news.
    """

    file: str
    line: int | None
    table: str
    row_id: str
    action: str
    author: str | None
    reason: str | None

    @property
    def place(self) -> str:
        """File and line, or the place that stands for them."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row that is laid over a table as one of an overlay, and stands in no file.

    Attributes
    ----------
    place : where it comes from, for messages
    table : its table
    cells : column -> text as a CSV file would hold it; ``author`` and ``reason`` beside the columns of the table
    """

    place: str
    table: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dataset:
    """Checked reference tables as frames, with their specs and hash.

    Parameters
    ----------
    frames : table name -> frame, rows sorted by key
    specs : table name -> `FrameSpec`
    hash : SHA-256 (hex) over every table's canonical text after overlays
    overlays : changes by the overlays of a project, in order of file and line
    doubts : figures of overlays that a person should look at again
    """

    frames: Mapping[str, pl.DataFrame]
    specs: Mapping[str, FrameSpec]
    hash: str
    overlays: tuple[OverlayChange, ...] = ()
    doubts: tuple[Problem, ...] = ()
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _ids: dict[str, dict[str, int]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Say in one line how much is in it."""
        rows = sum(len(f) for f in self.frames.values())
        changed = len(self.overlays)
        return f"<Dataset of {len(self.frames)} tables, {rows:,} rows, {changed} overlaid, hash {self.hash[:12]}>"

    def frame(self, table: str) -> pl.DataFrame:
        """Return a table, or raise `InputError` naming the nearest one."""
        if table not in self.frames:
            raise InputError(Problem("table", table, "no such table", nearest(table, self.frames)))
        return self.frames[table]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table in the order of its key, as dictionaries that must not be changed.

        They are built once per table. They are plain Python objects, so that a forked process, in which the
        threads of polars no longer run, can read them.
        """
        if table not in self._rows:
            self._rows[table] = self.frame(table).rows(named=True)
        return self._rows[table]

    def row_ids(self, table: str) -> list[str]:
        """Return the row ids of a table: its key columns joined by ``/``."""
        return list(self._positions(table))

    def row(self, table: str, row_id: str) -> dict[str, Any] | None:
        """Return one row by its id, or None where the table has no such row."""
        position = self._positions(table).get(row_id)
        return None if position is None else self.rows(table)[position]

    def row_at(self, word: str) -> dict[str, Any] | None:
        """Return one row by its word ``table/row_id``, or None where there is none."""
        table, _, row_id = word.partition("/")
        return self.row(table, row_id)

    def with_rows(self, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Dataset:
        """Return the facts with rows laid over those of the same key, and new keys added, to ask what would be.

        Columns that a row does not have keep what stood there. Nothing is checked, and the hash stays that of the facts
        as they are: what follows from the rows is never written as a run.

        Parameters
        ----------
        tables : table name -> rows, each with the key of the table
        """
        import polars as pl

        frames, kept = dict(self.frames), {n: r for n, r in self._rows.items() if n not in tables}
        for table, rows in tables.items():
            key, frame = self.specs[table].key, self.frames[table]
            found = {tuple(cell_text(r[n]) for n in key): r for r in self.rows(table)}
            for row in rows:
                name = tuple(cell_text(row[n]) for n in key)
                found[name] = {**found.get(name, dict.fromkeys(frame.columns)), **row}
            kept[table] = [found[k] for k in sorted(found)]
            frames[table] = pl.DataFrame(kept[table], schema=frame.schema, orient="row")
        ids = {n: i for n, i in self._ids.items() if n not in tables}
        return replace(self, frames=frames, _rows=kept, _ids=ids)

    def _positions(self, table: str) -> dict[str, int]:
        if table not in self._ids:
            rows, key = self.rows(table), self.specs[table].key
            self._ids[table] = {"/".join(cell_text(r[n]) for n in key): i for i, r in enumerate(rows)}
        return self._ids[table]


def cell_text(value: object) -> str:
    """Return a cell as the reference CSV files write it; a missing value is empty."""
    if value is None:
        return ""
    return number_text(float(value)) if isinstance(value, (int, float)) else str(value)


def split_words(value: object) -> list[str]:
    """Return the words of a cell that holds a list, those between semicolons; none where it is missing.

    >>> split_words("tin;zinc"), split_words(None)
    (['tin', 'zinc'], [])
    """
    return [word.strip() for word in cell_text(value).split(";") if word.strip()]
