"""Days and periods that a text tells, with the words that lead them: `from 1 November`, `by the end of 2034`.

A weekday is the latest one up to the day of publication; `next Friday` is the first after it, and so is one after `until`,
`by` or a word such as `will` or `opens`. A day or month without a year takes that of the other end of its range. Failing
that, the tense decides: after a word of the past (`said on`, `signed in`) it is the latest, after a word of the future
(`will`, `opens on`) the next; after `from`, `until` and `by` the next, or one of the last two months; otherwise the
nearest, of which those before count half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lodestock.watch.dayforms import find_points
from lodestock.watch.leads import is_ahead, lead_before, narrowed, tense_before
from lodestock.watch.numbers import read_number
from lodestock.watch.periods import Point, Span, fiscal_span, months_back, place_year
from lodestock.watch.tails import left_of

__all__ = ["DaySpan", "find_days", "fiscal_span"]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day or a period of a text.

    Attributes
    ----------
    start, end : the span with its lead, such as `from 1 November`
    core_start, core_end : the day or period alone
    first, last : its first and last day, equal for a day; None where nobody can tell
    lead : on, from, until, by, in, for, since, before, after, dated, within, between, of, at_once, or nothing
    precision : day, week, month, quarter, half, season, year or fiscal
    fiscal : label of a fiscal year, such as `FY2027` or `2026-27`; first and last are then of calendar years, and
        `fiscal_span` gives those of a country
    vague : whether it is a word such as recently
    """

    start: int
    end: int
    core_start: int
    core_end: int
    first: date | None
    last: date | None
    lead: str = ""
    precision: str = "day"
    fiscal: str | None = None
    vague: bool = False


_WEEKDAY_GAPS = frozenset((" ", ", ", ", the ", " the ", " (", " – "))
_ENDS = frozenset(
    ("to", "until", "till", "through", "up to", "-", "–", "—", "and until", "and to", "right through to")
)
_LISTED = frozenset(("year", "half", "quarter", "season", "month", "week", "fiscal"))
"""What may be told together, as in "late 2026 or early 2027"; of two days each is its own."""
_LENGTH = re.compile(
    r"\b(?:(?:the|a)\s)?(?:(?P<count>[a-z]{3,12}(?:-[a-z]{3,5})?|\d{1,3})[\s-])?(?:(?:financial|fiscal|calendar|full)[\s-])?"
    r"(?P<unit>year|month|week|quarter)s?\s(?:to|ending|ended|up\sto|through)(?:\son)?\s\Z"
)
_NO_COUNT = frozenset(("full", "whole", "first", "last", "next", "current", "financial", "fiscal"))
_MONTHS_OF = {"year": 12, "quarter": 3, "month": 1}


def find_days(text: str, published: date | None) -> list[DaySpan]:
    """Return the days and periods of a text in their order.

    Parameters
    ----------
    text : any text
    published : the day of publication; without it weekdays and days without a year have no first and last
    """
    points: list[Point] = []
    for read in find_points(text, published):
        last = points[-1] if points else None
        if (
            last is not None
            and last.weekday
            and read.is_day_of_month
            and text[last.end : read.start] in _WEEKDAY_GAPS
        ):
            read.start = points.pop().start  # "Thursday 9 October" is one day
        point = narrowed(text, read, points[-1].end if points else 0, published)
        if point is not None:
            points.append(point)
    found: list[DaySpan] = []
    k = 0
    while k < len(points):
        floor = points[k - 1].end if k else 0
        spans, size = _spans(text, points, k, floor, published)
        found += spans
        k += size
    return found


def _spans(
    text: str, points: list[Point], k: int, floor: int, published: date | None
) -> tuple[list[DaySpan], int]:
    """Return what the point at a place and those that belong to it say, and how many they are."""
    point = points[k]
    lead, start = lead_before(text, point.start, floor)
    if point.vague or point.lead == "at_once":
        return [_span(point, start, point.lead or lead, point.span)], 1
    if k + 1 < len(points) and not points[k + 1].vague and points[k + 1].lead != "at_once":
        joined = _joined(text, points, k, lead, start, floor, published)
        if joined is not None:
            return joined
    span = _resolved(text, point, lead, start, floor, published)
    past_weekday = (
        point.weekday and span and published and span[0] < published and text[point.start].isupper()
    )
    if past_weekday and span and is_ahead(text, lead, start, floor):
        day = date.fromordinal(min(date.max.toordinal(), span[0].toordinal() + 7))
        span = (day, day)
    if point.split and lead == "from" and span is not None:  # "from 1 to 15 October"
        first, last = ((day, day) for day in span)
        head, tail = replace(point, end=point.split[0]), replace(point, start=point.split[1])
        return [_span(head, start, lead, first), _span(tail, tail.start, "until", last)], 1
    if point.precision in ("day", "month") and span is not None:
        long = _LENGTH.search(left_of(text, floor, point.start, 40))
        period = None if long is None else _length(long, span[1])
        if long is not None and period is not None:  # "the twelve months to 31 March 2027"
            begin = point.start - (long.end() - long.start())
            lead, start = lead_before(text, begin, floor)
            return [_span(replace(point, start=begin, precision="year"), start, lead, period)], 1
    return [_span(point, start, lead or point.lead, span)], 1


def _joined(
    text: str, points: list[Point], k: int, lead: str, start: int, floor: int, published: date | None
) -> tuple[list[DaySpan], int] | None:
    """Return the spans of a range, one or both ends, or of periods told together; None if the next is another matter."""
    point, after = points[k], points[k + 1]
    if after.start - point.end > 20:
        return None
    gap = text[point.end : after.start].lower()
    words = " ".join(gap.split())
    if words in _ENDS and lead in ("from", "since"):
        first, last = _both(text, point, after, lead, floor, published)
        begin = point.end + len(gap) - len(gap.lstrip())
        return [_span(point, start, lead, first), _span(after, begin, "until", last)], 2
    last_place = k + 1
    if words not in _ENDS and not (words == "and" and lead == "between"):
        last_place = _listed(text, points, k, words, lead)
    if last_place == k:
        return None
    end = points[last_place]
    first, last = _both(text, point, end, lead, floor, published)
    if first is not None and last is not None and first[0] > last[1]:
        return None
    whole = Point(
        point.start, end.end, point.precision if point.precision == end.precision else end.precision
    )
    if point.fiscal and end.label:
        whole.precision, whole.fiscal = "fiscal", f"{point.fiscal}/{end.label}"
    return [_span(whole, start, lead, (first[0], last[1]) if first and last else None)], last_place - k + 1


def _listed(text: str, points: list[Point], k: int, words: str, lead: str) -> int:
    """Return the place of the last period that is told together with the one at a place, which may be itself.

    Of "late 2026 or early 2027" and "in 2026, 2027 and 2028" both or all are one.
    """
    point, after = points[k], points[k + 1]
    if point.precision not in _LISTED or after.precision not in _LISTED:
        return k
    if words in ("or", "and/or"):
        return k + 1
    alike = point.precision == after.precision or (point.precision, after.precision) == ("fiscal", "year")
    if not alike or lead not in ("in", "for", "of", ""):
        return k
    if words == "and":
        return k + 1
    end = k
    while end + 1 < len(points) and points[end + 1].precision == point.precision and end < k + 12:
        gap = text[points[end].end : points[end + 1].start]
        if gap in (" and ", ", and ", " or ", ", or "):
            return end + 1
        if gap != ", ":
            break
        end += 1
    return k


def _length(hit: re.Match[str], last: date) -> Span | None:
    """Return the period of a length that ends on a day."""
    number, count = 1.0, hit["count"]
    if count and count not in _NO_COUNT:
        read = read_number(count, 0)
        if read is None or read.value is None or read.end != len(count) or not 1 <= read.value <= 600:
            return None
        number = read.value
    if hit["unit"] == "week":
        return date.fromordinal(max(1, last.toordinal() - int(7 * number) + 1)), last
    if last == date.max:
        return None
    return months_back(last + timedelta(days=1), int(number) * _MONTHS_OF[hit["unit"]]), last


def _both(
    text: str, point: Point, after: Point, lead: str, floor: int, published: date | None
) -> tuple[Span | None, Span | None]:
    """Return the spans of both ends of a range; an end without a year takes it from the other."""
    if point.span is None and point.make is not None and after.span is not None:
        year = after.span[1].year
        first = point.make(year)
        return (point.make(year - 1) if first and first[0] > after.span[1] else first), after.span
    first = _resolved(text, point, lead, point.start, floor, published)
    last = after.span
    if last is None and after.make is not None and first is not None:
        last = after.make(first[0].year)
        if last is not None and last[1] < first[0]:
            last = after.make(first[0].year + 1)
    return first, last


def _resolved(
    text: str, point: Point, lead: str, start: int, floor: int, published: date | None
) -> Span | None:
    """Return the span of a point, by tense where it has no year."""
    if point.span is not None or point.make is None or published is None:
        return point.span
    return place_year(point.make, published, tense_before(text, lead, start, floor))


def _span(point: Point, start: int, lead: str, span: Span | None) -> DaySpan:
    """Return a point as a span of days."""
    first, last = span if span is not None else (None, None)
    return DaySpan(
        start,
        point.end,
        point.start,
        point.end,
        first,
        last,
        lead,
        point.precision,
        point.fiscal,
        point.vague,
    )
