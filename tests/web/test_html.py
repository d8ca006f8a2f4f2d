"""Cells, addresses and words as HTML."""

from __future__ import annotations

import pytest

from lodestock.screens import Query
from lodestock.web.html import _environment, address, cell_words, read_static, render, write_error


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), ("", "-"), (0, "0"), (0.0, "0"), (1234567.8, "1,234,568"), (-12345.0, "-12,345"),
     (0.000123456, "0.0001235"), (True, "yes"), ([], "-"), (["a", 1], "a; 1"), ("<b>", "<b>"),
     (float("nan"), "-"), (float("inf"), "inf")],
)  # fmt: skip
def test_a_cell_reads_well(value: object, text: str) -> None:
    assert cell_words(value) == text and cell_words(2013, is_label=True) == "2013"
    assert cell_words(0.02818, is_part=True) == "2.82 %"


def test_an_address_keeps_what_is_chosen_and_begins_at_the_first_page() -> None:
    query = Query({"group": ("a b", "c&d"), "page": ("3",), "sort": ("n",)})
    assert address("/x", query, sort="-n") == "/x?group=a+b&group=c%26d&sort=-n"
    assert address("/x", query, page="4") == "/x?group=a+b&group=c%26d&sort=n&page=4"
    assert address("/x", query, sort=None, group=None) == "/x"
    assert address("/explain/a%3F/b c", Query({})) == "/explain/a%253F/b%20c"


def test_words_between_backquotes_are_code_and_stay_text() -> None:
    page = write_error(404, "t", [{"place": "p", "value": "<v>", "reason": "r", "remedy": "do `a <b>` or `"}])
    assert "<code>a &lt;b&gt;</code>" in page and "&lt;v&gt;" in page and "<v>" not in page


def test_own_scripts_are_short_and_hold_no_address() -> None:
    text = read_static("live.js") + read_static("tables.js")
    assert len(text.splitlines()) <= 150 and "http" not in text and "eval" not in text
    assert "url(" not in read_static("style.css") and "@import" not in read_static("style.css")
    with pytest.raises(Exception, match="undefined"):
        render("error.html", status=404)


def test_no_sign_of_a_page_turns_the_line() -> None:
    env = _environment()
    page = env.from_string("{{ a }}|{{ b | safe }}|{{ c }}|<i title='{{ a }}'>")
    shown = page.render(a="x\u202e<\x9b\n", b="\u202e", c=1.5)
    assert shown == "x\\u202e&lt;\\x9b\n|\u202e|1.5|<i title='x\\u202e&lt;\\x9b\n'>"
