"""Files and folders of news: what is read, in which order, and what each that is not read says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from lodestock.data import news_files
from lodestock.data.news_files import read_news
from lodestock.records.news import Document, Unread

DAY = date(2025, 10, 13)


def found(*paths: Path, published: date | None = None) -> list[Document | Unread]:
    return list(read_news(paths, published))


def reasons(documents: Iterable[Document | Unread]) -> list[str]:
    return [str(d.problem) for d in documents if isinstance(d, Unread)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_text_page_and_json(tmp_path: Path) -> None:
    text = write(tmp_path / "a.md", "# Tin\n")
    page = write(tmp_path / "b.HTM", "<title>T</title><time datetime=2025-10-01></time><p>Zinc")
    value = write(tmp_path / "c.json", '{"text": "Lead."}')
    assert found(text, page, value, published=DAY) == [
        Document(str(text), "a", DAY, "# Tin\n"),
        Document(str(page), "b", date(2025, 10, 1), "Zinc", "T", plain=False),
        Document(str(value), "c", DAY, "Lead."),
    ]


def test_a_page_without_its_ending_is_known_by_its_first_words(tmp_path: Path) -> None:
    page = write(tmp_path / "saved", "\n<!DOCTYPE html><html><p>Zinc")
    (read,) = found(page)
    assert isinstance(read, Document) and read.text == "Zinc"
    assert found(write(tmp_path / "a.txt", "<html> is a tag"))[0] == Document(
        str(tmp_path / "a.txt"), "a", None, "<html> is a tag"
    )
    assert (
        "is a feed or other XML" in reasons(found(write(tmp_path / "x.rss", '<?xml version="1.0"?><rss>')))[0]
    )


def test_a_folder_is_read_in_the_order_of_names_without_what_is_hidden(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.txt",
        "z/c.txt",
        "z/y/d.txt",
        "m/e.txt",
        ".git/f.txt",
        ".g.txt",
        "h.txt~",
        "i.png",
        "Thumbs.db",
    ):
        write(tmp_path / name, "Tin.")
    write(tmp_path / "z" / "lines.jsonl", '{"text": "Zinc."}\nnot JSON\n{"text": "Lead."}')
    (tmp_path / "z" / "again").symlink_to(tmp_path)
    (tmp_path / "z" / "loop.txt").symlink_to("loop.txt")
    read = found(tmp_path)
    ids = ["a", "b", "e", "c", "lines:1", "lines:2", "lines:3", "loop", "d"]
    assert [d.id for d in read] == ids
    assert [isinstance(d, Unread) for d in read] == [i in ("lines:2", "loop") for i in ids]


def test_one_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", "Tin.")
    gone, empty, blank = (
        tmp_path / "gone.txt",
        write(tmp_path / "e.txt", ""),
        write(tmp_path / "b.json", '{"text": " "}'),
    )
    zipped, hidden = write(tmp_path / "z.txt", b"PK\x03\x04"), write(tmp_path / "h.html", "<p hidden>Tin")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "none").mkdir()
    (tmp_path / "link.txt").symlink_to(gone)
    paths = [gone, empty, blank, zipped, hidden, tmp_path / "pipe.txt", Path("/dev/zero"), tmp_path / "none"]
    read = found(*paths, tmp_path / "link.txt", good)
    assert isinstance(read[-1], Document)
    expected = [
        "gone.txt: is not there. Correct the name of the file or folder.",
        "e.txt: is empty. Give a file that holds a text.",
        "b.json: has an empty text.",
        "z.txt: is a zip archive",
        "h.html: is a page without words that can be seen.",
        "pipe.txt: cannot be read: it is no regular file but a pipe, a socket or a device.",
        "/dev/zero: cannot be read: it is no regular file",
        "none: holds no news. Put files in it that are text (.txt, .md), pages (.html), JSON (.json) or JSON lines",
        "link.txt: cannot be read: it is a link to a file that is not there.",
    ]
    assert [words in reason for words, reason in zip(expected, reasons(read), strict=True)] == [True] * 9


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_what_may_not_be_read_says_so(tmp_path: Path) -> None:
    file = write(tmp_path / "closed" / "a.txt", "Tin.")
    file.chmod(0)
    assert "cannot be read: Permission denied" in reasons(found(file))[0]
    file.parent.chmod(0)
    try:
        assert "cannot be read: Permission denied" in reasons(found(tmp_path))[0]
    finally:
        file.parent.chmod(0o700)


def test_limits_of_size_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.jsonl"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(2**34)
    monkeypatch.setattr(news_files, "LONGEST_TEXT", 10)
    long = write(tmp_path / "c.json", json.dumps([{"text": "x" * 11}, {"text": "x" * 10}]))
    first, second, third = reasons(found(tmp_path / "a.txt", tmp_path / "b.jsonl", long))
    assert (
        "a.txt: is larger than 16 MB, and no article is. Give the article alone; many of them may stand"
        in first
    )
    assert (
        "b.jsonl: is larger than 64 MB, which is too much at a time. Split it into several files." in second
    )
    assert "document 1: has a text of 11 signs, and more than 10 are not read." in third


def test_limits_of_number_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = write(tmp_path / "a.jsonl", '{"text": "Tin."}\n' * 5)
    monkeypatch.setattr(news_files, "MOST_DOCUMENTS", 3)
    read = found(lines, lines)
    (reason,) = reasons(read)
    assert (
        len(read) == 4
        and "a.jsonl:4: is beyond 3 documents or 100,000,000 signs, the most at a time." in reason
    )
    monkeypatch.setattr(news_files, "MOST_TEXT", 9)
    assert [isinstance(d, Unread) for d in found(lines)] == [False, False, True]
    monkeypatch.setattr(news_files, "_MOST_FILES", 0)
    assert "holds more than 0 files and folders" in reasons(found(tmp_path))[0]
