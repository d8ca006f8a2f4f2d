"""SIZE: what an emergency leaves us short of.

In: a `Dataset` and a `Card`. Out: the `Shortfalls` of its draws (one draw where nothing is left to chance), with gaps and
requirement by item and class, and a `LossSource` that says what a delivery would save.
"""

from __future__ import annotations

from lodestock.size.build.hazard import build_hazard, read_keep_factors
from lodestock.size.build.inputs import Inputs, read_inputs, vary_inputs, with_class_shares
from lodestock.size.build.known_controls import why_not_counted
from lodestock.size.build.money import read_inventory, read_worth
from lodestock.size.results.causes import SUBSAMPLE, find_causes
from lodestock.size.results.fan import gap_fan, gap_fans
from lodestock.size.results.in_force import draw_in_force
from lodestock.size.results.intervals import find_interval
from lodestock.size.results.one_draw import draw_cells, draw_scene, explain_draw, quarter_frame, supply_frame
from lodestock.size.results.reach import compare_reach, mean_reach
from lodestock.size.results.shortfalls import QUANTILES, Shortfalls, size_card
from lodestock.size.results.source import DrawnLosses
from lodestock.size.results.specs import CAUSES, FANS, SIZE_SPECS, WATERFALLS
from lodestock.size.results.store import GapStore, keep_gaps
from lodestock.size.results.tally import EXACT_DRAWS
from lodestock.size.results.waterfall import build_waterfall, build_waterfalls

__all__ = [
    "CAUSES",
    "EXACT_DRAWS",
    "FANS",
    "QUANTILES",
    "SIZE_SPECS",
    "SUBSAMPLE",
    "WATERFALLS",
    "DrawnLosses",
    "GapStore",
    "Inputs",
    "Shortfalls",
    "build_hazard",
    "build_waterfall",
    "build_waterfalls",
    "compare_reach",
    "draw_cells",
    "draw_in_force",
    "draw_scene",
    "explain_draw",
    "find_causes",
    "find_interval",
    "gap_fan",
    "gap_fans",
    "keep_gaps",
    "mean_reach",
    "quarter_frame",
    "read_inputs",
    "read_inventory",
    "read_keep_factors",
    "read_worth",
    "size_card",
    "supply_frame",
    "vary_inputs",
    "why_not_counted",
    "with_class_shares",
]
