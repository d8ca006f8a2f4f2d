"""Bytes of a large CSV file -> a frame of texts, and the line of the file on which a row of it ends."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from lodestock.data.reader import read_rows
from lodestock.records.errors import InputError, Problem

__all__ = ["TradeFile", "read_texts"]

_CLOSE = 0.7
"""Likeness of two names above which a column that is not known is taken for a misspelt one."""


@dataclass(frozen=True, slots=True, eq=False)
class TradeFile:
    """A file by its name for messages and its bytes; lines are counted only where a message needs one."""

    shown: str
    raw: bytes
    _lines: list[int] = field(default_factory=list)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line on which each record ends, and its cells, from the header on.

        Raises
        ------
        InputError : a line cannot be parted into cells: one is without end, or holds a sign that ends a line
        """
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(self.raw), encoding="utf-8-sig", newline=""))
        try:
            for cells in reader:
                yield reader.line_num, cells
        except (csv.Error, UnicodeDecodeError) as error:
            why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"is not CSV: {error}"
            remedy = "Save the table as CSV in UTF-8, with commas between cells and a line for each row"
            raise InputError(Problem(f"{self.shown}:{reader.line_num}", "", why, remedy)) from None

    def line(self, row: int) -> int:
        """Return the line on which a record ends.

        Parameters
        ----------
        row : number of the record, from 0, without the header
        """
        if not self._lines:
            self._lines.extend(number for number, _ in self.records())
        return self._lines[row + 1]

    def place(self, row: int, column: str = "") -> str:
        """Return file, line and column for a message.

        Parameters
        ----------
        row : number of the record
        column : of the cell
        """
        return f"{self.shown}:{self.line(row)}{f' column {column}' if column else ''}"


def read_texts(file: TradeFile, known: Sequence[str], needed: Sequence[tuple[str, ...]]) -> pl.DataFrame:
    """Return the known columns of a CSV file as texts without blanks around them, empty cells as null, and `row`.

    Parameters
    ----------
    file : the file
    known : names of columns that are read
    needed : groups of names, of each of which one must be there

    Raises
    ------
    InputError : it is no CSV file, a line has too many or too few cells, a column lacks, or it has no rows
    """
    header = _header(file, known, needed)
    chosen = {i: name for i, name in enumerate(header) if name in known}
    try:
        frame = pl.read_csv(file.raw, infer_schema=False, columns=list(chosen))
        frame.columns = list(chosen.values())
        frame = _tidied(frame)
        is_plain = _is_plain(file, len(header), len(frame))
    except pl.exceptions.PolarsError:
        is_plain = False
    if not is_plain:
        frame = _tidied(_read_slowly(file, known, chosen))
    if frame.is_empty():
        raise InputError(Problem(file.shown, "", "has a header and no rows", "Add the lines of the trade"))
    return frame


def _tidied(frame: pl.DataFrame) -> pl.DataFrame:
    """Return cells without blanks around them, empty ones as null, with the number of the record; no empty rows."""
    names = frame.columns
    frame = frame.with_columns(pl.all().str.strip_chars()).with_row_index("row")
    frame = frame.with_columns(pl.when(pl.col(n) != "").then(n).alias(n) for n in names)
    return frame.filter(~pl.all_horizontal(pl.col(names).is_null()))


def _header(file: TradeFile, known: Sequence[str], needed: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the names of the columns."""
    try:
        header = [name.strip() for name in next(file.records(), (0, list[str]()))[1]]
    except InputError:
        header = []
    lacking = [" or ".join(names) for names in needed if not set(names) & set(header)]
    doubled = [n for n in known if header.count(n) > 1]
    if not header or lacking or doubled:
        problems = _explained(file, known) if not header or doubled or not set(header) & set(known) else []
        if problems or not header:
            reason, remedy = (
                "does not begin with a header",
                "Put the names of the columns into the first line",
            )
            raise InputError(*problems or [Problem(f"{file.shown}:1", "", reason, remedy)])
        others = [n for n in header if n and n not in known]
        raise InputError(*(_lacks(file, name, others) for name in lacking))
    absent = [n for n in known if n not in header]
    for name in header:
        meant = difflib.get_close_matches(name, absent, n=1, cutoff=_CLOSE) if name not in known else []
        if meant:
            reason, remedy = "is a column that is not read", f"Name it {meant[0]}, or remove it"
            raise InputError(Problem(f"{file.shown}:1", name, reason, remedy))
    return header


def _lacks(file: TradeFile, name: str, others: list[str]) -> Problem:
    reason = f"lacks the column {name}"
    meant = difflib.get_close_matches(name, others, n=1, cutoff=_CLOSE / 2)
    remedy = f"Add it, or rename {meant[0]} if that is meant" if meant else "Add it"
    return Problem(f"{file.shown}:1", "", reason, remedy)


def _is_plain(file: TradeFile, width: int, rows: int) -> bool:
    """Return whether the fast reader has surely read a file right: it takes cells that lack for empty ones.

    Parameters
    ----------
    file : the file
    width : number of cells of the header
    rows : number of rows that the fast reader found
    """
    if b'"' not in file.raw:  # every comma parts two cells
        return file.raw.count(b",") == (width - 1) * (rows + 1)
    filled = [len(cells) for _, cells in file.records() if any(cells)]
    return len(filled) == rows + 1 and set(filled) == {width}


def _read_slowly(file: TradeFile, known: Sequence[str], chosen: Mapping[int, str]) -> pl.DataFrame:
    """Return what the fast reader cannot read: lines of a wrong form are refused, odd quotation marks are read."""
    problems = _explained(file, known)
    if problems:
        raise InputError(*problems)
    records = [cells for _, cells in file.records()][1:]
    columns = {
        name: [cells[i] if any(c.strip() for c in cells) else None for cells in records]
        for i, name in chosen.items()
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _explained(file: TradeFile, known: Sequence[str]) -> list[Problem]:
    """Return what a slow and careful reader finds wrong with the form of a file."""
    problems: list[Problem] = []
    read_rows(file.shown, file.raw, known, problems)
    return [replace(p, remedy=p.remedy.partition("; what must be kept")[0]) for p in problems]
