import pytest

from lodestock.watch.numbers import read_number
from lodestock.watch.plain import day_or_year, is_count, is_part_of_name


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2025-10-09", 10),
        ("9 October 2025", 9),
        ("9-10 Oct", 8),
        ("10:30", 5),
        ("2026-27", 7),
        ("2026", None),
        ("9 firms", None),
    ],
)
def test_days_and_years(text: str, end: int | None) -> None:
    assert day_or_year(text, 0) == end


def test_numbers_within_names() -> None:
    assert is_part_of_name("U3O8", 1, 0)
    assert is_part_of_name("B-52", 2, 0)
    assert not is_part_of_name("a 52", 2, 0)
    assert not is_part_of_name("U3O8", 1, 1)


@pytest.mark.parametrize(
    ("text", "start", "counts"),
    [
        ("12 firms", 0, True),
        ("No. 12 firms", 4, False),
        ("in 2026 firms", 3, False),
        ("12 years", 0, False),
        ("12th", 0, False),
        ("two firms", 0, True),
    ],
)
def test_counts(text: str, start: int, counts: bool) -> None:
    number = read_number(text, start)
    assert number is not None
    assert is_count(text, start, number.end, number, 0) == counts
