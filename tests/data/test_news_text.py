"""Bytes of news files: encodings, and what is no text."""

from __future__ import annotations

from datetime import date

import pytest

from lodestock.data.news_text import decode, read_published
from lodestock.records.errors import Problem

TEXT = "Tin “at” €5,\nmarks \u202eturned\u202c, 锡"


@pytest.mark.parametrize(
    ("raw", "is_plain"),
    [
        (TEXT.encode(), True),
        (TEXT.encode("utf-8-sig"), False),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), False),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), False),
    ],
)
def test_a_mark_decides_on_the_encoding_and_is_no_part_of_the_text(raw: bytes, is_plain: bool) -> None:
    assert decode(raw, "x") == (TEXT, is_plain)


def test_what_is_no_utf_8_is_windows_1252_and_its_text_is_printed() -> None:
    assert decode("société à 5 €".encode("cp1252"), "x") == ("société à 5 €", False)
    assert decode(b"a\x81b \x9d", "x") == ("a\ufffdb \ufffd", False)


def test_ends_of_lines_stay_and_count() -> None:
    assert decode(b"one\r\ntwo\r", "x") == ("one\r\ntwo\r", False)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04" + b"x" * 99, "is a zip archive, as .docx and .xlsx are too. Unpack it yourself"),
        (b"\x1f\x8b\x08", "is a gzip archive"),
        (
            b"%PDF-1.7 text",
            "is a PDF file, which this version does not read. Save its text as .txt or .html.",
        ),
        (
            b"tin\0tin",
            "holds NUL bytes: it is no text, or UTF-16 or UTF-32 without its mark. Save it as UTF-8.",
        ),
        ("tin".encode("utf-16-le"), "holds NUL bytes"),
        ("tin".encode("utf-32"), "holds NUL bytes"),
        (b"\xff\xfe\x00", "begins with the mark of UTF-16, and its byte 2 is none of that encoding"),
        (b"\xef\xbb\xbf\xff", "begins with the mark of UTF-8, and its byte"),
        (b"\xff\xd8\x01\x02\x03\x04" * 9, "holds control characters as no text does"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, words: str) -> None:
    found = decode(raw, "news.txt")
    assert isinstance(found, Problem) and str(found).startswith(f"news.txt: {words}")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2025-10-13", date(2025, 10, 13)),
        (" 2025-10-13T23:59:59Z ", date(2025, 10, 13)),
        ("2025-10-13 23:59:59.5+0200", date(2025, 10, 13)),
        ("2025-02-30", None),
        ("2025-10-13, revised", None),
        ("13 October 2025", None),
        ("", None),
    ],
)
def test_days_of_publication(words: str, day: date | None) -> None:
    assert read_published(words) == day
