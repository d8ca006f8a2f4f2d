"""A text taken apart: tokens, sentences, clauses, and what the tables and the grammar find in each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from lodestock.records.news import Document, NewsWords
from lodestock.watch.clauses import Clause, clauses_of, sentences_of
from lodestock.watch.days import DaySpan, find_days
from lodestock.watch.figures import Figure, FigureGrammar
from lodestock.watch.lexicon import Lexicon, Mention, Token, tokens_of, word_set
from lodestock.watch.names import Name, find_names

__all__ = ["LISTS", "Agency", "Page", "Part", "TypeRow", "Words"]

_LONGEST_ASIDE = 9
"""Tokens in brackets that still belong to the clause around them, as a rate behind a state does."""

_SMALLEST_SUM = 30_000
"""Sums below it are prices, fees and prizes."""

_OLD_VALUE = re.compile(
    r"(?:\b(?:down |up |instead |rather |cut |lowered |raised |reduced )?from|instead of|rather than|compared with|"
    r"compared to|against|after|on top of|not) (?:a |an |the |some |about |around )?$"
)
"""Words before a figure that is no longer so."""

_OLD_VALUE_REACH = 24
"""Characters before a figure that hold them."""

_IN_NAMES = word_set("law budget parliament grantnoun rfi solesource stockbuyer")
"""Classes of words that tell what they are even inside a name, as in Critical Minerals Act."""

_BEFORE_VERBS = word_set(
    "to will would may can could must shall should might not and or they we you who which that did does do let then also "
    "never people either jointly now hereby i"
)
_BEFORE_NOUNS = word_set(
    "of for in on by with from against under at about into between new foreign public state its"
)
_ARTICLES = word_set("the a an its their his her this that these those no any every each")
_ORDERS = word_set("ministerial executive court royal presidential official")
_ABSENT = word_set("free like coloured colored")
"""Words joined to a material that is not there, as in cadmium-free."""

_FIELDS = {"act": "acts", "mode": "modes", "actor": "actors", "organ": "organs", "material": "materials"}
"""Kind of a mention -> field of a part."""


class Agency(NamedTuple):
    """What a listed actor that is no state and no firm is.

    Attributes
    ----------
    sort : `stock` (a stockpile's agency), `lender` (of public money), `users`, `undisclosed`
    bank : whether it lends
    state : id of the state that votes its money, empty where that decides nothing
    """

    sort: str
    bank: bool = False
    state: str = ""


_STATE, _FIRM = Agency("gov"), Agency("firm")


class Words:
    """All tables by which news is read, ready for use.

    Parameters
    ----------
    tables : table name -> rows, as `read_news_words` gives them

    Attributes
    ----------
    classes : class -> words that tell names and parties
    rows : feature -> rows of the table of types that cannot be met without it
    stockpiles : state -> the agency of its stockpile
    """

    def __init__(self, tables: NewsWords) -> None:
        self.lexicon = Lexicon(tables)
        self.figures = FigureGrammar(tables)
        self.classes = {
            r["class"]: frozenset(r["words"].split(";"))
            for name in ("names", "grammar")
            for r in tables[name]
        }
        self.weights = tables["weights"]
        self.labels = {r["feature"]: r["words"] for r in tables["features"]}
        self.rows = _by_anchor(tables["types"])
        self.stockpiles = {r["state"]: r["id"] for r in tables["agencies"] if r["sort"] == "stock"}
        self._agencies = {r["id"]: Agency(r["sort"], bool(r["bank"]), r["state"]) for r in tables["agencies"]}

    def agency(self, actor: str) -> Agency:
        """Return what an actor is; one that no table lists is a firm.

        Parameters
        ----------
        actor : id
        """
        return _STATE if actor.startswith("gov-") else self._agencies.get(actor, _FIRM)


class TypeRow(NamedTuple):
    """A row of the table of types: what it needs all of, of which it needs one each, and what it is worth."""

    place: int
    type: str
    all_of: frozenset[str]
    one_of: tuple[frozenset[str], ...]
    weight: int
    needs: str

    def is_met(self, features: set[str]) -> bool:
        """Say whether features are all that the row needs.

        Parameters
        ----------
        features : of a clause
        """
        return self.all_of <= features and not any(choice.isdisjoint(features) for choice in self.one_of)

    def met(self, features: set[str]) -> tuple[str, ...]:
        """Return the features that meet the row, in the order in which it needs them.

        Parameters
        ----------
        features : of a clause
        """
        return tuple(f for need in self.needs.split("+") for f in sorted({*need.split("|")} & features))


def _by_anchor(rows: Sequence[Mapping[str, str]]) -> dict[str, list[TypeRow]]:
    """Return feature -> rows that cannot be met without it: each row stands under one feature, or under all of a choice."""
    out: dict[str, list[TypeRow]] = {}
    for place, row in enumerate(rows):
        needs = [frozenset(n.split("|")) for n in row["needs"].split("+")]
        single = [n for n in needs if len(n) == 1]
        choices = tuple(n for n in needs if len(n) > 1)
        all_of = frozenset().union(*single)
        made = TypeRow(place, row["type"], all_of, choices, int(row["weight"]), row["needs"])
        for anchor in single[0] if single else choices[0]:
            out.setdefault(anchor, []).append(made)
    return out


@dataclass(slots=True)
class Part:
    """A clause with what stands in it, each by place in the text.

    Attributes
    ----------
    clause : where it is
    sentence : number of its sentence
    start, end : offsets
    parties : who stands in it, found once by `parties_of`
    features : what it tells by itself, found once by `features_of`
    weak : materials inside the names of firms, which tell what is meant only where nothing else does
    """

    clause: Clause
    sentence: int
    start: int
    end: int
    acts: list[Mention] = field(default_factory=list)
    modes: list[Mention] = field(default_factory=list)
    actors: list[Mention] = field(default_factory=list)
    organs: list[Mention] = field(default_factory=list)
    materials: list[Mention] = field(default_factory=list)
    weak: list[Mention] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    days: list[DaySpan] = field(default_factory=list)
    parties: list[Any] | None = None
    features: set[str] | None = None


LISTS = ("acts", "modes", "actors", "organs", "materials", "weak", "names", "figures", "days")
"""Fields of a part that hold what stands in it."""


_WEAK = 9
"""Most materials that the name of a firm holds."""


class Page:
    """A document taken apart.

    Parameters
    ----------
    document : with the text in `read`
    words : the tables

    Attributes
    ----------
    sentences : places of their first token and behind their last one
    parts : its clauses in order, filled
    """

    def __init__(self, document: Document, words: Words) -> None:
        self.words = words
        self.text = document.read or document.text
        self.published = document.published
        self.tokens: list[Token] = tokens_of(self.text)
        self.mentions = words.lexicon.find(self.text, self.tokens)
        self.sentences = sentences_of(self.text, self.tokens)
        starts = frozenset(first for first, _ in self.sentences)
        self.names = find_names(self.tokens, starts, self.mentions, words.classes)
        self.parts: list[Part] = []
        self._places: list[int] = []
        """Places at which clauses begin."""
        self._holders: list[Part] = []
        """Which part each of these clauses belongs to."""
        self._cut()
        self._fill()

    def _cut(self) -> None:
        """Find the parts, empty."""
        verbs = frozenset(m.first for m in self.mentions if m.kind == "act" and m.sort == "verb")
        for number, (first, last) in enumerate(self.sentences):
            main: Part | None = None
            for clause in clauses_of(self.tokens, first, last, verbs):
                start, end = self.tokens[clause.first].start, self.tokens[clause.last - 1].end
                self._places.append(start)
                short = clause.kind == "aside" and clause.last - clause.first < _LONGEST_ASIDE
                if (clause.opener == "resume" or short) and main is not None:
                    # What stands behind an insertion goes on with the clause that it interrupts.
                    main.clause = replace(main.clause, last=clause.last)
                    main.end = end
                    self._holders.append(main)
                    continue
                part = Part(clause, number, start, end)
                self.parts.append(part)
                self._holders.append(part)
                if clause.kind == "main":
                    main = part

    def _part_at(self, place: int) -> Part:
        return self._holders[bisect_right(self._places, place) - 1]

    def _fill(self) -> None:
        """Lay everything that the text holds into the part in which it stands."""
        masked = {i for m in self.mentions if m.kind == "mask" for i in range(m.first, m.last)}
        spans = _spans_over([*self.names, *(m for m in self.mentions if m.kind == "actor")])
        for mention in self.mentions:
            over = [s for s in spans.get(mention.first, ()) if s[0] <= mention.start and mention.end <= s[1]]
            name = self._field_of(mention, over, masked)
            if name is not None:
                getattr(self._part_at(mention.start), name).append(mention)
        for named in self.names:
            self._part_at(named.start).names.append(named)
        for figure in self.words.figures.find(self.text):
            small = figure.kind == "money" and figure.value is not None and figure.value < _SMALLEST_SUM
            before = max(0, figure.start - _OLD_VALUE_REACH)
            if not small and not _OLD_VALUE.search(self.text, before, figure.start):
                self._part_at(figure.core_start).figures.append(figure)
        for day in find_days(self.text, self.published):
            self._part_at(day.core_start).days.append(day)

    def _field_of(self, mention: Mention, over: list[tuple[int, int]], masked: set[int]) -> str | None:
        """Return the field of a part in which a word belongs, None where it means nothing there."""
        if mention.kind == "actor":
            length = mention.end - mention.start
            return None if any(end - start > length for start, end in over) else "actors"
        # A word inside a name ("Tarn Hill Minerals") is none of its own, but a material tells what the firm makes.
        if over and mention.kind == "material":
            return "weak"
        if over and mention.value not in _IN_NAMES:
            return None
        if mention.kind == "act":
            noun = mention.sort == "verb" and self._is_noun(mention)
            return None if noun or mention.first in masked else "acts"
        # Words of other languages tell what a firm makes, in its name alone.
        if mention.sort == "foreign" or (mention.kind == "material" and self._is_absent(mention)):
            return None
        return _FIELDS.get(mention.kind)

    def _is_noun(self, mention: Mention) -> bool:
        """Say whether a form of a verb stands as a noun: behind an article, or without a subject, as pension fund."""
        if mention.last > mention.first + 1 or not mention.first:
            return False
        before, form = self.tokens[mention.first - 1], self.tokens[mention.first].low
        if form.endswith(("ed", "ing")):
            return False
        if before.low in _ARTICLES or before.low in _ORDERS:
            return True
        if form in self.words.lexicon.bases:
            plural = before.low.endswith("s") and before.low.isalpha()
            return before.text.isalpha() and before.low not in _BEFORE_VERBS and not plural
        return form.endswith("s") and (before.low in _BEFORE_NOUNS or before.text[:1].isdigit())

    def _is_absent(self, mention: Mention) -> bool:
        """Say whether a material is named as what is not there, as in cadmium-free."""
        behind = [t.low for t in self.tokens[mention.last : mention.last + 2]]
        return behind[:1] == ["-"] and not _ABSENT.isdisjoint(behind)

    @cached_property
    def _by_sentence(self) -> dict[int, list[Part]]:
        out: dict[int, list[Part]] = {}
        for part in self.parts:
            out.setdefault(part.sentence, []).append(part)
        return out

    def sentence(self, number: int) -> list[Part]:
        """Return the clauses of a sentence, none where there is no such sentence.

        Parameters
        ----------
        number : of the sentence, from 0
        """
        return self._by_sentence.get(number, [])

    @cached_property
    def _weak(self) -> list[Mention]:
        return sorted((m for p in self.parts for m in p.weak), key=lambda m: m.start)

    def weak_between(self, start: int, end: int) -> list[Mention]:
        """Return the materials inside names of firms between two places, in order.

        Parameters
        ----------
        start, end : offsets
        """
        first = bisect_left(self._weak, start, key=lambda m: m.start)
        return [
            m for m in takewhile(lambda m: m.start < end, self._weak[first : first + _WEAK]) if m.end <= end
        ]

    @cached_property
    def told(self) -> frozenset[str]:
        """What the text as a whole speaks of, as features that begin with `d:`."""
        acts = {m.value for p in self.parts for m in p.acts}
        organs = {m.value for p in self.parts for m in p.organs}
        agencies = [self.words.agency(m.value) for m in self.mentions if m.kind == "actor"]
        out = {f"d:{a}" for a in ("stockpile", "tender", "rfi", "exports", "imports", "duty") if a in acts}
        if "stockbuyer" in organs or any(a.sort == "stock" for a in agencies):
            out.add("d:stockpile")
        if self.nations:
            out.add("d:gov")
        if any(a.bank for a in agencies):
            out.add("d:bank")
        return frozenset(out)

    @cached_property
    def named(self) -> frozenset[int]:
        """Places of the tokens that are part of a name, of a listed actor or of a material."""
        spans = [(n.first, n.last) for n in self.names]
        spans += [(m.first, m.last) for m in self.mentions if m.kind in ("actor", "material")]
        return frozenset(i for first, last in spans for i in range(first, last))

    @cached_property
    def nations(self) -> list[Mention]:
        """The states that the text names, in order."""
        return [m for m in self.mentions if m.kind == "actor" and m.value.startswith("gov-")]


def _spans_over(names: Sequence[Name | Mention]) -> dict[int, list[tuple[int, int]]]:
    """Return token -> spans of the names over it."""
    out: dict[int, list[tuple[int, int]]] = {}
    for name in names:
        for i in range(name.first, name.last):
            out.setdefault(i, []).append((name.start, name.end))
    return out
