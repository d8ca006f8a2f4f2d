import re

import pytest

from lodestock.watch.numbers import any_word, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1'234", 1234),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567),
        ("1,5", 1.5),
        ("1,500", 1500),
        ("1.500", 1.5),
        ("12,34,567", 1234567),
        ("0.1", 0.1),
        ("1.1 million", 1100000),
        ("3 hundred million", 3e8),
        ("2½", 2.5),
        ("½", 0.5),
        ("twenty-five", 25),
        ("two hundred and fifty", 250),
        ("two million five hundred thousand", 2.5e6),
        ("half a million", 5e5),
        ("three-quarters of a million", 7.5e5),
        ("one and a half", 1.5),
        ("a dozen", 12),
        ("five thousand million", 5e9),
    ],
)
def test_numbers(text: str, value: float) -> None:
    number = read_number(text + " ", 0)
    assert number is not None
    assert (number.value, number.end) == (value, len(text))


def test_letters_are_scales_only_of_money() -> None:
    assert read_number("5m", 0, money=True) == (2, 5e6, 1e6, False)
    assert read_number("5m", 0) == (1, 5.0, 1.0, False)


def test_and_joins_no_numbers_after_between() -> None:
    number = read_number("one hundred and two hundred", 0, joined=False)
    assert number is not None and number.value == 100


def test_more_digits_than_anybody_means_have_no_value() -> None:
    assert read_number("9" * 5000, 0) == (5000, None, 1.0, False)
    assert read_number("nothing", 0) is None


def test_any_word_takes_whole_words_with_or_without_a_capital() -> None:
    assert re.findall(any_word(["ten", "tens?", "two"]), "Ten often two twos TEN tens") == [
        "Ten",
        "two",
        "tens",
    ]
