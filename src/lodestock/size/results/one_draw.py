"""One draw, looked into: what happens, supply and gaps by quarter, and factor by factor to multiply it out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl

from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, STAGES, Card
from lodestock.size.build.chain import LABELS
from lodestock.size.build.factors import COUNTRY_FACTORS
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.inputs import Inputs
from lodestock.size.draw.balance import Cells, empty_cells, item_cells
from lodestock.size.draw.plain import plain_cells, plain_scene
from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import Scene, empty_scene
from lodestock.size.draw.stock import reserve
from lodestock.size.results.shortfalls import Shortfalls
from lodestock.size.results.specs import GAPS, SUPPLY

__all__ = ["draw_cells", "draw_scene", "explain_draw", "quarter_frame", "supply_frame"]


def draw_scene(hazard: Hazard, index: int) -> Scene:
    """Return what happens in one draw.

    Parameters
    ----------
    hazard : what draws are made from
    index : of the draw, from 0
    """
    if hazard.plain:
        return plain_scene(hazard)
    scene = empty_scene(hazard)
    draw(hazard, index, scene)
    return scene


def draw_cells(hazard: Hazard, scene: Scene, m: int) -> Cells:
    """Return supply and gaps of item m in a draw, tonnes per quarter.

    Parameters
    ----------
    hazard : what draws are made from
    scene : see `draw_scene`
    m : index of the item
    """
    if hazard.plain:
        return plain_cells(hazard, scene, m)
    cells = empty_cells(hazard)
    item_cells(hazard.chain, hazard.use, m, scene, cells)
    return cells


def quarter_frame(short: Shortfalls, index: int = 0) -> pl.DataFrame:
    """Return demand, usable supply and gaps of one draw, tonnes per quarter.

    In the form of `GAPS`.

    Parameters
    ----------
    short : the card and what it is drawn from
    index : of the draw
    """
    first, scene = short.card.first_quarter, draw_scene(short.hazard, index)
    rows = []
    for m, item in enumerate(short.inputs.materials):
        cells = draw_cells(short.hazard, scene, m)
        rows += [
            {
                "material": item,
                "quarter": str(first.plus(t)),
                "regime": LABELS[int(scene.label[t])],
                "demand_class": word,
                "demand_t": cells.demand[k, t],
                "usable_t": cells.usable[k, t],
                "gap_t": cells.gap[k, t],
                "servable_t": cells.servable[k, t],
            }
            for t in range(short.hazard.quarters)
            for k, word in enumerate(CLASSES)
        ]
    return GAPS.frame(rows)


def supply_frame(short: Shortfalls, index: int = 0) -> pl.DataFrame:
    """Return supply by country and stage in one draw, each factor by name, at the start of each year of emergency.

    In the form of `SUPPLY`; see `explain_draw`.

    Parameters
    ----------
    short : the card and what it is drawn from
    index : of the draw
    """
    scene = draw_scene(short.hazard, index)
    first = short.card.first_quarter
    years = {int(t): str(first.plus(int(t))) for t in np.nonzero(scene.emergency)[0][::4]}
    rows = [
        {"material": item, **r}
        for m, item in enumerate(short.inputs.materials)
        for r in _country_rows(short.inputs, short.hazard, scene, m, years)
    ]
    flat = [
        {
            **{n: v for n, v in r.items() if n in SUPPLY.names},
            **{f"{kind}_{k}": v for kind in ("control", "availability") for k, v in r[kind].items()},
        }
        for r in rows
    ]
    return SUPPLY.frame(flat)


def explain_draw(
    card: Card,
    inputs: Inputs,
    hazard: Hazard,
    index: int,
    material: str,
    value_usd_per_t: Floats,
    held_t: Floats,
    keep: float = 1.0,
) -> dict[str, Any]:
    """Return an item's imports, factors by country, supply by quarter and gaps by class in one draw.

    A country's availability to a class is ``(1 - closed) * reliability * (1 - control) * (1 - technical) *
    (1 - shipping)``; war damage is part of reliability, a law that bars an origin is a control of 1. Then
    ``f_kg = sum_c weight * availability``, imports run at ``min(1, min_g f_kg (1 + redirect))`` of a quarter of
    ``import_t``, classes are served in order, and stock serves what it may.

    Parameters
    ----------
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`
    hazard : what draws are made from
    material : an item of `inputs`
    index : of the draw
    value_usd_per_t, held_t : (k,) value of a tonne, NaN where unknown; stock held for each class
    keep : part of a stock that is usable a quarter later

    Returns
    -------
    import_t : t per year
    factors : one row per quarter, stage and country
    quarters : own and secondary supply, redirection, tonnes displaced by purchases, all supply, t per quarter; regime
    cells : demand, usable supply, gap by quarter and class; whether stock may serve it; value of a tonne
    held_t : stock by class at the start
    loss_usd : value of the servable gaps that this stock does not cover, without purchases
    """
    m = inputs.materials.index(material)
    scene = draw_scene(hazard, index)
    cells = draw_cells(hazard, scene, m)
    value = np.nan_to_num(value_usd_per_t)
    loss = 0.0
    for k in range(len(CLASSES)):
        stock = np.zeros(card.quarters)
        stock[0] = held_t[k]
        loss += reserve(cells.servable[k], stock, value[k], keep, np.zeros(card.quarters))
    names = [str(card.first_quarter.plus(t)) for t in range(card.quarters)]
    return {
        "import_t": float(inputs.imports_t[m]),
        "factors": _country_rows(inputs, hazard, scene, m, dict(enumerate(names))),
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


def _country_rows(
    inputs: Inputs, hazard: Hazard, scene: Scene, m: int, quarters: dict[int, str]
) -> list[dict[str, Any]]:
    """Return the factors of each country with a weight at a stage that limits imports, in some quarters."""
    chain, out = hazard.chain, []
    for t, name in quarters.items():
        for seg in range(chain.seg_of[m], chain.seg_of[m + 1]):
            if not chain.seg_binds[seg]:
                continue
            for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
                c, pair, site = (int(a[e]) for a in (chain.ent_country, chain.ent_pair, chain.ent_site))
                laid = pair >= 0 and scene.active[pair] == 1
                control = scene.control[pair, :, t] if laid else np.zeros(len(CLASSES))
                if chain.seg_form[seg]:
                    control = np.maximum(control, chain.bar[:, c, t])
                down = scene.down[site, t] if site >= 0 else 0.0
                kept = dict(zip(COUNTRY_FACTORS, scene.country[:, c, t].tolist(), strict=True))
                technical = 1.0 - (1.0 - scene.outage[m, t]) * (1.0 - down)
                whole = math.prod(kept.values()) * (1.0 - technical)
                by_class = dict(zip(CLASSES, control.tolist(), strict=True))
                out.append(
                    {
                        "quarter": name,
                        "stage": STAGES[int(chain.seg_stage[seg])],
                        "country": inputs.countries[c],
                        "weight": float(chain.ent_weight[e]),
                        "closed": 1.0 - kept.pop("closed"),
                        "reliability": kept.pop("reliability") * kept.pop("damage"),
                        "control": by_class,
                        "technical": float(technical),
                        **{factor: 1.0 - part for factor, part in kept.items()},
                        "availability": {k: float(whole * (1.0 - v)) for k, v in by_class.items()},
                    }
                )
    return out
