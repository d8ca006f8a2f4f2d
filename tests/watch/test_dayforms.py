from datetime import date

import pytest

from lodestock.watch.dayforms import find_points

PUBLISHED = date(2025, 10, 13)


@pytest.mark.parametrize(
    "text",
    ["It may ban it", "a march on Rome", "2,026 t", "No. 61 of 2025", "Regulation 2024/1252", "for five years",
     "once a year", "twenty months", "2000 tonnes", "the 1990s", "09/10/2025", "$2025", "immediately after the vote"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert [p for p in find_points(text, PUBLISHED) if not p.needs_part] == []


@pytest.mark.parametrize("text", ["on Friday", "last week", "today", "two weeks ago", "this year"])
def test_without_a_day_of_publication_nothing_relative_has_a_span(text: str) -> None:
    (point,) = find_points(text, None)
    assert (point.span, point.make) == (None, None)


def test_a_month_without_a_year_can_be_made_for_any() -> None:
    (point,) = find_points("in February", None)
    assert point.make is not None and point.make(2028) == (date(2028, 2, 1), date(2028, 2, 29))
