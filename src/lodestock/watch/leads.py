"""Words before a day or period: what leads it, which part of it is meant, and whether it is past or to come."""

from __future__ import annotations

import re
from datetime import date, timedelta

from lodestock.watch.periods import Point, Span, part, week_span
from lodestock.watch.tails import Tails, last_word, left_of, word_set

__all__ = ["is_ahead", "lead_before", "narrowed", "tense_before"]

_LEADS = {
    "from": "from;with effect from;effective from;effective on;effective as of;effective;as from;as of;starting"
    ";starting on;starting in;starting from;beginning;beginning on;beginning in;beginning from;commencing"
    ";commencing on;commencing in;no earlier than;not before;onwards from;in force from",
    "until": "until;till;up until;through;thru;to;up to;through to;valid until;ending;ending on;ending in",
    "by": "by;no later than;not later than;on or before;at the latest by;by no later than;by or before",
    "on": "on;on or about;on or around;on the morning of;on the evening of;at midnight on",
    "in": "in;during;at;back in;some time in;sometime in;as early as;as soon as;in the course of;as late as",
    "for": "for;throughout;over;across;covering",
    "since": "since;ever since;dating from;dating to;dating back to",
    "before": "before;ahead of;prior to",
    "after": "after;following",
    "dated": "dated",
    "within": "within",
    "between": "between",
    "of": "of",
}
_LEAD_TAILS = Tails({phrase: lead for lead, phrases in _LEADS.items() for phrase in phrases.split(";")})
_LEAD_WORDS = word_set(" ".join(_LEADS.values()).replace(";", " "))
_GLUE = (
    *(
        "the",
        "at least",
        "about",
        "around",
        "roughly",
        "each of",
        "each",
        "every",
        "both",
        "all of",
        "either",
        "a",
        "some time in",
    ),
    *("as early as", "as late as", "sometime in", "on", "year", "years"),
)
_GLUE_TAILS = Tails(dict.fromkeys(_GLUE, "glue"))
_GLUE_WORDS = word_set(" ".join(_GLUE))
_NOT_UNTIL = word_set("compared relative according owing due contrary")

_PARTS = {
    **dict.fromkeys(("early", "early in", "start of", "beginning of", "opening of"), "early"),
    **dict.fromkeys(("mid", "middle of"), "mid"),
    **dict.fromkeys(("late", "late in"), "late"),
    **dict.fromkeys(("end", "end of", "close of"), "end"),
    **dict.fromkeys(("first half of", "first half", "h1", "h1 of", "first six months of"), "half1"),
    **dict.fromkeys(("second half of", "second half", "h2", "h2 of", "last six months of"), "half2"),
    **dict.fromkeys(("first three months of", "opening quarter of"), "quarter1"),
    **dict.fromkeys(("last three months of", "final three months of"), "quarter4"),
    **dict.fromkeys(("rest of", "remainder of", "balance of", "later", "later in"), "rest"),
    **dict.fromkeys(("earlier", "earlier in"), "so_far"),
    "first week of": "week1",
    "second week of": "week2",
    "third week of": "week3",
    "last week of": "week_last",
    **dict.fromkeys(
        ("week of", "week beginning", "week beginning on", "week starting", "week commencing"), "week"
    ),
    **dict.fromkeys(("week ending", "week ending on", "week to"), "week_to"),
}
_PARTS |= {
    f"{word}{link}": f"quarter{n}"
    for n, words in enumerate((("first",), ("second",), ("third",), ("fourth", "final", "last")), 1)
    for word in (*(f"{w} quarter" for w in words), f"q{n}")
    for link in ("", " of")
}
_PART_TAILS = Tails(_PARTS)
_PART_WORDS = word_set(" ".join(p.split()[-1] for p in _PARTS)) | {"the"}

_SENTENCE = re.compile(r"[.;:]\s")
_PAST = word_set(
    "said told met made won gave began took held sold bought paid set put cut sent wrote found left lost came went fell"
    " rose was were had became did let struck hit shut ran brought"
)
_FUTURE = word_set(
    "will shall would be begins begin opens open ends end expires expire starts start closes close due takes take lapses"
    " lapse resumes resume expected scheduled falls deadline"
)
_MAYBE_FUTURE = word_set("must until may might could plans")
"""Words of the future only close to the day."""
_TO_COME = word_set("is are was were due plans expected")
"""Words that with "to" tell of the future; "sold to them on Friday" does not."""
_AHEAD = word_set("will opens begins starts resumes resume due expires closes ends")
"""Words after which even a weekday lies ahead."""


def lead_before(text: str, start: int, floor: int) -> tuple[str, int]:
    """Return the lead before a place and where its words begin.

    Parameters
    ----------
    text : any text
    start : where the day or period begins
    floor : how far back may be looked, the end of the one before
    """
    words = left_of(text, floor, start, 50)
    if last_word(words) not in _LEAD_WORDS and last_word(words) not in _GLUE_WORDS:
        return "", start
    rest = words.rstrip()
    for _ in range(5):
        hit, glue = _LEAD_TAILS.find(rest), _GLUE_TAILS.find(rest)
        if hit is not None and not (hit[0] == "of" and glue is not None):
            lead, size = hit
            if lead == "until" and rest.endswith("to") and last_word(rest[:-size]) in _NOT_UNTIL:
                return "", start
            return lead, start if lead == "of" else start - len(words) + len(rest) - size
        if glue is None:
            break
        rest = rest[: -glue[1]].rstrip()
    return "", start


def narrowed(text: str, point: Point, floor: int, published: date | None) -> Point | None:
    """Return a day or period, narrowed to the part that words before it tell: "the end of the first quarter of 2027".

    Parameters
    ----------
    text : any text
    point : the day or period; "the year" is one only if a part of it is told
    floor : how far back may be looked
    published : the day of publication
    """
    whole = point.needs_part
    for _ in range(3):
        words = left_of(text, floor, point.start, 32)
        rest = words.rstrip(" -")
        if last_word(rest).rpartition("-")[2] not in _PART_WORDS:
            break
        rest = rest.removesuffix(" the").replace("-", " ")
        hit = _PART_TAILS.find(rest)
        if hit is None or (hit[0] in ("week", "week_to") and point.precision != "day"):
            break
        begin = len(rest) - hit[1]
        if (before := rest[:begin].rstrip()).endswith("the") and not before[-4:-3].isalnum():
            begin = len(before) - 3
        _take_part(point, hit[0], point.start - len(words) + begin, published)
        whole = False
    return None if whole else point


def _take_part(point: Point, which: str, start: int, published: date | None) -> None:
    """Narrow a day or period to a part of it."""
    year = point.precision in ("year", "fiscal")

    def take(span: Span) -> Span:
        if which == "week":
            return week_span(span[0])
        if which == "week_to":
            return span[1] - timedelta(days=min(6, span[1].toordinal() - 1)), span[1]
        if which == "rest":
            return (max(published, span[0]), span[1]) if published and published <= span[1] else span
        if which == "so_far":
            return (span[0], published) if published and span[0] <= published <= span[1] else span
        return part(span, which, year=year)

    point.start = start
    if point.span is not None:
        point.span = take(point.span)
    elif (make := point.make) is not None:
        point.make = lambda y: None if (s := make(y)) is None else take(s)
    if which == "end":
        point.precision = "day"
    elif which.startswith(("week", "half", "quarter")):
        point.precision = which.rstrip("1234").partition("_")[0]
    elif year and which in ("early", "late"):
        point.precision = "quarter"


def tense_before(text: str, lead: str, start: int, floor: int) -> str:
    """Return whether what happens on a day is `past`, `future`, `coming` or cannot be told (`near`).

    Parameters
    ----------
    text : any text
    lead : the lead of the day
    start : where the lead begins
    floor : how far back may be looked
    """
    if lead == "since":
        return "past"
    ahead = "coming" if lead in ("from", "until", "by") else ""
    words = _words_back(text, start, floor, 10)
    for back, word in enumerate(words):
        if word in _FUTURE or (back < 5 and word in _MAYBE_FUTURE):
            return "future"
        if word == "to" and words[back + 1 : back + 2] and words[back + 1] in _TO_COME:
            return "future"
        if word in _PAST or (word.endswith("ed") and len(word) > 4):
            passive = words[back + 1 : back + 2]  # "to be presented"
            return ahead or ("future" if passive == ["be"] else "past")
    return ahead or "near"


def is_ahead(text: str, lead: str, start: int, floor: int) -> bool:
    """Return whether a weekday lies ahead: after until and by, or after a word such as will close before it."""
    return lead in ("until", "by") or not _AHEAD.isdisjoint(_words_back(text, start, floor, 4))


def _words_back(text: str, start: int, floor: int, count: int) -> list[str]:
    """Return the words of a sentence before a place, the nearest first."""
    return re.findall(r"[a-z]+", _SENTENCE.split(left_of(text, floor, start, 80))[-1])[: -count - 1 : -1]
