"""What the quality of the inputs leaves open: scores on inputs that are drawn anew within their errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lodestock.assess.governance import GOVERNANCE_YEAR
from lodestock.assess.scores import Method, Question
from lodestock.records.dataset import Dataset

__all__ = ["ERRORS", "TOP", "Spread", "score_spread", "vary_dataset"]

ERRORS = {"A": 0.05, "B": 0.1, "C": 0.2, "D": 0.4}
"""Relative standard error of a figure by its grade: assumptions, told beside every result."""

TOP = 10
"""Ranks that count as the top."""

_SHARES = (
    ("global_supply_shares", ("material", "stage")),
    ("import_shares", ("material", "stage")),
    ("eu_use_shares", ("material",)),
)
_RELIANCE = "net_import_reliance_pct"


@dataclass(frozen=True, slots=True)
class Spread:
    """How a score spreads over the trials.

    Attributes
    ----------
    p05, p50, p95 : quantiles of the trials in which the item has a score
    p_top : share of the trials in which it is among the first `TOP`
    """

    p05: float
    p50: float
    p95: float
    p_top: float


def vary_dataset(dataset: Dataset, random: np.random.Generator) -> Dataset:
    """Return the tables with shares, import reliance and governance drawn anew within their errors.

    ``s' = s exp(e z)`` for each share, with the error ``e`` of its grade and a standard normal ``z``, then scaled so
    that the shares of a stage sum to what they did; import reliance likewise, at most 100 %. Governance is that of one
    vintage as a whole: of 2023, or shifted to the mean of 2024 of the later revision, each in half of the trials.

    Parameters
    ----------
    dataset : the tables, with overlays
    random : gives the draws, in the order of the rows
    """
    changed: dict[str, list[dict[str, Any]]] = {}
    for table, group in _SHARES:
        changed[table] = _vary_shares(dataset.rows(table), group, random)
    demand = [dict(r) for r in dataset.rows("us_demand")]
    for r in demand:
        z = random.standard_normal()
        if r[_RELIANCE] is not None:
            r[_RELIANCE] = min(100.0, r[_RELIANCE] * float(np.exp(ERRORS[r["quality"]] * z)))
    changed["us_demand"] = demand
    if random.random() < 0.5:
        changed["wgi"] = _later_vintage(dataset.rows("wgi"))
    return dataset.with_rows(changed)


def _vary_shares(
    rows: list[dict[str, Any]], group: tuple[str, ...], random: np.random.Generator
) -> list[dict[str, Any]]:
    """Return rows of shares drawn anew, each group with its sum."""
    errors = np.array([ERRORS[r["quality"]] for r in rows])
    factors = np.exp(errors * random.standard_normal(len(rows)))
    out = [dict(r) for r in rows]
    sums: dict[tuple[str, ...], list[float]] = {}
    for r, factor in zip(out, factors, strict=True):
        if r["share_pct"] is not None:
            total = sums.setdefault(tuple(r[n] for n in group), [0.0, 0.0])
            total[0] += r["share_pct"]
            r["share_pct"] *= float(factor)
            total[1] += r["share_pct"]
    for r in out:
        before, after = sums.get(tuple(r[n] for n in group), (0.0, 0.0))
        if r["share_pct"] is not None and after > 0:
            r["share_pct"] *= before / after
    return out


def _later_vintage(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the six indicators of 2023 shifted so that their mean is that of 2024, for countries that have it."""
    six: dict[str, list[float]] = {}
    later: dict[str, float] = {}
    for r in rows:
        if r["indicator"] == "MEAN6.EST":
            later[r["country_iso3"]] = r["estimate"]
        elif r["year"] == str(GOVERNANCE_YEAR):
            six.setdefault(r["country_iso3"], []).append(r["estimate"])
    shift = {c: later[c] - sum(found) / len(found) for c, found in six.items() if c in later}
    return [
        {**r, "estimate": r["estimate"] + shift.get(r["country_iso3"], 0.0)}
        if r["year"] == str(GOVERNANCE_YEAR)
        else r
        for r in rows
    ]


def score_spread(
    dataset: Dataset,
    method: Method,
    question: Question,
    trials: int,
    seed: int,
    tell: Callable[[float], None] = lambda done: None,
) -> dict[str, Spread]:
    """Return the spread of each item's score over trials; an item without a score in any trial is left out.

    Parameters
    ----------
    dataset, method, question : what is scored
    trials : number of times that the inputs are drawn anew
    seed : of the draws; the same seed gives the same inputs for every method
    tell : is told which part is done
    """
    found: dict[str, list[float]] = {}
    top: dict[str, int] = {}
    for k in range(trials):
        tell(k / trials)
        varied = vary_dataset(dataset, np.random.Generator(np.random.Philox(key=[seed, k])))
        scored = [(s.score, s.material) for s in method.scores(varied, question) if s.score is not None]
        values = sorted((v for v, _ in scored), reverse=True)
        least = values[min(TOP, len(values)) - 1] if values else 0.0
        for value, item in scored:
            found.setdefault(item, []).append(value)
            top[item] = top.get(item, 0) + (value >= least)
    out = {}
    for item, values in found.items():
        p05, p50, p95 = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
        out[item] = Spread(p05, p50, p95, top[item] / trials)
    return out
