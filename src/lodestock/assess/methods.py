"""The methods of assessment, in the order in which they are listed."""

from __future__ import annotations

from lodestock.assess.concentration import CONCENTRATION
from lodestock.assess.eu_importance import EU_IMPORTANCE
from lodestock.assess.eu_supply_risk import EU_SUPPLY_RISK
from lodestock.assess.geopolrisk_items import GEOPOLRISK
from lodestock.assess.programme_risk import PROGRAMME_RISK
from lodestock.assess.scores import Method
from lodestock.assess.usgs_supply_risk import USGS_SUPPLY_RISK

__all__ = ["METHODS"]

METHODS: dict[str, Method] = {
    m.name: m
    for m in (CONCENTRATION, EU_SUPPLY_RISK, EU_IMPORTANCE, GEOPOLRISK, USGS_SUPPLY_RISK, PROGRAMME_RISK)
}
"""Name -> method."""
