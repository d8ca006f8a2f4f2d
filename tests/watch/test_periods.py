from datetime import date

import pytest

from lodestock.watch.periods import (
    ago,
    fiscal_span,
    fixed,
    month_span,
    months_back,
    part,
    place_year,
    week_span,
)


@pytest.mark.parametrize(
    ("label", "iso3", "first", "last"),
    [
        ("FY2027", "USA", date(2026, 10, 1), date(2027, 9, 30)),
        ("FY2026", "JPN", date(2026, 4, 1), date(2027, 3, 31)),
        ("2026-27", "IND", date(2026, 4, 1), date(2027, 3, 31)),
        ("2026-27", "GBR", date(2026, 4, 1), date(2027, 3, 31)),
        ("2026-27", "AUS", date(2026, 7, 1), date(2027, 6, 30)),
        ("2026-27", "CAN", date(2026, 4, 1), date(2027, 3, 31)),
        ("FY2027", "CHL", date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_fiscal_years_by_country(label: str, iso3: str, first: date, last: date) -> None:
    assert fiscal_span(label, iso3) == (first, last)


def test_a_label_that_is_none_has_no_span() -> None:
    assert fiscal_span("soon", "USA") is None


@pytest.mark.parametrize(
    ("which", "first", "last"),
    [
        ("early", date(2026, 1, 1), date(2026, 3, 31)),
        ("mid", date(2026, 5, 1), date(2026, 8, 31)),
        ("late", date(2026, 10, 1), date(2026, 12, 31)),
        ("end", date(2026, 12, 31), date(2026, 12, 31)),
        ("half1", date(2026, 1, 1), date(2026, 6, 30)),
        ("half2", date(2026, 7, 1), date(2026, 12, 31)),
        ("quarter3", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_parts_of_a_year(which: str, first: date, last: date) -> None:
    assert part((date(2026, 1, 1), date(2026, 12, 31)), which, year=True) == (first, last)


def test_parts_of_a_month() -> None:
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert part(march, "early", year=False) == (date(2026, 3, 1), date(2026, 3, 10))
    assert part(march, "mid", year=False) == (date(2026, 3, 11), date(2026, 3, 20))
    assert part(march, "late", year=False) == (date(2026, 3, 21), date(2026, 3, 31))
    assert part(march, "half2", year=False) == (date(2026, 3, 17), date(2026, 3, 31))


def test_spans() -> None:
    assert month_span(2028, 2) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_span(9999, 12) is None
    assert fixed("day", 2, 29)(2027) is None
    assert fixed("winter")(2026) == (date(2026, 12, 1), date(2027, 2, 28))
    assert week_span(date(2026, 3, 4)) == (date(2026, 3, 2), date(2026, 3, 8))
    assert months_back(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert ago(date(2026, 3, 4), 10, "day") == (date(2026, 2, 22), date(2026, 2, 22))
    assert ago(date(2026, 3, 4), 3, "month") == (date(2025, 12, 1), date(2025, 12, 31))
    assert ago(date(2026, 3, 4), 10**9, "day") is None


@pytest.mark.parametrize(
    ("tense", "year"), [("past", 2025), ("future", 2026), ("coming", 2025), ("near", 2025)]
)
def test_the_year_of_a_day_without_one(tense: str, year: int) -> None:
    first_of_november = place_year(fixed("day", 11, 1), date(2025, 11, 3), tense)
    assert first_of_november == (date(year, 11, 1), date(year, 11, 1))
