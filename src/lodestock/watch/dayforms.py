"""The forms in which a text names a day or a period, each read where its first telling word stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from lodestock.watch.numbers import any_word
from lodestock.watch.periods import Point, Span, fixed, month_span
from lodestock.watch.relative import MONTHS, SEASONS, WEEKDAYS, YEAR, month_number, read_weekday
from lodestock.watch.relative import READERS as RELATIVE_READERS
from lodestock.watch.tails import word_set

__all__ = ["find_points"]

_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec")
_CAPITALS = tuple(w[0] + w[1:].upper() for w in (*MONTHS, *WEEKDAYS))
_CANDIDATE = re.compile(
    r"\b(?:\d{4}(?!\d|,\d)|\d{1,2}[./]\d{1,2}[./](?=\d{4})|FY|"
    + any_word(
        (*MONTHS, *_SHORT_MONTHS, *WEEKDAYS, *_CAPITALS, *SEASONS, *RELATIVE_READERS, "fiscal", "financial")
    ).removeprefix(r"\b")
    + ")"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)(?:T[\d:]+Z?)?")
_DOTTED = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?!\d)")
_YEARS = re.compile(rf"({YEAR})(?:\s?([-–/])\s?({YEAR}|\d\d)(?!\d|-\d))?(?!\d|s\b)")
_UNIT_AFTER = re.compile(
    r"\s?(?:tonnes?|tons?|t|kg|kilos?|kilograms?|g|grams?|lbs?|pounds|oz|ounces?|flasks|carats|mt|kt|%|per\scent|percent|people"
    r"|workers|staff|jobs|homes|employees|soldiers|miners|shares|units|megawatts|MW|GWh|dollars|euros|million|billion|metric"
    r"|short|long|troy|men|women|households|companies|firms|times|degrees|metres|meters|feet|km|miles|hectares)\b|/\d{3}"
)
_LAW_BEFORE = re.compile(
    r"(?:\bNos?\.?\s?[\w/.-]{1,12}(?:\s\(|\sof\s|/)|\b(?:Act|Law|Directive|Order|Decree|Resolution|Code|Regulations?|Rules)\s\(?"
    r"|\w{1,6}/|[#№$€£¥]\s?|\bHR\s|\bS\.\s)\Z"
)
_LAST_DIGITS = re.compile(r"[$€£¥,.#/_]\Z")
_BUDGET_AFTER = re.compile(
    r"\s(?:(?:federal|union|national|state|defence|defense)\s)?(?:budget|estimates|appropriations?|(?:financial|fiscal)\syear)\b"
)
_DAY_BEFORE = re.compile(
    r"(?<![\d.,$€£])(\d{1,2})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and)\s?(\d{1,2})(?:st|nd|rd|th)?)?(?:\sof)?[\s-]\Z"
)
_DAY_AFTER = re.compile(
    r"\.?\s(\d{1,2})(?:st|nd|rd|th)?(?![\d%]|[.,:]\d|\s?(?:tonnes|tons|t|kg|lb|per|million|%)\b)(?:\s?[-–]\s?(\d{1,2})(?!\d))?"
)
_YEAR_AFTER = re.compile(rf"\.?(?:,?\s|\sof\s|-)(?:of\s)?({YEAR})(?!\d|,\d)")
_DOUBTFUL = word_set("may march april august june")
"""Months that are also verbs, names or adjectives: without day or year they need a lead before them."""
_MONTH_LEAD = re.compile(
    r"\b(?:in|from|until|till|by|since|of|early|late|mid|last|next|this|end|through|during|before|after|and|to|or|for|ending|ended"
    r"|between|begin\w{0,4}|start\w{0,4}|effective|throughout|dated|coming|every|each)[\s-]\Z",
    re.IGNORECASE,
)
_FISCAL = re.compile(
    r"(?:(?:fiscal|financial)\s(?:years?\s)?|FY\s?['’]?)((?:19|20|21)\d\d|\d\d(?!\d))(?:\s?[-–/]\s?(\d{4}|\d\d)(?!\d))?",
    re.IGNORECASE,
)
_IN_THE = re.compile(r"\b(?:in|by|until|from|of|during|early|late|mid)[\s-](?:the\s)?\Z", re.IGNORECASE)


def find_points(text: str, published: date | None) -> Iterator[Point]:
    """Yield the days and periods of a text in their order; what cannot be resolved has no span.

    Parameters
    ----------
    text : any text
    published : the day of publication
    """
    at = floor = 0
    while (hit := _CANDIDATE.search(text, at)) is not None:
        word = hit.group().lower()
        reader = _digits if word[0].isdigit() else _READERS.get(word)
        point = None if reader is None else reader(text, hit, published, floor)
        at = hit.end()
        if point is not None:
            at = floor = max(at, point.end)
            yield point


def _digits(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return an ISO day, a dotted day, a year or years in a row."""
    place = hit.start()
    if place > floor and _LAST_DIGITS.match(text, place - 1, place):
        return None
    if iso := _ISO.match(text, place):
        span = fixed("day", int(iso[2]), int(iso[3]))(int(iso[1]))
        return None if span is None else Point(place, iso.end(), "day", span=span)
    if dotted := _DOTTED.match(text, place):
        a, b, year = int(dotted[1]), int(dotted[3]), int(dotted[4])
        if dotted[2] == "/" and a <= 12 and b <= 12 and a != b:
            return None  # day or month first: nobody can tell
        day, month = (a, b) if dotted[2] == "." or a > 12 else (b, a)
        span = fixed("day", month, day)(year)
        return None if span is None else Point(place, dotted.end(), "day", span=span)
    years = _YEARS.match(text, place)
    if years is None or _LAW_BEFORE.search(text, max(floor, place - 24), place):
        return None
    first, end = int(years[1]), years.end()
    if not years[3]:
        if _UNIT_AFTER.match(text, end):
            return None
        fiscal = f"FY{first}" if _BUDGET_AFTER.match(text, end) else None
        return Point(place, end, "fiscal" if fiscal else "year", span=month_span(first, 1, 12), fiscal=fiscal)
    second = int(years[3]) if len(years[3]) == 4 else first // 100 * 100 + int(years[3])
    if second == first + 1 and len(years[3]) == 2:
        return Point(place, end, "fiscal", span=month_span(first, 1, 24), fiscal=f"{first}-{years[3]}")
    if not first < second <= first + 60:
        return None
    return Point(place, end, "year", span=(date(first, 1, 1), date(second, 12, 31)))


def _month(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return a month, or the day or days whose number stands beside it."""
    place, end, word = hit.start(), hit.end(), hit.group()
    month, short = month_number(word), word.lower() in _SHORT_MONTHS
    if text[end : end + 1] == "." and short:
        end += 1
    start, days, split = place, None, None
    if before := _DAY_BEFORE.search(text, max(floor, place - 18), place):
        days, start = (before[1], before[2] or before[1]), before.start()
        split = (before.end(1), before.start(2)) if before[2] else None
    elif after := _DAY_AFTER.match(text, hit.end()):
        days, end = (after[1], after[2] or after[1]), after.end()
    year = None
    if found := _YEAR_AFTER.match(text, end):
        year, end = int(found[1]), found.end()
    if days is None:
        led = _MONTH_LEAD.search(text, max(floor, place - 12), place)
        if not word[0].isupper() or (year is None and led is None and (short or word.lower() in _DOUBTFUL)):
            return None
        point = Point(start, end, "month", make=fixed("month", month))
    else:
        if word.islower() and year is None and word in _DOUBTFUL:
            return None
        first, last = fixed("day", month, int(days[0])), fixed("day", month, int(days[1]))

        def make(y: int) -> Span | None:
            a, b = first(y), last(y)
            return (a[0], b[1]) if a and b and a <= b else None

        point = Point(start, end, "day", make=make, split=split)
        if make(2000) is None:
            return None
    if year is not None and point.make is not None:
        point.span = point.make(year)
        return point if point.span else None
    return point


def _weekday(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return a weekday that is written with a capital."""
    return read_weekday(hit.start(), hit.end(), hit.group(), published) if hit.group()[0].isupper() else None


def _season(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return a season with a year behind it or "in the" before it."""
    season = hit.group().lower()
    if year := _YEAR_AFTER.match(text, hit.end()):
        return Point(hit.start(), year.end(), "season", span=fixed(season)(int(year[1])))
    if season == "fall" or not _IN_THE.search(text, max(floor, hit.start() - 14), hit.start()):
        return None
    return Point(hit.start(), hit.end(), "season", make=fixed(season))


def _fiscal(text: str, hit: re.Match[str], published: date | None, floor: int) -> Point | None:
    """Return a fiscal year with its label."""
    found = _FISCAL.match(text, hit.start())
    if found is None:
        return None
    year = int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    label = f"{year}-{found[2][-2:]}" if found[2] else f"FY{year}"
    return Point(
        hit.start(), found.end(), "fiscal", span=month_span(year, 1, 24 if found[2] else 12), fiscal=label
    )


_READERS: dict[str, Callable[[str, re.Match[str], date | None, int], Point | None]] = {
    **RELATIVE_READERS,
    **dict.fromkeys((*MONTHS, *_SHORT_MONTHS), _month),
    **dict.fromkeys(WEEKDAYS, _weekday),
    **dict.fromkeys(SEASONS, _season),
    **dict.fromkeys(("fiscal", "financial", "fy"), _fiscal),
}
