from __future__ import annotations

import pytest

from lodestock.cli.tables import FEW, first_rows, make_table, millions, open_console, print_more, tonnes


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "-"), (0.0, "0"), (0.12345, "0.1235"), (999.96, "1000"), (1000.4, "1,000"), (-2500.0, "-2,500")],
)
def test_tonnes_are_written_short(value: float | None, words: str) -> None:
    assert tonnes(value) == words


def test_money_is_written_in_millions() -> None:
    assert (millions(None), millions(2.5e6), millions(1.2345e10)) == ("-", "2.50", "12,345.00")


def test_the_first_rows_are_shown_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(range(FEW + 3))
    assert first_rows(rows, full=False) == rows[:FEW] and first_rows(rows, full=True) == rows
    print_more(open_console(), rows, full=False)
    assert capsys.readouterr().out == "3 more: --full shows all\n"
    print_more(open_console(), rows, full=True)
    print_more(open_console(), rows[:FEW], full=False)
    assert capsys.readouterr().out == ""


def test_words_stand_left_and_numbers_right() -> None:
    table = make_table("item", "where", "t", left=2)
    assert [c.justify for c in table.columns] == ["left", "left", "right"]
