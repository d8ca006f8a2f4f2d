"""Scores of two years beside each other, each of one vintage, and what their difference is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lodestock.assess.scores import Score, same_release
from lodestock.programme.dominance import CHANGE, EITHER
from lodestock.programme.project import Case

__all__ = ["compare_scores"]


def compare_scores(case: Case, now: Sequence[Score], before: Sequence[Score]) -> dict[str, dict[str, Any]]:
    """Return the earlier score of each item and the difference, with what it is.

    A difference of two years that one release prints is a ``change``; across two releases it is a ``revision or
    change``: which of the two cannot be known. Nothing is compared across stages.

    Parameters
    ----------
    case : gives the tables
    now, before : scores of one method by two years

    Returns
    -------
    item -> score, stage, vintage, difference and kind; difference and kind are None where a score is missing or the
    stages differ, and `why` tells so
    """
    earlier = {s.material: s for s in before}
    out = {}
    for score in now:
        old = earlier[score.material]
        why = None
        if score.score is None or old.score is None:
            why = " ".join(old.missing or score.missing)
        elif score.stage != old.stage:
            why = f"The worst stage was {old.stage}: scores of two stages are not compared. Name one with --stage."
        kind = CHANGE if same_release(case.dataset, score.inputs, old.inputs) else EITHER
        out[score.material] = {
            "score": old.score,
            "stage": old.stage,
            "vintage": old.vintage,
            "difference": None
            if why or score.score is None or old.score is None
            else score.score - old.score,
            "kind": None if why else kind,
            "why": why,
        }
    return out
