"""Blocks of words and tables: numbers as text, rows that are cut, HTML."""

from __future__ import annotations

import pytest

from lodestock.report.views import FEW, Head, Table, Words, millions, percent, tonnes, write_html


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "-"), (0.0, "0"), (0.12345, "0.1235"), (999.96, "1000"), (1000.4, "1,000"), (-2500.0, "-2,500")],
)
def test_tonnes_are_written_short(value: float | None, words: str) -> None:
    assert tonnes(value) == words


def test_money_is_written_in_millions_and_fractions_in_per_cent() -> None:
    assert (millions(None), millions(2.5e6), millions(1.2345e10)) == ("-", "2.50", "12,345.00")
    assert (percent(None), percent(0.0512), percent(0.0512, 0)) == ("-", "5.1%", "5%")


def test_the_first_rows_are_shown_and_the_rest_counted() -> None:
    table = Table("t", (Head("n"),), tuple((str(n),) for n in range(FEW + 3)))
    assert table.shown(full=False) == (table.rows[:FEW], 3)
    assert table.shown(full=True) == (table.rows, 0)
    assert Table("t", table.heads, table.rows, cut=False).shown(full=False) == (table.rows, 0)


def test_html_is_escaped_sets_numbers_right_and_counts_what_is_cut() -> None:
    rows = tuple((f"<b>{n}</b>", "1") for n in range(FEW + 1))
    text = write_html(
        [Words("a & b", "finding"), Table("<t>", (Head("x", False), Head("n\nt")), rows, (("all", "11"),))]
    )
    assert "<b>a &amp; b</b>" in text and "&lt;t&gt;" in text and "&lt;b&gt;0&lt;/b&gt;" in text
    assert '<td style="text-align:right">1</td>' in text and '<th style="text-align:right">11</th>' in text
    assert "n t" in text and text.count("<tr>") == FEW + 2 and "1 more" in text


def test_no_sign_of_html_turns_the_line() -> None:
    table = Table("a\u202eb", (Head("h", False),), (("\x9b<b>",),))
    found = write_html([Words("\u2067x\x1b"), table])
    assert (
        "<span>\\u2067x\\x1b</span>" in found and "<p>a\\u202eb</p>" in found and ">\\x9b&lt;b&gt;<" in found
    )
