"""Numbers of running text: digits in their national spellings, number words, fractions, thousands and millions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["SCALE_WORDS", "SPOKEN", "Number", "any_word", "read_number", "tidy"]

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {w: float(n) for n, w in enumerate(_ONES.split(), 1)} | {
    w: 10.0 * n for n, w in enumerate(_TENS.split(), 1)
}
SCALE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "dozen", "crore", "lakh")
_SCALE = {
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "m", "mm", "mn", "mln", "mio"), 1e6),
    **dict.fromkeys(("billion", "b", "bn", "bln", "mrd"), 1e9),
    **dict.fromkeys(("trillion", "t", "tn", "trn"), 1e12),
    **dict.fromkeys(("lakh", "lakhs"), 1e5),
    **dict.fromkeys(("crore", "crores", "cr"), 1e7),
    "dozen": 12.0,
    "hundred": 1e2,
}
_FRACTION = {"half": 0.5, "quarter": 0.25, "three quarters": 0.75, "third": 1 / 3, "two thirds": 2 / 3}
_SIGN_FRACTION = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}

SPOKEN = (*_SMALL, *SCALE_WORDS, "half", "quarter")
"""Words with which a number may begin."""

_WORD = "|".join(sorted((*_SMALL, *SCALE_WORDS), key=len, reverse=True))
_SPOKEN = re.compile(rf"(?:an?\s)?(?:{_WORD})\b(?:(?:[\s-]|\sand\s)(?:{_WORD})\b){{0,11}}", re.IGNORECASE)
_HALF_OF = re.compile(
    r"(?:an?\s)?(half|three[\s-]quarters|(?:one[\s-])?quarter|two[\s-]thirds|(?:one[\s-])?third)"
    r"(?:\sof)?(?:\san?|\sone)?(?=[\s-])",
    re.IGNORECASE,
)
_AND_HALF = re.compile(r"\sand\s(?:an?|one)[\s-](half|quarter)\b", re.IGNORECASE)

# The spellings of thousands that can be told from decimals; what is left is a plain number with a decimal part.
_DIGITS = re.compile(
    r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?(?![\d]|,\d)"
    r"|\d{1,2}(?:,\d{2}){1,5},\d{3}(?:\.\d{1,9})?(?!\d)"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009'’]\d{3}){1,6}(?:[.,]\d{1,9})?(?!\d)"
    r"|\d{1,3}(?:\x20\d{3}){1,3}(?:[.,]\d{1,2})?(?!\x20?\d)"
    r"|\d{1,3}(?:\.\d{3}){1,6},\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,6}(?!\d)"
    r"|\d+(?:\.\d+|,\d{1,2}(?!\d|,))?"
)
_BLANKS = re.compile(r"[\s'’]")
_LONGEST = 30

_SPELT = re.compile(
    r"[\s\u00a0-]{0,2}(hundred|thousand|million|billion|trillion|dozen|crores?|lakhs?|mln|bln|mn|bn|trn|(?:mio|mrd)\.?)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[\s\u00a0]?(mm|m|k|b|tn|cr)(?![A-Za-z$€£])|t(?![A-Za-z])", re.IGNORECASE)


class Number(NamedTuple):
    """A number that was read.

    Attributes
    ----------
    end : where its last character, scale included, ends
    value : what it says, scale multiplied out; None: more digits than anybody means
    scale : the thousand or million in it, 1 if none
    spoken : whether it is written in words
    """

    end: int
    value: float | None
    scale: float
    spoken: bool


def any_word(words: Iterable[str]) -> str:
    """Return a pattern for whole words, in lower case or with a capital, grouped by first letter: three times as fast.

    Parameters
    ----------
    words : patterns in lower case that begin with a letter
    """
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[0], []).append(word[1:])
    letters = "".join(by_letter)
    groups = "|".join(f"[{c}{c.upper()}](?:{'|'.join(rest)})" for c, rest in by_letter.items())
    return rf"\b(?=[{letters}{letters.upper()}])(?:{groups})\b"


def read_number(text: str, at: int, *, money: bool = False, joined: bool = True) -> Number | None:
    """Return the number that begins at a place of a text, or None.

    Parameters
    ----------
    text : any text
    at : where the first digit, number word or article before it stands
    money : whether a currency stands before it, so that m, k and t are millions, thousands and trillions
    joined : whether "and" may join two of its words, as in "two hundred and fifty"; not after "between"
    """
    digits = _DIGITS.match(text, at)
    if digits is None:
        return _spoken(text, at, joined)
    end = digits.end()
    value = _plain(digits.group())
    after = text[end : end + 1]
    if value is not None and (fraction := _SIGN_FRACTION.get(after)) is not None:
        value, end = value + fraction, end + 1
    elif after in (".", ",", ";", ")", "%", ""):
        return Number(end, value, 1.0, spoken=False)
    scale = 1.0
    for _ in range(2):  # "3 hundred million" has two
        word = _SPELT.match(text, end)
        if word is None:
            break
        scale *= _SCALE[word[1].lower().rstrip(".")]
        end = word.end()
    if scale == 1.0 and money and (letter := _LETTER.match(text, end)):
        scale, end = _SCALE[(letter[1] or "t").lower()], letter.end()
    return Number(end, value if value is None or scale == 1.0 else tidy(value * scale), scale, spoken=False)


def _plain(digits: str) -> float | None:
    """Return the value of digits with their separators, None if there are too many."""
    if len(digits) > _LONGEST:
        return None
    if digits.isdecimal():
        return float(digits)
    digits = _BLANKS.sub("", digits)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma > point >= 0 or digits.count(".") > 1:  # 1.234,5 and 1.234.567
        digits = digits.replace(".", "").replace(",", ".")
    elif comma >= 0 and len(digits) - comma - 1 != 3 and point < 0:  # 1,5
        digits = digits.replace(",", ".")
    return float(digits.replace(",", ""))


def tidy(value: float) -> float:
    """Return a product without the noise of binary fractions: 1.1 million is 1100000."""
    return float(f"{value:.12g}")


def _spoken(text: str, at: int, joined: bool) -> Number | None:
    """Return the number that begins with a word or a sign of a fraction."""
    if (fraction := _SIGN_FRACTION.get(text[at : at + 1])) is not None:
        return _scaled(text, at + 1, fraction)
    if part := _HALF_OF.match(text, at):
        name = part[1].lower().replace("-", " ").removeprefix("one ")
        return _scaled(text, part.end(), _FRACTION[name])
    run = _SPOKEN.match(text, at)
    if run is None:
        return None
    total, below, scale, end = 0.0, None, 1.0, at
    last = 0.0
    for word in re.finditer(r"[A-Za-z]+", run.group()):
        name = word.group().lower()
        if name in ("a", "an"):
            continue
        if name == "and":
            if not joined or last not in (1e2, 1e3):
                break
            continue
        if (small := _SMALL.get(name)) is not None:
            # "twenty five" goes on, "five ten" is two numbers
            if below is not None and (
                below % 100 and not (below % 100 >= 20 and below % 10 == 0 and small < 10)
            ):
                break
            below, last = (below or 0.0) + small, small
        else:
            last = _SCALE[name]
            scale = max(scale, last)
            if last <= 100:
                below = (below or 1.0) * last
            elif below is None and total:  # "five thousand million"
                total *= last
            else:
                total, below = total + (below or 1.0) * last, None
        end = at + word.end()
    value = total + (below or 0.0)
    if scale == 1.0 and (half := _AND_HALF.match(text, end)):  # "two and a half million"
        return _scaled(text, half.end(), value + _FRACTION[half[1].lower()])
    if scale > 100 and (half := _AND_HALF.match(text, end)):  # "a million and a half"
        return Number(half.end(), value + scale * _FRACTION[half[1].lower()], scale, spoken=True)
    return Number(end, value, scale, spoken=True)


def _scaled(text: str, at: int, value: float) -> Number:
    """Return a part such as a half with the thousand or million that follows it."""
    scale = 1.0
    if word := _SPELT.match(text, at):
        scale, at = _SCALE[word[1].lower().rstrip(".")], word.end()
    return Number(at, tidy(value * scale), scale, spoken=True)
