"""SIZE: what an emergency leaves us short of.

In: a `Dataset` and a `Card`. Out: a `Sizing` of a war alone, or the `Shortfalls` of many draws, with gaps and
requirement by item and class; and a `LossOracle` that says what a delivery would save.
"""

from __future__ import annotations

from lodestock.size.attribute import SUBSAMPLE, attribution, drawn_waterfall, effect, fan
from lodestock.size.hazard import build_hazard, keep_factors
from lodestock.size.inputs import read_inputs
from lodestock.size.money import inventory, worth
from lodestock.size.requirement import Sizing, causes, input_variants, size_card, variants
from lodestock.size.scenario import factors
from lodestock.size.shortfalls import QUANTILES, Shortfalls, draw_card
from lodestock.size.supply import peace
from lodestock.size.waterfall import supply_frame, waterfall

__all__ = [
    "QUANTILES",
    "SUBSAMPLE",
    "Shortfalls",
    "Sizing",
    "attribution",
    "build_hazard",
    "causes",
    "draw_card",
    "drawn_waterfall",
    "effect",
    "factors",
    "fan",
    "input_variants",
    "inventory",
    "keep_factors",
    "peace",
    "read_inputs",
    "size_card",
    "supply_frame",
    "variants",
    "waterfall",
    "worth",
]
