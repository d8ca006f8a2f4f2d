"""Bytes of a file that should be CSV -> its lines of cells, or what kind of file it is instead."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator

from lodestock.records.errors import Problem

__all__ = ["Line", "find_header", "read_lines", "row_problem"]

Line = tuple[int, list[str]]
"""Number of the line on which a row ends, and its cells without blanks around them."""

_SAVE = "Save the table as 'CSV UTF-8' in the spreadsheet"
_KINDS = (
    (b"PK\x03\x04", "is a workbook or an archive under the name of a CSV file"),
    (b"\xd0\xcf\x11\xe0", "is an old workbook (.xls) under the name of a CSV file"),
    (b"\x1f\x8b", "is compressed (gzip)"),
    (b"%PDF", "is a PDF under the name of a CSV file"),
    (b"\xff\xfe", "is saved as UTF-16 ('Unicode text')"),
    (b"\xfe\xff", "is saved as UTF-16 ('Unicode text')"),
    (b"<", "is a web page or XML under the name of a CSV file"),
    (b"{", "is JSON under the name of a CSV file"),
)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_SEARCHED = 20
"""Lines in which a header is looked for."""


def read_lines(shown: str, raw: bytes, problems: list[Problem]) -> list[Line]:
    """Return the lines of a CSV file that hold anything; problems are appended to `problems`.

    Parameters
    ----------
    shown : file name for messages
    raw : bytes of the file
    """
    kind = next((words for start, words in _KINDS if raw.lstrip(b"\xef\xbb\xbf \r\n").startswith(start)), "")
    if not kind and b"\x00" in raw[:4096]:
        kind = "holds zero bytes: it is saved as UTF-16, or is no text"
    if kind:
        problems.append(Problem(shown, "", kind, _SAVE))
        return []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        seen = raw[error.start : error.start + 1].decode("cp1252", "replace")
        reason = f"is not UTF-8 at byte {error.start} (in Windows-1252 that byte is {seen})"
        problems.append(Problem(f"{shown}:{line}", "", reason, "Save the file as CSV in UTF-8"))
        return []
    return list(_cells(shown, text, problems))


def find_header(shown: str, lines: list[Line], known: Collection[str], problems: list[Problem]) -> list[str]:
    """Take the header off `lines` and return its names; empty where there is none.

    Columns without a name and without any cell are dropped from all lines: spreadsheets write them.

    Parameters
    ----------
    shown : file name for messages
    lines : the lines of the file; the header is taken off
    known : names that columns may have
    problems : list to which problems are appended
    """
    if not lines:
        problems.append(
            Problem(shown, "", "is empty", "Give a header line and at least one row, or delete the file")
        )
        return []
    number, header = lines[0]
    if not any(name in known for name in header):
        misplaced = _header_trouble(header, lines, known)
        if misplaced:
            problems.append(Problem(f"{shown}:{number}", "", *misplaced))
            return []
    lines.pop(0)
    width = max(i + 1 for i, name in enumerate(header) if name)
    if all(not any(cells[width:]) for _, cells in lines):
        lines[:] = [(n, cells[:width]) for n, cells in lines]
        header = header[:width]
    for i, name in enumerate(header):
        if not name:
            reason = f"column {i + 1} has no name but holds cells"
            problems.append(Problem(f"{shown}:{number}", "", reason, "Name the column, or remove it"))
    for name in sorted({n for n in header if n and header.count(n) > 1}):
        problems.append(Problem(f"{shown}:{number}", name, "duplicate column", "Keep one of the two"))
    return header


def row_problem(place: str, cells: list[str], header: list[str]) -> Problem | None:
    """Return why a line is no row: a remark, the header again, or the wrong number of cells."""
    filled = [c for c in cells if c]
    first = filled[0]
    if cells == header:
        return Problem(place, "", "is the header line again", "Remove it: a file has one header")
    remark = re.match(
        r"#(?![A-Z/0-9!?#]+$)|//|--\s|(source|note|data from|last updated|footnote)s?\b[ :]", first, re.I
    )
    prose = len(header) > 1 and len(filled) == 1 and len(first.split()) > 2 and cells[0] == first
    if remark or prose:
        reason, remedy = (
            "is a remark, not a row",
            "Remove the line; what must be kept goes into the column reason",
        )
        return Problem(place, first, reason, remedy)
    if len(cells) == len(header):
        return None
    reason = f"has {len(cells)} cells where the header has {len(header)}"
    sign = next((s for s in _SEPARATORS if len(cells) == 1 and s in first), "")
    if sign:
        return Problem(place, "", f"{reason}: they are parted by {_SEPARATORS[sign]}", "Part cells by commas")
    if len(cells) < len(header):
        return Problem(place, "", reason, "Fill up the row: a missing figure is an empty cell between commas")
    remedy = "Quote a cell that holds a comma, and write numbers without a comma"
    return Problem(place, "", reason, remedy)


def _cells(shown: str, text: str, problems: list[Problem]) -> Iterator[Line]:
    """Yield the lines of a text that hold anything."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = (text.splitlines() or [""])[min(number, text.count("\n"))]
            sign = next((s for s in _SEPARATORS if f'"{s}' in line), "")
            if sign:
                problems.append(Problem(f"{shown}:{number + 1}", "", *_other_separator(sign)))
            else:
                remedy = "Correct the quotation marks"
                problems.append(Problem(f"{shown}:{number + 1}", "", f"is not CSV: {error}", remedy))
            return
        number = reader.line_num  # a cell may hold line breaks, so only the CSV reader knows the current line
        if any(c.strip() for c in cells):
            yield number, [c.strip() for c in cells]


def _header_trouble(header: list[str], lines: list[Line], known: Collection[str]) -> tuple[str, str] | None:
    """Return the reason and remedy where the first line is not the header, or is not parted by commas."""
    for number, cells in lines[:_SEARCHED]:
        if sum(c in known for c in cells) > 1 or (len(cells) == 1 and cells[0] in known):
            first = header[0]
            what = "a remark" if first.startswith("#") else "not the header"
            above = "line 1" if number == 2 else f"lines 1 to {number - 1}"
            return f"is {what}: the names of the columns stand in line {number}", f"Delete {above}"
        whole = next((c for c in cells if c), "")
        for sign in _SEPARATORS:
            alone = (
                number == lines[0][0] and len(cells) == 1 and sign in whole
            )  # names that are not known, either
            if alone or sum(part.strip() in known for part in whole.split(sign)) > 1:
                return _other_separator(sign)
        if len([c for c in cells if c]) == 1 and sum(p.strip() in known for p in whole.split(",")) > 1:
            return "the whole line stands in quotation marks", "Quote single cells only"
    return None


def _other_separator(sign: str) -> tuple[str, str]:
    reason = f"its cells are parted by {_SEPARATORS[sign]}, not by commas"
    return reason, "Save the table as CSV with commas, and numbers with a point"
