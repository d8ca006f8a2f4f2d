"""News on a page: the words that a reader sees, without menus, adverts and what is hidden, and the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lodestock.data.html_tags import RAW, Tag, tags_and_words
from lodestock.data.news_text import read_published

__all__ = ["Page", "read_page"]

_BLOCKS = frozenset((
    "address", "article", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "tr", "ul",
))  # fmt: skip
_LEFT_OUT = frozenset((
    "aside", "audio", "button", "canvas", "dialog", "figcaption", "footer", "header", "label", "math", "menu", "nav",
    "noscript", "object", "picture", "select", "svg", "template", "video",
))  # fmt: skip
"""Elements whose words are no part of an article; a header inside an article is one."""

_DRAWN = frozenset(("math", "svg"))
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
_KEPT = frozenset(("html", "body", "main", "article"))
"""Elements that hold everything, so that a word of their class says nothing of it."""

_ROLES = frozenset((
    "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar", "navigation", "search",
))  # fmt: skip
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_DAYS = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "dc.date", "dc.date.issued", "dcterms.issued", "date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
"""Names under which pages give the day of publication, best first."""

_LINKED = re.compile(r'"datePublished"\s*:\s*"([^"]{1,40})"')
_RUN = re.compile(r"[ \t\n]+")
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile("[\0\u00ad\u200b\u2060\ufeff]")


@dataclass(slots=True)
class Page:
    """What a page says.

    Attributes
    ----------
    title : the first heading of the first order, which is not in the text; else the title of the page
    published : None where it gives no day
    text : blank lines between blocks, a tab between cells of a row
    """

    title: str
    published: date | None
    text: str


@dataclass(slots=True)
class _Reading:
    """A page while it is read: what was met so far, and the element that is being left out."""

    boilerplate: frozenset[str]
    parts: list[str] = field(default_factory=list)
    title: str = ""
    heading: list[str] | None = None
    has_heading: bool = False
    days: dict[str, date] = field(default_factory=dict)
    outside: str = ""
    depth: int = 0
    articles: int = 0

    def take(self, part: Tag | str) -> None:
        """Take the next tag or words."""
        if isinstance(part, str):
            if not self.outside:
                (self.parts if self.heading is None else self.heading).append(_SPACE.sub(" ", part))
            return
        if part.name in RAW:
            self._take_raw(part)
        elif self.outside:
            self._pass_over(part)
        elif part.is_end or not self._is_left_out(part):
            self._take_seen(part)
        elif part.name not in _VOID and not (part.is_closed and part.name in _DRAWN):
            self.outside, self.depth = part.name, 1

    def end_heading(self) -> None:
        """Take the words of the first heading for the title, if it has any yet."""
        if self.heading:
            self.title, self.heading = _in_line("".join(self.heading)) or self.title, None

    def _take_raw(self, part: Tag) -> None:
        if part.name == "title" and not self.title:
            self.title = _in_line(part.words)
        elif (
            part.name == "script" and part.attributes.get("type", "").strip().lower() == "application/ld+json"
        ):
            found = _LINKED.search(part.words)
            if found:
                self._take_day("linked", found[1])

    def _pass_over(self, part: Tag) -> None:
        """Count elements of the name that is left out; behind the last one the page goes on."""
        if part.name == self.outside:
            self.depth += -1 if part.is_end else 1
        if not self.depth or (self.outside == "p" and part.name in _BLOCKS and not part.is_end):
            self.outside = ""  # a paragraph needs no end of its own
            self.parts.append("\n\n")

    def _take_seen(self, part: Tag) -> None:
        if part.name in _BLOCKS:
            self.end_heading()
            self.parts.append("\n\n")
            if part.name == "h1" and not part.is_end and not self.has_heading:
                self.heading, self.has_heading = [], True
        elif part.name == "br":
            self.parts.append("\n")
        elif part.name in ("td", "th"):
            self.parts.append("\t")
        if part.name == "article":
            self.articles += -1 if part.is_end else 1
        elif part.name == "meta" and not part.is_end:
            name = (
                part.attributes.get("property")
                or part.attributes.get("name")
                or part.attributes.get("itemprop")
            )
            self._take_day((name or "").lower(), part.attributes.get("content", ""))
        elif part.name == "time" and not part.is_end:
            self._take_day("time", part.attributes.get("datetime", ""))

    def _take_day(self, name: str, words: str) -> None:
        day = read_published(words) if name else None
        if day:
            self.days.setdefault(name, day)

    def _is_left_out(self, part: Tag) -> bool:
        """Say whether an element that begins is hidden, or no part of an article."""
        if part.name in _LEFT_OUT and not (part.name == "header" and self.articles > 0):
            return True
        told = part.attributes
        if not told or part.name in _KEPT:
            return False
        words = f"{told.get('class', '')} {told.get('id', '')}".lower().split()
        return (
            "hidden" in told
            or told.get("aria-hidden", "").lower() == "true"
            or _HIDING.search(told.get("style", "")) is not None
            or told.get("role", "").lower() in _ROLES
            or not self.boilerplate.isdisjoint(words)
        )


def read_page(page: str, cues: Iterable[Mapping[str, str]]) -> Page:
    """Return what a reader of a page sees of its article.

    Parameters
    ----------
    page : HTML, however broken
    cues : rows of the table of adverts; those whose place is `element` are words of the class or id of an element
        that is no part of the article
    """
    reading = _Reading(frozenset(c["words"] for c in cues if c["place"] == "element"))
    for part in tags_and_words(page):
        reading.take(part)
    reading.end_heading()
    order = (*_DAYS, "linked", "time")
    day = next((reading.days[n] for n in order if n in reading.days), None)
    text = _RUN.sub(_gap, _UNSEEN.sub("", "".join(reading.parts))).strip()
    return Page(reading.title, day, text)


def _gap(run: re.Match[str]) -> str:
    """Return what stands between two words or blocks for all blanks and breaks there."""
    breaks = run[0].count("\n")
    return "\n\n" if breaks > 1 else "\n" if breaks else "\t" if "\t" in run[0] else " "


def _in_line(words: str) -> str:
    return " ".join(_UNSEEN.sub("", words).split())
