"""Figures of news text: sums of money, masses, rates, prices and plain numbers, with the words that qualify them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from lodestock.watch.hedges import Hedges, strongest
from lodestock.watch.measures import Measures
from lodestock.watch.numbers import SPOKEN, Number, any_word, read_number, tidy
from lodestock.watch.plain import day_or_year, is_count, is_part_of_name
from lodestock.watch.tails import WordTables, left_of
from lodestock.watch.unread import UNREAD_WORDS, find_unread

__all__ = ["Figure", "FigureGrammar"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text.

    Attributes
    ----------
    kind : money, mass, percent, price or count (a number whose unit, if any, is none of the vocabulary)
    start, end : the span with the words that qualify it, such as `up to $500m`
    core_start, core_end : number and unit alone
    value : in full units, the midpoint of a range; None where no number can be read
    low, high : both ends of a range
    unit : of the vocabulary, for money the code of the currency; None if the vocabulary lacks it
    qualifier : of the vocabulary
    per : `year`, `month`, `day` or another period that the figure repeats in
    conversion : whether it repeats the figure before it in another currency or unit, as in `A$1.2bn ($790m)`
    """

    kind: str
    start: int
    end: int
    core_start: int
    core_end: int
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    qualifier: str
    per: str | None = None
    conversion: bool = False


class _Part(NamedTuple):
    """A number with what belongs to it: one end of a range, or the whole figure."""

    start: int
    end: int
    number: Number
    kind: str = "count"
    unit: str | None = None
    factor: float = 1.0
    per: str | None = None
    signed: bool = False
    hedge: str | None = None

    @property
    def value(self) -> float | None:
        """Return the number in the unit of the vocabulary."""
        value = self.number.value
        return value if value is None or self.factor == 1.0 else tidy(value * self.factor)


class _Range(NamedTuple):
    """Both ends of a range in full units, what its second end is, and where its first word stands."""

    part: _Part
    low: float
    high: float
    start: int


_CANDIDATE = re.compile(rf"[\d½¼¾⅓⅔]|{any_word((*(f'{w}s?' for w in SPOKEN), *UNREAD_WORDS))}")
_JOIN = re.compile(r"\s?[-–—]\s?|\s(to|and|or|through)\s(?:some\s|about\s)?", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:ris|rose|rais|lift|increas|cut|reduc|lower|drop|fall|fell|doubl|tripl|quadrupl|expand|grow|grew|jump|slash|hik"
    r"|boost|climb|chang|trim|shr|revis|ramp|mov|bring)\w{0,4}\b[^.;]{0,70}\Z|\b(?:go|goes|went|up|down)\s\Z"
)
_INNER = re.compile(
    r"(?:(?P<at_least>-?\+|-plus|\splus|\s(?:or|and)\smore)|(?P<about>\sor\sso)|(?P<up_to>\sor\s(?:fewer|less)))(?=[\s-])",
    re.IGNORECASE,
)
_CONVERTS = re.compile(
    r"\s?[(\[]\s?(?:or|equal to|equivalent to|the equivalent of|equivalent|that is|i\.e\.|worth|then)?,?\s?"
    r"|,?\s(?:or|equivalent to|the equivalent of|equal to)\s|(?P<comma>,\s)",
    re.IGNORECASE,
)
_ANNUAL = re.compile(
    r"\b(annual|yearly|monthly|daily)\s(?:(?:[\w'’-]{1,20}\s){0,2}?(?:quota|capacity|output|production|limit|cap|ceiling|target"
    r"|volume|suppl|deliver|export|import|consumption|rate|sale|purchase|allotment|allowance|tonnage|throughput|need|demand"
    r"|total|figure|yield|offtake|minimum|maximum)\w{0,4}\s(?:[\w'’-]{1,20}\s){0,3}?)?\Z"
)
_PERIODS = {"annual": "year", "yearly": "year", "monthly": "month", "daily": "day"}
_GOES_ON = re.compile(
    r"(?:\sof(?:\s[a-z-]{2,20}){1,3}?)?,?\s(?:and|plus)\s(?!hold|stor|keep|has\b|have\b|sold\b|bought\b)(?:[a-z]{2,12}\s){0,2}",
    re.IGNORECASE,
)


class FigureGrammar:
    """The grammar of figures, made once from the vocabulary.

    Parameters
    ----------
    words : the word tables; the rows of the fields unit, currency and qualifier of the vocabulary are used
    """

    def __init__(self, words: WordTables) -> None:
        """Read the vocabulary."""
        self._measures = Measures(words)
        self._hedges = Hedges(words)

    def find(self, text: str) -> list[Figure]:
        """Return the figures of a text in their order.

        Parameters
        ----------
        text : any text
        """
        found: list[Figure] = []
        at = floor = 0
        while (hit := _CANDIDATE.search(text, at)) is not None:
            figure, at = self._at(text, hit, floor)
            if figure is not None:
                if found:
                    figure = self._beside(text, found, figure)
                found.append(figure)
                at = floor = figure.end
        return found

    def _at(self, text: str, hit: re.Match[str], floor: int) -> tuple[Figure | None, int]:
        """Return the figure at a candidate, and where to go on if there is none."""
        place, word = hit.start(), hit.group()
        if word.isdecimal():
            if (end := day_or_year(text, place)) is not None:
                return None, end
        elif (unread := find_unread(text, place, word.lower(), floor, self._measures)) is not None:
            kind, start, end, unit, per = unread
            return Figure(kind, start, end, start, end, None, None, None, unit, "unknown", per), end
        signed = self._measures.sign_before(text, place, floor)
        if signed is not None:
            start = signed
        else:
            if is_part_of_name(text, place, floor):
                number = read_number(text, place)
                return None, max(hit.end(), number.end if number else 0)
            start = place if word.isdecimal() else _with_article(text, place, floor)
        before = left_of(text, floor, start, 8)
        first = self._part(text, start, joined=before != "between ")
        if first is None:
            return None, hit.end()
        both = self._range(text, first, before, floor)
        return self._figure(text, first, both, floor)

    def _part(self, text: str, start: int, *, joined: bool = True, money: bool = False) -> _Part | None:
        """Return the number with its currency or unit that begins at a place."""
        measures = self._measures
        sign = None if text[start : start + 1].isdecimal() else measures.sign(text, start)
        number = read_number(
            text, sign.end if sign else start, money=money or sign is not None, joined=joined
        )
        if number is None:
            return None
        if sign is not None:
            unit, end = measures.trailing(text, number.end, sign.unit)
            part = _Part(start, end, number, "money", unit, signed=True)
        else:
            hedge = None
            number, after = measures.after_scaled(text, number)
            if (
                after is None and (inner := _INNER.match(text, number.end)) is not None
            ):  # "500 or more tonnes"
                after, hedge = measures.after(text, inner.end(), number.value), inner.lastgroup
            if after is None:
                return _Part(start, number.end, number)
            part = _Part(
                start, after.end, number, after.kind, after.unit, after.factor, after.per, hedge=hedge
            )
        if part.kind == "money" and (price := measures.price(text, part.end, part.unit)) is not None:
            return part._replace(kind="price", unit=price[0], end=price[1])
        return part

    def _range(self, text: str, first: _Part, before: str, floor: int) -> _Range | None:
        """Return the range whose first end was read, None if nothing or something else follows."""
        join = _JOIN.match(text, first.end)
        if join is None or first.value is None:
            return None
        word, between = (join[1] or "-").lower(), before == "between "
        if word == "and" and not between:
            return None
        second = self._part(text, join.end(), joined=not between, money=first.signed)
        if second is None or second.value is None:
            return None
        ends = _ends(first, second, lone_to=word == "to" and not between and not before.endswith("from "))
        if ends is None or not ends[1] < ends[2]:
            return None
        part, low, high = ends
        if part.kind == "money" and (price := self._measures.price(text, part.end, part.unit)) is not None:
            part = part._replace(kind="price", unit=price[0], end=price[1])  # "$50-55 per pound"
        if part.kind == "count" and (
            word == "or" or not is_count(text, join.end(), part.end, part.number, floor)
        ):
            return None
        start = first.start
        if between:
            start -= len(before)
        elif before.endswith("from "):
            start -= 5
            if _CHANGE.search(left_of(text, floor, start, 80)):
                return None  # "raised from 10 to 25 per cent": two figures
        return _Range(part, low, high, start)

    def _figure(self, text: str, first: _Part, both: _Range | None, floor: int) -> tuple[Figure | None, int]:
        """Return the figure of one number or of a range, with the words around it."""
        part = first if both is None else both.part
        if part.kind == "count" and not is_count(text, first.start, part.end, first.number, floor):
            return None, part.end
        value, low, high, lead = part.value, None, None, first.start
        qualifiers: set[str] = set() if part.hedge is None else {part.hedge}
        if both is not None:
            low, high, lead = both.low, both.high, both.start
            value = tidy((low + high) / 2)
            qualifiers.add("range")
        if value is None:
            return None, part.end
        words, start = self._hedges.before(text, lead, floor)
        unit, end, per = part.unit, part.end, part.per
        if part.kind in ("mass", "money") and per is None:
            if (period := self._measures.period(text, end)) is not None:
                per, end = period
            elif part.kind == "mass":
                per = self._measures.each_of(text, end) or _period_before(text, start, floor)
        if part.kind == "mass":
            unit = self._measures.per(unit, per)
        core_end = end
        if (behind := self._hedges.behind(text, end)) is not None:
            qualifiers.add(behind[0])
            end = behind[1]
        qualifier = strongest(qualifiers | words)
        return Figure(
            part.kind, start, end, first.start, core_end, value, low, high, unit, qualifier, per
        ), end

    def _beside(self, text: str, found: list[Figure], figure: Figure) -> Figure:
        """Return a figure with what the one before it tells: that it converts it, or the period of both."""
        before = found[-1]
        if figure.kind != before.kind or figure.kind not in ("money", "mass", "price"):
            return figure
        gap = None if figure.unit == before.unit else _CONVERTS.fullmatch(text, before.end, figure.start)
        if gap is not None and (not gap["comma"] or figure.qualifier == "about"):
            return replace(figure, conversion=True)
        if figure.kind == "mass" and (figure.per is None) != (before.per is None):
            gap = _GOES_ON.match(text, before.end, figure.start)
            if (
                gap is not None and gap.end() == figure.start
            ):  # "1m tonnes of alumina a year and 50 tonnes of gallium"
                if figure.per is None:
                    return replace(figure, per=before.per, unit=self._measures.per(figure.unit, before.per))
                found[-1] = replace(before, per=figure.per, unit=self._measures.per(before.unit, figure.per))
        return figure


def _with_article(text: str, place: int, floor: int) -> int:
    """Return where a number word begins, with the article before it: "a hundred", "half an ounce"."""
    for article in ("a ", "an "):
        start = place - len(article)
        if (
            start >= floor
            and text[start:place].lower() == article
            and not text[max(0, start - 1) : start].isalnum()
        ):
            return start
    return place


def _period_before(text: str, start: int, floor: int) -> str | None:
    """Return the period that words before a mass tell: "an annual quota of"."""
    words = left_of(text, floor, start, 60)
    if "annual" not in words and "ly " not in words:
        return None
    hit = _ANNUAL.search(words)
    return None if hit is None else _PERIODS[hit[1]]


def _ends(first: _Part, second: _Part, *, lone_to: bool) -> tuple[_Part, float, float] | None:
    """Return what both ends of a range are, with low and high; None if they are two figures.

    Parameters
    ----------
    first, second : the ends, which may lack a scale or unit that the other has: "$2-3bn", "900 to 1,200 kg"
    lone_to : whether "to" stands between them and no from or between before: "$2m to 3 firms" is no range
    """
    if first.value is None or second.value is None or first.number.value is None:
        return None
    low, high = first.value, second.value
    bare, scale = first.kind == "count", second.number.scale
    if first.number.scale == 1.0 < scale and (bare or (first.signed and second.kind in ("money", "count"))):
        scaled = tidy(first.number.value * scale * second.factor)
        low = scaled if scaled < high else low
    elif bare:
        low = tidy(low * second.factor)
    if first.signed and second.kind == "count":
        if lone_to and first.number.scale > scale:
            return None
        high = high if scale >= first.number.scale else tidy(high * first.number.scale)
        return second._replace(kind=first.kind, unit=first.unit), low, high
    alike = bare or (first.kind == second.kind and first.unit == second.unit)
    alike = alike or (first.kind == "money" and second.kind == "price")  # "$100 to $120 a kilo"
    return (second, low, high) if alike else None
