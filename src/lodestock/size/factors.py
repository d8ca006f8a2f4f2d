"""One scenario of one item, factor by factor, so that anyone can multiply it out."""

from __future__ import annotations

from typing import Any

import numpy as np

from lodestock.records.scenario import CLASSES, STAGES
from lodestock.size.requirement import Sizing

__all__ = ["factors"]


def factors(sizing: Sizing, material: str) -> dict[str, Any]:
    """Return an item's imports, factors by country, supply by quarter and gaps by class.

    A country's availability to a class is ``(1 - closed) * reliability * (1 - control) * (1 - technical) *
    (1 - shipping)``; war damage is part of reliability, a law that bars an origin is a control of 1. Then
    ``f_kg = sum_c weight * availability``, imports run at ``min(1, min_g f_kg (1 + redirect))`` of a quarter of
    `import_t`, and classes are served in order. Only stages that limit imports are listed.

    Returns
    -------
    import_t : t a year
    factors : one an item's quarter, stage and country
    quarters : own and secondary supply, redirection, tonnes displaced by purchases, all supply; t a quarter
    cells : demand, usable supply, gap by quarter and class; whether stock may serve it; value of a tonne
    loss_usd : value of the servable gaps that inventory does not cover, without purchases
    """
    m = sizing.inputs.materials.index(material)
    gaps, first = sizing.gaps, sizing.card.first_quarter
    cells = sizing.oracle.cells(0)
    quarters = []
    for t, regime in enumerate(sizing.card.regimes):
        quarters.append(
            {
                "quarter": str(first.plus(t)),
                "dom_t": float(gaps.dom_t[m, t]),
                "secondary_t": float(gaps.secondary_t[m, t]),
                "redirect": float(sizing.card.redirect[regime]),
                "displaced_t": 0.0,
                "supply_t": float(gaps.supply_t[m, t]),
            }
        )
    loss = sizing.oracle.evaluate(np.zeros_like(gaps.gap_t), range(1)).loss_usd[m]
    return {
        "import_t": float(sizing.inputs.imports_t[m]),
        "factors": _by_country(sizing, m),
        "quarters": quarters,
        "cells": [
            {
                "quarter": str(first.plus(t)),
                "class": word,
                "demand_t": float(gaps.demand_t[m, k, t]),
                "usable_t": float(gaps.usable_t[m, k, t]),
                "gap_t": float(gaps.gap_t[m, k, t]),
                "eligible": bool(gaps.eligible[k, t]),
                "value_usd_per_t": float(cells.value_usd_per_t[m, k]),
            }
            for t in range(sizing.card.quarters)
            for k, word in enumerate(CLASSES)
        ],
        "loss_usd": float(loss),
    }


def _by_country(sizing: Sizing, m: int) -> list[dict[str, Any]]:
    """Return the factors of each country with a weight at a stage that limits imports."""
    inputs, avail = sizing.inputs, sizing.avail
    weight, binds = inputs.weights
    out = []
    for t in range(sizing.card.quarters):
        for g, c in zip(*np.nonzero(weight[m] * binds[m][:, None]), strict=True):
            barred = avail.barred[:, c, t] if g == inputs.form_stage[m] else np.zeros(len(CLASSES))
            reliability = avail.reliability[c, t] * avail.damage[c, t]
            out.append(
                {
                    "quarter": str(sizing.card.first_quarter.plus(t)),
                    "stage": STAGES[g],
                    "country": inputs.countries[c],
                    "weight": float(weight[m, g, c]),
                    "closed": float(1.0 - avail.closed[c, t]),
                    "reliability": float(reliability),
                    "control": {k: float(v) for k, v in zip(CLASSES, barred, strict=True)},
                    "technical": 0.0,
                    "shipping": 0.0,
                    "availability": {
                        k: float(avail.open[c, t] * (1.0 - v)) for k, v in zip(CLASSES, barred, strict=True)
                    },
                }
            )
    return out
