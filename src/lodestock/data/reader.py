"""CSV text -> rows of text, and text -> value of a cell."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lodestock.records.errors import Problem
from lodestock.records.frames import Column
from lodestock.records.text import find_control

__all__ = ["Cell", "Row", "read_cell", "read_rows"]

Cell = str | float | int | None

_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_WHOLE = 2**53
_FORMULA = re.compile(r"[\s\"']*([=+@]|-(?=\S).*[-+*/^=!|(])", re.DOTALL)
"""How a text begins that a spreadsheet may run: with a sign of a formula, or with a minus and an operator after it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row as text, by column, and the line on which the row ends."""

    line: int
    cells: Mapping[str, str]


def read_rows(shown: str, raw: bytes, problems: list[Problem]) -> tuple[list[str], list[Row]]:
    """Return header and rows of a CSV file; problems are appended to `problems`.

    Parameters
    ----------
    shown : file name for messages
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 at byte {error.start}"
        problems.append(Problem(shown, "", reason, "Save the file as CSV in UTF-8"))
        return [], []
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
    except csv.Error as error:
        problems.append(Problem(f"{shown}:1", "", f"is not CSV: {error}", "Correct the quotation marks"))
        return [], []
    if not any(header):
        problems.append(
            Problem(shown, "", "is empty", "Give a header line and at least one row, or delete the file")
        )
        return [], []
    for name in sorted({n for n in header if header.count(n) > 1}):
        problems.append(Problem(f"{shown}:1", name, "duplicate column", "Keep one of the two"))
    return header, list(_rows(shown, lines, header, problems))


def _rows(
    shown: str, lines: Iterator[list[str]], header: Sequence[str], problems: list[Problem]
) -> Iterator[Row]:
    """Yield rows with the right number of cells."""
    number = 1
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(
                Problem(f"{shown}:{number + 1}", "", f"is not CSV: {error}", "Correct the quotation marks")
            )
            return
        # A cell may hold line breaks, so only the CSV reader knows the current line.
        number = getattr(lines, "line_num", number + 1)
        if not any(c.strip() for c in cells):
            continue
        if len(cells) != len(header):
            reason = f"has {len(cells)} cells where the header has {len(header)}"
            problems.append(Problem(f"{shown}:{number}", "", reason, "Quote a cell that holds a comma"))
            continue
        yield Row(number, dict(zip(header, (c.strip() for c in cells), strict=True)))


def read_cell(column: Column, text: str) -> tuple[Cell, str, str]:
    """Return the value of a cell, and the reason and remedy if it is refused (else empty texts).

    An empty cell is missing: None, never zero. Minus zero becomes zero.

    >>> from lodestock.records.frames import Column
    >>> read_cell(Column("x_t", "number", "tonnes", "t", minimum=0), "12.5")
    (12.5, '', '')
    >>> read_cell(Column("x_t", "number", "tonnes", "t"), "1,5")[1]
    'is not a number'
    """
    if text == "":
        return (None, "is missing", "Fill the cell") if column.required else (None, "", "")
    if column.kind in ("number", "integer"):
        return _number(column, text)
    if control := find_control(text):
        return None, f"holds the control character {control}", "Leave it out"
    if _FORMULA.match(text):
        return None, "looks like a formula", "Write the result of the formula"
    if column.choices and text not in column.choices:
        return None, "is not an allowed word", f"Allowed are: {', '.join(column.choices)}"
    if column.kind == "date" and not _is_date(text):
        return None, "is not a date", "Write it as 2025-10-13, 2025-10 or 2025"
    return text, "", ""


def _is_date(text: str) -> bool:
    """Return whether a text is a calendar day, a month or a year in ISO form."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError:
        return False
    return True


def _number(column: Column, text: str) -> tuple[Cell, str, str]:
    """Return a finite number within the bounds of the column, or the reason and remedy."""
    unit = f" in {column.unit}" if column.unit else ""
    try:
        if "_" in text or not text.isascii():
            raise ValueError(text)
        value = float(text)
    except ValueError:
        if text[0] in "=@":
            return None, "looks like a formula", "Write the result of the formula"
        return None, "is not a number", f"Write a plain number{unit} with a point, such as 1.5"
    if not math.isfinite(value):
        return (
            None,
            "is not a finite number",
            f"Write a number{unit}, or leave the cell empty if it is not known",
        )
    if column.kind == "integer" and (value != int(value) or abs(value) > _WHOLE):
        return None, "is not a whole number", "Write a whole number"
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        span = f"{low:g} or more" if high is None else f"from {low:g} to {high:g}"
        return None, f"is out of range ({span})", f"Write a number{unit} in that range"
    return (int(value) if column.kind == "integer" else value + 0.0), "", ""
