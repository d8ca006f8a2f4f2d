"""The methods of assessment, in the order in which they are listed."""

from __future__ import annotations

from lodestock.assess.concentration import CONCENTRATION
from lodestock.assess.geopolrisk_items import GEOPOLRISK
from lodestock.assess.scores import Method

__all__ = ["METHODS"]

METHODS: dict[str, Method] = {m.name: m for m in (CONCENTRATION, GEOPOLRISK)}
"""Name -> method."""
