"""What the days of a clause are for an event: when it was announced, when it starts, and until when it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from lodestock.records.news import Period
from lodestock.watch.days import DaySpan, fiscal_span
from lodestock.watch.families import CALLS, SPANS

__all__ = ["Timing", "period_of", "place_days"]

Timing = dict[str, tuple[Period, DaySpan]]
"""`announced`, `effective`, `until` -> the days and where they stand."""

_SPOKEN = re.compile(
    r"\b(?:said|says|told|announced|confirmed|reported|added|stated|conceded|admitted|disclosed|revealed|wrote|noted|learned)"
    r"(?: [a-z'-]+){0,4} $"
)
"""A verb of speech shortly before a day: that is when it was said."""

_STARTS = re.compile(
    r"\b(?:enters? into force|entered into force|comes? into (?:force|effect)|came into (?:force|effect)|takes? effect|"
    r"took effect|starts?|started|begins?|began|opens|opened|appl(?:y|ies)|bites?|bit|kicks? in|kicked in|effective|"
    r"is due|are due|was due|were due|promised|expected|come on stream|comes on stream|deliver(?:y|ies|ed)|runs?|"
    r"first \w+|to start|closing)(?: [a-z-]+){0,2} $",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:expires?|expiry|ends?|ended|ending|laps(?:es?|ing)|closes?|closed|runs? out|ran out|terminates?|valid|is over|"
    r"be over|deadline|offers are due|bids are due|replies|responses|answers|offers|bids|proposals|quotations|cleared|"
    r"over|are opened|envelopes)(?: [a-z-]+){0,3} $",
    re.IGNORECASE,
)
"""Words shortly before a day that say what starts or ends on it."""

_SPOKEN_REACH, _REACH = 40, 48
"""Characters before a day that hold them."""


def period_of(span: DaySpan, country: str) -> tuple[date, date] | None:
    """Return the first and the last day of a span, a fiscal year by the country that is meant; None where none is told.

    Parameters
    ----------
    span : of days
    country : ISO3, empty where it is not known
    """
    if span.fiscal:
        return fiscal_span(span.fiscal, country)
    return None if span.first is None or span.last is None else (span.first, span.last)


def place_days(
    kind: str, text: str, spans: Iterable[DaySpan], published: date | None, country: str
) -> Timing:
    """Return which days are which; of two with one meaning the first counts.

    Parameters
    ----------
    kind : type of the event
    text : in which they stand
    spans : days of its clause, in order
    published : day of the text
    country : ISO3 of who acts, for fiscal years
    """
    out: Timing = {}
    for span in spans:
        days = period_of(span, country)
        if not span.vague and days is not None:
            for field, period in _meaning(kind, text, span, days, published).items():
                out.setdefault(field, (period, span))
    return out


def _meaning(
    kind: str, text: str, span: DaySpan, days: tuple[date, date], published: date | None
) -> dict[str, Period]:
    """Return what a day means, by the words before it, by its preposition, else by the type and the day of the text."""
    first, last = days
    whole: Period = first if first == last else days
    lead = span.lead
    if lead in ("", "on", "in") and _SPOKEN.search(text, max(0, span.start - _SPOKEN_REACH), span.start):
        return {"announced": whole}
    if lead in ("", "on", "in", "at", "for", "of"):
        before = text[max(0, span.start - _REACH) : span.start]
        if _STARTS.search(before):
            return {"effective": whole}
        if _ENDS.search(before):
            return {"until": last}
    if lead == "at_once":
        return {"effective": first}
    if lead in ("by", "before", "within") and kind not in CALLS and kind not in SPANS:
        return {"effective": whole if lead == "by" else last}
    if lead in ("until", "through", "by", "before", "within"):
        # "By late 2026 or early 2027" leaves the day open; "by 2027" means its last one.
        return {"until": whole if " or " in text[span.start : span.end] else last}
    if lead == "from":
        return {"effective": whole}
    if lead == "between" or span.fiscal or _holds_for(kind, span, days, published):
        return {"effective": first, "until": last}
    happened = kind == "disruption" and (published is None or first <= published)
    ahead = published is not None and first > published
    return {"effective" if happened or ahead or lead == "since" else "announced": whole}


def _holds_for(kind: str, span: DaySpan, days: tuple[date, date], published: date | None) -> bool:
    """Say whether a measure holds for a period, as a quota does for a year."""
    first, last = days
    over = published is not None and last < published
    return span.lead in ("in", "for") and kind in SPANS and first != last and not over
