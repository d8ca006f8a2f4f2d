"""Overlay files of a project: rows that override, add or remove rows of the reference tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lodestock.data.country_words import country_advice
from lodestock.data.names import item_advice
from lodestock.data.reader import Cell, Row, Table, read_cell, read_rows
from lodestock.data.tables import SHARES, SPECS, TONNES
from lodestock.records.dataset import OVERLAY, LaidRow, OverlayChange, cell_text
from lodestock.records.errors import Problem, nearest
from lodestock.records.frames import Column, FrameSpec

__all__ = ["apply_overlay", "lay_row"]

Key = tuple[Cell, ...]

_SWITCHES = ("remove", "replace")
_ON, _OFF = ("y", "yes", "true", "1"), ("n", "no", "false", "0")
_OVERLAY_COLUMNS = ("author", "reason", *_SWITCHES)
_CITATION = ("source", "locator", "quality")
_SEARCHES = 100
"""Number of problems after which no row most like a wrong one is looked for, which takes time."""

_SIGNATURE = (
    Column("author", "string", "person who set the figures of the row"),
    Column("reason", "string", "reason for the figures; it becomes part of the locator"),
)


def apply_overlay(
    spec: FrameSpec, tables: Mapping[str, Table], shown: str, raw: bytes, problems: list[Problem]
) -> Iterator[OverlayChange]:
    """Apply one overlay file to its table and yield the changes made.

    A changed row that gives no source, locator or quality is cited as the overlay's own, grade D, because the
    old citation supported the old figure.

    Parameters
    ----------
    spec : table that the file is named after
    tables : table name -> rows by key; that of `spec` is changed in place
    shown : file name for messages
    raw : bytes of the file
    problems : list to which problems are appended
    """
    table = tables[spec.name]
    known = (*spec.names, *_OVERLAY_COLUMNS)
    header, rows = read_rows(shown, raw, known, problems)
    if not header:
        return
    for name in filter(None, header):
        if name not in known:
            problems.append(Problem(f"{shown}:1", name, "is not a column of the table", nearest(name, known)))
    missing = [k for k in spec.key if k not in header]
    if missing:
        reason = f"the key column {', '.join(missing)} is missing"
        problems.append(Problem(f"{shown}:1", "", reason, f"The key is {', '.join(spec.key)}"))
        return
    if "replace" in header and spec.name not in SHARES:
        reason, remedy = "is for tables whose shares sum to 100 %", f"Those are {', '.join(SHARES)}"
        problems.append(Problem(f"{shown}:1", "replace", reason, remedy))
        return
    given: dict[Key, tuple[Row, dict[str, Cell]]] = {}
    for row in rows:
        before = len(problems)
        cells = _read_row(spec, shown, row, problems)
        if len(problems) > before:
            continue
        key = tuple(cells[k] for k in spec.key)
        if key in given:
            reason = f"duplicate key, already in line {given[key][0].line}"
            place = row.place_in(shown)
            problems.append(Problem(place, _row_id(key), reason, "Keep one of the two rows"))
            continue
        given[key] = row, cells
    old = set(table)
    yield from _replace_groups(spec, table, shown, given)
    for key, (row, cells) in given.items():
        action = _change_row(spec, tables, shown, row, cells, key, problems)
        if action:
            yield _change(spec, shown, row, key, "overridden" if action == "added" and key in old else action)


def lay_row(tables: Mapping[str, Table], laid: LaidRow, problems: list[Problem]) -> OverlayChange | None:
    """Lay one row over its table, as `apply_overlay` does, and return the change; None where it is refused.

    Parameters
    ----------
    tables : table name -> rows by key; that of the row is changed in place
    laid : the row
    problems : list to which problems are appended
    """
    spec = SPECS[laid.table]
    row, before = Row(None, laid.cells), len(problems)
    cells = _read_row(spec, laid.place, row, problems)
    if len(problems) > before:
        return None
    key = tuple(cells[k] for k in spec.key)
    action = _change_row(spec, tables, laid.place, row, cells, key, problems)
    return _change(spec, laid.place, row, key, action) if action else None


def _replace_groups(
    spec: FrameSpec, table: Table, shown: str, given: Mapping[Key, tuple[Row, dict[str, Cell]]]
) -> Iterator[OverlayChange]:
    """Remove the rows of every group that the file replaces, and yield those it does not give anew."""
    width = len(SHARES[spec.name][0]) if spec.name in SHARES else 0
    groups = {key[:width]: row for key, (row, _) in given.items() if _is_on(row, "replace")}
    for key in [k for k in table if k[:width] in groups]:
        if key not in given:
            yield _change(spec, shown, groups[key[:width]], key, "removed")
        elif _is_on(given[key][0], "remove"):
            continue  # removed in its turn
        del table[key]


def _change(spec: FrameSpec, shown: str, row: Row, key: Key, action: str) -> OverlayChange:
    author, why = row.cells.get("author") or None, row.cells.get("reason") or None
    return OverlayChange(shown, row.line, spec.name, _row_id(key), action, author, why)


def _row_id(key: Key) -> str:
    return "/".join(cell_text(c) for c in key)


def _read_row(spec: FrameSpec, shown: str, row: Row, problems: list[Problem]) -> dict[str, Cell]:
    """Return the values of the columns that a file has; for a row to remove, those of its key only."""
    for name in _SWITCHES:
        if row.cells.get(name, "").casefold() not in ("", *_ON, *_OFF):
            place = f"{row.place_in(shown)} column {name}"
            problems.append(Problem(place, row.cells[name], "is not y or n", "Write y, or leave it empty"))
    out: dict[str, Cell] = {}
    for column in (*_SIGNATURE, *spec.columns):
        if column.name not in row.cells or (_is_on(row, "remove") and column.name not in spec.key):
            continue
        value, reason, remedy = read_cell(column, row.cells[column.name])
        if reason:
            place = f"{row.place_in(shown)} column {column.name}"
            problems.append(Problem(place, row.cells[column.name], reason, remedy))
        if column not in _SIGNATURE:
            out[column.name] = value
    return out


def _change_row(
    spec: FrameSpec,
    tables: Mapping[str, Table],
    shown: str,
    row: Row,
    cells: dict[str, Cell],
    key: Key,
    problems: list[Problem],
) -> str:
    """Override, add or remove one row; return which of these was done, empty where none could be."""
    place, table = row.place_in(shown), tables[spec.name]
    searches = len(problems) <= _SEARCHES
    if _is_on(row, "remove"):
        if key not in table:
            reasons = "there is no such row to remove", ""
            problems.append(_key_problem(spec, tables, place, key, reasons, searches=searches))
            return ""
        del table[key]
        return "removed"
    old = table[key][0] if key in table else dict.fromkeys(spec.names)
    new = {**old, **cells}
    empty = [c.name for c in spec.columns if c.required and new[c.name] is None]
    if empty:
        reasons = "there is no such row", f", and a new row needs the column {', '.join(empty)}"
        where = f"{place} column {', '.join(spec.key)}"
        problems.append(_key_problem(spec, tables, where, key, reasons, searches=searches))
        return ""
    if "source" in spec.names:
        reason = row.cells.get("reason") or "no reason given"
        own_citation: dict[str, Cell] = {"source": OVERLAY, "locator": f"{place}: {reason}", "quality": "D"}
        new.update({c: cells.get(c) or own_citation[c] for c in _CITATION})
    action = "overridden" if key in table else "added"
    table[key] = (new, place)
    return action


def _key_problem(
    spec: FrameSpec,
    tables: Mapping[str, Table],
    place: str,
    key: Key,
    reasons: tuple[str, str],
    searches: bool,
) -> Problem:
    """Return the problem of a key that the table lacks; its remedy is of its item, its country, or the row most like it.

    Parameters
    ----------
    reasons : what is wrong, and what is to be added where item and country are known
    searches : whether the row most like it is looked for, which takes time
    """
    reason, more = reasons
    words = dict(zip(spec.key, key, strict=True))
    item, country = words.get("material"), words.get("country_iso3")
    if item is not None and (item,) not in tables["materials"]:
        word, (why, remedy) = item, item_advice(str(item), tables)
    elif country is not None and (country,) not in tables["countries"]:
        word, (why, remedy) = (
            country,
            country_advice(
                str(country), tables["countries"], other=spec.name in SHARES or spec.name in TONNES
            ),
        )
    else:
        remedy = (
            nearest(_row_id(key), (_row_id(k) for k in tables[spec.name])) if searches else "Correct the key"
        )
        return Problem(place, _row_id(key), reason + more, remedy)
    return Problem(place, _row_id(key), f"{reason}: {word} {why}", remedy)


def _is_on(row: Row, switch: str) -> bool:
    return row.cells.get(switch, "").casefold() in _ON
