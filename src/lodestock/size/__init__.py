"""SIZE: what an emergency leaves us short of.

In: a `Dataset` and a `Card`. Out: the `Shortfalls` of its draws (one draw where nothing is left to chance), with gaps and
requirement by item and class, and a `LossOracle` that says what a delivery would save.
"""

from __future__ import annotations

from lodestock.size.attribute import SUBSAMPLE, build_waterfall, compare_reach, find_causes, gap_fan
from lodestock.size.hazard import build_hazard, keep_factors
from lodestock.size.inputs import read_inputs, vary_inputs
from lodestock.size.money import inventory, worth
from lodestock.size.oracle import CardOracle
from lodestock.size.scenario import card_cells, explain_draw, quarter_frame, supply_frame
from lodestock.size.shortfalls import QUANTILES, Shortfalls, size_card

__all__ = [
    "QUANTILES",
    "SUBSAMPLE",
    "CardOracle",
    "Shortfalls",
    "build_hazard",
    "build_waterfall",
    "card_cells",
    "compare_reach",
    "explain_draw",
    "find_causes",
    "gap_fan",
    "inventory",
    "keep_factors",
    "quarter_frame",
    "read_inputs",
    "size_card",
    "supply_frame",
    "vary_inputs",
    "worth",
]
