"""Which cells of the supply chain controls can hit: items, countries and the stages hit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from lodestock.records.scenario import STAGES
from lodestock.size.build.inputs import Inputs

__all__ = ["Pair", "Reach", "Supplied", "find_pairs", "stages_hit", "supplied_stages"]

Pair = tuple[int, int, tuple[int, ...]]
"""Item, country, and stages that every control hits together or not at all."""

Reach = tuple[int, int, frozenset[int]]
"""Item, country and the stages that one control hits."""

Supplied = Mapping[tuple[int, int], frozenset[int]]
"""Item and country -> stages that the country supplies."""


def supplied_stages(inputs: Inputs) -> dict[tuple[int, int], frozenset[int]]:
    """Return, by item and country, the stages that the country supplies.

    Parameters
    ----------
    inputs : supply and demand in peace, see `Inputs`
    """
    weight, _ = inputs.weights
    out: dict[tuple[int, int], set[int]] = {}
    for m, g, c in zip(*np.nonzero(weight > 0), strict=True):
        out.setdefault((int(m), int(c)), set()).add(int(g))
    return {cell: frozenset(found) for cell, found in out.items()}


def stages_hit(words: tuple[str, ...], supplied: frozenset[int]) -> frozenset[int]:
    """Return those of the supplied stages that a control names; one that names none hits all.

    Parameters
    ----------
    words : names of stages, see `lodestock.records.scenario.STAGES`
    supplied : stages that a country supplies
    """
    return supplied & {STAGES.index(w) for w in words} if words else supplied


def find_pairs(reaches: Iterable[Reach]) -> tuple[tuple[Pair, ...], Mapping[Reach, tuple[int, ...]]]:
    """Return the pairs that controls tell apart, and which of them each control hits.

    Stages of an item and country that the same controls hit are one pair.

    Parameters
    ----------
    reaches : what controls hit; none of them without a stage
    """
    asked: dict[tuple[int, int], set[frozenset[int]]] = {}
    for m, c, stages in reaches:
        asked.setdefault((m, c), set()).add(stages)
    pairs: list[Pair] = []
    for (m, c), sets in asked.items():
        together: dict[frozenset[frozenset[int]], list[int]] = {}
        for g in sorted(frozenset().union(*sets)):
            together.setdefault(frozenset(s for s in sets if g in s), []).append(g)
        pairs += [(m, c, tuple(stages)) for stages in together.values()]
    pairs.sort()
    place = {(m, c, g): i for i, (m, c, stages) in enumerate(pairs) for g in stages}
    hits = {
        (m, c, stages): tuple(sorted({place[m, c, g] for g in stages}))
        for (m, c), sets in asked.items()
        for stages in sets
    }
    return tuple(pairs), hits
