"""What belongs together: sentences that go on with an event, and clauses that tell one twice."""

from __future__ import annotations

from collections.abc import Sequence

from lodestock.watch.draft import Draft
from lodestock.watch.families import GENERAL, MASS, MONEY
from lodestock.watch.figures import Figure
from lodestock.watch.filters import is_old
from lodestock.watch.page import Page, Part
from lodestock.watch.timing import place_days

__all__ = ["complete", "find_materials", "merged"]

_NEAR = (0, 1, -1, 2, -2, 3, -3)
"""How far from an event its material may stand, in sentences, nearest first."""

_GOES_ON = 2
"""Sentences behind an event that may still tell of it."""

_WINDOW = 40
"""Events before one that may tell the same: a text does not come back to one after more."""

_ENDINGS = frozenset({"denied", "ended", "cancelled", "suspended"})
"""Statuses that tell another event than the measure or the deal itself."""


def find_materials(page: Page, draft: Draft) -> None:
    """Give an event without materials those that the text names nearest, else what the name of a firm tells.

    Parameters
    ----------
    page : of the event
    draft : the event; changed in place
    """
    kind, here = draft.verdict.type, draft.part.sentence
    if draft.materials or kind == "appropriation":
        return
    if kind not in GENERAL:
        for distance in _NEAR:
            draft.materials = [m for p in page.sentence(here + distance) for m in p.materials]
            if draft.materials:
                return
    spans = [(p.start, p.end) for p in (*draft.parties, *draft.actors)]
    draft.materials = [m for a, b in sorted(spans) for m in page.weak_between(a, b)]
    if not draft.materials and kind not in GENERAL:
        draft.materials = draft.part.weak


def complete(page: Page, draft: Draft, mains: Sequence[Part], number: int) -> None:
    """Fill what an event lacks from the sentence behind it that tells none of its own.

    Parameters
    ----------
    page : of the event
    draft : the event; changed in place
    mains : main clauses of the sentence
    number : of the sentence
    """
    if number - draft.part.sentence > _GOES_ON:
        return
    kind = draft.verdict.type
    for part in mains:
        if is_old(page, part) or any(m.value in ("price", "opinion", "history") for m in part.modes):
            continue
        if draft.money is None and kind in MONEY:
            draft.money = _first(part, "money")
        if draft.mass is None and kind in MASS:
            draft.mass = _first(part, "mass")
        if draft.mass is None and kind == "tariff":
            draft.mass = _first(part, "percent")
        if not draft.materials and kind not in GENERAL:
            draft.materials = list(part.materials)
        for name, found in place_days(kind, page.text, part.days, page.published, "").items():
            if name != "announced":
                draft.timing.setdefault(name, found)


def _first(part: Part, kind: str) -> Figure | None:
    return next((f for f in part.figures if f.kind == kind and not f.conversion), None)


def merged(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts where those that tell one event are one: same type and no field against it.

    Parameters
    ----------
    drafts : events of a text in order; changed in place
    """
    out: list[Draft] = []
    stands_for: dict[int, Draft] = {}
    for draft in drafts:
        same = next((o for o in out[-_WINDOW:] if _is_same(o, draft)), None)
        if same is None:
            out.append(draft)
            continue
        same.money = same.money or draft.money
        same.mass = same.mass or draft.mass
        same.materials = same.materials or draft.materials
        same.parties = same.parties or draft.parties
        for name, found in draft.timing.items():
            same.timing.setdefault(name, found)
        stands_for[id(draft)] = same
    for draft in out:
        if draft.total is not None:
            total = stands_for.get(id(draft.total), draft.total)
            draft.total = None if total is draft else total
    return out


def _is_same(a: Draft, b: Draft) -> bool:
    """Say whether two drafts may tell one event."""
    if a.verdict.type != b.verdict.type:
        return False
    if a.money and b.money and a.money.value != b.money.value:
        return False
    if a.mass and b.mass and a.mass.value != b.mass.value:
        return False
    mine, theirs = {m.value for m in a.materials}, {m.value for m in b.materials}
    if mine and theirs and not mine & theirs:
        return False
    if a.status != b.status and {a.status, b.status} & _ENDINGS:
        return False
    if not a.actors or not b.actors:
        return True
    # One party may stand under two names: a firm and the state that owns it.
    return a.actors[0].id == b.actors[0].id or a.actors[0].sort != b.actors[0].sort
