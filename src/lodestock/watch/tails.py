"""What stands directly before a place of a text: its last word, and phrases that end there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["Tails", "WordTables", "last_word", "left_of", "word_set"]

WordTables = Mapping[str, Sequence[Mapping[str, str]]]
"""Table name -> rows, each column -> cell: the closed lists in which news is read."""

_OPENING = "([\"'“‘—–"


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written as a text."""
    return frozenset(text.split())


def left_of(text: str, floor: int, at: int, reach: int) -> str:
    """Return what stands before a place in lower case, ends of lines as spaces, character for character.

    Parameters
    ----------
    text : any text
    floor : how far back may be looked at most
    at : the place
    reach : how many characters are wanted
    """
    words = text[max(floor, at - reach) : at]
    lower = words.lower()
    if len(lower) != len(words):  # a few capitals become two letters
        lower = words
    return lower.replace("\n", " ").replace("\u00a0", " ")


def last_word(words: str) -> str:
    """Return the last word of what `left_of` gave, without brackets and quotation marks before it or a point behind."""
    words = words.rstrip()
    return words[words.rfind(" ") + 1 :].lstrip(_OPENING).rstrip(".")


class Tails:
    """Phrases in lower case, each with its meaning, that may stand at the end of words.

    Parameters
    ----------
    meanings : meaning of each phrase
    """

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """Sort the phrases by their last word, the longest first."""
        by_last: dict[str, list[tuple[str, str]]] = {}
        for phrase, meaning in meanings.items():
            by_last.setdefault(last_word(phrase), []).append((phrase, meaning))
        self._by_last = {w: sorted(found, key=lambda x: -len(x[0])) for w, found in by_last.items()}

    def find(self, words: str) -> tuple[str, int] | None:
        """Return the meaning and the length of the longest phrase that ends words, which end without a space."""
        for phrase, meaning in self._by_last.get(last_word(words), ()):
            size = len(phrase)
            if words.endswith(phrase) and (len(words) == size or not words[-size - 1].isalnum()):
                return meaning, size
        return None
