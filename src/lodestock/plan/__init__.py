"""PLAN: what to buy, from whom and when.

In: a `Dataset`, a `Card`, a `LossSource` and the `Need` that SIZE computes. Out: a certified `Plan`.
No other room uses HiGHS.
"""

from __future__ import annotations

from lodestock.plan.account import PURCHASE_ACCOUNT
from lodestock.plan.certificate import TAIL
from lodestock.plan.lawful import judge_origin
from lodestock.plan.offers import Law, build_offers, duty_rate
from lodestock.plan.purchase import Need, purchase_plan

__all__ = [
    "PURCHASE_ACCOUNT",
    "TAIL",
    "Law",
    "Need",
    "build_offers",
    "duty_rate",
    "judge_origin",
    "purchase_plan",
]
