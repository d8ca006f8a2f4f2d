from datetime import date

import pytest

from lodestock.watch.periods import Span
from lodestock.watch.relative import READERS, month_number, read_weekday

PUBLISHED = date(2026, 1, 14)  # a Wednesday


@pytest.mark.parametrize(
    ("which", "day"),
    [
        ("", date(2026, 1, 9)),
        ("last", date(2026, 1, 9)),
        ("next", date(2026, 1, 16)),
        ("this", date(2026, 1, 9)),
    ],
)
def test_weekdays_count_back_from_the_day_of_publication(which: str, day: date) -> None:
    assert read_weekday(0, 6, "Friday", PUBLISHED, which).span == (day, day)


def test_a_weekday_at_the_first_of_all_days_has_no_span() -> None:
    assert read_weekday(0, 6, "Friday", date.min).span is None


def read(text: str, word: str) -> Span | None:
    """Return the span of what a word of a text tells."""
    import re

    hit = re.search(word, text)
    assert hit is not None
    point = READERS[word](text, hit, PUBLISHED, 0)
    assert point is not None
    return point.span


@pytest.mark.parametrize(
    ("text", "word", "first", "last"),
    [
        ("last month", "last", date(2025, 12, 1), date(2025, 12, 31)),
        ("last quarter", "last", date(2025, 10, 1), date(2025, 12, 31)),
        ("last October", "last", date(2025, 10, 1), date(2025, 10, 31)),
        ("next October", "next", date(2026, 10, 1), date(2026, 10, 31)),
        ("next summer", "next", date(2026, 6, 1), date(2026, 8, 31)),
        ("next fiscal year", "next", date(2027, 1, 1), date(2027, 12, 31)),
        ("this week", "this", date(2026, 1, 12), date(2026, 1, 14)),
        ("next week", "next", date(2026, 1, 19), date(2026, 1, 25)),
        ("three months ago", "ago", date(2025, 10, 1), date(2025, 10, 31)),
        ("year-end 2027", "year", date(2027, 12, 31), date(2027, 12, 31)),
    ],
)
def test_periods_are_told_from_the_day_of_publication(text: str, word: str, first: date, last: date) -> None:
    assert read(text, word) == (first, last)


def test_months_by_name_and_abbreviation() -> None:
    assert [month_number(w) for w in ("January", "sept", "DEC")] == [1, 9, 12]
