"""Numbers that are no figures: years, days, hours, durations, numbers of notices, parts of names."""

from __future__ import annotations

import re

from lodestock.watch.numbers import Number
from lodestock.watch.tails import last_word, left_of, word_set

__all__ = ["day_or_year", "is_count", "is_part_of_name"]

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_MONTH_NAMES = word_set(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october"
    " november december"
)
_CENTURY = r"(?:1[5-9]|20|21)\d\d"
_DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)(?![\d%])|\d{1,2}:\d\d(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s?(?:[-–]|to|and|or)\s?\d{{1,2}}(?:st|nd|rd|th)?)?\s(?:of\s)?{_MONTHS}"
    rf"|{_CENTURY}\s?[-–/]\s?(?:{_CENTURY}|\d\d)(?![\d,.]\d|\d|\s?(?:tonnes|tons|t|kg|lb)\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"{_CENTURY}(?!\d)")
_NUMBERED = word_set(
    "no nos number numbers section sections article articles paragraph page chapter proclamation order resolution decree"
    " notice law act regulation directive phase level title grade annex schedule appendix block unit line train route"
    " highway group category heading code announcement circular rule bill part item table figure clause lot zone version"
    " class tier type project u.s.c fy fiscal h.r vault # № §"
)
"""Words whose number is a name."""
_OTHER = re.compile(
    r"[\s-](?:years?|months?|weeks?|days?|hours?|minutes?|quarters?|decades?|o'clock|a\.?m\.?|p\.?m\.?|u\.s\.c|usc|cfr)\b",
    re.IGNORECASE,
)


def day_or_year(text: str, at: int) -> int | None:
    """Return where the day, hour or years in a row that begin at a place end; None if none do."""
    day = _DAY.match(text, at)
    return None if day is None else day.end()


def is_part_of_name(text: str, at: int, floor: int) -> bool:
    """Return whether a number goes on from what stands before it: `U3O8`, `COVID-19`, `24/7`."""
    if at <= floor:
        return False
    before = text[at - 1]
    return before.isalnum() or (before in "-–_/.,'’" and at - 2 >= floor and text[at - 2].isalnum())


def is_count(text: str, start: int, end: int, number: Number, floor: int) -> bool:
    """Return whether a number without a unit counts something.

    Parameters
    ----------
    text : any text
    start, end : the number, with the words behind it that belong to it
    number : what was read
    floor : how far back may be looked
    """
    tail = text[end : end + 2]
    if tail[:1].isalpha() or (tail[:1] in "-–/" and tail[1:2].isalnum()) or tail[:1] in ("_", "°"):
        return False
    value = number.value or 0.0
    if number.spoken:
        if value < 2 or value % 1:
            return False
    else:
        if _YEAR.match(text, start) and number.end == start + 4:
            return False
        before = last_word(left_of(text, floor, start, 25))
        if before in _NUMBERED or (before in _MONTH_NAMES and value <= 31) or before[-1:] in ("#", "№", "§"):
            return False
    return _OTHER.match(text, end) is None
