"""Decrees, notices and laws by number or name, as they are printed."""

from __future__ import annotations

import re

from lodestock.watch.page import Page

__all__ = ["find_legal"]

_KINDS = (
    "Announcement|Notice|Circular|Decree|Decree-Law|Order|Ordinance|Proclamation|Regulation|Resolution|Directive|Decision|Law|"
    "Public Law|Executive Order|Office Memorandum|Federal Register|Statute|Act|Rule|Instruction|Notification|Bulletin"
)
_NUMBER = r"(?:No\.? ?|Nos\.? ?|number )?\(?[A-Z]{0,4}\)?\d[\d./-]*\d|(?:No\.? ?|Nos\.? ?|number )?\d"
_LEGAL = re.compile(
    rf"\b(?:(?!Under|The|By|In|On|With|Of|At|To|From)[A-Z][a-z]+ )?(?:{_KINDS}) (?:{_NUMBER})(?: of \d{{4}})?"
    r"|\bSection \d+[A-Za-z]?\b|\bTitle [IVX]+ of the (?:[A-Z][\w-]+ ){1,5}Act\b"
    r"|\b(?:[A-Z][\w-]+ ){1,6}Act\b(?: of \d{4})?"
)
"""A kind of act with a number, or an act by its name."""

_SENTENCES = (0, -1, 1)
"""Sentences around an event in which the act is looked for, as they count."""


def find_legal(page: Page, sentence: int) -> tuple[int, int] | None:
    """Return where the decree, notice or law of an event stands: in its sentence, the one before or the one behind it.

    Parameters
    ----------
    page : of the text
    sentence : number of the sentence of the event
    """
    for distance in _SENTENCES:
        parts = page.sentence(sentence + distance)
        if parts:
            found = _LEGAL.search(page.text, parts[0].start, max(p.end for p in parts))
            if found is not None:
                return found.span()
    return None
