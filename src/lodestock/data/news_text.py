"""The bytes of a news file as text: what is no text is refused, and the day of publication is read."""

from __future__ import annotations

import re
from datetime import date

from lodestock.records.errors import Problem

__all__ = ["decode", "read_published"]

_ARCHIVE = "Unpack it yourself, and give the texts in it as files: no archive is opened"
_EXPORT = "Save its text as .txt or .html"
_KINDS = (
    (b"PK\x03\x04", "is a zip archive, as .docx and .xlsx are too", _ARCHIVE),
    (b"PK\x05\x06", "is a zip archive", _ARCHIVE),
    (b"PK\x07\x08", "is a zip archive", _ARCHIVE),
    (b"\x1f\x8b", "is a gzip archive", _ARCHIVE),
    (b"BZh", "is a bzip2 archive", _ARCHIVE),
    (b"\xfd7zXZ", "is an xz archive", _ARCHIVE),
    (b"7z\xbc\xaf", "is a 7z archive", _ARCHIVE),
    (b"Rar!", "is a rar archive", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", "is a zstd archive", _ARCHIVE),
    (b"%PDF", "is a PDF file, which this version does not read", _EXPORT),
    (b"\xd0\xcf\x11\xe0", "is a file of an old Office program", _EXPORT),
)
"""First bytes of a file -> what it is, and what to do."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""Byte order mark -> the encoding that it stands for; decoding takes the mark away."""

_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_MOST_CONTROL = 0.01
"""Part of a file that may be control characters; a text has none or a few."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?)?")


def decode(raw: bytes, shown: str) -> tuple[str, bool] | Problem:
    r"""Return the text of a file, and whether anybody who reads the file as UTF-8 gets the same signs; or why it has none.

    A byte order mark decides on UTF-8 or UTF-16 and is no part of the text. Without one it is UTF-8, or, where that
    cannot be, Windows-1252. Ends of lines stay as they are, since offsets count them: a carriage return is a sign of
    its own. As many programs drop it while they read, such a text does not count as the same.

    Parameters
    ----------
    raw : the bytes
    shown : name of the file for messages

    >>> decode(b"tin \xe2\x82\xac5", "a.txt"), decode(b"tin \x805", "a.txt"), decode(b"tin\r\n", "a.txt")
    (('tin €5', True), ('tin €5', False), ('tin\r\n', False))
    """
    for start, reason, remedy in _KINDS:
        if raw.startswith(start):
            return Problem(shown, "", reason, remedy)
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            name = encoding.removesuffix("-sig").upper()
            reason = f"begins with the mark of {name}, and its byte {error.start} is none of that encoding"
            return Problem(shown, "", reason, "Save it again as UTF-8")
        text, encoding = raw.decode("cp1252", errors="replace"), "cp1252"
    if "\0" in text:
        reason = "holds NUL bytes: it is no text, or UTF-16 or UTF-32 without its mark"
        return Problem(shown, "", reason, "Save it as UTF-8")
    if encoding == "cp1252" and len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        return Problem(shown, "", "holds control characters as no text does", _EXPORT)
    return text, encoding == "utf-8" and "\r" not in text


def read_published(text: str) -> date | None:
    """Return the day of a date or a time stamp in ISO form, as its own time zone has it; None where it is none.

    Parameters
    ----------
    text : of a file, a page or the command line

    >>> read_published("2025-10-09T23:30:00-04:00"), read_published("9 October")
    (datetime.date(2025, 10, 9), None)
    """
    found = _DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
