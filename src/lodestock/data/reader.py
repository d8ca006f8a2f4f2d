"""CSV text -> rows of text, and text -> value of a cell."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from lodestock.data.layout import find_header, read_lines, row_problem
from lodestock.data.misread import misread_date, misread_number, misread_text
from lodestock.records.errors import Problem, nearest
from lodestock.records.frames import Column

__all__ = ["Cell", "Row", "Table", "read_cell", "read_rows"]

Cell = str | float | int | None

Table = dict[tuple[Cell, ...], tuple[dict[str, Cell], str]]
"""Key -> cells by column, and the file and line they come from."""

_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row as text, by column, and the line on which the row ends; None where it stands in no file."""

    line: int | None
    cells: Mapping[str, str]

    def place_in(self, shown: str) -> str:
        """Return file and line of the row; a row that stands in no file has its place in `shown`.

        Parameters
        ----------
        shown : file name for messages
        """
        return shown if self.line is None else f"{shown}:{self.line}"


def is_bundled(place: str) -> bool:
    """Return whether a row stands in a bundled table, and not in an overlay.

    Parameters
    ----------
    place : file and line of the row
    """
    return place.startswith("reference/")


def read_rows(
    shown: str, raw: bytes, known: Collection[str], problems: list[Problem]
) -> tuple[list[str], list[Row]]:
    """Return header and rows of a CSV file; problems are appended to `problems`.

    Parameters
    ----------
    shown : file name for messages
    raw : bytes of the file
    known : names that columns may have
    problems : list to which problems are appended
    """
    before = len(problems)
    lines = read_lines(shown, raw, problems)
    if len(problems) > before and not lines:
        return [], []
    header = find_header(shown, lines, known, problems)
    rows = []
    for number, cells in lines if header else ():
        problem = row_problem(f"{shown}:{number}", cells, header)
        if problem:
            problems.append(problem)
        else:
            rows.append(Row(number, dict(zip(header, cells, strict=True))))
    return header, rows


def read_cell(column: Column, text: str) -> tuple[Cell, str, str]:
    """Return the value of a cell, and the reason and remedy if it is refused (else empty texts).

    An empty cell is missing: None, never zero. Minus zero becomes zero. Blanks around the words of a list go.

    Parameters
    ----------
    column : what the cell may hold
    text : the cell, without blanks around it

    >>> from lodestock.records.frames import Column
    >>> read_cell(Column("x_t", "number", "tonnes", "t", minimum=0), "12.5")
    (12.5, '', '')
    >>> read_cell(Column("x_t", "number", "tonnes", "t"), "1,5")[2]
    'Write 1.5 with a point'
    """
    if text == "":
        return (None, "is missing", "Fill the cell") if column.required else (None, "", "")
    if column.kind in ("number", "integer"):
        return _number(column, text)
    refused = misread_text(text)
    if refused:
        return None, *refused
    if column.is_list:
        text = ";".join(word.strip() for word in text.split(";"))
    if column.choices and text not in column.choices:
        remedy = f"Allowed are: {', '.join(column.choices)}"  # of words that look the same, the odd letter is named
        return None, "is not an allowed word", remedy if text.isascii() else nearest(text, column.choices)
    if column.kind == "date" and not _is_date(text):
        return None, *misread_date(text)
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
        return None, *misread_number(text, column.unit, required=column.required)
    if not math.isfinite(value):
        return (
            None,
            "is not a finite number",
            f"Write a number{unit}, or leave {'out the row' if column.required else 'the cell empty'} if it is not known",
        )
    if column.kind == "integer" and (value != int(value) or abs(value) > _WHOLE):
        return None, "is not a whole number", "Write a whole number"
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        span = f"{low:g} or more" if high is None else f"from {low:g} to {high:g}"
        return None, f"is out of range ({span})", f"Write a number{unit} in that range"
    return (int(value) if column.kind == "integer" else value + 0.0), "", ""
