"""What a word on a card most likely means where it is not written as cards want it: what to write instead."""

from __future__ import annotations

import math
import re
from datetime import date

__all__ = ["meant_number", "meant_quarter", "yaml_advice"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PER_QUARTER = {"month": 3.0, "quarter": 1.0, "year": 0.25}
"""Unit of time -> how many make a quarter."""

_INDENTED = (
    "is indented otherwise than the lines that it stands beside",
    "Begin all keys of one block in the same column",
)


def meant_quarter(value: object) -> str:
    """Return what to write for a word that is no quarter.

    Parameters
    ----------
    value : as YAML reads it

    >>> meant_quarter(2027), meant_quarter("Q4 2026"), meant_quarter("2026-10"), meant_quarter("Oct 2026")
    ('Write a quarter of that year, such as 2027Q1', 'Write 2026Q4', 'Write 2026Q4', 'Write 2026Q4')
    >>> meant_quarter("soon")
    'Write a quarter as 2027Q4'
    """
    if isinstance(value, date):
        value = value.isoformat()
    text = str(value).strip().casefold()
    year = re.search(r"(?<![0-9])(20[0-9]{2})(?![0-9])", text)
    if not year or isinstance(value, bool):
        return "Write a quarter as 2027Q4"
    rest = text.replace(year[1], " ", 1)
    quarter = re.fullmatch(r"[\s-]*(?:q\s?([1-4])|([1-4])\s?q)[\s-]*", rest)
    month = re.fullmatch(r"[\s/-]*([0-9]{1,2})(?:-[0-9]{1,2})?[\s/-]*", rest)
    named = next((i for i, m in enumerate(_MONTHS) if re.search(rf"\b{m}", rest)), None)
    if quarter:
        return f"Write {year[1]}Q{quarter[1] or quarter[2]}"
    if month and 1 <= int(month[1]) <= 12:
        named = int(month[1]) - 1
    if named is not None:
        return f"Write {year[1]}Q{named // 3 + 1}"
    return f"Write a quarter of that year, such as {year[1]}Q1"


def meant_number(value: object) -> str:
    """Return the number that a word means, as YAML reads it; empty where none is sure.

    Parameters
    ----------
    value : as YAML reads it

    >>> meant_number("50%"), meant_number("0,5"), meant_number("6 months"), meant_number("1e-1"), meant_number("x")
    ('0.5', '0.5', '2', '0.1', '')
    """
    if not isinstance(value, str):
        return ""
    text = value.strip().casefold()
    part = re.fullmatch(r"([0-9]+(?:[.,][0-9]+)?)\s*(%|percent|per cent)", text)
    if part:
        return f"{float(part[1].replace(',', '.')) / 100:g}"
    if re.fullmatch(r"[0-9]*,[0-9]{1,2}", text):
        return text.replace(",", ".")
    span = re.fullmatch(r"([0-9]+)\s*(month|quarter|year)s?", text)
    if span:
        quarters = int(span[1]) / _PER_QUARTER[span[2]]
        return f"{quarters:g}" if quarters.is_integer() else ""
    try:
        number = float(text)
    except ValueError:
        return ""
    if "e" not in text or not math.isfinite(number):
        return text if math.isfinite(number) else ""
    digits, power, exponent = repr(number).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{power}{exponent}"


def yaml_advice(problem: str, line: str, above: str, column: int) -> tuple[str, str] | None:
    """Return reason and remedy of a text that is not YAML; None where the cause is not known.

    Parameters
    ----------
    problem : what the parser says
    line : the line of which it says so
    above : the line before it that is not empty
    column : of the sign at which it stopped, from 0

    >>> yaml_advice("mapping values are not allowed here", "assumes: China stops: all", "", 20)
    ('has a colon and a blank inside a text', 'Put the text in quotes')
    """
    if "expected ':'" in problem:
        return "has a key without a colon and a blank after it", "Write it as `cut: 0.5`"
    if "mapping values" in problem:
        before = line[:column]
        if re.match(r"\s*(?:- )?[\w-]+:\s+[^\s{\[]", before):
            return "has a colon and a blank inside a text", "Put the text in quotes"
        if not re.fullmatch(r"\s*(?:- )?[\w-]+\s*", before):
            key = re.match(r"\s*(?:- )?([\w-]+)", before)
            return (
                "has a key without a colon and a blank after it",
                f"Write `{key[1] if key else 'key'}: ...`",
            )
        if ":" not in above:
            return "follows a line whose key has no colon", "Write the line above it as `key: value`"
        return _INDENTED
    if "<block end>" in problem:
        return _INDENTED
    if "expected ',' or" in problem:
        reason = "opens a bracket that is not closed, or has no comma between two entries"
        return reason, "Close every { with } and every [ with ], and part entries by commas"
    if "'\\t'" in problem:
        return "is indented with a tab", "Indent with blanks"
    if "end of stream" in problem:
        return "opens a quotation mark that is not closed", "Close it"
    if "cannot start any token" in problem:
        return "has a text that begins with a sign which YAML keeps for itself", "Put the text in quotes"
    return None
