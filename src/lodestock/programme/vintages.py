"""How new the figures of a result are, beside the date that it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lodestock.programme.project import Case

__all__ = ["find_stale", "newest_text", "stale_words"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_BY_DAY = {"price": "known_from", "policy_events": "announced", "nds_inventory": "as_of"}
"""Tables of which a result takes what was known on the as-of date, and the column that says since when."""

_BY_YEAR = {"us_demand": "years_used", "global_supply_shares": "year_or_period"}
"""Tables of which a result takes every row, whatever the as-of date, and the column with the years of a figure."""

_LAG = 1
"""Years after which figures of a year are out: those of 2025 were printed at the beginning of 2026."""


def find_stale(case: Case) -> list[dict[str, str]]:
    """Return the tables whose figures are older or newer than the as-of date of a case allows.

    Of a table of days: the date lies before its first row or after its last. Of a table of years: its newest year lies
    after the year of the date, or before the last year that was printed by then.

    Parameters
    ----------
    case : gives the tables, with overlays, and the as-of date

    Returns
    -------
    entries with `word` (the table), `newest` (its newest figure), `first` (its oldest), `as_of`, and `figures`: ``older``
    or ``newer`` than the date
    """
    day = case.card.as_of
    spans = []
    for table, column in _BY_DAY.items():
        if table == "policy_events" and not case.card.known_events:
            continue
        days = sorted(_texts(case, table, column))
        is_late = (
            bool(days) and day.isoformat()[: len(days[-1])] > days[-1]
        )  # which may name a month or a year only
        if is_late or (days and day.isoformat() < days[0]):
            spans.append((table, days, is_late))
    for table, column in _BY_YEAR.items():
        years = sorted(y for text in _texts(case, table, column) for y in _YEAR.findall(text))
        if years and not int(years[-1]) <= day.year <= int(years[-1]) + _LAG:
            spans.append((table, years, day.year > int(years[-1])))
    return [
        {
            "word": table,
            "first": known[0],
            "newest": known[-1],
            "as_of": day.isoformat(),
            "figures": "older" if is_older else "newer",
        }
        for table, known, is_older in spans
    ]


def stale_words(stale: Iterable[dict[str, str]]) -> list[str]:
    """Return entries of `find_stale` as sentences.

    Parameters
    ----------
    stale : see `find_stale`
    """
    return [
        f"the as-of date {s['as_of']} lies after the newest figure of {s['word']}, which is of {s['newest']}."
        if s["figures"] == "older"
        else f"the as-of date {s['as_of']} lies before figures of {s['word']}, which are of {s['first']} to {s['newest']}."
        for s in stale
    ]


def newest_text(texts: Iterable[str]) -> str | None:
    """Return the text with the latest year, by the last year of four digits in each; None where no text has one.

    Of texts of the same year it is the last in the order of text, which for ISO dates is that of time.

    Parameters
    ----------
    texts : dates, years or periods

    >>> newest_text(["2016-2020", "2025-02", "2025-10-13", "derived"])
    '2025-10-13'
    """
    dated = [(years[-1], text) for text in texts if (years := _YEAR.findall(text))]
    return max(dated)[1] if dated else None


def _texts(case: Case, table: str, column: str) -> list[str]:
    """Return what a column says, where it says something."""
    return [str(t) for t in case.dataset.frame(table)[column].to_list() if t is not None]
