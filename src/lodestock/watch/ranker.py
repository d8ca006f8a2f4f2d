"""A second opinion on what a sentence tells: plain weights of its words, trained on sentences of our own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from lodestock.watch.kinds import features_of, judge
from lodestock.watch.page import Page, Part, Words

__all__ = ["NONE", "Ranker", "sentence_features"]

NONE = "none"
"""What a sentence without an event tells."""

_STEM = 6
"""Letters of a word that count: inflections mostly come behind."""


class Ranker:
    """Shares of the types for a sentence, by a multinomial logistic regression over what stands in it.

    Parameters
    ----------
    rows : `feature` and `weights` (type:weight, parted by blanks); the row without a feature holds the constants
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        # In hundredths, as they are written: sums of whole numbers are the same in any order.
        split = {r["feature"]: [p.rpartition(":") for p in r["weights"].split()] for r in rows}
        constants = split.pop("", [])
        self.types = tuple(t for t, _, _ in constants)
        self._constants = np.array([_hundredths(w) for _, _, w in constants], dtype=np.int64)
        places = {t: k for k, t in enumerate(self.types)}
        self._rows = {feature: row for row, feature in enumerate(split)}
        self._weights = np.zeros((len(split), len(places)), dtype=np.int64)
        for row, pairs in enumerate(split.values()):
            for t, _, w in pairs:
                self._weights[row, places[t]] = _hundredths(w)

    def shares(self, features: Iterable[str]) -> dict[str, float]:
        """Return the share of each type, in all 1.

        Parameters
        ----------
        features : of a sentence, as `sentence_features` gives them
        """
        known = self._rows
        rows = [known[f] for f in features if f in known]
        scores = (self._weights[rows].sum(axis=0) + self._constants).tolist()
        top = max(scores)
        parts = [math.exp((s - top) / 100) for s in scores]
        total = sum(parts)
        return {t: p / total for t, p in zip(self.types, parts, strict=True)}


def _hundredths(weight: str) -> int:
    return round(100 * float(weight))


def sentence_features(page: Page, parts: Sequence[Part], words: Words) -> set[str]:
    """Return what the ranker sees of a sentence: stems outside names, pairs of them, classes of words, types of rules.

    Parameters
    ----------
    page : of the sentence
    parts : its clauses
    words : the tables
    """
    hidden = page.named
    out: set[str] = set()
    for part in parts:
        tokens = page.tokens[part.clause.first : part.clause.last]
        stems = [
            t.low[:_STEM]
            for i, t in enumerate(tokens, part.clause.first)
            if i not in hidden and t.low.isalpha()
        ]
        out.update(f"w:{s}" for s in stems)
        out.update(f"b:{a}_{b}" for a, b in pairwise(stems))
        found = features_of(page, [part])
        out.update(f"f:{f}" for f in found if not f.startswith("d:"))
        if part.weak:
            out.add("f:material")
        verdict = judge(found, words)
        if verdict is not None:
            out.add(f"v:{verdict.type}")
    return out
