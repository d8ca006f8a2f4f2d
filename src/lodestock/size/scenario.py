"""One scenario of one item, factor by factor, so that anyone can multiply it out."""

from __future__ import annotations

from typing import Any

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, STAGES, Card
from lodestock.size.balance import empty_cells, item_cells
from lodestock.size.chain import LABELS
from lodestock.size.drawing import Scene, draw, empty_scene
from lodestock.size.hazard import Hazard
from lodestock.size.inputs import Inputs
from lodestock.size.stock import reserve

__all__ = ["factors"]


def factors(
    card: Card,
    inputs: Inputs,
    hazard: Hazard,
    index: int,
    material: str,
    value_usd_per_t: Floats,
    held_t: Floats,
    keep: float = 1.0,
) -> dict[str, Any]:
    """Return an item's imports, factors by country, supply by quarter and gaps by class in one scenario.

    A country's availability to a class is ``(1 - closed) * reliability * (1 - control) * (1 - technical) *
    (1 - shipping)``; war damage is part of reliability, a law that bars an origin is a control of 1. Then
    ``f_kg = sum_c weight * availability``, imports run at ``min(1, min_g f_kg (1 + redirect))`` of a quarter of
    ``import_t``, classes are served in order, and stock serves what it may.

    Parameters
    ----------
    index : of the scenario
    value_usd_per_t, held_t : (k,) value of a tonne, NaN where unknown; stock held for each class
    keep : part of a stock that is usable a quarter later

    Returns
    -------
    import_t : t a year
    factors : one an item's quarter, stage and country
    quarters : own and secondary supply, redirection, tonnes displaced by purchases, all supply, t a quarter; regime
    cells : demand, usable supply, gap by quarter and class; whether stock may serve it; value of a tonne
    held_t : stock by class at the start
    loss_usd : value of the servable gaps that this stock does not cover, without purchases
    """
    m = inputs.materials.index(material)
    scene, cells = empty_scene(hazard), empty_cells(hazard)
    draw(hazard, index, scene)
    item_cells(hazard.chain, hazard.use, m, scene, cells)
    value = np.nan_to_num(value_usd_per_t)
    loss = 0.0
    for k in range(len(CLASSES)):
        stock = np.zeros(card.quarters)
        stock[0] = held_t[k]
        loss += reserve(cells.servable[k], stock, value[k], keep, np.zeros(card.quarters))
    names = [str(card.first_quarter.plus(t)) for t in range(card.quarters)]
    return {
        "import_t": float(inputs.imports_t[m]),
        "factors": _by_country(inputs, hazard, scene, m, names),
        "quarters": [
            {
                "quarter": name,
                "dom_t": float(cells.dom[t]),
                "secondary_t": float(hazard.chain.secondary_t[m]),
                "redirect": float(scene.redirect[t]),
                "displaced_t": 0.0,
                "supply_t": float(cells.supply[t]),
                "regime": LABELS[int(scene.label[t])],
            }
            for t, name in enumerate(names)
        ],
        "cells": [
            {
                "quarter": name,
                "class": word,
                "demand_t": float(cells.demand[k, t]),
                "usable_t": float(cells.usable[k, t]),
                "gap_t": float(cells.gap[k, t]),
                "eligible": bool(scene.serves[k, t]),
                "value_usd_per_t": float(value[k]),
            }
            for t, name in enumerate(names)
            for k, word in enumerate(CLASSES)
        ],
        "held_t": {k: float(t) for k, t in zip(CLASSES, held_t, strict=True)},
        "loss_usd": float(loss),
    }


def _by_country(
    inputs: Inputs, hazard: Hazard, scene: Scene, m: int, names: list[str]
) -> list[dict[str, Any]]:
    """Return the factors of each country with a weight at a stage that limits imports."""
    chain, out = hazard.chain, []
    for t, name in enumerate(names):
        for seg in range(chain.seg_of[m], chain.seg_of[m + 1]):
            if not chain.seg_binds[seg]:
                continue
            for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
                c, pair, site = (int(a[e]) for a in (chain.ent_country, chain.ent_pair, chain.ent_site))
                control = scene.control[pair, :, t] if pair >= 0 else np.zeros(len(CLASSES))
                if chain.seg_form[seg]:
                    control = np.maximum(control, chain.bar[:, c, t])
                down = scene.down[site, t] if site >= 0 else 0.0
                reliability = scene.reliable[c, t] * scene.damaged[c, t]
                technical = 1.0 - (1.0 - scene.outage[m, t]) * (1.0 - down)
                whole = scene.closed[c, t] * reliability * (1.0 - technical) * scene.shipped[c, t]
                by_class = dict(zip(CLASSES, control.tolist(), strict=True))
                out.append(
                    {
                        "quarter": name,
                        "stage": STAGES[int(chain.seg_stage[seg])],
                        "country": inputs.countries[c],
                        "weight": float(chain.ent_weight[e]),
                        "closed": float(1.0 - scene.closed[c, t]),
                        "reliability": float(reliability),
                        "control": by_class,
                        "technical": float(technical),
                        "shipping": float(1.0 - scene.shipped[c, t]),
                        "availability": {k: float(whole * (1.0 - v)) for k, v in by_class.items()},
                    }
                )
    return out
