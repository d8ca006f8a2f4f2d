"""How far methods agree: rank correlations over the items that both score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from lodestock.assess.scores import Score

__all__ = ["agreement", "rank_correlation"]

_FEWEST = 5
"""Items that two methods must both score for their ranks to be compared."""


def rank_correlation(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, equal values with the mean of their ranks; None where one is constant.

    ``rho = cov(rank a, rank b) / (sd(rank a) sd(rank b))``.

    Parameters
    ----------
    a, b : (n,) values of the same items

    >>> rank_correlation([1, 2, 3, 4], [10, 20, 30, 25]), rank_correlation([1, 1], [1, 2])
    (0.8, None)
    """
    x, y = (_ranks(np.asarray(v, dtype=float)) for v in (a, b))
    x, y = x - x.mean(), y - y.mean()
    spread = math.sqrt(float(x @ x) * float(y @ y))
    return None if spread == 0 else round(float(x @ y) / spread, 12)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the ranks of values from 1, equal ones with their mean."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=float)


def agreement(scores: Mapping[str, Sequence[Score]]) -> list[dict[str, object]]:
    """Return the rank correlation of each pair of methods over the items that both score.

    Parameters
    ----------
    scores : method -> its scores

    Returns
    -------
    rows of a, b, items and spearman; spearman is None where fewer than five items have both scores
    """
    known = {
        name: {s.material: s.score for s in found if s.score is not None} for name, found in scores.items()
    }
    out: list[dict[str, object]] = []
    for a, b in combinations(known, 2):
        both = sorted(known[a].keys() & known[b].keys())
        rho = None
        if len(both) >= _FEWEST:
            rho = rank_correlation([known[a][m] for m in both], [known[b][m] for m in both])
        out.append({"a": a, "b": b, "items": len(both), "spearman": rho})
    return out
