"""The methods of assessment, in the order in which they are listed."""

from __future__ import annotations

from lodestock.assess.concentration import CONCENTRATION
from lodestock.assess.programme_risk import PROGRAMME_RISK
from lodestock.assess.scores import Method

__all__ = ["METHODS"]

METHODS: dict[str, Method] = {m.name: m for m in (CONCENTRATION, PROGRAMME_RISK)}
"""Name -> method."""
