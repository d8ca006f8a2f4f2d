"""Sums and masses that are spoken of without a number: "hundreds of millions of dollars", "an undisclosed sum"."""

from __future__ import annotations

import re
from typing import NamedTuple

from lodestock.watch.measures import Measures
from lodestock.watch.tails import left_of

__all__ = ["UNREAD_WORDS", "Unread", "find_unread"]

UNREAD_WORDS = (
    *(
        "several",
        "few",
        "many",
        "tens",
        "scores",
        "undisclosed",
        "unspecified",
        "undetermined",
        "unstated",
        "unknown",
    ),
    *("confidential", "figure", "multi", "multimillion", "multibillion"),
)
"""Words that such a sum may begin with, beside the plurals of number words."""

_RUN = re.compile(
    r"(?:(?:several|many|few)[\s-])?(?:(?:tens|hundreds|thousands|millions|billions|trillions|dozens|scores"
    r"|hundred|thousand|million|billion|dozen)(?:[\s-](?:of[\s-])?(?=\w)|\b)){0,3}",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"(?:undisclosed|unspecified|undetermined|unstated|unknown|confidential)\s"
    r"(?:(?P<money>sum|price|fee|value|amount(?!\sof)|amount\sof\s(?:money|cash|funding|capital|equity))"
    r"|(?P<mass>quantity|tonnage|volume|amount\sof|number\sof\s(?:tonnes|tons)))\b"
    r"|figure\s(?P<digits>sum|amount|deal|contract|price|fee|investment|loan|grant|order)\b"
    r"|multi-?\s?(?:million|billion)[\s-]dollar",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\b\w{3,7}-\Z")


class Unread(NamedTuple):
    """A sum or mass without a number: its kind, place, unit if told, and period."""

    kind: str
    start: int
    end: int
    unit: str | None
    per: str | None


def find_unread(text: str, at: int, word: str, floor: int, measures: Measures) -> Unread | None:
    """Return the sum without a number that a word of a text begins.

    Parameters
    ----------
    text : any text
    at : where the word stands
    word : the word in lower case
    floor : how far back may be looked
    measures : the units and currencies
    """
    if (secret := _SECRET.match(text, at)) is not None:
        name, start = secret.lastgroup, at
        if name == "digits":
            many = _HOW_MANY.search(text, max(floor, at - 9), at)
            if many is None:
                return None
            start = many.start()
        return Unread(
            "mass" if name == "mass" else "money", start, secret.end(), None if name else "USD", None
        )
    if not word.endswith("s") and word not in ("several", "few", "many"):
        return None
    if left_of(text, floor, at, 4) == "how ":  # "how many tonnes"
        return None
    run = _RUN.match(text, at)
    if run is None or not run.group():
        return None
    after = measures.after(text, at + len(run.group().rstrip(" -\n")), None)
    if after is None or after.kind not in ("money", "mass"):
        return None
    unit, end, per = after.unit, after.end, after.per
    if after.kind == "mass":
        if per is None and (period := measures.period(text, end)) is not None:
            per, end = period
        unit = measures.per(unit, per)
    start = at - 2 if word == "few" and at - 2 >= floor and text[at - 2 : at].lower() == "a " else at
    return Unread(after.kind, start, end, unit, per)
