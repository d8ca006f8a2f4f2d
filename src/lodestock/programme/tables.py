"""The use case TABLE: a reference table with the project's overlays laid over, whole or filtered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from lodestock.data import SHARES
from lodestock.programme.documents import header
from lodestock.programme.names import find_items
from lodestock.programme.project import Case
from lodestock.records.dataset import cell_text, split_words
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.frames import FrameSpec

__all__ = [
    "ROW_ID",
    "column_names",
    "overlay_csv",
    "overlay_texts",
    "read_where",
    "sort_rows",
    "table_document",
]

ROW_ID = "row_id"
"""Name of the first column of every row: its key columns joined by ``/``."""

_ITEM_COLUMNS = ("material", "materials")
"""Columns that name the items of a row, several separated by ``;``."""

_CITATION = ("quality", "source", "locator")
"""Columns that say where a figure is from."""

Row = dict[str, Any]
R = TypeVar("R", bound=Mapping[str, Any])


def table_document(
    case: Case,
    name: str,
    *,
    item: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    sort: str | None = None,
) -> dict[str, Any]:
    """Return the JSON object of `lodestock table NAME` but for `seconds`.

    Parameters
    ----------
    case : gives the tables, with overlays
    name : of the table
    item : keeps the rows of the items that this word names, see `lodestock.programme.names.find_items`
    where : pairs of column and text of the cell; a row must have all of them, and an empty text means missing
    sort : column by which rows are sorted, with ``-`` before it from the largest down; None: by key

    Raises
    ------
    InputError : no such table, column or item; the table has no items
    """
    dataset = case.dataset
    cells, spec = dataset.rows(name), dataset.specs[name]
    names, overlays = column_names(spec), overlay_texts(case, name)
    rows: list[Row] = [
        {ROW_ID: row_id, **{names[c]: row[c] for c in spec.names}}
        for row_id, row in zip(dataset.row_ids(name), cells, strict=True)
    ]
    if item is not None:
        rows = _of_item(case, spec, rows, item)
    columns = [ROW_ID, *names.values()]
    for column, text in where:
        _refuse_unknown("--where", column, columns)
        rows = [r for r in rows if cell_text(r[column]) == text]
    rows = [{**r, "overlay": overlays.get(r[ROW_ID])} for r in rows]
    if sort is not None:
        column = sort.removeprefix("-")
        _refuse_unknown("--sort", column, [*columns, "overlay"])
        rows = sort_rows(rows, column, down=sort.startswith("-"))
    return {
        **header("table", case),
        "table": name,
        "meaning": spec.meaning,
        "columns": columns,
        "fields": _fields(spec, names),
        "rows": rows,
        "missing": _missing(rows, names.values()),
    }


def overlay_csv(case: Case, document: dict[str, Any]) -> str:
    """Return the rows of a table as a file for a project's overlays: as it is, it changes no figure.

    The citation is left out, since a figure that is changed no longer has it; `author` and `reason` stand empty,
    and so does `replace` of a list of shares.

    Parameters
    ----------
    case : gives the form of the table
    document : of `table_document`, whole or filtered
    """
    spec = case.dataset.specs[document["table"]]
    names, text = column_names(spec), io.StringIO()
    columns = [c for c in spec.names if c not in _CITATION or c in spec.key]
    writer = csv.writer(text, lineterminator="\n")
    signed = [*(["replace"] if spec.name in SHARES else []), "author", "reason"]
    signed = [word for word in signed if word not in columns]  # one table has a column of that name
    writer.writerow([*columns, *signed])
    writer.writerows(
        [*(cell_text(row[names[c]]) for c in columns), *("" for _ in signed)] for row in document["rows"]
    )
    return text.getvalue()


def column_names(spec: FrameSpec) -> dict[str, str]:
    """Return the name in the document of each column: its own, but ``TABLE.row_id`` for a column named ``row_id``.

    Parameters
    ----------
    spec : of the table
    """
    return {c: f"{spec.name}.{c}" if c == ROW_ID else c for c in spec.names}


def overlay_texts(case: Case, table: str) -> dict[str, str]:
    """Return row id -> the overlay that changed it: file, line, action, author and reason.

    Parameters
    ----------
    case : gives the overlays
    table : that they change
    """
    out: dict[str, str] = {}
    for change in case.dataset.overlays:
        if change.table == table:
            author = f" by {change.author}" if change.author else ", no author given"
            words = f"{change.place} {change.action}{author}: {change.reason or 'no reason given'}"
            out.setdefault(change.row_id, words)
    return out


def read_where(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs that conditions ``COLUMN=VALUE`` give; the value may hold more equals signs.

    Parameters
    ----------
    words : as a user types them

    Raises
    ------
    InputError : one has no equals sign or no column

    >>> read_where(["stage=refine", "low="])
    (('stage', 'refine'), ('low', ''))
    """
    out = []
    for text in words:
        column, sign, value = text.partition("=")
        if not sign or not column:
            remedy = "Write it as stage=refine; stage= asks for what is missing"
            raise InputError(Problem("--where", text, "is not COLUMN=VALUE", remedy))
        out.append((column, value))
    return tuple(out)


def _refuse_unknown(place: str, column: str, known: Sequence[str]) -> None:
    """Refuse a column that the table does not have."""
    if column not in known:
        raise InputError(Problem(place, column, "is no column of the table", nearest(column, known)))


def _of_item(case: Case, spec: FrameSpec, rows: list[Row], item: str) -> list[Row]:
    """Return the rows of the items that a word names: one that the table itself uses, else any name of an item."""
    column = next((c for c in _ITEM_COLUMNS if c in spec.names), None)
    if column is None:
        having = [n for n, s in case.dataset.specs.items() if set(_ITEM_COLUMNS) & set(s.names)]
        reason = f"table {spec.name} has no items"
        remedy = f"Leave --item out, or ask a table that has: {', '.join(having[:8])}, ..."
        raise InputError(Problem("--item", item, reason, remedy))
    named = [(r, split_words(r[column])) for r in rows]
    beside = {m for _, some in named for m in some if m}
    wanted = {item} if item in beside else set(find_items(case.dataset, item))
    return [r for r, some in named if wanted & set(some)]


def sort_rows(rows: Iterable[R], column: str, *, down: bool) -> list[R]:
    """Return rows by a column: numbers by size, then texts by their letters whatever their case.

    Rows that lack it come last, and equal ones keep their order.

    Parameters
    ----------
    column : key of the rows
    down : from the largest down
    """

    def place(row: R) -> tuple[bool, float, str]:
        value = row[column]
        is_text = not isinstance(value, (int, float))
        return (is_text, 0.0 if is_text else float(value), str(value).casefold() if is_text else "")

    listed = list(rows)
    lacking = [r for r in listed if r.get(column) in (None, "")]
    known = [r for r in listed if r.get(column) not in (None, "")]
    return [*sorted(known, key=place, reverse=down), *lacking]


def _fields(spec: FrameSpec, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return name, kind, unit and meaning of each column, in the order of `columns`."""
    meaning = f"key of the row: {' / '.join(spec.key)}"
    first = {"name": ROW_ID, "kind": "string", "unit": None, "meaning": meaning, "required": True}
    return [
        first,
        *(
            {
                "name": names[c.name],
                "kind": c.kind,
                "unit": c.unit or None,
                "meaning": c.meaning,
                "required": c.required,
            }
            for c in spec.columns
        ),
    ]


def _missing(rows: list[Row], columns: Iterable[str]) -> dict[str, str]:
    """Return why keys of the document are null."""
    empty = (c for c in columns if any(r[c] is None for r in rows))
    out = {"fields[].unit": "no unit is stated for the column"}
    out |= {f"rows[].{c}": "the table leaves the cell empty" for c in empty}
    return out | (
        {"rows[].overlay": "no overlay changed the row"} if any(r["overlay"] is None for r in rows) else {}
    )
