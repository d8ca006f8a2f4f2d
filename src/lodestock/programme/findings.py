"""The finding of a result in one sentence, with the numbers that matter, made from its document."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["plan_finding", "size_finding"]

_LARGEST = 3


def size_finding(document: Mapping[str, Any]) -> str:
    """Return what a card leaves short: how many items, how much, worth what, and the largest.

    Parameters
    ----------
    document : the JSON object of `lodestock size`
    """
    items = document["materials"]
    required = [m for m in items if m["requirement_t"] > 0]
    if not required:
        often = sum(m["p_short"] > 0.5 for m in items)
        return (
            f"No requirement on {document['card']}: no emergency leaves a gap that stock may serve; {often} of "
            f"{len(items)} items are more likely than not short of 1 % of a year's demand."
        )
    tonnes = math.fsum(m["requirement_t"] for m in required)
    priced = sorted(
        (m for m in required if m["requirement_usd"]), key=lambda m: (-m["requirement_usd"], m["material"])
    )
    usd = math.fsum(m["requirement_usd"] for m in priced)
    first = ", ".join(f"{m['material']} {_millions(m['requirement_usd'])}" for m in priced[:_LARGEST])
    if not priced:
        words = f"{len(required)} of {len(items)} items need stock on {document['card']}: {tonnes:,.0f} t"
        return f"{words}, without a known price."
    unpriced = len(required) - len(priced)
    rest = f"; {unpriced} of them without a price" if unpriced else ""
    return (
        f"{len(required)} of {len(items)} items need stock on {document['card']}: {tonnes:,.0f} t worth "
        f"USD {_millions(usd)} million, most of it {first}{rest}."
    )


def plan_finding(plan: Mapping[str, Any]) -> str:
    """Return what a plan spends, on what, what ends it, what it costs private buyers, and what it rests on.

    Parameters
    ----------
    plan : the ``plan`` object of `lodestock plan`
    """
    limits = [
        a["limit_usd"]
        for a in plan["accounts"]
        if a["next_dollar"] is not None and a["limit_usd"] is not None
    ]
    of = f" of {_millions(min(limits))}" if limits else ""
    spend: dict[str, float] = {}
    for line in plan["lines"]:
        spend[line["material"]] = spend.get(line["material"], 0.0) + line["ceiling_usd"]
    if not spend:
        return "The plan buys nothing."
    order = sorted(spend, key=lambda m: (-spend[m], m))
    first = ", ".join(f"{m} {_millions(spend[m])}" for m in order[:_LARGEST])
    money = any(rule.startswith("budget") for rule in plan["binding"])
    ends = (
        "the money ends the buying"
        if money
        else "requirement, markets and offers end the buying before the money does"
    )
    private = math.fsum(row["private_extra_usd"] for row in plan["market"])
    return (
        f"The plan spends USD {_millions(plan['spend_usd'])}{of} million on {len(spend)} items, most on {first}; {ends}; "
        f"private buyers at home pay {_millions(private)} million more; {plan['assumed_share']:.0%} of the spending "
        "rests on an input of grade D."
    )


def _millions(usd: float) -> str:
    """Write USD in millions, with three digits or more."""
    million = usd / 1e6
    return f"{million:,.0f}" if million >= 100 else f"{million:.3g}"
