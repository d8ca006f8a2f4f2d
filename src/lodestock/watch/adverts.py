"""What a text holds beside its news: adverts, menus and notices, found paragraph by paragraph, and blanked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

__all__ = ["Adverts"]

_ENOUGH = 1.0
"""Weight of cues from which a paragraph is no news."""

_LONGEST = 600
"""Signs of a paragraph above which it is news whatever stands in it: adverts are short."""

_WORD = re.compile(r"[^\W_]+|©")
_BREAK = re.compile(r"\n")
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ")", '"', "”", "’", ">")
_SHORT, _WRAPPED = 40, 120
"""A line shorter than the one or longer than the other is no line of a paragraph that was broken into lines."""

_SIGNS = " \t\r*>»«|•·-–—_#=~[](){}<:.!…"
"""Signs around the words of a paragraph that say nothing."""

_AFTER_LABEL = (":", "|", "-", "–", "—", "•", "/", ">")

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""Signs that nobody sees, or that turn the line: a name with one in it would not be met."""


class _Cue(NamedTuple):
    """Words that tell an advert: their pattern, and what they weigh at which place."""

    words: str
    pattern: re.Pattern[str]
    weights: dict[str, float]


class Adverts:
    """Blanks what is no news.

    Parameters
    ----------
    rows : of the table of adverts: `words` in lower case; `place`, which is the `whole` of a paragraph, its `start`, a
        `label` that it starts with and a sign follows, or `any`; `weight`
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        known: dict[str, _Cue] = {}
        for row in rows:
            if row["place"] != "element":
                cue = known.setdefault(row["words"], _Cue(row["words"], _bounded(row["words"]), {}))
                cue.weights[row["place"]] = float(row["weight"])
        self._by_word: dict[str, list[_Cue]] = {}
        for words, cue in known.items():
            longest = max(_WORD.findall(words), key=len)
            self._by_word.setdefault(longest, []).append(cue)

    def blank(self, text: str) -> str:
        r"""Return a text of the same length in which adverts and signs that cannot be seen are blanks.

        A paragraph goes where the cues in it weigh enough together; each counts once. Ends of lines stay.

        Parameters
        ----------
        text : any

        >>> adverts = Adverts([{"place": "label", "words": "sponsored", "weight": "1"}])
        >>> adverts.blank("SPONSORED: buy gold.\n\nTin rose.").lstrip()
        'Tin rose.'
        """
        text = _UNSEEN.sub(" ", text)
        low = _folded(text)
        words = self._by_word.keys() & set(_WORD.findall(low))
        present = [cue for word in words for cue in self._by_word[word] if cue.words in low]
        if not present:
            return text
        out, at = [], 0
        for start, end in _paragraphs(text):
            if (
                end - start <= _LONGEST
                and _weight(_folded(text[start:end]).strip(_SIGNS), present) >= _ENOUGH
            ):
                out += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
                at = end
        return "".join([*out, text[at:]])


def _bounded(words: str) -> re.Pattern[str]:
    """Return a pattern of words that are no part of longer ones."""
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    return re.compile(before + re.escape(words) + after)


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())


def _weight(words: str, cues: Iterable[_Cue]) -> float:
    """Return what the cues in a paragraph weigh together; of one that counts at several places, the heaviest."""
    total = 0.0
    for cue in cues:
        if cue.words in words and cue.pattern.search(words):
            met = {"any"}
            if cue.pattern.match(words):
                rest = words[len(cue.words) :].lstrip()
                met |= {"start"} | ({"label"} if rest.startswith(_AFTER_LABEL) or not rest else set())
                met |= set() if rest else {"whole"}
            total += max((w for place, w in cue.weights.items() if place in met), default=0.0)
    return round(total, 6)  # in whatever order they were added


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph begins and ends.

    An end of line ends a paragraph, unless the line looks like one of a paragraph that was broken into lines: of
    middling length, and without the end of a sentence.
    """
    start = line = 0
    for found in _BREAK.finditer(text):
        words = text[line : found.start()].strip()
        follows = text[found.end() : found.end() + 1].strip()
        if not (_SHORT <= len(words) <= _WRAPPED and follows) or words.endswith(_SENTENCE_ENDS):
            yield start, found.start()
            start = found.end()
        line = found.end()
    yield start, len(text)
