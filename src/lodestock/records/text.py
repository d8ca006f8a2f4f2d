"""Text that others wrote, made safe to show: what a terminal would obey or a reader could not see is written out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

__all__ = ["FORMULA", "MINUS", "STARTS", "defused", "find_control", "replace_unseen", "visible"]

_RARE = re.compile(r"[^ -~]")

_JOINERS = "\u200c\u200d"
"""Signs without a width of their own that some scripts need inside words."""

STARTS, MINUS = "=+@＝＋＠", "-－"
"""Signs with which a formula begins, and those that begin a remark or a number as often as a formula."""

FORMULA = (*STARTS, *MINUS, "\t", "\r", "\n", "\0")
"""What a spreadsheet takes for the beginning of a formula, also after blanks and quotation marks (ASVS 5.0, V1.2.10)."""


def visible(text: str, *, keep: str = "\n", encoding: str = "utf-8") -> str:
    r"""Return text in which every sign that cannot be seen, or that steers what shows it, is written as an escape.

    These are control characters, marks that turn the direction of writing, halves of a pair (lone surrogates), and
    what `encoding` has no sign for. Letters of every script stay as they are.

    Parameters
    ----------
    text : words of data, of a file name or of the command line
    keep : control characters that stay, such as ends of lines
    encoding : of the file or terminal that the text goes to

    >>> visible("调查 [/x]"), visible("\x1b[31m red"), visible("a\u202eb"), visible("“é”", encoding="ascii")
    ('调查 [/x]', '\\x1b[31m red', 'a\\u202eb', '\\u201c\\xe9\\u201d')
    """
    text = replace_unseen(text, lambda sign: sign if sign in keep else _escaped(sign))
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def replace_unseen(text: str, write: Callable[[str], str]) -> str:
    r"""Return text in which `write` says what stands in place of each sign that `visible` escapes.

    Parameters
    ----------
    text : any
    write : sign -> what to write for it

    >>> replace_unseen("a\u202eb é", lambda sign: f"<{ord(sign):x}>")
    'a<202e>b é'
    """
    if text.isprintable():
        return text
    return _RARE.sub(lambda found: c if _is_seen(c := found[0]) else write(c), text)


def find_control(text: str) -> str | None:
    r"""Return the first control character or half of a pair, as an escape; None where there is none.

    Tabs and ends of lines may stand in text.

    >>> find_control("red \x1b[31m"), find_control("two\nlines")
    ('\\x1b', None)
    """
    if text.isprintable():
        return None
    return next(
        (_escaped(c) for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\r\n"), None
    )


def defused(text: str) -> str:
    """Return text for a CSV file: an apostrophe stands before what a spreadsheet would take for a formula.

    Numbers never come here: they are written as numbers, with their sign.

    >>> defused("-2+3"), defused(" =1"), defused("cobalt")
    ("'-2+3", "' =1", 'cobalt')
    """
    return f"'{text}" if text.lstrip(" \"'\u00a0").startswith(FORMULA) else text


def _is_seen(sign: str) -> bool:
    """Say whether a sign can be seen, or is a blank that takes room."""
    return sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) == "Zs"


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
