from datetime import date

import pytest

from lodestock.watch.leads import lead_before, narrowed, tense_before
from lodestock.watch.periods import Point

PUBLISHED = date(2025, 10, 13)


@pytest.mark.parametrize(
    ("text", "lead", "start"),
    [
        ("It rules with effect from ", "from", 9),
        ("It rules until at least ", "until", 9),
        ("It rules in each of ", "in", 9),
        ("It rules on or before ", "by", 9),
        ("Compared to ", "", 12),
        ("the notice of ", "of", 14),
        ("It rules ", "", 9),
    ],
)
def test_leads(text: str, lead: str, start: int) -> None:
    assert lead_before(text, len(text), 0) == (lead, start)


@pytest.mark.parametrize(
    ("text", "start", "first", "last"),
    [
        ("by the end of ", 3, date(2026, 12, 31), date(2026, 12, 31)),
        ("by end-", 3, date(2026, 12, 31), date(2026, 12, 31)),
        ("in the first quarter of ", 3, date(2026, 1, 1), date(2026, 3, 31)),
        ("by the end of the first quarter of ", 3, date(2026, 3, 31), date(2026, 3, 31)),
        ("in the last three months of ", 3, date(2026, 10, 1), date(2026, 12, 31)),
        ("in ", 3, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_parts_narrow_a_period(text: str, start: int, first: date, last: date) -> None:
    point = Point(len(text), len(text) + 4, "year", span=(date(2026, 1, 1), date(2026, 12, 31)))
    found = narrowed(text + "2026", point, 0, PUBLISHED)
    assert found is not None and (found.start, found.span) == (start, (first, last))


def test_the_year_alone_is_no_period() -> None:
    year = (date(2025, 1, 1), date(2025, 12, 31))
    assert narrowed("of the year", Point(3, 11, "year", span=year, needs_part=True), 0, PUBLISHED) is None
    rest = narrowed("rest of the year", Point(8, 16, "year", span=year, needs_part=True), 0, PUBLISHED)
    assert rest is not None and rest.span == (PUBLISHED, date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "lead", "tense"),
    [
        ("It was signed ", "on", "past"),
        ("It will open ", "on", "future"),
        ("It banned sales ", "from", "coming"),
        ("closed ", "since", "past"),
        ("The sale ", "on", "near"),
        ("It was signed. The sale ", "on", "near"),
    ],
)
def test_tense(text: str, lead: str, tense: str) -> None:
    assert tense_before(text, lead, len(text), 0) == tense
