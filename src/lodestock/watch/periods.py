"""Days and periods of the calendar: months, quarters, halves, seasons, weeks, fiscal years, and parts of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = [
    "Make",
    "Point",
    "Span",
    "ago",
    "fiscal_span",
    "fixed",
    "month_span",
    "months_back",
    "part",
    "place_year",
    "week_span",
]

Span = tuple[date, date]
"""First and last day."""
Make = Callable[[int], "Span | None"]
"""Gives the span of a day or period in a year; None if that year has no such day."""


@dataclass(slots=True)
class Point:
    """A day or period that a text names, before the words that lead it are read.

    Attributes
    ----------
    start, end : its words
    precision : day, week, month, quarter, half, season, year or fiscal
    make : gives its span in any year, of a day or period that recurs
    span : its span; None where it depends on what stands beside it
    fiscal : label of a fiscal year
    lead : the lead that it brings along, as "today" does
    vague : whether it is a word such as recently
    weekday : whether it is the name of a weekday
    needs_part : whether it is one only if a part of it is told: "the year"
    split : where the first of two days ends and the second begins: "1 to 15 October"
    """

    start: int
    end: int
    precision: str
    make: Make | None = None
    span: Span | None = None
    fiscal: str | None = None
    lead: str = ""
    vague: bool = False
    weekday: bool = False
    needs_part: bool = False
    split: tuple[int, int] | None = None

    @property
    def is_day_of_month(self) -> bool:
        """Return whether it is a day with its month."""
        return self.precision == "day" and self.make is not None

    @property
    def label(self) -> str | None:
        """Return the label of a fiscal year, or the one that a year beside such would have."""
        return self.fiscal or (f"FY{self.span[0].year}" if self.precision == "year" and self.span else None)


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_MONTHS_OF_PART = {
    "early": (0, 3),
    "mid": (4, 4),
    "late": (9, 3),
    "half1": (0, 6),
    "half2": (6, 6),
    **{f"quarter{n}": (3 * n - 3, 3) for n in range(1, 5)},
}
"""Parts of a year: how many of its months come before, and how many it has."""
_FISCAL_STARTS = {"USA": 10, "JPN": 4, "IND": 4, "GBR": 4, "CAN": 4, "AUS": 7}
_NAMED_BY_FIRST = frozenset({"JPN"})
"""Countries whose fiscal year bears the name of the calendar year that it begins in."""


def month_span(year: int, month: int, months: int = 1) -> Span | None:
    """Return the first and last day of months in a row; a month beyond December is one of the next year."""
    begin = year * 12 + month - 1
    end = begin + months
    try:
        return date(begin // 12, begin % 12 + 1, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def fixed(kind: str, number: int = 1, day: int = 0) -> Make:
    """Return what gives a day, month, quarter, half, season or year of any year.

    Parameters
    ----------
    kind : day, month, quarter, half, season name or year
    number : month of the day or month, place of the quarter or half
    day : day of the month
    """

    def make(year: int) -> Span | None:
        if not 1 <= year < 9999:
            return None
        if kind == "day":
            try:
                found = date(year, number, day)
            except ValueError:
                return None
            return found, found
        if kind in _SEASONS:
            return month_span(year, _SEASONS[kind], 3)
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[kind]
        return month_span(year, (number - 1) * months + 1, months)

    return make


def part(span: Span, which: str, *, year: bool) -> Span:
    """Return a part of a period: early, mid, late, end, half1, half2, quarter1 to quarter4, week1 to week3, week_last.

    Parameters
    ----------
    span : first and last day of the period
    which : the part
    year : whether the period is a year, of which early is January to March, mid May to August, late October to December
    """
    first, last = span
    if which == "end":
        return last, last
    if year and first.day == 1 and which in _MONTHS_OF_PART:
        skip, months = _MONTHS_OF_PART[which]
        return month_span(first.year, first.month + skip, months) or span
    size = (last - first).days + 1
    third, half = max(1, size // 3), (size + 1) // 2
    places = {
        "early": (0, third),
        "mid": (third, 2 * third),
        "late": (2 * third, size),
        "half1": (0, half),
        "half2": (half, size),
        "week1": (0, 7),
        "week2": (7, 14),
        "week3": (14, 21),
        "week_last": (size - 7, size),
    }
    begin, end = places.get(which, (0, size))
    begin = min(max(0, begin), size - 1)
    return first + timedelta(days=begin), first + timedelta(days=min(max(begin + 1, end), size) - 1)


def week_span(day: date) -> Span:
    """Return Monday to Sunday of the week of a day."""
    monday = date.fromordinal(max(1, day.toordinal() - day.weekday()))
    return monday, date.fromordinal(min(date.max.toordinal(), monday.toordinal() + 6))


def months_back(day: date, months: int) -> date:
    """Return the day that lies months before another, the last of its month if that has no such day."""
    place = day.year * 12 + day.month - 1 - months
    span = month_span(place // 12, place % 12 + 1)
    if span is None:
        return date.min
    return span[0].replace(day=min(day.day, span[1].day))


def ago(published: date, number: int, unit: str) -> Span | None:
    """Return the day, week, month or year that lies a number of them before a day."""
    try:
        if unit == "day":
            day = published - timedelta(days=number)
            return day, day
        if unit == "week":
            return week_span(published - timedelta(weeks=number))
    except OverflowError:
        return None
    day = months_back(published, number * (12 if unit == "year" else 1))
    return month_span(day.year, 1, 12) if unit == "year" else month_span(day.year, day.month)


def place_year(make: Make, published: date, tense: str) -> Span | None:
    """Return the span of a day or period without a year that makes sense around a day of publication.

    Parameters
    ----------
    make : gives the span of any year
    published : the day of publication
    tense : `past`: the latest that has begun; `future`: the next that has not ended; `coming`: the next, or one of the
        last two months ("from 1 November" in a text of the 3rd); `near`: the nearest,
        twice as far back as ahead
    """
    spans = [s for y in range(published.year - 5, published.year + 6) if (s := make(y)) is not None]
    if tense == "past":
        return max((s for s in spans if s[0] <= published), default=None)
    if tense == "future":
        return min((s for s in spans if s[1] >= published), default=None)
    if tense == "coming":
        floor = published - timedelta(days=min(62, published.toordinal() - 1))
        return min((s for s in spans if s[1] >= floor), default=None)

    def distance(span: Span) -> tuple[int, date]:
        if span[1] < published:
            return (published - span[1]).days, span[0]
        return 2 * max(0, (span[0] - published).days), span[0]  # news tells more of the past

    return min(spans, key=distance, default=None)


def fiscal_span(label: str, iso3: str) -> Span | None:
    """Return the first and last day of a fiscal year in a country.

    Parameters
    ----------
    label : such as `FY2027` or `2026-27`; of several in a row the first and the last: `2026-27/2028-29`
    iso3 : code of the country; one without a rule of its own counts by calendar years

    Examples
    --------
    >>> fiscal_span("FY2027", "USA")
    (datetime.date(2026, 10, 1), datetime.date(2027, 9, 30))
    """
    if "/" in label:
        ends = [fiscal_span(one, iso3) for one in label.split("/")]
        return (ends[0][0], ends[-1][1]) if ends[0] and ends[-1] else None
    digits = label.removeprefix("FY")
    first, _, second = digits.partition("-")
    if not first.isdecimal() or not 1 < int(first) < 9000:
        return None
    year, starts = int(first), _FISCAL_STARTS.get(iso3)
    if starts is None:
        return month_span(year, 1, 24 if second else 12)
    if not second and iso3 not in _NAMED_BY_FIRST:
        year -= 1
    return month_span(year, starts, 12)
