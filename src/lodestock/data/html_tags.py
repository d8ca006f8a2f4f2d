"""HTML as a stream of tags and words, in one pass and without a tree, so that no page is too deep or too slow.

The parser of Python's library takes half a minute for 60 kB of tags that are never closed, since it looks for their end
again and again. Here, as in a browser, what is never closed takes all of the rest with it, so nothing is looked at twice.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["RAW", "Tag", "tags_and_words"]

_START = re.compile(r"<(?=[a-zA-Z/!?])")
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_BLANKS = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"=?[^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")

RAW = ("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp")
"""Elements in which no tag is a tag but the one that ends them."""

_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
_DECODED = ("title", "textarea")
"""Those of them in which `&amp;` means a sign."""

_NO_SIGN = re.compile(r"&#(?:\d{8,}|[xX][\da-fA-F]{8,});?")
"""A number that no sign has; `html.unescape` fails on one of thousands of digits."""


class Tag(NamedTuple):
    """A tag.

    Attributes
    ----------
    name : of the element, in lower case
    is_end : whether it ends the element
    attributes : what it says of the element, names in lower case
    is_closed : whether it is written as beginning and end in one; only drawings and formulas may be
    words : of an element in which no tag is a tag, such as a script, which has no tag for its end here
    """

    name: str
    is_end: bool
    attributes: dict[str, str]
    is_closed: bool = False
    words: str = ""


def tags_and_words(page: str) -> Iterator[Tag | str]:
    """Yield the tags of a page and the words between them, entities decoded; comments are left out.

    Parameters
    ----------
    page : HTML, however broken

    >>> [part if isinstance(part, str) else part.name for part in tags_and_words("<p class=x>1 &lt; 2<!-- no --></p>")]
    ['p', '1 < 2', 'p']
    """
    at = 0
    while at < len(page):
        found = _START.search(page, at)
        start = found.start() if found else len(page)
        if start > at:
            yield _decoded(page[at:start])
        if not found:
            return
        is_end = page.startswith("/", start + 1)
        name = _NAME.match(page, start + 1 + is_end)
        if name:
            attributes: dict[str, str] = {}
            at = _read_attributes(page, name.end(), attributes)
            tag = Tag(name[0].lower(), is_end, attributes, page.startswith("/>", at - 2))
            if at and not is_end and tag.name in _ENDS:
                end = _ENDS[tag.name].search(page, at)
                words = page[at : end.start() if end else len(page)]
                yield tag._replace(words=_decoded(words) if tag.name in _DECODED else words)
                at = _read_attributes(page, end.end(), {}) if end else 0
            elif at:
                yield tag
        elif page.startswith("<!--", start):
            at = _after(page, "-->", start + 2)
        else:
            at = _after(page, ">", start + 2)
        if not at:
            return


def _decoded(words: str) -> str:
    """Return words with the signs that entities stand for."""
    return html.unescape(_NO_SIGN.sub("\ufffd", words)) if "&" in words else words


def _after(page: str, sign: str, start: int) -> int:
    """Return the place behind the next `sign`; 0 where there is none."""
    found = page.find(sign, start)
    return found + len(sign) if found >= 0 else 0


def _read_attributes(page: str, at: int, into: dict[str, str]) -> int:
    """Read the attributes of a tag and return the place behind it; 0 where it never ends. The first of a name counts."""
    while True:
        blanks = _BLANKS.match(page, at)
        at = blanks.end() if blanks else at
        if at >= len(page):
            return 0
        if page[at] == ">":
            return at + 1
        name = _ATTRIBUTE.match(page, at)
        at, value = (name.end(), "") if name else (at, "")
        equals = _EQUALS.match(page, at)
        if equals:
            at = equals.end()
            quote = page[at : at + 1]
            if quote in ('"', "'"):
                end = page.find(quote, at + 1)
                if end < 0:
                    return 0
                value, at = page[at + 1 : end], end + 1
            else:
                bare = _BARE.match(page, at)
                value, at = (bare[0], bare.end()) if bare else ("", at)
        if name:
            into.setdefault(name[0].lower(), _decoded(value))
