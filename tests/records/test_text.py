from __future__ import annotations

import csv
import io

import pytest

from lodestock.records.text import defused, find_control, visible


@pytest.mark.parametrize(
    "text",
    [
        "cobalt",
        "[/x] [bold] :smile:",
        "Ján Ødegård",
        "кобальт",
        "调查 – “survey”",
        "مسح",
        "סקר",
        "నమస్తే",
        "می‌خواهم",
        "a\u00a0b 1\u202f000",
    ],
)
def test_what_can_be_seen_stays_in_every_script(text: str) -> None:
    assert visible(text) == text and find_control(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;PWN\x07", "\\x1b]0;PWN\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u202eb\u202c", "a\\u202eb\\u202c"),
        ("\u2066x\u2069 \u200f", "\\u2066x\\u2069 \\u200f"),
        ("caf\udce9", "caf\\udce9"),
        ("a\0b\x7f", "a\\x00b\\x7f"),
        ("a\u2028b\ufeff", "a\\u2028b\\ufeff"),
    ],
)
def test_what_steers_or_cannot_be_seen_is_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown and visible(shown) == shown


def test_ends_of_lines_stay_where_they_may() -> None:
    assert (visible("a\nb"), visible("a\nb\r", keep="")) == ("a\nb", "a\\nb\\r")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("cp1252", "é \\u2192 “”"), ("ascii", "\\xe9 \\u2192 \\u201c\\u201d"), ("utf-8", "é → “”")],
)
def test_what_a_code_page_lacks_is_an_escape(encoding: str, shown: str) -> None:
    assert visible("é → “”", encoding=encoding) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [("a\x1b", "\\x1b"), ("\x85", "\\x85"), ("\ud800", "\\ud800"), ("\t\r\n", None), ("a\u202e", None)],
)
def test_control_characters_are_found(text: str, found: str | None) -> None:
    assert find_control(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "= cmd|' /C calc'!A0",
        "+1",
        "-2+3+cmd|calc!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        '"=1',
        "'=1",
        "\u00a0=1",
        "\n=1",
        "＝1",
    ],
)
def test_no_text_runs_as_a_formula(text: str) -> None:
    assert defused(text) == f"'{text}"
    out = io.StringIO()
    csv.writer(out).writerow([defused(text)])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [f"'{text}"]


@pytest.mark.parametrize("text", ["cobalt", "", "a=b", "1-2", "'s-Hertogenbosch"])
def test_other_text_stays(text: str) -> None:
    assert defused(text) == text
