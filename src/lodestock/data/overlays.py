"""Overlay files of a project: rows that override, add or remove rows of the reference tables."""

from __future__ import annotations

from collections.abc import Iterator

from lodestock.data.reader import Cell, Row, read_cell, read_rows
from lodestock.records.dataset import OverlayChange, cell_text
from lodestock.records.errors import Problem, nearest
from lodestock.records.frames import Column, FrameSpec

__all__ = ["Table", "apply_overlay"]

Table = dict[tuple[Cell, ...], tuple[dict[str, Cell], str]]
"""Key -> cells by column, and the file and line they come from."""

_OVERLAY_COLUMNS = ("author", "reason", "remove")
_CITATION = ("source", "locator", "quality")
_SIGNATURE = (
    Column("author", "string", "person who set the figures of the row"),
    Column("reason", "string", "reason for the figures; it becomes part of the locator"),
)


def apply_overlay(
    spec: FrameSpec, table: Table, shown: str, raw: bytes, problems: list[Problem]
) -> Iterator[OverlayChange]:
    """Apply one overlay file to `table` and yield the changes made.

    A changed row that gives no source, locator or quality is cited as the overlay's own, grade D, because the
    old citation supported the old figure.

    Parameters
    ----------
    table : changed in place
    shown : file name for messages
    raw : bytes of the file
    problems : list to which problems are appended
    """
    header, rows = read_rows(shown, raw, problems)
    if not header:
        return
    known = (*spec.names, *_OVERLAY_COLUMNS)
    for name in header:
        if name not in known:
            problems.append(Problem(f"{shown}:1", name, "is not a column of the table", nearest(name, known)))
    missing = [k for k in spec.key if k not in header]
    if missing:
        reason = f"the key column {', '.join(missing)} is missing"
        problems.append(Problem(f"{shown}:1", "", reason, f"The key is {', '.join(spec.key)}"))
        return
    seen: dict[tuple[Cell, ...], int] = {}
    for row in rows:
        before = len(problems)
        cells = _read_row(spec, shown, row, problems)
        if len(problems) > before:
            continue
        key = tuple(cells[k] for k in spec.key)
        row_id = "/".join(cell_text(c) for c in key)
        if key in seen:
            reason = f"duplicate key, already in line {seen[key]}"
            problems.append(Problem(f"{shown}:{row.line}", row_id, reason, "Keep one of the two rows"))
            continue
        seen[key] = row.line
        action = _change_row(spec, table, shown, row, cells, key, problems)
        if action:
            author, why = row.cells.get("author") or None, row.cells.get("reason") or None
            yield OverlayChange(shown, row.line, spec.name, row_id, action, author, why)


def _read_row(spec: FrameSpec, shown: str, row: Row, problems: list[Problem]) -> dict[str, Cell]:
    """Return the values of the columns that a file has; for a row to remove, those of its key only."""
    removing = row.cells.get("remove", "") == "y"
    if row.cells.get("remove", "") not in ("", "y", "n"):
        place = f"{shown}:{row.line} column remove"
        problems.append(Problem(place, row.cells["remove"], "is not y or n", "Write y, or leave it empty"))
    out: dict[str, Cell] = {}
    for column in _SIGNATURE:
        _, reason, remedy = read_cell(column, row.cells.get(column.name, ""))
        if reason:
            place = f"{shown}:{row.line} column {column.name}"
            problems.append(Problem(place, row.cells[column.name], reason, remedy))
    for column in spec.columns:
        if column.name not in row.cells or (removing and column.name not in spec.key):
            continue
        value, reason, remedy = read_cell(column, row.cells[column.name])
        if reason:
            place = f"{shown}:{row.line} column {column.name}"
            problems.append(Problem(place, row.cells[column.name], reason, remedy))
        out[column.name] = value
    return out


def _change_row(
    spec: FrameSpec,
    table: Table,
    shown: str,
    row: Row,
    cells: dict[str, Cell],
    key: tuple[Cell, ...],
    problems: list[Problem],
) -> str:
    """Override, add or remove one row; return which of these was done, empty where none could be."""
    place = f"{shown}:{row.line}"
    if row.cells.get("remove") == "y":
        if key not in table:
            row_id = "/".join(cell_text(c) for c in key)
            known = ["/".join(cell_text(c) for c in k) for k in table]
            problems.append(Problem(place, row_id, "there is no such row to remove", nearest(row_id, known)))
            return ""
        del table[key]
        return "removed"
    old = table[key][0] if key in table else dict.fromkeys(spec.names)
    new = {**old, **cells}
    empty = [c.name for c in spec.columns if c.required and new[c.name] is None]
    if empty:
        row_id = "/".join(cell_text(c) for c in key)
        closest = nearest(row_id, ("/".join(cell_text(c) for c in k) for k in table))
        reason = f"there is no such row, and a new row needs the column {', '.join(empty)}"
        problems.append(Problem(f"{place} column {', '.join(spec.key)}", row_id, reason, closest))
        return ""
    if "source" in spec.names:
        reason = row.cells.get("reason") or "no reason given"
        own_citation: dict[str, Cell] = {"source": "overlay", "locator": f"{place}: {reason}", "quality": "D"}
        new.update({c: cells.get(c) or own_citation[c] for c in _CITATION})
    action = "overridden" if key in table else "added"
    table[key] = (new, place)
    return action
