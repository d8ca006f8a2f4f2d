"""Sentences and their clauses: which words belong together, and which only explain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lodestock.watch.lexicon import Token, word_set

__all__ = ["Clause", "clauses_of", "sentences_of"]

_ABBREVIATIONS = word_set(
    "no nos inc corp ltd co mr ms mrs dr st jan feb mar apr jun jul aug sep sept oct nov dec art approx vs fig gen sen "
    "rep gov etc rs hon pp para sec reg"
)
_STOPS = frozenset(".!?")
_QUOTES = frozenset("\"'”’)")
"""Signs that close what a sentence ends in."""

_MAY_CLOSE = _STOPS | _QUOTES
"""Last signs of the tokens with which a sentence may end inside a line."""

_LIST_ITEM = re.compile(r"\n\s*(?:[-*•>]|\d+[.)])")

_BEFORE_RELATIVES = word_set(", of for in to and with")
_SUBORDINATE = word_set("after because although though when if unless whereas since once")
_CUTS = _SUBORDINATE | word_set("which who whose whom where that as while and but , ; : ( ) \u2014 \u2013")
"""Words and signs at which alone a clause may end."""

_AUXILIARIES = word_set("is are was were has have had will would can could may might must shall does did")
_HEADS = word_set("it they he she will would has have is are was were shall")
"""Words directly behind an `and` that begin a clause."""

_NO_SUBJECT = word_set(", and ; or of by for to")
"""Words between an `and` and a verb that show that no subject stands there."""

_BEFORE_NOUNS = word_set("the a an its their of under on for to by in from with export import no this that")
_PASTS = word_set("bought sold lent put took won sent paid gave set held kept made got let cut shut")

_SPEECH = word_set(
    "said says say told tells announced announces reported reports wrote writes confirmed confirms stated states added "
    "adds showed shows revealed reveals disclosed discloses learned heard insisted stressed noted notes saying means fact "
    "agreed ordered orders ruled rules decreed decided decides declared declares provides resolved hereby notified "
    "notifies informs informed advised advises understands hears hear learns believes so such evident out here known clear"
)
"""Words whose `that` tells news and explains nothing."""

_LAWS = word_set(
    "law bill decree order rule act regulation proclamation notice measure ordinance statute amendment"
)
"""Nouns whose `that` tells what they say, as in a law that bans imports."""

_TIMES = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday midnight noon today last then early mid late that"
)
_OPENS_NONE = {
    "after": _TIMES,
    "since": _TIMES | {"its", "the", "a"},
    "once": _TIMES | {"a", "again", "more"},
}
"""Words that open a clause -> words behind them before which they do not."""

_BILL_REACH = 10
"""Tokens between a bill and the `that` that tells what it would do."""

_SUBJECT_REACH = 6
"""Tokens behind an `and` among which the verb of a clause of its own stands."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of tokens of one sentence.

    Attributes
    ----------
    first, last : places of its first token and behind its last one
    kind : `main`, `relative`, `sub` (with a word such as after or because), `aside` (in brackets)
    opener : the word that opened it, in lower case
    """

    first: int
    last: int
    kind: str
    opener: str = ""


_LONGEST = 600
"""Tokens after which a sentence is cut, so that time grows with the length of a text alone."""


def sentences_of(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the sentences of a text as places of their first token and behind their last one.

    Parameters
    ----------
    text : of the tokens
    tokens : of the text
    """
    out: list[tuple[int, int]] = []
    first, n = 0, len(tokens)
    for i, (token, follows) in enumerate(pairwise(tokens)):
        full = i + 1 - first >= _LONGEST
        gap = follows.start - token.end
        if not full and (
            not gap or (token.text[-1] not in _MAY_CLOSE and "\n" not in text[token.end : follows.start])
        ):
            continue
        if full or _closes_quote(tokens, i) or _ends_sentence(text, tokens, i):
            out.append((first, i + 1))
            first = i + 1
    if first < n:
        out.append((first, n))
    return out


def _closes_quote(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a quotation mark or a bracket behind a full stop stands at a place, with a blank behind it."""
    if not i or tokens[i].text not in _QUOTES or tokens[i - 1].text not in _STOPS:
        return False
    return tokens[i - 1].end == tokens[i].start and tokens[i + 1].start > tokens[i].end


def _ends_sentence(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Say whether a sentence ends with a token: by a full stop, or because a new line begins something else."""
    token, follows = tokens[i], tokens[i + 1]
    if token.end == follows.start:
        return False
    gap = text[token.end : follows.start]
    if "\n" in gap and (
        gap.count("\n") > 1
        or _LIST_ITEM.search(gap)
        or token.text in (":", ";")
        or (follows.text[:1].isupper() and token.low != ",")
    ):
        return True
    letter = follows.text[:1]
    if token.text in _STOPS:
        return not _is_abbreviated(tokens, i) and not (letter.isalpha() and not letter.isupper())
    # The point behind a number belongs to its token.
    return token.text.endswith(".") and token.text[:1].isdigit() and letter.isupper()


def _is_abbreviated(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a sign is the point of an abbreviation, or of No. before a figure."""
    if not i or tokens[i].text != ".":
        return False
    before = tokens[i - 1]
    if before.low in ("no", "nos") and tokens[i + 1].text[:1].isdigit():
        return True
    initial = len(before.text) == 1 and before.text.isupper()
    return before.end == tokens[i].start and (initial or before.low in _ABBREVIATIONS)


def clauses_of(tokens: Sequence[Token], first: int, last: int, verbs: frozenset[int]) -> list[Clause]:
    """Return the clauses of a sentence in order; those that a word subordinates end at the next comma.

    Parameters
    ----------
    tokens : of the text
    first, last : places of the sentence
    verbs : places of tokens at which a verb of the tables stands, by which a new main clause is known
    """
    out: list[Clause] = []
    start, kind, opener = first, "main", ""
    outer: list[tuple[str, str]] = []

    def cut(at: int, next_kind: str, word: str) -> None:
        nonlocal start, kind, opener
        if at > start:
            out.append(Clause(start, at, kind, opener))
        start, kind, opener = at, next_kind, word

    for i in range(first, last):
        low = tokens[i].low
        if low not in _CUTS:
            continue
        before = tokens[i - 1].low if i > first else ""
        more = i + 1 < last
        explains = kind in ("relative", "sub")
        parted = not outer and (low == ";" or (low == ":" and kind != "main"))
        contrast = low == "but" and before == ","
        if low == "(":
            outer.append((kind, opener))
            cut(i, "aside", "(")
        elif low == ")" and outer:
            back, word = outer.pop()
            cut(i + 1, back, "resume" if back == "main" else word)
        elif parted or (low == "which" and _names_law(tokens, i, first)):
            cut(i + 1, "main", low)
        elif before and _opens_relative(tokens, i, first, last, verbs):
            cut(i, "relative", low)
        elif more and ((low in _SUBORDINATE and _opens(tokens, i)) or (low == "as" and before == ",")):
            cut(i, "sub", low)
        elif more and low == "while":
            cut(i, "main" if before == "," else "sub", low)
        elif low == "," and explains and not outer:
            interrupted = any(c.kind == "main" and c.last > c.first + 1 for c in out)
            cut(i + 1, "main", "resume" if interrupted else ",")
        elif low == "," and kind == "main" and not outer and _verb_next(tokens, i, last, verbs):
            cut(i + 1, "main", low)
        elif contrast or (low == "and" and more and kind != "aside" and _new_clause(tokens, i, last, verbs)):
            cut(i, "main", low)
        elif low in ("\u2014", "\u2013") and explains:
            cut(i + 1, "main", low)
    cut(last, "main", "")
    return out


def _names_law(tokens: Sequence[Token], i: int, first: int) -> bool:
    """Say whether a `which` goes on with a law by name: what it says is news, no explanation."""
    k = i - 2 if tokens[i - 1].low == "," else i - 1
    return k > first and tokens[k].low in ("act", "bill", "law") and tokens[k].text[:1].isupper()


def _opens_relative(tokens: Sequence[Token], i: int, first: int, last: int, verbs: frozenset[int]) -> bool:
    """Say whether a word behind the head of a sentence opens a clause that explains the word before it."""
    low, before = tokens[i].low, tokens[i - 1].low
    if low in ("which", "who", "whose"):
        return True
    if low in ("whom", "where"):
        return before in _BEFORE_RELATIVES
    if low != "that" or i + 1 == last or not before.isalpha() or before in _SPEECH:
        return False
    verb = i + 1 in verbs or tokens[i + 1].low in _AUXILIARIES
    return verb and not _tells_law(tokens, i, first)


def _tells_law(tokens: Sequence[Token], i: int, first: int) -> bool:
    """Say whether a `that` tells what a law says, as in "sent a bill to the Senate that would outlaw imports"."""
    if tokens[i - 1].low in _LAWS:
        return True
    would = tokens[i + 1].low in ("would", "will", "shall")
    return would and any(t.low in _LAWS for t in tokens[max(first, i - _BILL_REACH) : i])


def _opens(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a word such as after opens a clause, which it does not before a day."""
    none = _OPENS_NONE.get(tokens[i].low)
    return none is None or not (tokens[i + 1].text[:1].isdigit() or tokens[i + 1].low in none)


def _new_clause(tokens: Sequence[Token], i: int, last: int, verbs: frozenset[int]) -> bool:
    """Say whether a clause of its own follows an `and`: a verb stands next, or a short subject and then a verb."""
    if tokens[i + 1].low in _HEADS:
        return True
    for j in range(i + 1, min(i + 1 + _SUBJECT_REACH, last)):
        low = tokens[j].low
        if low in _NO_SUBJECT:
            return False
        finite = j in verbs and (low.endswith(("ed", "s")) or low in _PASTS)
        if low in _AUXILIARIES or (finite and tokens[j - 1].low not in _BEFORE_NOUNS):
            return True
    return False


def _verb_next(tokens: Sequence[Token], i: int, last: int, verbs: frozenset[int]) -> bool:
    """Say whether a comma parts two verbs of one subject, as in "keeps the quota, shaves that of Lufira"."""
    if i + 2 >= last or i + 1 not in verbs:
        return False
    low = tokens[i + 1].low
    finite = low.endswith("s") or low in _PASTS
    return finite and tokens[i + 2].low not in (",", "and", "of", ".") and any(k < i for k in verbs)
