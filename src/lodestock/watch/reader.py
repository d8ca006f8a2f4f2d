"""From a document to its events: each clause is judged, its fields are filled, and what tells the same is put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lodestock.records.news import Document, Event, NewsWords
from lodestock.watch.discourse import dropped_verb, link_parts, parts_of_total
from lodestock.watch.draft import Draft
from lodestock.watch.filters import is_news, is_old
from lodestock.watch.kinds import Verdict, features_of, judge, support
from lodestock.watch.lexicon import word_set
from lodestock.watch.page import LISTS, Page, Part, Words
from lodestock.watch.parties import PUBLIC, Party, parties_of
from lodestock.watch.ranker import NONE, Ranker, sentence_features
from lodestock.watch.record import LONGEST_QUOTE, record_of
from lodestock.watch.roles import roles_of
from lodestock.watch.spread import segments_of, spread
from lodestock.watch.status import status_of
from lodestock.watch.timing import place_days
from lodestock.watch.together import complete, find_materials, merged

__all__ = ["Reader"]

_MINERALS = re.compile(
    r"\b(?:critical|strategic|rare|raw)[ -](?:minerals?|metals?|materials?|earths?)\b"
    r"|\b(?:minerals|metals|ores?|National Defense Stockpile)\b",
    re.IGNORECASE,
)

_PASS = 4.0
"""Least weight of an event with the support of the ranker."""

_ADD, _ADD_MORE = 0.35, 0.6
"""Least share of a type to add an event that no row is met for: the first of a text, another one."""

_SURE = 9
"""Least weight of a row that counts where the clause itself is doubtful: a piece of a list, a subordinate clause."""

_MEMORY = 60
"""Parties named before that a later clause may still mean."""

_VERB_FIRST = 3
"""Tokens of a clause before its verb that are too few for a subject of its own."""

_PARTIES = word_set("gov public stock lender bank firm body law parliament budget")
"""Features of the parties of a clause."""

_CONDITIONS = word_set("which who whose if unless though although")
"""Openers of clauses that tell no event of their own."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with what is known before it is read.

    Attributes
    ----------
    parts : its clauses
    memory : parties named before, the latest last
    shares : of the types by the ranker
    ahead : its main clause before the one that is read
    """

    page: Page
    parts: Sequence[Part]
    memory: Sequence[Party]
    shares: Mapping[str, float]
    ahead: Part | None = None

    @property
    def mains(self) -> list[Part]:
        """Its main clauses."""
        return [p for p in self.parts if p.clause.kind == "main"]

    def features(self, *parts: Part) -> set[str]:
        """Return the features of some of its clauses.

        Parameters
        ----------
        parts : the clauses
        """
        public = next((p for p in reversed(self.memory) if p.sort in PUBLIC), None)
        return features_of(self.page, parts, buyer=public is not None and public.sort == "stock")


class Reader:
    """Reads events out of documents.

    Parameters
    ----------
    tables : table name -> rows, as `lodestock.data.news_words.read_news_words` gives them
    """

    def __init__(self, tables: NewsWords) -> None:
        self.words = Words(tables)
        self.ranker = Ranker(self.words.weights)

    def events(self, document: Document) -> tuple[Event, ...]:
        """Return the events of a document in the order of its text.

        Parameters
        ----------
        document : as a reader of files gives it
        """
        page = Page(document, self.words)
        if not any(m.kind == "material" for m in page.mentions) and not _MINERALS.search(page.text):
            return ()
        drafts = self._drafts(page)
        return tuple(record_of(page, d, drafts) for d in drafts)

    def _drafts(self, page: Page) -> list[Draft]:
        drafts: list[Draft] = []
        memory: list[Party] = []
        sentences: dict[int, list[Part]] = {}
        for part in page.parts:
            sentences.setdefault(part.sentence, []).append(part)
        for number, parts in sentences.items():
            sentence = _Sentence(page, parts, memory, self._shares(page, parts))
            made = self._told(sentence, drafts)
            if made:
                told = {id(d.part) for d in made}
                complete(page, made[-1], [p for p in sentence.mains if id(p) not in told], number)
            elif drafts:
                complete(page, drafts[-1], sentence.mains, number)
            for part in parts:
                memory.extend(parties_of(page, part))
            del memory[:-_MEMORY]
            drafts.extend(made)
        if not drafts:
            for parts in sentences.values():
                drafts = self._explained(_Sentence(page, parts, memory, self._shares(page, parts)))
                if drafts:
                    break
        drafts = merged(drafts)
        for draft in drafts:
            find_materials(page, draft)
        link_parts(drafts)
        return drafts

    def _shares(self, page: Page, parts: Sequence[Part]) -> dict[str, float]:
        """Return the shares of the types for a sentence; a sentence in which nothing stands tells nothing."""
        if not any(p.figures or p.materials or p.weak or p.acts for p in parts):
            return {NONE: 1.0}
        return self.ranker.shares(sentence_features(page, parts, self.words))

    def _told(self, sentence: _Sentence, before: Sequence[Draft]) -> list[Draft]:
        """Return the events of a sentence: of its main clauses, else of all together, as far as the ranker agrees."""
        if not is_news(sentence.parts):
            return []
        page = sentence.page
        made: list[Draft] = []
        known = list(sentence.memory)
        ahead: Part | None = None
        for part in sentence.mains:
            last = next(reversed(made or before), None)
            made.extend(
                parts_of_total(page, part, last)
                or self._of_clause(replace(sentence, memory=known, ahead=ahead), part)
                or dropped_verb(page, part, made)
            )
            known.extend(parties_of(page, part))
            del known[:-_MEMORY]
            ahead = part
        if not made and len(sentence.mains) > 1:
            made = self._joined(sentence)
        kept = [d for d in made if d.total is not None or _passes(d.verdict, sentence.shares)]
        return kept or self._added(sentence, _ADD_MORE if before else _ADD)

    def _of_clause(self, sentence: _Sentence, part: Part) -> list[Draft]:
        """Return the events of a clause."""
        if is_old(sentence.page, part):
            return []
        apart = self._apart(sentence, part)
        if apart:
            return apart
        features = sentence.features(part) | _subject_of(sentence, part)
        verdict = judge(features, self.words, sentence.shares)
        return [] if verdict is None else _filled(sentence, part, verdict)

    def _apart(self, sentence: _Sentence, part: Part) -> list[Draft]:
        """Return the events of a clause whose sums stand with words of different types, as a loan and a grant."""
        pieces = segments_of(sentence.page, part)
        verdicts = [judge(sentence.features(p), self.words, sentence.shares) for p in pieces]
        kinds = {v.type for v in verdicts if v is not None and v.weight >= _SURE}
        # The first sum may be the total of the others, of no type of its own.
        if len(kinds) < 2 or None in verdicts[1:]:
            return []
        both = zip(pieces, verdicts, strict=True)
        return [
            d for piece, verdict in both if verdict is not None for d in _filled(sentence, piece, verdict)
        ]

    def _joined(self, sentence: _Sentence) -> list[Draft]:
        """Return the event that the main clauses of a sentence tell only together."""
        mains = sentence.mains
        verdict = judge(sentence.features(*mains), self.words, sentence.shares)
        if verdict is None or any(is_old(sentence.page, p) for p in mains):
            return []
        first, last = mains[0], mains[-1]
        clause = replace(first.clause, last=last.clause.last)
        whole = Part(clause, first.sentence, first.start, last.end)
        for main in mains:
            for name in LISTS:
                getattr(whole, name).extend(getattr(main, name))
        return _filled(sentence, whole, verdict)

    def _added(self, sentence: _Sentence, least: float) -> list[Draft]:
        """Return the event that no row is met for, where the ranker gives a type at least a share."""
        top = max(sentence.shares, key=lambda t: sentence.shares[t])
        mains = [p for p in sentence.mains if not is_old(sentence.page, p)]
        told = any(parties_of(sentence.page, p) for p in sentence.parts)
        if top == NONE or sentence.shares[top] < least or not mains or not told:
            return []
        part = max(mains, key=lambda p: (bool(p.figures), bool(p.materials or p.weak), len(p.acts), -p.start))
        verdict = Verdict(top, round(10 * sentence.shares[top]), ("words",), None)
        return _filled(sentence, part, verdict)

    def _explained(self, sentence: _Sentence) -> list[Draft]:
        """Return the events of a subordinate clause, for a text that tells none in its main ones."""
        if not is_news(sentence.parts):
            return []
        for part in sentence.parts:
            if part.clause.kind in ("sub", "relative") and part.clause.opener not in _CONDITIONS:
                found = [
                    d
                    for d in self._of_clause(sentence, part)
                    if d.verdict.weight >= _SURE and (d.money or d.mass) and d.actors
                ]
                if found:
                    return found
        return []


def _passes(verdict: Verdict, shares: Mapping[str, float]) -> bool:
    return verdict.weight + support(shares, verdict.type) >= _PASS


def _subject_of(sentence: _Sentence, part: Part) -> set[str]:
    """Return the features of the parties of the clause before, for a clause that begins with its verb."""
    verb = min((m.first for m in part.acts if m.sort == "verb"), default=part.clause.last)
    if sentence.ahead is None or verb > part.clause.first + _VERB_FIRST:
        return set()
    if any(p.first < verb for p in parties_of(sentence.page, part)):
        return set()
    return sentence.features(sentence.ahead) & _PARTIES


def _filled(sentence: _Sentence, part: Part, verdict: Verdict) -> list[Draft]:
    """Return the events of a clause whose type is known, with all that the sentence tells of them."""
    page, kind = sentence.page, verdict.type
    near = [p for p in sentence.parts if p is not part and not part.start <= p.start < part.end]
    mains = [p for p in near if p.clause.kind == "main"]
    actors, parties = roles_of(page, kind, part, near, sentence.memory)
    days = [*part.days, *(d for p in mains for d in p.days)]
    timing = place_days(kind, page.text, days, page.published, _country(page, actors))
    effective = timing["effective"][0] if "effective" in timing else None
    # How far a vote is stands in any clause beside it: signed, passed, asked for.
    telling = [part, *mains] if kind == "appropriation" else [part]
    modes = {m.value for p in telling for m in p.modes}
    modes |= {"denied"} if _is_negated(page, part) else set()
    if "pause" in verdict.needs:
        # To suspend exports is the ban itself; to suspend a ban is another thing.
        modes -= {"suspended"}
    acts = {m.value for p in telling for m in p.acts}
    status = status_of(kind, frozenset(modes), frozenset(acts), effective, page.published)
    cue = _cue(part, set(verdict.needs))
    draft = Draft(part, verdict, status, cue, actors, parties, list(part.materials), timing=timing)
    return spread(page, draft, near)


def _country(page: Page, actors: Sequence[Party]) -> str:
    """Return whose fiscal year is meant: that of the state that acts, or of the stockpile's agency."""
    states = [a.id for a in actors if a.id.startswith("gov-")]
    states += [page.words.agency(a.id).state for a in actors if a.sort == "stock"]
    return states[0].removeprefix("gov-") if states else ""


def _is_negated(page: Page, part: Part) -> bool:
    """Say whether somebody says that he will not do what the clause tells."""
    verbs = {m.first for m in part.acts if m.sort == "verb"}
    for k in range(part.clause.first + 1, part.clause.last):
        before, word = page.tokens[k - 1].low, page.tokens[k].low
        if word == "not" and before in ("will", "would", "does", "did", "is", "are"):
            denies = not verbs.isdisjoint((k + 1, k + 2))
            if denies and page.tokens[k + 1].low not in ("yet", "only"):
                return True
    return False


def _cue(part: Part, needs: set[str]) -> tuple[int, int]:
    """Return the span of the words that decided for the type, no longer than a quote may be."""
    found = [m for m in (*part.acts, *part.modes) if m.value in needs or f"m:{m.value}" in needs]
    if not found:
        return part.start, min(part.end, part.start + LONGEST_QUOTE)
    start, end = min(m.start for m in found), max(m.end for m in found)
    return (start, end) if end - start <= LONGEST_QUOTE else (found[0].start, found[0].end)
