"""SIZE: what an emergency leaves us short of.

In: a `Dataset` and a `Card`. Out: a `Sizing` with supply, gaps and requirement by item and class,
and a `LossOracle` that says what a delivery would save.
"""

from __future__ import annotations

from lodestock.size.factors import factors
from lodestock.size.inputs import read_inputs
from lodestock.size.requirement import Sizing, causes, size_card, variants
from lodestock.size.supply import peace
from lodestock.size.waterfall import supply_frame, waterfall

__all__ = [
    "Sizing",
    "causes",
    "factors",
    "peace",
    "read_inputs",
    "size_card",
    "supply_frame",
    "variants",
    "waterfall",
]
