"""Who acts and who is met by it: the parties of a clause and their places in the deal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestock.watch.families import FUNDS, PUBLIC_BUYS, RESTRICTS
from lodestock.watch.lexicon import word_set
from lodestock.watch.page import Page, Part
from lodestock.watch.parties import FIRMS, PUBLIC, Party, parties_of

__all__ = ["Roles", "roles_of"]

Roles = tuple[list[Party], list[Party]]
"""Actors and counterparties."""

_SOMEBODY = ("firm", "undisclosed")

_HIT = word_set("to from on against in into for with between")
"""Prepositions before a state that is met by a measure or a place in it."""

_SELLS = word_set("supply supplie supplied deliver furnish provide ship sell sold selling")
"""Forms of verbs of selling without their s, behind which the subject is who sells."""

_ADJECTIVES = ("ese", "ian", "an", "ish", "ch", "sh", "ean", "i", "ic")
"""Ends of the adjectives of states."""

_GOODS_REACH = 3
"""Tokens behind an adjective among which the goods stand."""

_PASSIVE_REACH = 3
"""Tokens before a participle among which its form of be stands."""


@dataclass(frozen=True, slots=True)
class _Cast:
    """Everybody who may have a part in an event.

    Attributes
    ----------
    kind : type of the event
    own : parties of its clause
    around : those, and behind them the parties of the other clauses of its sentence
    memory : parties named before, the latest first
    subjects : parties before the first verb
    passive : whether that verb stands in the passive voice
    """

    page: Page
    kind: str
    part: Part
    own: list[Party]
    around: list[Party]
    memory: list[Party]
    subjects: list[Party]
    passive: bool


def roles_of(page: Page, kind: str, part: Part, near: Sequence[Part], memory: Sequence[Party]) -> Roles:
    """Return actors and counterparties of an event.

    Parameters
    ----------
    page : of the text
    kind : type of the event
    part : its clause
    near : other clauses of its sentence
    memory : parties named before the clause, the latest last
    """
    own = parties_of(page, part)
    around = own + [p for other in near for p in parties_of(page, other)]
    verb = min((m.first for m in part.acts if m.sort in ("verb", "phrase")), default=None)
    behind = part.clause.last if verb is None else verb
    subjects = [p for p in own if p.first < behind and _may_be_subject(p)]
    passive = verb is not None and _is_passive(page, part, verb)
    cast = _Cast(page, kind, part, own, around, list(reversed(memory)), subjects, passive)
    if kind in RESTRICTS:
        return _restricts(cast)
    if kind in PUBLIC_BUYS:
        return _public(cast)
    if kind == "appropriation":
        return _votes(cast)
    if kind in FUNDS:
        return _funds(cast)
    if kind == "offtake":
        return _offtake(cast)
    if kind == "acquisition":
        return _takes(cast)
    return _operates(cast)


def _may_be_subject(party: Party) -> bool:
    if party.sort == "gov":
        return party.prep not in ("to", "from", "against", "on")
    return party.prep in ("", "of", "by", "for")


def _is_passive(page: Page, part: Part, verb: int) -> bool:
    """Say whether a verb stands behind a form of be."""
    before = page.tokens[max(verb - _PASSIVE_REACH, part.clause.first) : verb]
    return any(t.low in ("is", "are", "was", "were", "been", "be", "being") for t in before)


def _first(parties: Iterable[Party], *sorts: str) -> list[Party]:
    """Return the first party of some sorts alone, nobody where there is none."""
    return next(([p] for p in parties if p.sort in sorts), [])


def _distinct(parties: Iterable[Party], not_in: Iterable[Party] = ()) -> list[Party]:
    """Return parties once each, without those that have a place already."""
    placed = {p.id for p in not_in}
    out: dict[str, Party] = {}
    for party in parties:
        if party.id not in placed:
            out.setdefault(party.id, party)
    return list(out.values())


def _restricts(cast: _Cast) -> Roles:
    """Return the state that takes a measure, and whom it meets: states, or the users that a rule of end use names."""

    def acts(party: Party, apart: Iterable[str]) -> bool:
        return party.prep not in apart and not _names_goods(cast.page, party)

    states = [p for p in cast.own if p.sort in ("gov", "stockgov")]
    actor = (
        _first((p for p in cast.own if p.prep == "by"), "gov")
        or _first((p for p in cast.subjects if acts(p, ("from", "to", "on", "with"))), "gov")
        or _first((p for p in states if acts(p, _HIT)), "gov")
        or _first((p for p in cast.around if acts(p, _HIT)), "gov")
        or _first((p for p in cast.memory if p.prep not in ("to", "from", "on", "against")), "gov")
        or _first(cast.memory, "gov")
        or _first(cast.around, "gov")
    )
    if not actor and not states:
        actor = _first(cast.own, "body") or _first(cast.memory, "body")

    def is_met(party: Party, *preps: str) -> bool:
        return party.sort == "gov" and (party.prep in preps or _names_goods(cast.page, party))

    pool = cast.around if cast.kind == "end_use_rule" else cast.own
    met = [
        p
        for p in pool
        if p.sort == "users" or (p in cast.own and is_met(p, "to", "from", "on", "against", "of"))
    ]
    if cast.kind in ("tariff", "import_ban"):
        met += [p for p in cast.around if is_met(p, "from", "against", "on")]
    return actor, _distinct(met, actor)


def _names_goods(page: Page, party: Party) -> bool:
    """Say whether a state is named as where goods come from, as in Chinese goods."""
    if not page.text[party.start : party.end].endswith(_ADJECTIVES):
        return False
    if party.prep in ("on", "from", "against", "to"):
        return True
    k = party.first + 1
    while k < len(page.tokens) and page.tokens[k].start < party.end:
        k += 1
    goods = page.words.classes["goods"]
    return any(t.low in goods for t in page.tokens[k : k + _GOODS_REACH])


def _public(cast: _Cast) -> Roles:
    """Return the agency that buys or sells for the public, and who is at the other end."""
    actor: list[Party] = []
    for group in (cast.own, cast.around, cast.memory):
        pool = [p for p in group if p.prep != "from" or p.sort == "stock"]
        actor = (
            _first(pool, "stock")
            or _first(pool, "body", "lender")
            or _first(pool, "stockgov")
            or _first(pool, "gov")
        )
        if actor:
            break
    actor = actor or _first(cast.own, *PUBLIC) or _first(cast.around, *PUBLIC)
    if cast.kind in ("rfi", "stockpile_programme", "solicitation"):
        return actor, []
    sellers = [p for p in cast.own if p.sort in ("firm", "name", "undisclosed")]
    sellers = sellers or [p for p in cast.around if p.sort in _SOMEBODY]
    if not sellers and cast.kind in ("award", "delivery_order"):
        sellers = _first(cast.memory, *_SOMEBODY)
    return actor, _distinct(sellers, actor)


def _funds(cast: _Cast) -> Roles:
    """Return who gives money, two at most, and who gets it."""
    own, memory = cast.own, cast.memory
    actor = [p for p in own if p.prep in ("from", "by") and p.sort in PUBLIC | FIRMS][:2]
    if not actor:
        receives = cast.passive or any(m.value == "receive" for m in cast.part.acts)
        if receives and cast.subjects:
            rest = [p for p in own if p not in cast.subjects]
            actor = _first(rest, *PUBLIC) or _first(rest, *FIRMS)
        else:
            actor = _first(cast.subjects, *PUBLIC, *FIRMS)
    actor = actor or _first(own, *PUBLIC)
    if not actor and cast.kind != "investment":
        actor = _first(cast.around, *PUBLIC) or _first(memory, *PUBLIC)
    actor = actor or _first(own, *FIRMS) or _first(memory, *FIRMS, *PUBLIC)
    recipients = [p for p in own if p.sort in FIRMS and p not in actor]
    if not recipients:
        recipients = [p for p in cast.around if p.sort in FIRMS and p not in actor][:1]
    if not recipients and actor and actor[0].sort in PUBLIC:
        recipients = _first((p for p in memory if p.id != actor[0].id), "firm")
    return actor, _distinct(recipients[:2], actor)


def _votes(cast: _Cast) -> Roles:
    """Return the state that votes money, and who gets it."""
    actor = (
        _first(cast.own, "gov")
        or _first(cast.around, "gov")
        or _first(cast.memory, "gov")
        or _first(cast.own, "body")
    )
    if not actor or actor[0].sort != "gov":
        # The money of an agency is voted by its state.
        for agency in (*cast.own, *cast.memory):
            state = cast.page.words.agency(agency.id).state
            if state:
                actor = [agency._replace(id=state, sort="gov")]
                break
    given = [p for p in cast.own if p.prep in ("to", "for") and p.sort in ("stock", "lender", "body", "firm")]
    return actor, _distinct(given, actor)


def _offtake(cast: _Cast) -> Roles:
    """Return who takes the output of a firm, and that firm."""
    somebody = (*FIRMS, "body", "lender", "gov", "stock", "undisclosed")
    pool = [p for p in cast.own if p.sort in somebody] or [p for p in cast.around if p.sort in FIRMS]
    pool = _distinct([p for p in pool if p.sort != "gov"] or pool)
    if not pool:
        return _first(cast.memory, "firm"), []
    first = pool[0]
    sells = any(
        m.value in ("supply", "ship") and cast.page.tokens[m.first].low.rstrip("s") in _SELLS
        for m in cast.part.acts
    )
    to = [p for p in pool if p.prep == "to"]
    if len(pool) == 1:
        other = _first((p for p in cast.memory if p.id != first.id), "firm")
        return (other, pool) if first.prep == "from" or sells else (pool, other)
    if to and (sells or first not in to):
        return to[:1], [p for p in pool if p not in to][:1]
    if sells or first.prep == "from":
        return pool[1:2], [first]
    return [first], pool[1:2]


def _takes(cast: _Cast) -> Roles:
    """Return who buys a firm or a mine, and what is bought."""
    sorts = ("firm", "name", "body", "gov", "lender", "stock")
    actor = _first((p for p in cast.own if p.prep == "by"), *sorts)
    if not actor and not cast.passive:
        actor = _first(cast.subjects, "firm", "name", "body", "lender") or _first(cast.subjects, "gov")
    actor = actor or _first(cast.own, *sorts)
    met = [p for p in cast.own if p.sort in ("firm", "name", "place") and p not in actor]
    actor = actor or _first(cast.memory, "firm", "gov")
    return actor, _distinct(met[:2], actor)


def _operates(cast: _Cast) -> Roles:
    """Return whose plant it is."""
    actor = (
        _first(cast.own, "firm")
        or _first((p for p in cast.own if p.prep not in ("in", "at")), "name")
        or _first(cast.around, "firm")
        or _first(cast.memory, "firm")
        or _first(cast.around, "gov")
        or _first(cast.memory, "gov")
    )
    return actor, []
