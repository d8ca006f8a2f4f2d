from __future__ import annotations

import pytest

from lodestock.data.reader import read_cell, read_rows
from lodestock.records.errors import Problem
from lodestock.records.frames import Column

TONNES = Column("x_t", "number", "tonnes", "t", minimum=0)
COUNT = Column("n", "integer", "count")
WORD = Column("word", "text", "word")
DAY = Column("day", "date", "day")


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e400", "1,5", "1_000", "0x10", "１２", "١٢", "=1+1", "+1+1"]
)
def test_what_is_not_a_plain_finite_number_is_refused(text: str) -> None:
    value, reason, remedy = read_cell(TONNES, text)
    assert value is None and reason and remedy


@pytest.mark.parametrize("text", ["1.5", "1e19", "1e30", "9007199254740994"])
def test_a_count_is_a_whole_number_that_a_float_holds_exactly(text: str) -> None:
    assert read_cell(COUNT, text)[1] == "is not a whole number"


@pytest.mark.parametrize("text", ["2025", "2025-10", "2024-02-29"])
def test_a_date_is_a_day_a_month_or_a_year(text: str) -> None:
    assert read_cell(DAY, text) == (text, "", "")


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-02-29", "2025-13-45", "2025-2026", "2020s", "٢٠٢٥", "soon"]
)
def test_what_is_on_no_calendar_is_refused(text: str) -> None:
    assert read_cell(DAY, text)[1] == "is not a date"


@pytest.mark.parametrize(
    "text", ["=1", "= cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2+3+cmd|calc!A0", "-1*2", '"=1"', "-(1)"]
)
def test_text_that_a_spreadsheet_would_run_is_refused(text: str) -> None:
    assert read_cell(WORD, text)[1:] == ("looks like a formula", "Write the result of the formula")


@pytest.mark.parametrize(
    "text", ["- see the note (p. 3)", "-5", "a = b", "[/x] 调查", "two\nlines", "a\u202eb"]
)
def test_other_text_is_read_as_it_stands(text: str) -> None:
    assert read_cell(WORD, text) == (text, "", "")


@pytest.mark.parametrize("text", ["a\x1b]0;PWN\x07", "\x9b31m", "a\0b"])
def test_control_characters_are_refused(text: str) -> None:
    value, reason, remedy = read_cell(WORD, text)
    assert value is None and reason.startswith("holds the control character \\x") and remedy == "Leave it out"


def test_minus_zero_is_zero() -> None:
    assert str(read_cell(TONNES, "-0")[0]) == "0.0"


def test_an_empty_cell_is_missing() -> None:
    assert read_cell(TONNES, "") == (None, "", "")


@pytest.mark.parametrize("raw", [b"a,b\n1,2\n", b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"a,b\n\n 1 , 2 \n"])
def test_marks_line_ends_and_blanks_do_not_matter(raw: bytes) -> None:
    problems: list[Problem] = []
    header, rows = read_rows("t.csv", raw, ("a", "b"), problems)
    assert (header, [dict(r.cells) for r in rows], problems) == (["a", "b"], [{"a": "1", "b": "2"}], [])


def test_a_letter_that_only_looks_like_ours_is_named() -> None:
    """Else the hint would show a word that looks the same."""
    found = read_cell(Column("demand_class", "string", "class", choices=("civil", "defence")), "\u0441ivil")
    assert found[2].startswith("Did you mean 'civil'? Sign 1 ") and "U+0441" in found[2]


def test_blanks_around_the_words_of_a_list_go() -> None:
    several = Column("targets", "string", "countries", is_list=True)
    assert read_cell(several, "JPN; USA ;CHN") == ("JPN;USA;CHN", "", "")
