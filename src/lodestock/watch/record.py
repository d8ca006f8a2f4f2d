"""The record of an event: every field with the words it was read from."""

from __future__ import annotations

from collections.abc import Sequence

from lodestock.records.news import Amount, Event, Evidence, Link, Quantity
from lodestock.watch.draft import Draft
from lodestock.watch.legal import find_legal
from lodestock.watch.lexicon import Mention
from lodestock.watch.page import Page
from lodestock.watch.status import direction_of

__all__ = ["LONGEST_QUOTE", "record_of"]

LONGEST_QUOTE = 80
"""Most characters of a quote."""


_SURE = 13
"""Weight of a row that leaves no doubt."""

_MOST = 0.95
"""Most confidence that words alone can give."""


def record_of(page: Page, draft: Draft, drafts: Sequence[Draft]) -> Event:
    """Return the record of a draft, every field with its quote.

    Parameters
    ----------
    page : of the text
    draft : an event in the making
    drafts : all of the text, in order: links count in them
    """
    text, verdict = page.text, draft.verdict
    evidence: list[Evidence] = []

    def quote(name: str, start: int, end: int) -> None:
        end = min(end, start + LONGEST_QUOTE)
        evidence.append(Evidence(name, text[start:end], start, end))

    quote("type", *draft.cue)
    quote("status", *draft.cue)
    for actor in draft.actors:
        quote("actor", actor.start, actor.end)
    for party in draft.parties:
        quote("counterparties", party.start, party.end)
    materials = _named_once(page, draft.materials)
    for mention in materials.values():
        quote("materials", mention.start, mention.end)
    amount = quantity = None
    if (f := draft.money) is not None:
        amount = Amount(f.value, f.unit or "", f.qualifier, f.low, f.high)
        quote("amount", f.start, f.end)
    if (f := draft.mass) is not None and f.unit:
        qualifier = "at_least" if verdict.type == "price_floor" else f.qualifier
        quantity = Quantity(f.value, f.unit, qualifier, f.low, f.high)
        quote("quantity", f.start, f.end)
    for name, (_, span) in draft.timing.items():
        quote(name, span.start, span.end)
    days = {name: period for name, (period, _) in draft.timing.items()}
    legal = find_legal(page, draft.part.sentence)
    if legal is not None:
        quote("legal_ref", *legal)
    why = [f"It is read as {_named(verdict.type)} for {_listed(page, verdict.needs)}."]
    if verdict.runner_up:
        kind, needs = verdict.runner_up
        why.append(f"The next best reading is {_named(kind)}, for {_listed(page, needs)}.")
    return Event(
        type=verdict.type,
        status=draft.status,
        actor=";".join(dict.fromkeys(a.id for a in draft.actors)),
        counterparties=tuple(dict.fromkeys(p.id for p in draft.parties)),
        materials=tuple(materials),
        as_stated=tuple(text[m.start : m.end] for m in materials.values()),
        amount=amount,
        quantity=quantity,
        announced=days.get("announced"),
        effective=days.get("effective"),
        until=days.get("until"),
        direction=direction_of(verdict.type, draft.status),
        legal_ref="" if legal is None else evidence[-1].quote,
        links=()
        if draft.total is None
        else tuple(Link("part_of", k) for k, d in enumerate(drafts) if d is draft.total),
        evidence=tuple(evidence),
        confidence=round(min(_MOST, verdict.weight / _SURE), 2),
        why=tuple(why),
    )


def _named(kind: str) -> str:
    """Return a type or a class of words as words."""
    return kind.replace("_", " ")


def _listed(page: Page, features: Sequence[str]) -> str:
    """Return features as a list in words."""
    words = [page.words.labels.get(f, _named(f.removeprefix("m:").removeprefix("d:"))) for f in features]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _named_once(page: Page, materials: Sequence[Mention]) -> dict[str, Mention]:
    """Return id -> first mention, without the rare earths as a group where two or more of them are named."""
    out: dict[str, Mention] = {}
    for mention in materials:
        out.setdefault(mention.value, mention)
    if len(page.words.classes["rareearth"] & out.keys()) > 1:
        out.pop("rare-earths", None)
    return out
