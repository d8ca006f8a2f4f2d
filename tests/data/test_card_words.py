from __future__ import annotations

from datetime import date

import pytest

from lodestock.data.card_words import meant_number, meant_quarter, yaml_advice


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (2027, "Write a quarter of that year, such as 2027Q1"),
        ("2026Q5", "Write a quarter of that year, such as 2026Q1"),
        ("Q4 2026", "Write 2026Q4"),
        ("2026q4", "Write 2026Q4"),
        ("2026-Q4", "Write 2026Q4"),
        ("4Q 2026", "Write 2026Q4"),
        ("2026-10", "Write 2026Q4"),
        ("10/2026", "Write 2026Q4"),
        (date(2026, 3, 31), "Write 2026Q1"),
        ("April 2027", "Write 2027Q2"),
        ("soon", "Write a quarter as 2027Q4"),
        (True, "Write a quarter as 2027Q4"),
    ],
)
def test_a_word_that_is_no_quarter_is_told_as_one(value: object, remedy: str) -> None:
    assert meant_quarter(value) == remedy


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("50%", "0.5"),
        ("300 %", "3"),
        ("12,5 percent", "0.125"),
        ("0,5", "0.5"),
        ("6 months", "2"),
        ("1 year", "4"),
        ("2 quarters", "2"),
        ("4 months", ""),
        ("3", "3"),
        ("1E308", "1.0e+308"),
        ("1,000", ""),
        ("nan", ""),
        ("half", ""),
        (None, ""),
    ],
)
def test_a_word_that_means_one_number_is_told_as_it(value: object, number: str) -> None:
    assert meant_number(value) == number


def test_a_parser_that_stops_for_another_cause_is_not_explained() -> None:
    assert yaml_advice("while scanning a directive", "%YAML 9", "", 0) is None
