"""From usual supply to what an emergency leaves, each decrement by its name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from lodestock.records.scenario import STAGES
from lodestock.size.requirement import Sizing
from lodestock.size.supply import Availability, balance

__all__ = ["step_frame", "supply_frame", "waterfall"]


def waterfall(sizing: Sizing, material: str) -> pl.DataFrame:
    """Return the steps from an item's usual supply to its requirement, tonnes over the emergency.

    Each step switches one more thing of the card on, in this order: own output above a demand that
    austerity lowers, adversaries closed, others less reliable, war damage, own plants. Then demand of the
    emergency, gap, and what stock may serve of it.

    Returns
    -------
    step_no, step, tonnes (a signed change, or a level), kind (``start``, ``loss``, ``gain``, ``total``)
    """
    inputs, card, avail = sizing.inputs, sizing.card, sizing.avail
    m = inputs.materials.index(material)
    span = list(card.emergency)
    ones = np.ones_like(avail.closed)
    idle = replace(card, own_ramp=(0.0,) * len(card.own_ramp))
    calm = Availability(ones, ones, ones, np.zeros_like(avail.barred))
    steps = [
        ("own output above demand", idle, calm),
        ("adversaries closed", idle, Availability(avail.closed, ones, ones, avail.barred)),
        ("others less reliable", idle, Availability(avail.closed, avail.reliability, ones, avail.barred)),
        ("war damage", idle, avail),
        ("own plants ramp up", card, avail),
    ]
    level = float((inputs.own_t + inputs.secondary_t + inputs.imports_t)[m]) / 4 * len(span)
    rows: list[tuple[str, float, str]] = [("usual supply", level, "start")]
    for name, some_card, some_avail in steps:
        after = float(balance(inputs, some_card, some_avail).supply_t[m, span].sum())
        rows.append((name, after - level, "gain" if after > level else "loss"))
        level = after
    demand = float(sizing.gaps.demand_t[m][:, span].sum())
    gap = float(sizing.gaps.gap_t[m][:, span].sum())
    required = float(sizing.requirement_t[m].sum())
    rows += [
        ("supply left", level, "total"),
        ("demand of the emergency", demand, "total"),
        ("gap of all classes", gap, "total"),
        ("not served by stock", required - gap, "loss"),
        ("requirement", required, "total"),
    ]
    return step_frame(rows)


def step_frame(rows: list[tuple[str, float, str]]) -> pl.DataFrame:
    """Return steps as a frame; a change that is rounding against the largest level counts as 0."""
    least = 1e-9 * max(abs(tonnes) for _, tonnes, _ in rows)
    return pl.DataFrame(
        [
            {"step_no": i, "step": step, "tonnes": t if abs(t) > least else 0.0, "kind": kind}
            for i, (step, t, kind) in enumerate(rows)
        ]
    )


def supply_frame(sizing: Sizing) -> pl.DataFrame:
    """Return supply by country and stage with each decrement by name, at the start of each year.

    Columns: material, stage, country, quarter, weight (of the country behind imports at the stage, sums
    to 1), closed, reliability, damage (factors), barred (1 where law bars the origin for defence),
    available (weight times the three factors), binds (whether the stage limits imports).
    """
    inputs, avail = sizing.inputs, sizing.avail
    weight, binds = inputs.weights
    rows = []
    for t in sizing.card.emergency[::4]:
        for m, g, c in zip(*np.nonzero(weight), strict=True):
            w = weight[m, g, c]
            rows.append(
                {
                    "material": inputs.materials[m],
                    "stage": STAGES[g],
                    "country": inputs.countries[c],
                    "quarter": str(sizing.card.first_quarter.plus(t)),
                    "weight": w,
                    "closed": avail.closed[c, t],
                    "reliability": avail.reliability[c, t],
                    "damage": avail.damage[c, t],
                    "barred": avail.barred[0, c, t] if g == inputs.form_stage[m] else 0.0,
                    "available": w * avail.open[c, t],
                    "binds": bool(binds[m, g]),
                }
            )
    return pl.DataFrame(rows)
