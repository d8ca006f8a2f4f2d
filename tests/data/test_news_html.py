"""What a reader of a page sees."""

from __future__ import annotations

from datetime import date

import pytest

from lodestock.data.news_html import Page, read_page

CUES = ({"place": "element", "words": "advert"}, {"place": "any", "words": "tin"})


def text(page: str) -> str:
    return read_page(page, CUES).text


def test_a_whole_page() -> None:
    page = """<!DOCTYPE html><html><head><title>Tin cut - The Daily</title><style>p {x: y}</style>
    <meta property="article:published_time" content="2025-10-09T08:00:00+08:00"></head><body class="advert">
    <nav><ul><li>Home<li>Metals</ul></nav><header><h1>The Daily</h1></header>
    <main><article><header><h1>Tin  is <em>cut</em></h1><time datetime="2025-10-10">today</time></header>
    <p>Indonesia cut&nbsp;exports of tin&#44; <b>5,000</b> t.<p>A second<br>line.
    <div class="big advert">Buy gold</div><aside>Box</aside>
    <table><tr><td>tin</td><td>5 t</td></tr></table><figure><figcaption>A smelter</figcaption></figure></article></main>
    <footer>© The Daily</footer><script>alert("tin")</script></body></html>"""
    assert read_page(page, CUES) == Page(
        "Tin is cut",
        date(2025, 10, 9),
        "today\n\nIndonesia cut exports of tin, 5,000 t.\n\nA second\nline.\n\ntin\t5 t",
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>x <div>x</div> x</div>", '<p aria-hidden="true">x</p>', '<span style="DISPLAY: none">x</span>',
        "<div style='a:b;visibility:hidden'>x</div>", "<ul role=navigation><li>x</ul>", "<div id=ADVERT>x</div>",
        "<template>x</template>", "<noscript>x</noscript>", "<svg><text>x</text></svg><svg/>", "<textarea>x</textarea>",
        "<script>x</script>", "<iframe>x</iframe>", "<select><option>x</select>", "<p hidden>x", "<!-- x -->",
        "<input hidden><br class=advert>",
    ],
)  # fmt: skip
def test_what_is_hidden_is_not_seen(hidden: str) -> None:
    assert text(f"<p>Before</p>{hidden}<p>After</p>") == "Before\n\nAfter"


def test_a_heading_that_never_ends_takes_no_text() -> None:
    page = read_page("<title>T</title><h1>One<p>Two</p><h1>Three</h1>", CUES)
    assert (page.title, page.text) == ("One", "Two\n\nThree")
    assert read_page("<title>T &amp; U</title><p>x", CUES).title == "T & U"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<script type="application/ld+json">{"a": 1, "datePublished" : "2025-10-08T01:00Z"}</script>', 8),
        ('<time datetime="2025-10-07">x</time><time datetime="2025-10-06">y</time>', 7),
        ('<meta name="date" content="2025-10-05"><time datetime="2025-10-07">x</time>', 5),
        ('<meta itemprop=datePublished content="2025-10-04"><meta name=date content="2025-10-05">', 4),
        ('<meta name="date" content="last week"><time>2025-10-03</time>', None),
        ('<script>{"datePublished": "2025-10-08"}</script>', None),
    ],
)
def test_the_day_of_publication(head: str, day: int | None) -> None:
    assert read_page(f"{head}<p>x", CUES).published == (day and date(2025, 10, day))


def test_signs_without_width_go_and_marks_that_turn_the_line_stay() -> None:
    assert text("<p>ger\u00adma&shy;ni\u200bum \u202e(x)\u202c&#0;") == "germanium \u202e(x)\u202c\ufffd"


def test_a_page_of_a_ten_thousand_elements_inside_each_other_is_read() -> None:
    assert text("<div>" * 10_000 + "tin" + "</div>" * 10_000) == "tin"
    assert text("<div hidden>" * 10_000 + "x" + "</div>" * 10_000 + "tin") == "tin"
