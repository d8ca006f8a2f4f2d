"""PLAN: what to buy, from whom and when.

In: a `Dataset`, a `Card`, a `LossOracle` and what SIZE says is needed. Out: a certified `Plan`.
HiGHS lives here and nowhere else.
"""

from __future__ import annotations

from lodestock.plan.offers import duty_rate
from lodestock.plan.purchase import PURCHASE_ACCOUNT, Need, purchase_plan

__all__ = ["PURCHASE_ACCOUNT", "Need", "duty_rate", "purchase_plan"]
