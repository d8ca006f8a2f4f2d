from __future__ import annotations

import pytest

from lodestock.data.misread import misread_date, misread_number, misread_text


@pytest.mark.parametrize(
    ("text", "reason", "remedy"),
    [
        ("1,234", "a comma, which can stand between thousands or before decimals", "Write 1234 or 1.234, whichever"),
        ("-1,234", "a comma, which can stand", "Write -1234 or -1.234, whichever"),
        ("1,234,567.8", "a comma between thousands", "Write 1234567.8"),
        ("12,34,567", "a comma between digits", "Write 1234567, if that is meant"),
        ("1 234", "a sign between thousands", "Write 1234"),
        ("1\u00a0234", "a sign between thousands", "Write 1234"),
        ("1\u202f234,5", "a sign between thousands", "Write 1234.5"),
        ("1'234", "a sign between thousands", "Write 1234"),
        ("1\u2019234.5", "a sign between thousands", "Write 1234.5"),
        ("1.234,5", "points between thousands", "Write 1234.5"),
        ("1.234.567", "points between thousands", "Write 1234567"),
        ("1,5", "a decimal comma", "Write 1.5 with a point"),
        ("0,25", "a decimal comma", "Write 0.25 with a point"),
        ("W", "a withheld figure", "Leave the cell empty: a withheld figure is missing, never zero"),
        ("NA", "is a mark", "Leave the cell empty"),
        ("N/A", "is a mark", "Leave the cell empty"),
        ("e", "is a mark", "Leave the cell empty"),
        ("..", "is a mark", "Leave the cell empty"),
        ("-", "is a mark", "Leave the cell empty"),
        ("--", "some tables write for zero and others for missing", "Write 0, or leave the cell empty"),
        ("<0.5", "is a bound", "Write your own estimate"),
        (">14,000", "is a bound", "Write your own estimate"),
        ("less than 5", "is a bound", "Write your own estimate"),
        ("10-20", "is a range", "Write one figure"),
        ("10 to 20", "is a range", "Write one figure"),
        ("E 12", "a mark of an estimate", "Write the number alone"),
        ("2024e", "a mark of an estimate", "Write the number alone"),
        ("12 r", "a mark of an estimate", "Write the number alone"),
        ("~12", "a mark of an estimate", "Write the number alone"),
        ("12*", "a mark of an estimate", "Write the number alone"),
        ("12\u00b2", "the mark of a footnote", "Write the number alone"),
        ("16,000 (3)", "the mark of a footnote", "Write the number alone"),
        ("1 16,000", "holds two numbers", "a footnote digit"),
        ("12 %", "is a percentage", "Write a number in t"),
        ("12 kt", "holds a unit", "Write the number alone, in t"),
        ("$1,200", "holds a unit", "Write the number alone, in t"),
        ("#N/A", "an error of the spreadsheet, which found no value", "leave the cell empty"),
        ("#REF!", "an error of the spreadsheet, whose cell was deleted", "Correct the formula"),
        ("#DIV/0!", "an error of the spreadsheet, a division by zero", "Correct the formula"),
        ("#####", "an error of the spreadsheet, a column too narrow", "Correct"),
        ("13/10/2025", "is a date", "Write a number in t"),
        ("Oct-25", "is a date", "Write a number in t"),
        ("(5)", "stands in brackets", "Write -5 if it is negative, else 5"),
        ("\u22125", "a dash in place of a minus sign", "Write -5"),
        ("\u0661\u0662", "not written in the digits 0 to 9", "Write a plain number"),
        ("1/2", "is a fraction", "such as 0.5"),
        ("TRUE", "is a yes or no", "Write the number"),
        ("=1+1", "looks like a formula", "Write the result"),
        ("about a ton", "is not a number", "Write a plain number in t with a point"),
    ],
)  # fmt: skip
def test_a_number_that_is_none_says_what_it_seems_to_be(text: str, reason: str, remedy: str) -> None:
    found = misread_number(text, "t")
    assert reason in found[0] and remedy in found[1]


def test_the_advice_follows_the_column() -> None:
    assert misread_number("12%", "%") == ("holds a sign of per cent", "Write 12: the column is in per cent")
    assert "such as 0.25" in misread_number("12%")[1]
    assert misread_number("W", "t", required=True)[1].startswith("Leave out the row")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("13/10/2025", "Write it as 2025-10-13"),
        ("13.10.2025", "Write it as 2025-10-13"),
        ("10/13/25", "Write it as 2025-10-13"),
        ("03/04/2025", "Write 2025-04-03 or 2025-03-04, whichever is meant"),
        ("45000", "Write it as 2023-03-15, if that day is meant"),
        ("45943.5", "Write it as 2025-10-13, if that day is meant"),
        ("20251013", "Write it as 2025-10-13"),
        ("2025/10/13", "Write it as 2025-10-13"),
        ("2025-1-5", "Write it as 2025-01-05"),
        ("2025-10-13 00:00:00", "Write it as 2025-10-13"),
        ("2025-10-13T00:00:00Z", "Write it as 2025-10-13"),
        ("13-Oct-25", "Write it as 2025-10-13"),
        ("Oct 13, 2025", "Write it as 2025-10-13"),
        ("1st October 2025", "Write it as 2025-10-01"),
        ("NA", "Leave the cell empty where the date is not known"),
        ("soon", "Write it as 2025-10-13, 2025-10 or 2025"),
        ("31/02/2025", "Write it as 2025-10-13, 2025-10 or 2025"),
    ],
)
def test_a_date_in_another_form_is_given_in_ours(text: str, remedy: str) -> None:
    assert misread_date(text)[1] == remedy


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#N/A", "is an error of the spreadsheet"),
        ("#NAME?", "is an error of the spreadsheet"),
        ("=1+1", "looks like a formula"),
        ("= cmd|' /C calc'!A0", "looks like a formula"),
        ("+1+cmd", "looks like a formula"),
        ("@SUM(A1)", "looks like a formula"),
        ("-2+3+cmd|calc!A0", "looks like a formula"),
        ("a\u200bb", "holds a sign that cannot be seen, U+200B"),
        ("\x1b]0;PWN\x07", "holds the control character \\x1b"),
        ("a\u00adb", "holds a sign that cannot be seen, U+00AD"),
    ],
)
def test_a_text_that_would_harm_is_refused(text: str, reason: str) -> None:
    found = misread_text(text)
    assert found is not None and reason in found[0]


@pytest.mark.parametrize(
    "text", ["tin", "- a remark", "-5", "--", "#1 grade", "two\nlines", "Côte d\u2019Ivoire"]
)
def test_plain_words_are_let_pass(text: str) -> None:
    assert misread_text(text) is None


@pytest.mark.parametrize("text", ["＝1+1", "＋A1", "＠SUM(A1)", "－2+3", "=1", "-2＋3"])
def test_what_a_spreadsheet_would_run_is_a_formula_in_wide_signs_too(text: str) -> None:
    found = misread_text(text)
    assert found is not None and found[0] == "looks like a formula"
    assert misread_text("－ a remark") is None
