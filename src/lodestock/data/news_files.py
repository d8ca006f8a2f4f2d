"""Files of news, in whatever form, as documents: those that cannot be read say why and stop no other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from lodestock.data.files import MOST_BYTES, is_left_alone, read_file
from lodestock.data.news_html import read_page
from lodestock.data.news_json import read_json, read_json_lines
from lodestock.data.news_text import decode
from lodestock.data.news_words import read_news_words
from lodestock.records.errors import Problem
from lodestock.records.news import Document, Unread

__all__ = ["LONGEST_TEXT", "MOST_DOCUMENTS", "MOST_TEXT", "read_news"]

LONGEST_TEXT = 4_000_000
"""Signs of a text above which it is not read: about a thousand articles."""

MOST_DOCUMENTS = 10_000
"""Documents that are read at a time."""

MOST_TEXT = 100_000_000
"""Signs of all texts together that are read at a time."""

_MOST_FILES = 100_000
"""Files and folders of a folder that are looked at."""

_LINES = (".jsonl", ".ndjson")
_PAGES = (".html", ".htm", ".xhtml")
_TEXTS = ("", ".txt", ".text", ".md")
_ENDINGS = (*_TEXTS, *_PAGES, ".json", *_LINES)
_MOST_BYTES_OF_LINES = 4 * MOST_BYTES
_TOO_LARGE = (
    "and no article is",
    "Give the article alone; many of them may stand in a .jsonl file, one a line",
)
_TOO_MANY_LINES = ("which is too much at a time", "Split it into several files")
_NAMED = "text (.txt, .md), pages (.html), JSON (.json) or JSON lines (.jsonl)"


def read_news(paths: Sequence[Path], published: date | None = None) -> Iterator[Document | Unread]:
    """Yield the documents of files and folders, in their order, one read at a time.

    Of a folder those files are read whose ending says that they are text, pages or JSON, in the order of their names,
    and those of folders in it; hidden files, and links to folders, are left alone.

    Parameters
    ----------
    paths : files and folders
    published : day of publication of documents that give none of their own
    """
    documents = signs = 0
    for path in paths:
        for found in _files(path):
            for document in [found] if isinstance(found, Unread) else _read(found, published):
                documents += 1
                signs += 0 if isinstance(document, Unread) else len(document.text)
                if documents > MOST_DOCUMENTS or signs > MOST_TEXT:
                    reason = (
                        f"is beyond {MOST_DOCUMENTS:,} documents or {MOST_TEXT:,} signs, the most at a time"
                    )
                    remedy = "Read it and what follows with another command"
                    yield Unread(document.file, document.id, Problem(document.file, "", reason, remedy))
                    return
                yield document


def _files(path: Path) -> Iterator[Path | Unread]:
    """Yield a file, or those of a folder."""
    if not os.path.isdir(path):
        yield path
        return
    looked, any_found, waiting = 0, False, [path]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inside = sorted((e for e in entries if not is_left_alone(e.name)), key=lambda e: e.name)
        except OSError as error:
            any_found = True
            reason = f"cannot be read: {error.strerror or error}"
            yield _unread(folder, Problem(str(folder), "", reason, "Allow it, or leave it out"))
            continue
        looked += len(inside)
        if looked > _MOST_FILES:
            reason = f"holds more than {_MOST_FILES:,} files and folders"
            yield _unread(path, Problem(str(path), "", reason, "Give the folders with the news, one by one"))
            return
        for entry in inside:
            if not os.path.isdir(entry.path) and Path(entry.name).suffix.lower() in _ENDINGS:
                any_found = True
                yield Path(entry.path)
        waiting += [Path(e.path) for e in reversed(inside) if e.is_dir(follow_symlinks=False)]
    if not any_found:
        problem = Problem(str(path), "", "holds no news", f"Put files in it that are {_NAMED}")
        yield _unread(path, problem)


def _read(path: Path, published: date | None) -> Iterable[Document | Unread]:
    """Return the documents of a file."""
    shown, ending = str(path), path.suffix.lower()
    if not os.path.lexists(path):
        return [_unread(path, Problem(shown, "", "is not there", "Correct the name of the file or folder"))]
    raw = (
        read_file(path, shown, most=_MOST_BYTES_OF_LINES, too_large=_TOO_MANY_LINES)
        if ending in _LINES
        else read_file(path, shown, too_large=_TOO_LARGE)
    )
    decoded = raw if isinstance(raw, Problem) else decode(raw, shown)
    del raw
    if isinstance(decoded, Problem):
        return [_unread(path, decoded)]
    text, is_plain = decoded
    if not text.strip():
        return [_unread(path, Problem(shown, "", "is empty", "Give a file that holds a text"))]
    if ending in _LINES:
        return map(_checked, read_json_lines(text, shown, path.stem, published))
    if ending == ".json":
        return map(_checked, read_json(text, shown, path.stem, published))
    start = text[:1000].lstrip().lower()
    if (
        ending not in _TEXTS[1:]
        and start.startswith(("<rss", "<feed", "<rdf:rdf", "<?xml"))
        and "<html" not in start
    ):
        reason = "is a feed or other XML, which this version does not read"
        return [_unread(path, Problem(shown, "", reason, "Save the article itself as a page or as text"))]
    if ending in _PAGES or (
        ending not in _TEXTS[1:] and start.startswith(("<!doctype html", "<html", "<?xml"))
    ):
        page = read_page(text, read_news_words()["adverts"])
        if not page.text:
            reason, remedy = (
                "is a page without words that can be seen",
                "Save the page from a browser, or give its text",
            )
            return [_unread(path, Problem(shown, "", reason, remedy))]
        found = Document(shown, path.stem, page.published or published, page.text, page.title, plain=False)
    else:
        found = Document(shown, path.stem, published, text, plain=is_plain)
    return [_checked(found)]


def _checked(document: Document | Unread) -> Document | Unread:
    """Return a document if its text is of a length that can be read."""
    if isinstance(document, Unread):
        return document
    if len(document.text) > LONGEST_TEXT:
        reason = f"has a text of {len(document.text):,} signs, and more than {LONGEST_TEXT:,} are not read"
        return Unread(
            document.file, document.id, Problem(document.file, "", reason, "Split it into its articles")
        )
    if not document.text.strip():
        return Unread(
            document.file, document.id, Problem(document.file, "", "has an empty text", "Give its text")
        )
    return document


def _unread(path: Path, problem: Problem) -> Unread:
    return Unread(str(path), path.stem, problem)
