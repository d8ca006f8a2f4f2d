"""The checked facts a computation starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.frames import FrameSpec, number_text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Dataset", "OverlayChange"]


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """One row that a project's overlay added, overrode or removed."""

    file: str
    line: int
    table: str
    row_id: str
    action: str
    author: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Checked frames by table name, their specs, and what they hash to.

    Parameters
    ----------
    frames : table name -> frame, rows sorted by key
    specs : table name -> `FrameSpec`
    hash : SHA-256 (hex) over every table's canonical text after overlays
    overlays : changes a project made, in file and line order
    """

    frames: Mapping[str, pl.DataFrame]
    specs: Mapping[str, FrameSpec]
    hash: str
    overlays: tuple[OverlayChange, ...] = ()

    def frame(self, table: str) -> pl.DataFrame:
        """Return a table, or raise `InputError` naming the nearest one."""
        if table not in self.frames:
            raise InputError(Problem("table", table, "no such table", nearest(table, self.frames)))
        return self.frames[table]

    def row_ids(self, table: str) -> list[str]:
        """Return the row ids of a table: its key columns joined by ``/``."""
        frame, key = self.frame(table), self.specs[table].key
        return ["/".join(cell_text(v) for v in row) for row in frame.select(key).iter_rows()]

    def row(self, table: str, row_id: str) -> dict[str, object] | None:
        """Return one row by its id, or None where the table has no such row."""
        ids = self.row_ids(table)
        return self.frame(table).row(ids.index(row_id), named=True) if row_id in ids else None


def cell_text(value: object) -> str:
    """Write a cell as the reference CSV does; a missing value is empty."""
    if value is None:
        return ""
    return number_text(float(value)) if isinstance(value, (int, float)) else str(value)
