"""What a cell that cannot be read most likely means: the reason and the remedy to tell whoever filled it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from lodestock.records.text import MINUS, STARTS, find_control

__all__ = ["MISSING_MARKS", "misread_date", "misread_number", "misread_text"]

_EMPTY = "leave the cell empty where the figure is not known"
_SPREADSHEET_ERROR = re.compile(r"#(?:[A-Z][A-Z/0-9_]*[!?]?|#+|GETTING_DATA)")
_WITHHELD = {"w", "(w)", "d", "(d)", "xx", "c", "s", "withheld", "confidential"}
_MISSING = {
    "na", "n/a", "n.a.", "n.a", "nd", "n.d.", "none", "null", "nil", "unknown", "not available", "missing", "tbd",
    "..", "...", "…", ".", "?", "-", "–", "—", "---", "/", "x", ":", "*", "nan", "<na>", "#",
}  # fmt: skip
_ZERO = {"--", "––", "——", "−−"}
MISSING_MARKS = _MISSING | _ZERO | _WITHHELD
"""Marks, in small letters, that tables print in place of a figure."""
_DIGITS = r"[0-9]+(?:[.,][0-9]+)*"
_SEPARATORS = "\u0020\u00a0\u2009\u202f'’`´"
_BOUND = re.compile(
    r"(?:[<>≤≥]=?|less than|more than|under|over|up to|at least|at most|below|above)\s*(.+)", re.I
)
_RANGE = re.compile(rf"({_DIGITS})\s*(?:[-–—−]|to|\.\.|bis)\s*({_DIGITS})", re.I)
_MARK = re.compile(
    rf"(?:(?:e|r|p|est\.?|estimated|ca\.?|c\.?|about|approx\.?|circa)\s*|[~≈*†‡§])({_DIGITS})|"
    rf"({_DIGITS})\s*(?:e|r|p|est\.?|estimated|[*†‡§]+|[a-f]\))",
    re.I,
)
_FOOTNOTE = re.compile(
    rf"({_DIGITS})\s*(?:[⁰¹²³⁴-⁹]+|\([0-9a-z]\)|\[[0-9a-z]+\])|[⁰¹²³⁴-⁹]+\s*({_DIGITS})", re.I
)
_PERCENT = re.compile(rf"({_DIGITS})\s*(?:%|percent|per cent|pct)", re.I)
_UNIT = re.compile(
    rf"(?:[$€£¥]|us\$|usd|eur|cny|rmb)\s*({_DIGITS})(?:\s*[a-z/.$ ]*)|({_DIGITS})\s*[a-zµ$€£¥/. ]+", re.I
)
_ANY_DATE = re.compile(
    r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2}.*|"
    r"[0-9]{1,2}[- ][A-Za-z]{3,9}([- ][0-9]{2,4})?|[A-Za-z]{3,9}[- ][0-9]{2,4}"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FORMULA = re.compile(
    rf"[\s\"']*([{STARTS}]|[{MINUS}](?=\S)(?![{MINUS}]*$).*[{MINUS}{STARTS}*/^!|(])", re.DOTALL
)
"""How a text begins that a spreadsheet may run: with a sign of a formula, or with a minus and an operator after it."""
_STEERING = "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that join letters or turn the direction of writing: scripts need them, and they are shown as escapes."""
_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of the day numbers that spreadsheets store."""

Advice = tuple[str, str]


def misread_number(text: str, unit: str = "", *, required: bool = False) -> Advice:
    """Return the reason and remedy of a text that is no plain number; no doubtful number is ever guessed.

    Parameters
    ----------
    text : the cell, not empty
    unit : unit of the column
    required : whether the cell may not be left empty

    >>> misread_number("1 234", "t")
    ('holds a sign between thousands', 'Write 1234')
    >>> misread_number("<5", "t")[0]
    'is a bound, not a figure'
    """
    found = (
        _missing_mark(text)
        or _other_signs(text)
        or _separated(text)
        or _with_words(text, unit)
        or misread_text(text)
    )
    if found:
        reason, remedy = found
        return reason, remedy.replace("the cell empty", "out the row") if required else remedy
    of_unit = f" in {unit}" if unit else ""
    return "is not a number", f"Write a plain number{of_unit} with a point, such as 1.5"


def misread_text(text: str) -> Advice | None:
    """Return the reason and remedy of a text that no cell may hold, or None.

    Refused are the errors of a spreadsheet, what a spreadsheet would run as a formula, and signs that cannot be seen.

    >>> misread_text("-2+3+cmd|calc!A0")[0]
    'looks like a formula'
    >>> misread_text("- a remark")
    """
    if _SPREADSHEET_ERROR.fullmatch(text):
        return (
            f"is an error of the spreadsheet, {_error_cause(text)}",
            f"Correct the formula there, or {_EMPTY}",
        )
    control = find_control(text)
    if control:
        return f"holds the control character {control}", "Leave it out"
    if _FORMULA.match(text):
        return "looks like a formula", "Write the result of the formula"
    if text.isascii():  # no sign of ASCII but a control character is hidden, and most cells are ASCII
        return None
    hidden = next((c for c in text if unicodedata.category(c) == "Cf" and c not in _STEERING), "")
    if hidden:
        return f"holds a sign that cannot be seen, U+{ord(hidden):04X}", "Type the cell again"
    return None


def misread_date(text: str) -> Advice:
    """Return the reason and remedy of a text that is no day, month or year in ISO form.

    >>> misread_date("13/10/2025")
    ('is not a date in the order year, month, day', 'Write it as 2025-10-13')
    >>> misread_date("03/04/2025")[1]
    'Write 2025-04-03 or 2025-03-04, whichever is meant'
    """
    serial = re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text)
    if serial:
        day = _SERIAL_ZERO + timedelta(days=int(serial[1]))
        return "is the number of a day that a spreadsheet stores", f"Write it as {day}, if that day is meant"
    if text.casefold() in MISSING_MARKS:
        return "is a mark for a missing date", _EMPTY.replace("figure", "date").capitalize()
    meant = sorted(_days_meant(text), reverse=True)
    if len(meant) == 1:
        return "is not a date in the order year, month, day", f"Write it as {meant[0]}"
    if meant:
        return "can be read as two dates", f"Write {' or '.join(meant)}, whichever is meant"
    return "is not a date", "Write it as 2025-10-13, 2025-10 or 2025"


def _error_cause(text: str) -> str:
    """Return in words what an error of a spreadsheet means."""
    causes = {
        "#N/A": "which found no value",
        "#REF!": "whose cell was deleted",
        "#DIV/0!": "a division by zero",
    }
    return causes.get(text, "a column too narrow" if text.startswith("##") else "whose formula failed")


def _missing_mark(text: str) -> Advice | None:
    """Return the advice on a mark that stands in place of a figure."""
    word = text.casefold()
    if word in _ZERO:
        return "is a mark that some tables write for zero and others for missing", f"Write 0, or {_EMPTY}"
    if word in _WITHHELD:
        return (
            "is a mark for a withheld figure",
            "Leave the cell empty: a withheld figure is missing, never zero",
        )
    if word in _MISSING or word in ("e", "r", "p"):
        return "is a mark, not a figure", _EMPTY[0].upper() + _EMPTY[1:]
    if word in ("true", "false"):
        return "is a yes or no, not a number", "Write the number"
    return None


def _other_signs(text: str) -> Advice | None:
    """Return the advice on a number in other digits, with another minus, or in brackets."""
    plain = text.replace("−", "-").replace("–", "-")
    if plain != text and _is_plain(plain):
        return "holds a dash in place of a minus sign", f"Write {plain}"
    accounting = re.fullmatch(rf"\(({_DIGITS})\)", text)
    if accounting:
        return "stands in brackets", f"Write -{accounting[1]} if it is negative, else {accounting[1]}"
    if re.fullmatch(r"[0-9]+/[0-9]+", text):
        return "is a fraction", "Write it with a point, such as 0.5"
    if any(c.isdigit() and not c.isascii() and unicodedata.category(c) == "Nd" for c in text):
        return "is not written in the digits 0 to 9", "Write a plain number, such as 1.5"
    return None


def _separated(text: str) -> Advice | None:
    """Return the advice on commas, and on signs between thousands."""
    body = text.lstrip("+-")
    sign = "-" if text.startswith("-") else ""
    spread = re.fullmatch(rf"[0-9]{{1,3}}(?:[{_SEPARATORS}][0-9]{{3}})+([.,][0-9]+)?", body)
    if spread:
        digits = re.sub(f"[{_SEPARATORS}]", "", body).replace(",", ".")
        return "holds a sign between thousands", f"Write {sign}{digits}"
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", body):
        whole, point = body.replace(",", ""), body.replace(",", ".")
        reason = "holds a comma, which can stand between thousands or before decimals"
        return reason, f"Write {sign}{whole} or {sign}{point}, whichever is meant"
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(\.[0-9]+)?", body) and not body.startswith("0"):
        return "holds a comma between thousands", f"Write {sign}{body.replace(',', '')}"
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}", body):
        digits = body.replace(".", "").replace(",", ".")
        return "holds points between thousands", f"Write {sign}{digits}"
    if re.fullmatch(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}(\.[0-9]+)?", body) and "," in body[:-4]:
        return "holds a comma between digits", f"Write {sign}{body.replace(',', '')}, if that is meant"
    if re.fullmatch(r"[0-9]*,[0-9]+", body):
        return (
            "is not a number: it holds a decimal comma",
            f"Write {sign}{body.replace(',', '.')} with a point",
        )
    return None


def _with_words(text: str, unit: str) -> Advice | None:
    """Return the advice on a number with a mark, a unit or a second number beside it."""
    of_unit = f" in {unit}" if unit else ""
    if _ANY_DATE.fullmatch(text):
        return "is a date", f"Write a number{of_unit}: a spreadsheet may have turned it into a date"
    if _BOUND.fullmatch(text):
        return "is a bound, not a figure", "Write your own estimate, and name the bound in the column reason"
    if _RANGE.fullmatch(text):
        return "is a range, not a figure", "Write one figure, and name the range in the column reason"
    percent = _PERCENT.fullmatch(text)
    if percent and unit == "%":
        return "holds a sign of per cent", f"Write {percent[1]}: the column is in per cent"
    if percent:
        return (
            "is a percentage",
            f"Write a number{of_unit}" if unit else "Write it as a fraction, such as 0.25",
        )
    for pattern, what in (
        (_FOOTNOTE, "the mark of a footnote"),
        (_MARK, "a mark of an estimate, a revision or a footnote"),
    ):
        if pattern.fullmatch(text):
            return f"holds {what}", "Write the number alone, and name the mark in the column reason"
    if _UNIT.fullmatch(text):
        return "holds a unit or a word", f"Write the number alone{of_unit and f', {of_unit.strip()}'}"
    if re.fullmatch(rf"{_DIGITS}(?:\s+{_DIGITS})+", text):
        return "holds two numbers", "Write one: a footnote digit or the cell beside it may be glued on"
    return None


def _is_plain(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _days_meant(text: str) -> set[str]:
    """Return the days, in ISO form, that a text in another order of day, month and year can mean."""
    clock = re.fullmatch(r"(.*[0-9])(?:T|\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?(?:Z|[+-][0-9:]+)?", text)
    words = re.sub(r"(?<=[0-9])(st|nd|rd|th)\b", "", clock[1] if clock else text)
    parts = [p for p in re.split(r"[^0-9A-Za-z]+", words) if p]
    if len(parts) == 1 and re.fullmatch(r"(19|20)[0-9]{6}", parts[0]):
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    named = [p for p in parts if p[:3].casefold() in _MONTHS]
    if len(parts) != 3 or len(named) > 1:
        return set()
    numbers = [str(_MONTHS.index(p[:3].casefold()) + 1) if p in named else p for p in parts]
    if not all(n.isdigit() for n in numbers):
        return set()
    orders: tuple[tuple[int, int, int], ...] = (
        ((0, 1, 2),) if len(numbers[0]) == 4 else ((2, 1, 0), (2, 0, 1))
    )
    if named and len(numbers[0]) != 4:
        at = parts.index(named[0])
        orders = ((2, at, 1 - at),) if at < 2 else ()
    out = set()
    for year, month, day in orders:
        whole = numbers[year] if len(numbers[year]) == 4 else f"20{numbers[year]:>02}"
        try:
            out.add(date(int(whole), int(numbers[month]), int(numbers[day])).isoformat())
        except ValueError:
            continue
    return out
