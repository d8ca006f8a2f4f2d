"""How far a measure or a deal is: words of modality, and what they mean for each type."""

from __future__ import annotations

from datetime import date

from lodestock.records.news import Period
from lodestock.watch.families import BUYS, FUNDS, RESTRICTS

__all__ = ["direction_of", "status_of"]

_LIFTS = frozenset(["suspended", "reduced", "ended", "cancelled"])

_OF_MEASURE = {
    "denied": "denied",
    "preliminary": "preliminary",
    "discussed": "under_discussion",
    "threatened": "threatened",
    "proposed": "proposed",
    "extended": "extended",
    "suspended": "suspended",
    "reduced": "reduced",
    "ended": "ended",
    "cancelled": "cancelled",
}
"""Class of modality -> status of a measure, what decides first before what decides later."""

_OF_DEAL = {
    "denied": "denied",
    "discussed": "under_discussion",
    "conditional": "conditional",
    "proposed": "proposed",
    "cancelled": "cancelled",
}
"""The same for all that is no measure, before what its type makes of it."""


def direction_of(kind: str, status: str) -> str:
    """Return the direction that follows from a type and a status.

    Parameters
    ----------
    kind : type of the vocabulary
    status : of the vocabulary
    """
    if kind in BUYS:
        return "buys"
    if kind in FUNDS:
        return "funds"
    if kind in RESTRICTS:
        return "none" if status == "denied" else "lifts" if status in _LIFTS else "restricts"
    return {"release": "sells", "capacity": "produces"}.get(kind, "none")


def status_of(
    kind: str, modes: frozenset[str], acts: frozenset[str], effective: Period | None, published: date | None
) -> str:
    """Return the status of an event from the words of its clause.

    Parameters
    ----------
    kind : type of the event
    modes : classes of modality in its clause
    acts : classes of acts in its clause
    effective : when it starts
    published : day of the text
    """
    if kind == "disruption":
        return _of_disruption(modes, acts)
    if kind == "rfi":
        return next((m for m in ("cancelled", "extended", "planned") if m in modes), "announced")
    if kind == "sole_source_intent":
        return "cancelled" if "cancelled" in modes else "planned"
    if kind == "appropriation" and "in_force" in modes and "law" in acts:
        return "in_force"
    status = _of_measure(kind, modes) if kind in RESTRICTS else _of_deal(kind, modes, acts)
    if status:
        return status
    if "planned" in modes and "in_force" not in modes:
        return "planned"
    if "reported" in modes:
        return "reported"
    return _by_day(modes, effective, published) if kind in RESTRICTS else "announced"


def _of_disruption(modes: frozenset[str], acts: frozenset[str]) -> str:
    """Return how far an outage is: without a word for what stands still it only may come."""
    if "ended" in modes:
        return "ended"
    if "at_risk" in modes or "threatened" in modes:
        return "at_risk"
    if "cancelled" in modes:
        return "cancelled"
    return "in_force" if acts & {"halted", "stop", "close"} else "at_risk"


def _of_measure(kind: str, modes: frozenset[str]) -> str:
    """Return how far a measure of a state is, empty where no word tells."""
    # Only a tariff has a first finding, and that a quota is lowered is the measure itself.
    idle = {"preliminary"} if kind != "tariff" else set()
    idle |= {"reduced"} if kind.endswith("quota") else set()
    return next((s for mode, s in _OF_MEASURE.items() if mode in modes and mode not in idle), "")


def _of_deal(kind: str, modes: frozenset[str], acts: frozenset[str]) -> str:
    """Return how far a purchase, a payment or a plant is, empty where no word tells."""
    if kind == "acquisition" and "bid" in acts and not acts & {"buy", "takeover"}:
        modes |= {"proposed"}
    status = next((s for mode, s in _OF_DEAL.items() if mode in modes), "")
    if status:
        return status
    if kind == "capacity":
        if "at_risk" in modes:
            return "at_risk"
        if "close" in acts and "start" not in acts:
            return "suspended" if "suspended" in modes else "ended"
    elif "suspended" in modes:
        return "suspended"
    if "extended" in modes:
        return "extended"
    if "at_risk" in modes and kind in BUYS | FUNDS:
        return "at_risk"
    return "planned" if kind in ("release", "solicitation") and "future" in modes else ""


def _by_day(modes: frozenset[str], effective: Period | None, published: date | None) -> str:
    """Return whether a measure holds on the day of the text, by its first day, else by its words."""
    first = effective[0] if isinstance(effective, tuple) else effective
    if first is not None and published is not None:
        return "in_force" if first <= published else "announced"
    return "in_force" if "in_force" in modes and "future" not in modes else "announced"
