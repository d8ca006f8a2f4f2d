"""One clause, several events: sums, tonnages and rates that each stand with a party, material or period of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lodestock.watch.draft import Draft
from lodestock.watch.families import MASS, MONEY, RATE
from lodestock.watch.figures import Figure
from lodestock.watch.lexicon import Mention, word_set
from lodestock.watch.page import LISTS, Page, Part
from lodestock.watch.parties import FIRMS, PUBLIC, Party, parties_of
from lodestock.watch.timing import place_days

__all__ = ["is_total", "like", "segments_of", "spread"]

_LIST_BREAK = re.compile(r",? and |, |; | plus | as well as | with (?=an? )| alongside ")
_PURITY = re.compile(
    r" (?:pur|content|grade|of (?:its|the|their) (?:output|shares|company|content|value|imports|exports|world))"
)
"""Words behind a rate that make it no duty and no cut."""

_ROUNDING = 1e-6
"""By how much sums may miss their total, as a share of it: figures are read as floats."""

_DAY_REACH = 40
"""Characters between a tonnage and its period."""

_MATERIAL_REACH = 120
"""Characters between a sum and its material."""


def segments_of(page: Page, part: Part) -> list[Part]:
    """Return a clause cut between its sums and prices, each piece with the subject and the verbs at its head.

    Parameters
    ----------
    page : of the clause
    part : clause
    """
    figures = [f for f in part.figures if f.kind in ("money", "price") and not f.conversion]
    if len(figures) < 2:
        return []
    cuts = [part.start]
    for before, behind in pairwise(figures):
        breaks = _breaks(page, before.end, behind.start)
        if not breaks:
            return []
        cuts.append(breaks[-1])
    cuts.append(part.end)
    pieces = []
    for start, end in pairwise(cuts):
        piece = Part(part.clause, part.sentence, start, end)
        for name in LISTS:
            for x in getattr(part, name):
                head = start > part.start and x.start < figures[0].start and _heads(name, x)
                if head or start <= x.start < end:
                    getattr(piece, name).append(x)
        pieces.append(piece)
    return pieces


def _breaks(page: Page, start: int, end: int) -> list[int]:
    """Return the places behind the commas and words that part a list."""
    return [m.end() for m in _LIST_BREAK.finditer(page.text, start, end)]


def _heads(name: str, x: object) -> bool:
    """Say whether something at the head of a clause holds for all its pieces: parties, verbs, modes and days do."""
    if name == "acts":
        return getattr(x, "sort", "") == "verb"
    return name in ("actors", "organs", "names", "modes", "days")


_CHARGES = word_set("duty charge royalty percent")
"""Features of a measure that has a rate."""


def spread(page: Page, base: Draft, near: Sequence[Part]) -> list[Draft]:
    """Return one event a figure where a clause gives each its own party, material or period, else one with the first.

    Parameters
    ----------
    page : of the clause
    base : event of the whole clause, without figures
    near : other clauses of its sentence, which tell the material where the clause has none
    """
    money, mass = _figures_of(page, base)
    return (
        _by_state(page, base, mass)
        or _by_period(page, base, mass)
        or _by_material(page, base, money if len(money) > 1 else mass)
        or _total_and_parts(page, base, money)
        or _by_party(page, base, money)
        or [
            replace(
                base,
                money=money[0] if money else None,
                mass=mass[0] if mass else None,
                materials=base.materials or [m for p in near for m in p.materials if p.clause.kind == "main"],
            )
        ]
    )


def _figures_of(page: Page, base: Draft) -> tuple[list[Figure], list[Figure]]:
    """Return the sums of a clause and its tonnages, rates or prices, as far as events of the type carry them."""
    kind = base.verdict.type

    def those(name: str) -> list[Figure]:
        return [f for f in base.part.figures if f.kind == name and not f.conversion]

    if kind == "price_floor":
        prices = those("price")
        return ([] if prices else those("money")), prices
    mass = those("mass") if kind in MASS else []
    if kind in RATE and not _CHARGES.isdisjoint(base.verdict.needs):
        mass = [f for f in those("percent") if not _PURITY.match(page.text, f.end)] or mass
    return (those("money") if kind in MONEY else []), mass


def _stops(figures: Sequence[Figure], end: int) -> list[int]:
    """Return where the words behind each figure end: at the next one, or at an end."""
    return [*(f.start for f in figures[1:]), end]


def _by_state(page: Page, base: Draft, rates: Sequence[Figure]) -> list[Draft]:
    """Return one event a rate where each rate of a clause stands with a state of its own, else nothing."""
    if len(rates) < 2 or rates[0].kind != "percent":
        return []
    actor = base.actors[0].id if base.actors else ""
    states = [p for p in parties_of(page, base.part) if p.sort == "gov" and p.id != actor]
    states = states or [p for p in base.parties if p.sort == "gov"]
    if len({p.id for p in states}) != len(rates):
        return []
    return [
        replace(base, mass=rate, parties=[state], timing=dict(base.timing))
        for rate, state in zip(rates, states, strict=False)
    ]


def _by_period(page: Page, base: Draft, masses: Sequence[Figure]) -> list[Draft]:
    """Return one event a tonnage where each tonnage of a clause stands with a period of its own, else nothing."""
    if len(masses) < 2:
        return []
    out = []
    for mass, stop in zip(masses, _stops(masses, base.part.end), strict=True):
        reach = min(stop, mass.end + _DAY_REACH)
        days = [d for d in base.part.days if mass.end <= d.start < reach and d.lead in ("in", "for", "")]
        if len(days) != 1 or days[0].first == days[0].last:
            return []
        timing = place_days(base.verdict.type, page.text, days, page.published, "")
        out.append(replace(base, mass=mass, timing=base.timing | timing))
    return out


def _by_material(page: Page, base: Draft, figures: Sequence[Figure]) -> list[Draft]:
    """Return one event a figure where each figure of a clause stands with materials of its own, else nothing."""
    if len(figures) < 2 or len(base.materials) < 2:
        return []
    # What stands before the first figure may be its material, or the head of the list.
    pieces = _pieces(page, base, figures, figures[0].start) or _pieces(page, base, figures, base.part.start)
    out = []
    for figure, (start, end) in zip(figures, pieces, strict=False):
        one = replace(base, materials=_within(base.materials, start, end), timing=dict(base.timing))
        apart = [p for p in base.parties if start <= p.start < end]
        if len(base.parties) > 1 or not apart:
            one.parties = apart
        if figure.kind == "money":
            one.money = figure
        else:
            one.mass = figure
        out.append(one)
    return out


def _pieces(page: Page, base: Draft, figures: Sequence[Figure], first: int) -> list[tuple[int, int]]:
    """Return a clause from a place on cut into one piece a figure, each with a material, nothing where one has none."""
    materials, stops = base.materials, _stops(figures, base.part.end)
    cuts = [first]
    for (before, behind), stop in zip(pairwise(figures), stops[1:], strict=True):
        breaks = _breaks(page, before.end, behind.start + 1)
        cut = next(
            (b for b in reversed(breaks) if _within(materials, b, stop) and _within(materials, cuts[-1], b)),
            None,
        )
        if cut is None:
            return []
        cuts.append(cut)
    pieces = list(pairwise([*cuts, base.part.end]))
    return pieces if all(_within(materials, *piece) for piece in pieces) else []


def _within(materials: Sequence[Mention], start: int, end: int) -> list[Mention]:
    return [m for m in materials if start <= m.start < end]


def _total_and_parts(page: Page, base: Draft, money: Sequence[Figure]) -> list[Draft]:
    """Return a total and its parts where the first sum of a clause is that of the others, else nothing."""
    values = [f.value or 0.0 for f in money]
    if (
        len(money) < 3
        or len({f.unit for f in money}) > 1
        or not values[0]
        or not is_total(values[0], sum(values[1:]))
    ):
        return []
    total = replace(base, money=money[0], timing=dict(base.timing))
    out = [total]
    for figure, stop in zip(money[1:], _stops(money[1:], base.part.end), strict=True):
        near = [p for p in parties_of(page, base.part) if figure.end <= p.start < stop]
        one = like(total, figure, near, base.part)
        one.materials = _within(base.part.materials, figure.end, stop) or total.materials
        one.total = total
        out.append(one)
    return out


def is_total(total: float, summed: float) -> bool:
    """Say whether a sum is the total of others.

    Parameters
    ----------
    total : the sum
    summed : what the others make together
    """
    return abs(summed - total) <= _ROUNDING * total


def _by_party(page: Page, base: Draft, money: Sequence[Figure]) -> list[Draft]:
    """Return one event a sum where each sum of a clause stands with a party of its own, else nothing."""
    if len(money) < 2:
        return []
    parties = parties_of(page, base.part)
    floors = [base.part.start, *(f.end for f in money[:-1])]
    stops = _stops(money, base.part.end)
    groups = [
        [p for p in parties if floor <= p.start < figure.start]
        for floor, figure in zip(floors, money, strict=True)
    ]
    if not all(groups):
        groups = [
            [p for p in parties if figure.end <= p.start < stop and p.prep in ("to", "for", "from", "by")]
            for figure, stop in zip(money, stops, strict=True)
        ]
    if not all(groups) or len({g[-1].id for g in groups}) < len(groups):
        return []
    first = replace(base, money=money[0], timing=dict(base.timing))
    firms = [p for p in groups[0] if p.sort in FIRMS]
    if firms and len(base.parties) > 1:
        first.parties = firms[:1]
    return [first, *(like(first, f, g, base.part) for f, g in zip(money[1:], groups[1:], strict=True))]


def like(before: Draft, figure: Figure, parties: Sequence[Party], part: Part) -> Draft:
    """Return an event like another one with a sum and parties of its own.

    Parameters
    ----------
    before : the other event
    figure : the sum
    parties : who stands with the sum; who gives and who gets follows from the other event
    part : clause of the sum
    """
    public = [p for p in parties if p.sort in PUBLIC]
    firms = [p for p in parties if p.sort in FIRMS]
    actors, met = before.actors, before.parties
    if public:
        actors, met = public[:1], firms or met
    elif firms and (met or (actors and actors[0].sort in PUBLIC)):
        met = firms[:1]
    elif firms:
        actors = firms[:1]
    near = [m for m in part.materials if abs(m.start - figure.start) < _MATERIAL_REACH]
    return replace(
        before,
        part=part,
        cue=(min([figure.start, *(p.start for p in parties)]), figure.end),
        money=figure,
        mass=None,
        actors=actors,
        parties=met,
        materials=[m for m in near if m not in before.materials] or before.materials,
        timing=dict(before.timing),
    )
