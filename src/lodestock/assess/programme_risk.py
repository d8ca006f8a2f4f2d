"""The product's own risk: what the card makes us lose that stock could have served, by regime."""

from __future__ import annotations

import math
from typing import Any

from lodestock.assess.scores import Loss, Method, Question, Score
from lodestock.records.dataset import Dataset

__all__ = ["PROGRAMME_RISK", "programme_risk"]

_NAME = "programme-risk"


def programme_risk(dataset: Dataset, question: Question) -> list[Score]:
    """Return the mean loss of each item over the horizon that stock may serve, in USD million, with its regimes.

    ``risk = sum over regimes r and classes k of servable_t(r, k) value(k) / 10^6``: the gap that the law lets stock
    serve, mean over the draws of a card, times the value of a missing tonne (docs/method/base-war.md). An item without
    such a gap has the score 0, which is a result of SIZE and no gap of the data.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : `loss` has the sizing; without it nothing is scored
    """
    loss = question.loss
    return [_score(item, loss) for item in dataset.row_ids("materials")]


def _score(item: str, loss: Loss | None) -> Score:
    if loss is None:
        why = "No run of the project sizes its card yet: `lodestock size` makes one."
        return Score(item, _NAME, missing=(why,), coverage=0.0)
    if item not in loss.items:
        why = f"The card {loss.card} computes no gap of the item: it has no row in us_demand."
        return Score(item, _NAME, vintage=loss.vintage, missing=(why,), coverage=0.0)
    by_regime: dict[str, dict[str, Any]] = {}
    unknown: list[str] = []
    for r in loss.rows.get(item, ()):
        found = by_regime.setdefault(
            str(r["regime"]), {"quarters": r["quarters"], "servable_t": [], "servable_musd": []}
        )
        found["servable_t"].append(r["servable_t"])
        value = loss.values.get((item, str(r["demand_class"])))
        if value is None and r["servable_t"] > 0:
            unknown.append(str(r["demand_class"]))
        found["servable_musd"].append(0.0 if value is None else r["servable_t"] * value / 1e6)
    regimes = {
        regime: {
            "quarters": found["quarters"],
            "servable_t": math.fsum(found["servable_t"]),
            "servable_musd": math.fsum(found["servable_musd"]),
        }
        for regime, found in by_regime.items()
    }
    total = math.fsum(r["servable_musd"] for r in regimes.values())
    worst = max(regimes, key=lambda r: regimes[r]["servable_musd"], default=None)
    words = sorted(set(unknown))
    return Score(
        item,
        _NAME,
        vintage=loss.vintage,
        score=None if words else total,
        parts={
            "low": total,
            "high": None if words else total,
            "servable_t": math.fsum(r["servable_t"] for r in regimes.values()),
            "worst_regime": worst,
            "regimes": regimes,
        },
        coverage=0.0 if words else 1.0,
        missing=tuple(f"The value of a missing tonne is not known for the class {w}." for w in words),
        inputs=(f"us_demand/{item}",),
    )


PROGRAMME_RISK = Method(
    _NAME,
    "Programme risk",
    "What the shortages that stock may serve would cost over the horizon of the card, as a mean over its draws",
    "USD million over the horizon",
    programme_risk,
    ("servable_t", "worst_regime"),
    by=(),
    varies=False,
    unit="USD million",
)
