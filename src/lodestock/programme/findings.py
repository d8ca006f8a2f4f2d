"""The finding of a result in one sentence, with the numbers that matter, made from its document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from lodestock.report import three_digits

__all__ = ["backtest_finding", "ended_together", "ledger_finding", "plan_finding", "size_finding"]

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
        return f"No requirement on {document['card']}: {_unserved(items)}."
    tonnes, usd = document["requirement_t"], document["requirement_usd"]
    priced = sorted(
        (m for m in required if m["requirement_usd"]), key=lambda m: (-m["requirement_usd"], m["material"])
    )
    first = ", ".join(f"{m['material']} {_millions(m['requirement_usd'])}" for m in priced[:_LARGEST])
    need = "needs" if len(required) == 1 else "need"
    words = f"{len(required)} of {len(items)} items {need} stock on {document['card']}: {tonnes:,.0f} t"
    if not priced:
        return f"{words}, without a known price."
    unpriced = len(required) - len(priced)
    rest = f"; {unpriced} of them without a price" if unpriced else ""
    return f"{words} worth USD {_millions(usd)} million, most of it {first}{rest}."


def _unserved(items: Iterable[Mapping[str, Any]]) -> str:
    """Return what is short though no stock is required."""
    short = sorted(
        (m for m in items if m["is_short"]), key=lambda m: (-(m["gap_share"] or 0.0), m["material"])
    )
    if not short:
        return "no item is short of a thousandth of a year's demand"
    first = ", ".join(f"{m['material']} {three_digits(m['gap_t'])} t" for m in short[:_LARGEST])
    more = f" and {len(short) - _LARGEST} more" if len(short) > _LARGEST else ""
    return f"stock may not serve the gaps, or no emergency covers them: {first}{more}"


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
    buys = plan["buys"]
    if not buys:
        return "The plan buys nothing."
    first = ", ".join(f"{b['material']} {_millions(b['ceiling_usd'])}" for b in buys[:_LARGEST])
    money = any(rule["code"] == "budget_binds" for rule in plan["binding_rules"])
    ends = (
        "the money ends the buying"
        if money
        else "requirement, markets and offers end the buying before the money does"
    )
    return (
        f"The plan spends USD {_millions(plan['spend_usd'])}{of} million on {len(buys)} items, most on {first}; {ends}; "
        f"private buyers at home pay {_millions(plan['private_extra_usd'])} million more; {plan['assumed_share']:.0%} of "
        "the spending rests on an input of grade D."
    )


def backtest_finding(document: Mapping[str, Any]) -> str:
    """Return how well a card's chances met what happened, and what controls that change together do to them.

    Parameters
    ----------
    document : the JSON object of `lodestock size --backtest`
    """
    brier, unchanged = document["brier"], document["brier_unchanged"]
    if brier is None:
        return f"No later state of the controls on {document['card']} is recorded."
    beside = "" if unchanged is None else f", against {unchanged:.3f} for a guess that nothing changes"
    together = ended_together(document)
    said = f"; {together}" if together else ""
    return f"Seen from {document['as_of']}, Brier score {brier:.3f}{beside}{said}."


def ended_together(document: Mapping[str, Any]) -> str:
    """Return the chance that controls which one act suspended were out of force on the last day; empty where none was.

    Parameters
    ----------
    document : see `backtest_finding`
    """
    ended = [j for j in document["joint"] if j["what"] == "out of force"]
    last = max(ended, key=lambda j: j["date"], default=None)
    if last is None:
        return ""
    return (
        f"the {len(last['events'])} that one act suspended were given {last['p']:.0%} to be out of force together "
        f"on {last['date']}, {last['p_if_independent']:.1%} were they independent"
    )


def _millions(usd: float) -> str:
    """Write USD in millions."""
    return three_digits(usd / 1e6)


def ledger_finding(rows: Mapping[str, Any]) -> str:
    """Return what is obligated of what was appropriated, and how much more the ceilings allow.

    Parameters
    ----------
    rows : accounts, awards and solicitations of `lodestock ledger status`
    """
    whole = [a for a in rows["accounts"] if a["within"] is None]
    if not whole:
        return "No account yet: nothing can be promised."
    given, bound, paid = (
        math.fsum(a[k] for a in whole) for k in ("appropriated_usd", "obligated_usd", "expended_usd")
    )
    ceilings = math.fsum(a["ceiling_usd"] for a in rows["awards"])
    asked = math.fsum(s["ceiling_usd"] or 0 for s in rows["solicitations"] if s["state"] == "open")
    words = f"USD {_millions(bound)} million obligated and {_millions(paid)} paid of {_millions(given)} appropriated"
    if not ceilings + asked:
        return f"{words}."
    return (
        f"{words}; ceilings of awards ({_millions(ceilings)}) and open solicitations ({_millions(asked)}) together "
        f"allow up to {_millions(ceilings + asked)}, which is not money until it is ordered."
    )
