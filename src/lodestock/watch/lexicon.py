"""The dictionary of the news: tables of words become one trie over tokens, so that a text is passed once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lodestock.records.news import NewsWords

__all__ = ["Lexicon", "Mention", "Token", "inflections", "tokens_of", "word_set"]

Rows = Iterable[Mapping[str, str]]

_TOKEN = re.compile(r"[^\W\d_]+(?:(?:\.[^\W\d_]\.)+|(?<=\.[^\W\d_])\.)?|\d[\d.,]*|[^\w\s]|_")
"""Words (with U.S. as one), numbers, and single signs. A hyphen parts words, so `rare-earth` is met as `rare earth`."""

_PLAIN_TABLES = {
    "modality": ("mode", "class", ""),
    "aliases": ("material", "id", ""),
    "foreign": ("material", "id", "foreign"),
    "places": ("actor", "id", "cased"),
    "masks": ("mask", "", ""),
    "organs": ("organ", "class", ""),
}
"""Table -> kind of its words, column of their value, and sort."""

_AS_PRINTED = ("cased", "context", "foreign")
"""Sorts of words that count only as the table prints them."""

_SYMBOL = 2
"""Most letters of an alias that is a chemical symbol: as a word it means something else more often than not."""

_SHOUTED = 4
"""Fewest letters of an alias that may stand all in capitals: shorter ones would be met by abbreviations."""

_VOWELS = "aeiou"
_DOUBLING = frozenset({"prefer", "refer", "submit", "admit", "permit", "equip", "cancel"})
"""Verbs of more than one syllable that double their last letter."""


class Token(NamedTuple):
    """A word, number or sign of a text: its place, its letters, and its letters in lower case."""

    start: int
    end: int
    text: str
    low: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A word of the tables as it stands in a text.

    Attributes
    ----------
    start, end : offsets in the text
    first, last : places of its first token and behind its last one, among those of the text
    kind : `act`, `mode`, `actor`, `material`, `organ`, `mask` (an idiom that hides the acts in it)
    value : class or id
    sort : part of speech of an act (`verb`, `noun`, `phrase`); how an alias has to be printed (`cased`, `context`,
        `foreign`)
    """

    start: int
    end: int
    first: int
    last: int
    kind: str
    value: str
    sort: str = ""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text in order; curly apostrophes are met as straight ones.

    >>> [t.low for t in tokens_of("China's rare-earth ban")]
    ['china', "'", 's', 'rare', '-', 'earth', 'ban']
    """
    make = Token._make
    return [
        make((*m.span(), word := m[0], "'" if word == "’" else word.lower())) for m in _TOKEN.finditer(text)
    ]


def word_set(words: str) -> frozenset[str]:
    """Return words that blanks part as a set.

    Parameters
    ----------
    words : with blanks between them
    """
    return frozenset(words.split())


def inflections(word: str) -> tuple[str, ...]:
    """Return the forms of a verb whose first word is inflected; irregular ones are given in full, parted by `|`.

    Parameters
    ----------
    word : the verb; or verb, past, participle and, where it is irregular too, the form in -ing

    >>> inflections("ban"), inflections("put out|put out|put out")
    (('ban', 'bans', 'banned', 'banning'), ('put out', 'puts out', 'putting out'))
    """
    base, *irregular = word.split("|")
    head, blank, rest = base.partition(" ")
    tail = blank + rest
    third = head + ("es" if head.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    past = head + ("d" if head.endswith("e") else "ed")
    stem = head[:-1] if head.endswith("e") and not head.endswith("ee") else head
    if head.endswith("y") and head[-2:-1] not in _VOWELS:
        third, past = head[:-1] + "ies", head[:-1] + "ied"
    if head in _DOUBLING or re.fullmatch(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]", head):
        stem = head + head[-1]
        past = stem + "ed"
    pasts = irregular[:2] if len(irregular) > 1 else [past + tail]
    gerund = irregular[2] if len(irregular) > 2 else stem + "ing" + tail
    return tuple(dict.fromkeys([head + tail, third + tail, *pasts, gerund]))


class _Entry(NamedTuple):
    """What a phrase of the tables stands for; of two entries with one key only the longer one counts at a place."""

    kind: str
    value: str
    sort: str
    phrase: str
    key: str


class Lexicon:
    """All words by which news is read, as one trie.

    Parameters
    ----------
    words : table name -> rows, as `read_news_words` gives them

    Attributes
    ----------
    bases : verbs of the tables as they stand behind to or will, but for those that are their own past, such as cut
    """

    def __init__(self, words: NewsWords) -> None:
        # From token to node; under the empty token the entries that end there.
        self._trie: dict[str, Any] = {}
        self.bases: set[str] = set()
        self._add_acts(words["acts"])
        for table, (kind, column, sort) in _PLAIN_TABLES.items():
            for row in words[table]:
                for word in row["words"].split(";"):
                    # Words of other languages tell only as part of a name.
                    self._add(word.title() if sort == "foreign" else word, kind, row.get(column, ""), sort)
        self._add_vocabulary(words["vocabulary"])

    def _add_acts(self, rows: Rows) -> None:
        for row in rows:
            for word in row["words"].split(";"):
                forms: tuple[str, ...] = (word,)
                if row["kind"] == "verb":
                    forms = inflections(word)
                    if " " not in word and forms[0] not in word.split("|")[1:3]:
                        self.bases.add(forms[0])
                for form in forms:
                    self._add(form, "act", row["class"], row["kind"])

    def _add_vocabulary(self, rows: Rows) -> None:
        for row in rows:
            if row["field"] in ("actor", "material"):
                asked = dict(r.rsplit("=", 1) for r in row["match"].split(";") if r)
                named = row["value"].replace("-", " ")
                for alias in dict.fromkeys((named, *row["aliases"].split(";"))):
                    if alias and not alias.startswith("gov "):
                        self._add(alias, row["field"], row["value"], asked.get(alias, ""))

    def _add(self, phrase: str, kind: str, value: str, sort: str) -> None:
        node = self._trie
        for token in tokens_of(phrase):
            if token.low != "-":
                node = node.setdefault(token.low, {})
        key = kind if kind in ("actor", "material", "organ") else f"{kind}.{value}.{sort}"
        entry = _Entry(kind, value, sort, phrase, key)
        entries = node.setdefault("", [])
        if entry not in entries:
            entries.append(entry)

    def find(self, text: str, tokens: Sequence[Token]) -> list[Mention]:
        """Return the words of the tables in a text, by place; of those of one kind that overlap the longest.

        Parameters
        ----------
        text : of the tokens
        tokens : of the text
        """
        found: list[Mention] = []
        covered: dict[str, int] = {}
        lows = [t.low for t in tokens]
        trie = self._trie
        for i, low in enumerate(lows):
            if low not in trie:
                continue
            for j, entries in reversed(self._endings(lows, i)):
                for kind, value, sort, phrase, key in entries:
                    # NdPr is two materials in one word.
                    twin = kind == "material" and covered.get(key) == j and found and found[-1].first == i
                    if covered.get(key, 0) > i and not twin:
                        continue
                    if sort in _AS_PRINTED and not _printed(text, tokens, i, j, phrase):
                        continue
                    if sort == "context" and len(phrase) <= _SYMBOL and not _bracketed(tokens, i, j):
                        continue
                    covered[key] = j
                    found.append(Mention(tokens[i].start, tokens[j - 1].end, i, j, kind, value, sort))
        return found

    def _endings(self, lows: Sequence[str], i: int) -> list[tuple[int, list[_Entry]]]:
        """Return the places behind the phrases that begin at a place, with their entries, shortest first."""
        endings = []
        node: dict[str, Any] | None = self._trie
        j = i
        while node is not None and j < len(lows):
            if lows[j] == "-" and j + 1 < len(lows) and lows[j + 1] in node:
                j += 1
            node = node.get(lows[j])
            j += 1
            if node is not None and "" in node:
                endings.append((j, node[""]))
        return endings


def _bracketed(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Say whether a symbol that is also a word stands in brackets, as in tungsten (W), or before a figure in them."""
    behind = [t.text for t in tokens[j : j + 2]]
    if len(behind) == 2 and behind[0] == "(" and behind[1][:1].isdigit():
        return True
    return i > 0 and tokens[i - 1].text == "(" and behind[:1] in ([")"], [","])


def _printed(text: str, tokens: Sequence[Token], i: int, j: int, phrase: str) -> bool:
    """Say whether a place holds a phrase in its own case; lower-case aliases match at the start of a sentence, too."""
    here = text[tokens[i].start : tokens[j - 1].end].replace("-", " ")
    phrase = phrase.replace("-", " ")
    return (
        here == phrase
        or (phrase[:1].islower() and here[:1].lower() + here[1:] == phrase)
        or (here.isupper() and len(phrase) >= _SHOUTED and here == phrase.upper())
    )
