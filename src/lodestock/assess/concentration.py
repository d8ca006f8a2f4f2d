"""Concentration of world output by stage, weighted by how badly the producing countries are governed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestock.assess.governance import NEUTRAL, Governance, read_governance
from lodestock.assess.scores import Method, Question, Score
from lodestock.assess.world_shares import WorldShares, no_output, read_world_shares, worst_stage
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OTHER, latest_tonnage

__all__ = ["CONCENTRATION", "concentration", "index_range", "weighted_hhi"]

_NAME = "concentration"


def weighted_hhi(shares: Mapping[str, float], weights: Mapping[str, float]) -> tuple[float, float]:
    """Return the Herfindahl-Hirschman index of shares, plain and weighted by governance.

    ``HHI = sum of s(c)^2`` from 0 to 1 and ``HHI_W = sum of s(c)^2 W(c)`` from 0 to 10, with shares ``s`` as fractions
    and weights ``W`` of 0 to 10 (EU criticality method, guideline of 2017).

    Parameters
    ----------
    shares : country -> share in per cent; the unnamed rest counts as one country
    weights : country -> weight; a country without one counts in the middle of the scale

    >>> weighted_hhi({"CHN": 50.0, "AUS": 50.0}, {"CHN": 6.0, "AUS": 2.0})
    (0.5, 2.0)
    """
    squares = {c: (s / 100) ** 2 for c, s in shares.items()}
    return sum(squares.values()), sum(x * weights.get(c, NEUTRAL) for c, x in squares.items())


def index_range(
    shares: WorldShares, weights: Mapping[str, float], worst: float
) -> tuple[float, float | None]:
    """Return how low and how high the weighted index may be: what is unknown may be many countries or one, good or bad.

    Parameters
    ----------
    shares : of world output at a stage
    weights : country -> weight; a country without one may have any
    worst : the largest weight

    Returns
    -------
    tuple : low and high; high is None, and low zero, where the size of what is unknown is not known either
    """
    if shares.unknown_pct is None:
        return 0.0, None
    squares = {c: (s / 100) ** 2 for c, s in shares.shares.items()}
    low = sum(x * weights[c] for c, x in squares.items() if c in weights)
    high = low + worst * sum(x for c, x in squares.items() if c not in weights)
    ends = shares.ends()
    return min(low * k**2 for _, k in ends), max(high * k**2 + worst * (u / 100) ** 2 for u, k in ends)


def concentration(dataset: Dataset, question: Question) -> list[Score]:
    """Return the concentration of each item at its worst stage, or at the stage that was asked for.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : `stage` and `year` count; the world's output is the same for every country

    Raises
    ------
    InputError : see `read_world_shares` and `read_governance`
    """
    governance = read_governance(dataset)
    world = read_world_shares(dataset, question.year)
    return [
        _score(dataset, item, world.get(item, {}), governance, question)
        for item in dataset.row_ids("materials")
    ]


def _score(
    dataset: Dataset, item: str, stages: dict[str, WorldShares], governance: Governance, question: Question
) -> Score:
    parts = {stage: _parts(shares, governance) for stage, shares in stages.items()}
    worst = worst_stage({stage: p["high"] for stage, p in parts.items()}, question.stage)
    if worst is None:
        reason = no_output(stages, question.stage, question.year)
        return Score(item, _NAME, missing=(reason,), coverage=0.0)
    shares, mine = stages[worst], parts[worst]
    tonnage = latest_tonnage(dataset, item, worst)
    return Score(
        item,
        _NAME,
        worst,
        form=None if tonnage is None else tonnage["basis"],
        vintage=f"output {shares.year}; {governance.vintage}",
        score=mine["score"],
        parts={k: v for k, v in mine.items() if k != "score"} | {"stages": parts},
        coverage=mine["known"],
        missing=shares.reasons,
        inputs=(*shares.rows, *governance.rows_of(shares.shares)),
    )


def _parts(shares: WorldShares, governance: Governance) -> dict[str, Any]:
    """Return the index at a stage with its bounds."""
    plain, weighted = weighted_hhi(shares.shares, governance.weights)
    named = {c: s for c, s in shares.shares.items() if c in governance.weights}
    low, high = index_range(shares, governance.weights, 10.0)
    low_plain, high_plain = index_range(shares, dict.fromkeys(named, 1.0), 1.0)
    largest = max(shares.shares, key=lambda c: (c != OTHER, shares.shares[c], c), default=None)
    return {
        "score": None if shares.unknown else weighted,
        "low": low,
        "high": high,
        "hhi": None if shares.unknown else plain,
        "hhi_low": low_plain,
        "hhi_high": high_plain,
        "largest": largest,
        "known": shares.known_part(named),
        "shares": dict(shares.shares),
        "governance": {c: governance.weights[c] for c in named},
        "withheld": list(shares.withheld),
    }


CONCENTRATION = Method(
    _NAME,
    "Concentration of output",
    "How few and how badly governed the countries are that produce an item, at the stage where that is worst",
    "0 (many countries, well governed) to 10 (one country, badly governed)",
    concentration,
    ("hhi", "largest"),
)
