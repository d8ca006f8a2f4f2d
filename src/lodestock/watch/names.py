"""Names of firms and public bodies that no table lists, as they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lodestock.watch.lexicon import Mention, Token, word_set

__all__ = ["Name", "find_names"]

_JOINTS = word_set("of de do del for la du der e")
"""Small words inside a name of a public body, as in Banque de France."""

_PLACED = word_set("in at near around outside from across off")
"""Words before a place."""

_LAWS = word_set("act bill law")
"""Words behind a name that make it that of a law."""

_PREDICATES = word_set(
    "is was has had will would said says can could may might must plans wants buys sells gets wins pays closed opened"
)
_RELATIVES = word_set("a an the which whose owner based")
"""Words behind a name: of what it does, and behind a comma of what it is."""

_ABBREVIATION = 5
"""Most letters of a word in capitals that may be a name: longer ones are headlines."""


class Name(NamedTuple):
    """A name in a text.

    Attributes
    ----------
    start, end : offsets in the text
    first, last : places of its first token and behind its last one
    id : listed id, else the name in lower case with hyphens, without the form of the firm
    kind : `firm`, `body` (public, with a proper name), `place`, `person`, or `name`, where nothing tells
    """

    start: int
    end: int
    first: int
    last: int
    id: str
    kind: str


def find_names(
    tokens: Sequence[Token],
    starts: frozenset[int],
    known: Sequence[Mention],
    words: Mapping[str, frozenset[str]],
) -> list[Name]:
    """Return the names of a text in order.

    Parameters
    ----------
    tokens : of the text
    starts : places of the tokens that begin a sentence, where a capital letter says little
    known : mentions of listed actors and of materials
    words : class -> words that tell what a name is of
    """
    return _full(_Finder(tokens, starts, known, words).names())


class _Finder:
    """Walks over the capital words of a text."""

    def __init__(
        self,
        tokens: Sequence[Token],
        starts: frozenset[int],
        known: Sequence[Mention],
        words: Mapping[str, frozenset[str]],
    ) -> None:
        self.tokens = tokens
        self.capitals = [t.text[0].isupper() for t in tokens]
        self.starts = starts
        self.words = words
        self.actors = {m.first: m for m in known if m.kind == "actor"}
        self.actor_ends = {m.last: m.first for m in known if m.kind == "actor" and m.last > m.first + 1}
        self.materials = {i for m in known if m.kind == "material" for i in range(m.first, m.last)}
        self.verbal = {m.first for m in known if m.kind in ("act", "mode")}

    def names(self) -> list[Name]:
        """Return the names in order."""
        names: list[Name] = []
        i = 0
        while i < len(self.tokens):
            if not self.capitals[i] or not self._begins(i):
                i += 1
                continue
            listed = self.actors.get(i)
            end = self._end(i)
            if i < self.actor_ends.get(end, 0) <= i + 2:
                # "US Department of Defense" ends with a listed name.
                i = end
            elif listed is not None and listed.last >= end:
                i = listed.last
            else:
                name = self._name(i, end)
                names.extend([name] if name else [])
                i = end
        return names

    def _begins(self, i: int) -> bool:
        """Say whether a name may begin at a capital: words such as The do not, unless a hyphen joins them to one."""
        if i in self.actors or self.tokens[i].low not in self.words["notname"]:
            return True
        return (
            self._capital(i + 2)
            and self._low(i + 1) == "-"
            and self.tokens[i].end == self.tokens[i + 1].start
        )

    def _capital(self, i: int) -> bool:
        return i < len(self.capitals) and self.capitals[i]

    def _low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def _end(self, i: int) -> int:
        """Return the place behind the capital words that begin at a place."""
        j = i + 1
        while j < len(self.tokens):
            if self._goes_on(j):
                j += 1
            elif self._joins(j):
                j += 2
            else:
                break
        return j

    def _goes_on(self, j: int) -> bool:
        """Say whether a word goes on with the name before it."""
        token, words = self.tokens[j], self.words
        if token.low in words["legal"]:
            return self._capital(j - 1) or (self._capital(j) and token.text.isalpha())
        if not (self._capital(j) and token.text.isalpha()):
            return False
        return token.low not in words["notname"] or token.low in words["body"]

    def _joins(self, j: int) -> bool:
        """Say whether a sign or a small word joins the name before it to the word behind it."""
        token = self.tokens[j]
        if j + 1 == len(self.tokens):
            return False
        follows = self.tokens[j + 1]
        if token.text == "&":
            return self._capital(j + 1)
        if token.text in _JOINTS:
            return self._capital(j + 1) and self.tokens[j - 1].low in self.words["body"]
        if self.tokens[j - 1].end != token.start or token.end != follows.start:
            return False
        if token.text == "-":
            return follows.text[:1].isalnum()
        return token.text == "'" and self._capital(j + 1) and follows.low != "s"

    def _name(self, i: int, end: int) -> Name | None:
        """Return the name between two places, None where the capital words are none."""
        last = end
        while last > i + 1 and self.tokens[last - 1].low in self.words["legal"]:
            last -= 1
        lows = [t.low for t in self.tokens[i:last]]
        kind = self._kind(lows, last < end)
        # "US Antimony" is a firm, "China Friday" is not: a listed name begins another one only with a word of firms.
        if (
            (i in self.actors and kind != "firm")
            or self._low(end) in _LAWS
            or self._says_nothing(i, end, lows, kind)
        ):
            return None
        if kind == "name":
            kind = self._kind_by_place(i, lows)
        return Name(self.tokens[i].start, self.tokens[end - 1].end, i, end, _id(self.tokens[i:last]), kind)

    def _kind(self, lows: Sequence[str], legal: bool) -> str:
        """Return what the words of a name make it: the form of a firm decides, then what it works in."""
        body, letters = self.words["body"], [w for w in lows if w[:1].isalnum()]
        if legal:
            return "firm"
        if letters[-1] in body:
            return "body"
        if not self.words["firm"].isdisjoint(letters[1:]):
            return "firm"
        named_for = any(w in body and lows[k] in ("for", "of") for k, w in enumerate(lows[:-1], 1))
        return "body" if named_for else "name"

    def _says_nothing(self, i: int, end: int, lows: Sequence[str], kind: str) -> bool:
        """Say whether capital words are no name: a headline, or a word whose capital begins a sentence."""
        letters = [w for w in lows if w[:1].isalnum()]
        capitals = all(t.text.isupper() for t in self.tokens[i:end] if t.text.isalpha())
        if len(letters) > 1:
            return capitals and len(letters) > 2
        word, text = lows[0], self.tokens[i].text
        if i in self.materials or len(word) < 2 or (text.isupper() and len(text) > _ABBREVIATION):
            return True
        if word in self.words["body"] or word in self.words["firm"]:
            return True
        if i not in self.starts:
            return False
        return i in self.verbal or (kind == "name" and (word in self.words["common"] or not self._acts(end)))

    def _acts(self, j: int) -> bool:
        """Say whether what stands at a place follows names: a verb, 's, or what the named one is."""
        low = self._low(j)
        if low == ",":
            return self._low(j + 1) in _RELATIVES
        owns = low == "'" and self.tokens[j].start == self.tokens[j - 1].end
        return owns or low in _PREDICATES or low.endswith("ed")

    def _kind_by_place(self, i: int, lows: Sequence[str]) -> str:
        """Return what the words before a name make it, or words such as Port at its ends."""
        before = self._low(i - 1)
        if before in self.words["title"]:
            return "person"
        if lows[-1] in self.words["place"] or (lows[0] in self.words["place"] and len(lows) > 1):
            return "place"
        if before in _PLACED or (before == "of" and i > 1 and self._capital(i - 2)):
            return "place"
        return "name"


def _id(tokens: Sequence[Token]) -> str:
    """Return the id of a name: its words in lower case with hyphens between them."""
    out = ""
    for token in tokens:
        if token.text == "-":
            out += "-"
        elif token.text not in ("'", ".", "&"):
            out += token.low if not out or out.endswith("-") else f"-{token.low}"
    return out


def _full(names: Sequence[Name]) -> list[Name]:
    """Return names where one that begins a longer one of the text stands for it."""
    longer: dict[str, Name] = {}
    for name in names:
        if name.kind in ("firm", "body"):
            words = name.id.split("-")
            for k in range(1, len(words)):
                longer.setdefault("-".join(words[:k]), name)
    out = []
    for name in names:
        if name.kind in ("name", "place", "firm"):
            full = longer.get(name.id, name)
            name = name._replace(id=full.id, kind=full.kind)
        out.append(name)
    return out
