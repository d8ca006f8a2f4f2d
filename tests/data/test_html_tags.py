"""The stream of tags and words of a page."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.data.html_tags import Tag, tags_and_words


def words(page: str) -> str:
    return "".join(p for p in tags_and_words(page) if isinstance(p, str))


def tags(page: str) -> list[Tag]:
    return [p for p in tags_and_words(page) if isinstance(p, Tag)]


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("a<!-- <b> --> c", "a c"),
        ("a<!-->b", "ab"),
        ("a<!doctype html><?x y?>b</ >c", "abc"),
        ("1 < 2 &amp;&lt; 3", "1 < 2 &< 3"),
        ("<script>if (a < b) '</div>'</SCRIPT >x", "x"),
        ("a<!-- never closed <b>c", "a"),
        ("a<b never closed", "a"),
        ('a<b x="never closed>c', "a"),
        ("a<script>never closed", "a"),
        ("x<", "x<"),
    ],
)
def test_words_without_tags(page: str, seen: str) -> None:
    assert words(page) == seen


def test_attributes_in_every_form() -> None:
    (tag,) = tags("<TIME DateTime='2025-10-13' x = \"a>b &amp; c\" bare=1/2 hidden datetime=later / =odd>")
    assert tag.name == "time" and not tag.is_end
    assert tag.attributes == {
        "datetime": "2025-10-13", "x": "a>b & c", "bare": "1/2", "hidden": "", "=odd": "",
    }  # fmt: skip
    assert [t.is_closed for t in tags("<svg/><svg></svg>")] == [True, False, False]


def test_words_of_a_title_are_decoded_and_those_of_a_script_are_not() -> None:
    title, script = tags("<title>A &amp; B <b></title><script type=x>a &amp; b</script>")
    assert title.words == "A & B <b>" and script.words == "a &amp; b" and script.attributes == {"type": "x"}


def test_a_number_of_thousands_of_digits_is_no_sign() -> None:
    assert words(f"a&#{'9' * 5000};b&#x{'f' * 5000}z") == "a\ufffdb\ufffdz"


class _Library(HTMLParser):
    """What the library makes of a page without scripts, comments and what is broken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept: dict[str, str] = {}
        for name, value in attrs:
            kept.setdefault(name, value or "")
        self.found.append(f"<{tag} {kept}>")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


_VALUES = st.text(alphabet="ab <>'\"=&/é", max_size=5)
_ATTRIBUTES = st.dictionaries(st.sampled_from(["class", "id", "hidden"]), _VALUES, max_size=3)
_PARTS = st.one_of(
    _VALUES.map(html.escape),
    st.tuples(st.sampled_from(["p", "div", "b"]), _ATTRIBUTES).map(
        lambda found: (
            f"<{found[0]}{''.join(f' {k}={chr(34)}{html.escape(v)}{chr(34)}' for k, v in found[1].items())}>"
        )
    ),
    st.sampled_from(["</p>", "</div>", "<!-- c -->", "<br>"]),
)


@given(st.lists(_PARTS, max_size=12))
def test_a_page_that_is_whole_is_read_as_the_library_reads_it(parts: list[str]) -> None:
    page = "".join(parts)
    library = _Library()
    library.feed(page)
    library.close()
    found = [
        p if isinstance(p, str) else f"</{p.name}>" if p.is_end else f"<{p.name} {p.attributes}>"
        for p in tags_and_words(page)
    ]
    assert "".join(found) == "".join(library.found)


@given(st.text(alphabet="<>/!-a='\" &;#9", max_size=60))
def test_no_page_is_too_broken(page: str) -> None:
    for part in tags_and_words(page):
        assert part if isinstance(part, str) else part.name


@pytest.mark.parametrize("part", ["<a ", "<!--", '<a x="', "<![CDATA[", "<script>", "</a", "<div>", "&#9"])
def test_what_never_ends_is_looked_at_once(part: str) -> None:
    """The library needs minutes for the first of these."""
    assert sum(1 for _ in tags_and_words(part * 50_000)) <= 50_000
