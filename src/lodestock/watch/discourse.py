"""What joins clauses to one story: sums that are parts of a total, and verbs that a list drops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from lodestock.watch.draft import Draft
from lodestock.watch.figures import Figure
from lodestock.watch.page import Page, Part
from lodestock.watch.parties import parties_of
from lodestock.watch.record import LONGEST_QUOTE
from lodestock.watch.spread import is_total, like
from lodestock.watch.timing import Timing, place_days

__all__ = ["dropped_verb", "link_parts", "parts_of_total"]

_OF_THIS = re.compile(
    r"\b[Oo]f (?:this|that|these|those|it|which|the (?:sum|total|money|amount|whole|yearly figure|figure|package|pot|vote|"
    r"budget|funds|credit))\b|\b(?:including|includes|thereof|made up of|comprising|consists of|composed of)\b"
)
"""Words that share out a sum told before."""

_BEFORE_THEM = 2
"""Characters by which a share may end before such words: a blank, or a comma and a blank."""


def parts_of_total(page: Page, part: Part, last: Draft | None) -> list[Draft]:
    """Return the events of a clause that shares out the sum of the event before it.

    Parameters
    ----------
    page : of the clause
    part : clause
    last : event before it
    """
    if last is None or last.money is None or part.sentence - last.part.sentence > 1:
        return []
    total = last.total or last
    whole = total.money
    if whole is None or whole.value is None:
        return []
    found = _OF_THIS.search(page.text, part.start, part.end)
    goes_on = last.total is not None and not any(m.sort == "verb" for m in part.acts)
    if found is None and not goes_on:
        return []
    shares = [
        f
        for f in part.figures
        if f.kind == "money"
        and not f.conversion
        and f is not whole
        and f.unit == whole.unit
        and (f.value or 0) < whole.value
    ]
    if found is not None and part.sentence == total.part.sentence:
        shares = [f for f in shares if f.end >= found.start() - _BEFORE_THEM]
    stops = [*(f.start for f in shares[1:]), part.end]
    return [_share(page, part, total, f, stop) for f, stop in zip(shares, stops, strict=False)]


def _share(page: Page, part: Part, total: Draft, figure: Figure, stop: int) -> Draft:
    """Return the event of a share of a total, with whom and what the clause names between the sum and a place."""
    parties = [p for p in parties_of(page, part) if figure.start < p.start < stop]
    materials = [m for m in part.materials if figure.start < m.start < stop]
    if not materials and total.verdict.type != "appropriation":
        materials = total.materials
    return replace(
        total,
        part=part,
        cue=(figure.start, min(stop, figure.start + LONGEST_QUOTE)),
        money=figure,
        mass=None,
        parties=[p for p in parties if p.prep in ("to", "for", "in", "by")][:1],
        materials=materials,
        timing=_own_days(page, part, total, figure, stop) | total.timing,
        total=total,
    )


def _own_days(page: Page, part: Part, total: Draft, figure: Figure, stop: int) -> Timing:
    """Return the days that stand beside a share itself, in its clause or in one that explains it."""
    if stop == part.end:
        later = (
            p.start for p in page.sentence(part.sentence) if p.start > part.start and p.clause.kind == "main"
        )
        stop = min(later, default=len(page.text))
    near = [d for p in page.sentence(part.sentence) for d in p.days if figure.start < d.start < stop]
    timing = place_days(total.verdict.type, page.text, near, page.published, "")
    timing.pop("announced", None)
    return timing


def dropped_verb(page: Page, part: Part, made: Sequence[Draft]) -> list[Draft]:
    """Return the event of a clause that leaves out the verb of the one before it, as in "and Talon $20.6 million".

    Parameters
    ----------
    page : of the clause
    part : clause
    made : events of the sentence so far
    """
    if not made or made[-1].money is None or any(m.sort == "verb" for m in part.acts):
        return []
    figure = next((f for f in part.figures if f.kind == "money" and not f.conversion), None)
    return [] if figure is None else [like(made[-1], figure, parties_of(page, part), part)]


_PARTS = 40
"""Events behind a total among which its parts are looked for."""


def link_parts(drafts: Sequence[Draft]) -> None:
    """Link events to the total that their sums add up to, or under which they stand.

    Parameters
    ----------
    drafts : events of a text in order; changed in place
    """
    for k, total in enumerate(drafts):
        if total.money is None or total.money.value is None or total.total is not None:
            continue
        whole = total.money.value
        free = [
            (d, d.money.value)
            for d in drafts[k + 1 : k + 1 + _PARTS]
            if d.total is None and d.money and d.money.unit == total.money.unit and d.money.value
        ]
        for n, summed in enumerate(accumulate(value for _, value in free), 1):
            if n > 1 and is_total(whole, summed):
                for draft, _ in free[:n]:
                    draft.total = total
            if summed >= whole:
                break
        if total.verdict.type == "stockpile_programme" and total.actors:
            for draft, value in free:
                same = draft.actors and draft.actors[0].id == total.actors[0].id
                if same and draft.total is None and value < whole:
                    draft.total = total
