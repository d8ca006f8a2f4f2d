"""Days and periods that are told from the day of publication: today, last week, two weeks ago, at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from lodestock.watch.numbers import read_number
from lodestock.watch.periods import Make, Point, Span, ago, fixed, month_span, week_span

__all__ = ["MONTHS", "READERS", "SEASONS", "WEEKDAYS", "YEAR", "month_number", "read_weekday"]

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
YEAR = r"(?:19[5-9]\d|2[01]\d\d)"
_MONTH_OF = {m[:3]: n for n, m in enumerate(MONTHS, 1)}
_STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}
_SIZES = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}

_THIS = re.compile(
    r"(?P<which>this|last|next|coming|past|previous|current)\s(?:(?:calendar|coming|full)\s)?"
    rf"(?:(?P<fiscal>(?:fiscal|financial|budget)\syear)|(?P<period>week|month|quarter|half|year|{'|'.join(SEASONS)})"
    rf"|(?P<month>{'|'.join(MONTHS)})|(?P<weekday>{'|'.join(WEEKDAYS)}))\b(?!['’-])",
    re.IGNORECASE,
)
_ORDINAL_BEFORE = re.compile(r"\b(first|second|third|fourth|final|last)[\s-]\Z", re.IGNORECASE)
_WHOLE_AFTER = re.compile(
    rf"[\s-](?:of\s)?(?:the\s)?(?:{YEAR}(?!\d)|next|this|last|fiscal|financial|FY|year\b|month\b|(?:{'|'.join(MONTHS)})\b)",
    re.IGNORECASE,
)
_OF = re.compile(r"\sof\b")
_THE_BEFORE = re.compile(r"\b(?:the|that)\s\Z", re.IGNORECASE)
_YEAR_END = re.compile(rf"(?:year[\s-]end\b|year['’]s\send)(?:\s(?:of\s)?({YEAR}))?", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?:recently|lately|of\slate|(?:recent|(?:past|last)\s(?:few|couple\sof|several))\s(?:days|weeks|months))\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"(?:immediately(?!\s(?:after|before|follow|clear|avail|upon|adjac|prior|apparent|respon|reach))"
    r"|(?:with\s)?immediate\seffect|(?:all\s)?at\sonce|henceforth|forthwith|(?:right|straight)\saway"
    r"|(?:from|as\sof)\sthis\sday(?:\s(?:on|onwards?|forward))?|(?:from\snow\son|as\sof\snow|with\seffect\sfrom\snow))\b",
    re.IGNORECASE,
)
_BEGINS_AT_ONCE = {
    "immediately": (0,),
    "henceforth": (0,),
    "forthwith": (0,),
    "immediate": (5, 0),
    "once": (7, 3),
    "away": (6, 9),
    "now": (17, 6, 5),
    "day": (10, 11),
}
"""How many characters before its telling word each of these may begin."""
_AGO = re.compile(
    r"\b(an?|\d{1,3}|a\sfew|some|several|[a-z]{2,9}(?:-[a-z]{3,5})?)\s(day|week|month|year)s?\s\Z",
    re.IGNORECASE,
)


def month_number(word: str) -> int:
    """Return the number of a month from its name or abbreviation."""
    return _MONTH_OF[word[:3].lower()]


def read_weekday(start: int, end: int, word: str, published: date | None, which: str = "") -> Point:
    """Return a weekday: the latest up to the day of publication, with `next` or `coming` the first after it."""
    if published is None:
        return Point(start, end, "day", weekday=True)
    back = (published.weekday() - WEEKDAYS.index(word.lower())) % 7
    shift = 7 - back if which in ("next", "coming") else -back
    return Point(start, end, "day", span=_one_day(published, shift), weekday=True)


def _one_day(published: date | None, shift: int) -> Span | None:
    """Return the day that lies a number of days after another."""
    if published is None or not 1 <= published.toordinal() + shift <= date.max.toordinal():
        return None
    day = published + timedelta(days=shift)
    return day, day


def _period_at(published: date, period: str, step: int) -> Span | None:
    """Return the month, quarter, half or year that lies a number of them after the one of a day."""
    size = _SIZES[period]
    place = ((published.year * 12 + published.month - 1) // size + step) * size
    return month_span(place // 12, place % 12 + 1, size)


def _recurring_at(make: Make, published: date, step: int) -> Span | None:
    """Return the span of this, the last or the next of a month or season."""
    spans = [s for y in range(published.year - 2, published.year + 3) if (s := make(y)) is not None]
    if step < 0:
        return max((s for s in spans if s[1] < published), default=None)
    if step > 0:
        return min((s for s in spans if s[0] > published), default=None)
    return next((s for s in spans if s[0].year == published.year), None)


def _named_day(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return today, tonight, yesterday or tomorrow."""
    word = hit.group().lower()
    span = _one_day(published, {"yesterday": -1, "tomorrow": 1}.get(word, 0))
    return Point(hit.start(), hit.end(), "day", span=span, lead="at_once" if word == "today" else "on")


def _this(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return what this, last and next say of a week, month, quarter, half, season, year or weekday."""
    found = _THIS.match(text, hit.start())
    if found is None:
        return _vague(text, hit, published, floor)
    which, start, end = found["which"].lower(), hit.start(), found.end()
    step = _STEPS.get(which, 0)
    if found["weekday"]:
        return read_weekday(start, end, found["weekday"], published, which)
    if found["month"]:
        if not found["month"][0].isupper():
            return None
        make = fixed("month", month_number(found["month"]))
        return Point(start, end, "month", span=_recurring_at(make, published, step) if published else None)
    period = "year" if found["fiscal"] else found["period"].lower()
    if period in ("week", "month", "quarter", "half") and which == "last" and _OF.match(text, end):
        return None  # "the last quarter of 2026", "the last week of May"
    if period in SEASONS:
        return Point(
            start, end, "season", span=_recurring_at(fixed(period), published, step) if published else None
        )
    precision = "fiscal" if found["fiscal"] else period
    if published is None:
        return Point(start, end, precision)
    if period == "week":
        day = _one_day(published, 7 * step)
        span = None if day is None else week_span(day[0])
        return Point(start, end, "week", span=(span[0], published) if span and step == 0 else span)
    fiscal = f"FY{published.year + step}" if found["fiscal"] else None
    return Point(start, end, precision, span=_period_at(published, period, step), fiscal=fiscal)


def _ordinal(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return a quarter or half that no year follows: "in the third quarter", "Q3"."""
    if _WHOLE_AFTER.match(text, hit.end()):
        return None  # "the third quarter of 2026" is read where the year stands
    word = hit.group().lower()
    if word[-1].isdigit():
        kind, number, start = ("quarter" if word[0] == "q" else "half"), int(word[-1]), hit.start()
    else:
        before = _ORDINAL_BEFORE.search(text, max(floor, hit.start() - 8), hit.start())
        if before is None:
            return _the_period(text, hit, published, floor)
        kind, start = word, before.start()
        number = _ORDINALS.get(before[1].lower()) or (4 if kind == "quarter" else 2)
    return (
        Point(start, hit.end(), kind, make=fixed(kind, number)) if kind == "quarter" or number <= 2 else None
    )


def _the_period(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return the end of a year, or "the year", which is a period only where a part of it is told."""
    word = hit.group().lower()
    if found := _YEAR_END.match(text, hit.start()):
        year = int(found[1]) if found[1] else published.year if published else None
        return Point(
            hit.start(), found.end(), "day", span=None if year is None else fixed("day", 12, 31)(year)
        )
    the = _THE_BEFORE.search(text, max(floor, hit.start() - 5), hit.start())
    if the is None or text[hit.end() : hit.end() + 1] in ("'", "’", "-"):
        return None
    span = _period_at(published, word, 0) if published else None
    return Point(the.start(), hit.end(), word, span=span, needs_part=True)


def _vague(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return "recently" and its like."""
    begin = hit.start() - 3 if hit.group() == "late" else hit.start()
    found = _VAGUE.match(text, begin) if begin >= floor else None
    return None if found is None else Point(begin, found.end(), "day", vague=True)


def _at_once(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return "at once", "with immediate effect" and their like."""
    for back in _BEGINS_AT_ONCE[hit.group().lower()]:
        begin = hit.start() - back
        if begin < floor or text[begin - 1 : begin].isalnum():
            continue
        found = _AT_ONCE.match(text, begin)
        if found is not None and found.end() >= hit.end():
            return Point(begin, found.end(), "day", span=_one_day(published, 0), lead="at_once")
    return None


def _ago(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return "two weeks ago"."""
    found = _AGO.search(text, max(floor, hit.start() - 24), hit.start())
    if found is None:
        return None
    count, unit = found[1].lower(), found[2].lower()
    if count in ("few", "some", "several", "a few"):
        return Point(found.start(), hit.end(), unit, vague=True)
    number = 1.0
    if count not in ("a", "an"):
        read = read_number(count, 0)
        if read is None or read.value is None or read.end != len(count):
            return None
        number = read.value
    span = ago(published, int(number), unit) if published else None
    return Point(found.start(), hit.end(), unit, span=span, lead="on" if unit == "day" else "in")


READERS: dict[str, Callable[[str, re.Match[str], date | None, int], Point | None]] = {
    **dict.fromkeys(("today", "tonight", "yesterday", "tomorrow"), _named_day),
    **dict.fromkeys(("this", "last", "next", "coming", "past", "previous", "current"), _this),
    **dict.fromkeys(("quarter", "half", "q1", "q2", "q3", "q4", "h1", "h2"), _ordinal),
    **dict.fromkeys(("recent", "recently", "lately", "late"), _vague),
    **dict.fromkeys(_BEGINS_AT_ONCE, _at_once),
    **dict.fromkeys(("year", "month"), _the_period),
    "ago": _ago,
}
"""What reads each of the words by which such a day is found."""
