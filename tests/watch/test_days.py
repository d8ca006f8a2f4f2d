from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.watch.days import DaySpan, find_days

PUBLISHED = date(2025, 10, 13)  # a Monday


def one(text: str, published: date | None = PUBLISHED) -> DaySpan:
    """Return the only day of a text."""
    (span,) = find_days(text, published)
    return span


DAYS = [
    ("from 1 November", "from", "2025-11-01"),
    ("on Tuesday", "on", "2025-10-07"),
    ("on Monday", "on", "2025-10-13"),
    ("by Tuesday", "by", "2025-10-14"),
    ("until Sunday", "until", "2025-10-19"),
    ("by last Tuesday", "by", "2025-10-07"),
    ("last Friday", "", "2025-10-10"),
    ("next Friday", "", "2025-10-17"),
    ("on Thursday 9 October", "on", "2025-10-09"),
    ("on Thursday, October 9", "on", "2025-10-09"),
    ("until 31 May 2026", "until", "2026-05-31"),
    ("by the end of 2034", "by", "2034-12-31"),
    ("by end-March 2026", "by", "2026-03-31"),
    ("by the end of this month", "by", "2025-10-31"),
    ("by year-end", "by", "2025-12-31"),
    ("at year-end 2027", "in", "2027-12-31"),
    ("no later than 5 May", "by", "2026-05-05"),
    ("as from 1 January 2029", "from", "2029-01-01"),
    ("with effect from 8 November", "from", "2025-11-08"),
    ("effective Oct. 9, 2025", "from", "2025-10-09"),
    ("on 9 Oct.", "on", "2025-10-09"),
    ("dated 9th of October", "dated", "2025-10-09"),
    ("on 2025-10-09", "on", "2025-10-09"),
    ("on 15.05.2026", "on", "2026-05-15"),
    ("on 25/10/2025", "on", "2025-10-25"),
    ("since 2 August", "since", "2025-08-02"),
    ("yesterday", "on", "2025-10-12"),
    ("tomorrow", "on", "2025-10-14"),
    ("today", "at_once", "2025-10-13"),
    ("at once", "at_once", "2025-10-13"),
    ("with immediate effect", "at_once", "2025-10-13"),
    ("immediately", "at_once", "2025-10-13"),
    ("effective today", "at_once", "2025-10-13"),
    ("from this day forward", "at_once", "2025-10-13"),
    ("henceforth", "at_once", "2025-10-13"),
    ("ten days ago", "on", "2025-10-03"),
]


@pytest.mark.parametrize(("text", "lead", "day"), DAYS)
def test_days(text: str, lead: str, day: str) -> None:
    whole = f"It rules {text}, it said."
    span = one(whole)
    assert (span.lead, span.first, span.last) == (lead, date.fromisoformat(day), date.fromisoformat(day))
    assert whole[span.start : span.end].rstrip(".") == text.rstrip(".")


PERIODS = [
    ("in May 2026", "in", "month", "2026-05-01", "2026-05-31"),
    ("in July", "in", "month", "2025-07-01", "2025-07-31"),
    ("this week", "", "week", "2025-10-13", "2025-10-13"),
    ("last week", "", "week", "2025-10-06", "2025-10-12"),
    ("last month", "", "month", "2025-09-01", "2025-09-30"),
    ("next year", "", "year", "2026-01-01", "2026-12-31"),
    ("in the week of 3 November", "in", "week", "2025-11-03", "2025-11-09"),
    ("in early 2026", "in", "quarter", "2026-01-01", "2026-03-31"),
    ("in late 2026", "in", "quarter", "2026-10-01", "2026-12-31"),
    ("in mid-2026", "in", "year", "2026-05-01", "2026-08-31"),
    ("in H1 2026", "in", "half", "2026-01-01", "2026-06-30"),
    ("in the first half of 2027", "in", "half", "2027-01-01", "2027-06-30"),
    ("in Q3 2026", "in", "quarter", "2026-07-01", "2026-09-30"),
    ("in the final quarter of 2026", "in", "quarter", "2026-10-01", "2026-12-31"),
    ("in the first quarter", "in", "quarter", "2026-01-01", "2026-03-31"),
    ("in the second half of next year", "in", "half", "2026-07-01", "2026-12-31"),
    ("for the rest of this year", "for", "year", "2025-10-13", "2025-12-31"),
    ("by late 2026 or early 2027", "by", "quarter", "2026-10-01", "2027-03-31"),
    ("in 2026 and 2027", "in", "year", "2026-01-01", "2027-12-31"),
    ("in 2026, 2027 and 2028", "in", "year", "2026-01-01", "2028-12-31"),
    ("for 2026 to 2029", "for", "year", "2026-01-01", "2029-12-31"),
    ("between 1 March and 30 June 2026", "between", "day", "2026-03-01", "2026-06-30"),
    ("between late 2025 and 2030", "between", "year", "2025-10-01", "2030-12-31"),
    ("on 1-15 October 2025", "on", "day", "2025-10-01", "2025-10-15"),
    ("for the twelve months to 31 March 2027", "for", "year", "2026-04-01", "2027-03-31"),
    ("starting in 2028", "from", "year", "2028-01-01", "2028-12-31"),
    ("in the last week of May 2026", "in", "week", "2026-05-25", "2026-05-31"),
    ("in the second week of May 2026", "in", "week", "2026-05-08", "2026-05-14"),
    ("in January, February and July 2026", "in", "month", "2026-01-01", "2026-07-31"),
    ("in each of the years 2026 to 2028", "in", "year", "2026-01-01", "2028-12-31"),
    ("for the fiscal year ending 30 September 2027", "for", "year", "2026-10-01", "2027-09-30"),
    ("in the year to June 2026", "in", "year", "2025-07-01", "2026-06-30"),
    ("in spring 2027", "in", "season", "2027-03-01", "2027-05-31"),
]


@pytest.mark.parametrize(("text", "lead", "precision", "first", "last"), PERIODS)
def test_periods(text: str, lead: str, precision: str, first: str, last: str) -> None:
    span = one(f"It rules {text}.")
    assert (span.lead, span.first, span.last) == (lead, date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "label"),
    [("in fiscal 2027", "FY2027"), ("in FY2026-27", "2026-27"), ("for financial year 2026-27", "2026-27"),
     ("in FY27", "FY2027"), ("in the 2026-27 budget", "2026-27"), ("in the 2027 budget", "FY2027"),
     ("for the 2026-27 financial year", "2026-27"), ("in fiscal years 2026 and 2027", "FY2026/FY2027")],
)  # fmt: skip
def test_fiscal_years_keep_their_label(text: str, label: str) -> None:
    span = one(f"It pays {text}.")
    assert (span.fiscal, span.precision) == (label, "fiscal")


@pytest.mark.parametrize(
    "text", ["recently", "lately", "in recent weeks", "in recent months", "of late", "a few weeks ago"]
)
def test_vague_words_have_no_day(text: str) -> None:
    span = one(f"It did so {text}.")
    assert (span.vague, span.first, span.last) == (True, None, None)


def test_from_and_until_are_two_spans() -> None:
    first, last = find_days("It buys from 2028 to the end of 2034.", PUBLISHED)
    assert (first.lead, first.first, last.lead, last.last) == (
        "from",
        date(2028, 1, 1),
        "until",
        date(2034, 12, 31),
    )
    first, last = find_days("It holds from 1st to 15 October 2025.", PUBLISHED)
    assert (first.first, last.lead, last.last) == (date(2025, 10, 1), "until", date(2025, 10, 15))
    first, last = find_days("It holds from 10 November 2025 to 9 February.", PUBLISHED)
    assert (first.first, last.first) == (date(2025, 11, 10), date(2026, 2, 9))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("it said on 9 March", "2025-03-09"),
        ("it will open on Friday", "2025-10-17"),
        ("to be shown on 9 October", "2026-10-09"),
        ("it opens on 5 January", "2026-01-05"),
        ("on 9 December", "2025-12-09"),
    ],
)
def test_the_tense_tells_the_year(text: str, day: str) -> None:
    assert one(text).first == date.fromisoformat(day)


def test_without_a_day_of_publication_only_printed_years_count() -> None:
    assert one("on 9 October 2025", None).first == date(2025, 10, 9)
    assert one("on 9 October", None).first is None


FORMS = ["%-d %B %Y", "%B %-d, %Y", "%-d %b %Y", "%b. %-d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%-d %B, %Y"]
LEADS = {
    "on ": "on",
    "from ": "from",
    "until ": "until",
    "by ": "by",
    "since ": "since",
    "with effect from ": "from",
    "before ": "before",
}


@given(st.dates(date(1995, 1, 1), date(2060, 12, 31)), st.sampled_from(FORMS), st.sampled_from(sorted(LEADS)))
def test_what_is_printed_is_read_back(day: date, form: str, lead: str) -> None:
    """Property: a day printed in many spellings is read with its lead."""
    span = one(f"It rules {lead}{day.strftime(form).replace('May.', 'May')}, then")
    assert (span.first, span.last, span.lead, span.precision) == (day, day, LEADS[lead], "day")


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_latest_one(published: date, back: int) -> None:
    """Property: a weekday lies in the seven days up to the day of publication."""
    day = published - timedelta(days=back)
    assert one(f"It said on {day:%A} that", published).first == day


PIECES = ["1 ", "May ", "2025", "31 ", "from ", "to ", "the end of ", "late ", "-", " and ", "first quarter ", "of ",
          "week ", "this ", "FY", "27",
          "Friday ", "ago ", "two ", "once", "year ", ", ", "\n", "next ", "9999", "0001-01-01",
          "half "]  # fmt: skip


@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)),
    st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max])),
)
def test_any_text_is_read_and_spans_are_in_order(text: str, published: date | None) -> None:
    """Property: nothing is raised, spans lie in the text and do not overlap."""
    at = 0
    for span in find_days(text, published):
        assert at <= span.start <= span.core_start < span.core_end <= span.end <= len(text)
        at = span.end
        assert (span.first is None) == (span.last is None)
        assert span.first is None or span.last is None or span.first <= span.last


@pytest.mark.parametrize(
    "piece", ["May ", "2025 ", "1 May to ", "in 2025 and ", "the end of ", "this ", "1", "once "]
)
def test_long_runs_are_read(piece: str) -> None:
    find_days(piece * 3000, PUBLISHED)
