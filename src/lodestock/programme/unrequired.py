"""Items that are short though nothing is required of them: which classes bear the gap, and why stock may not help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["unrequired_rows"]

_ROUNDING = 1e-6
"""Part of a year's demand below which a gap of a class is nobody's."""


def unrequired_rows(
    items: Iterable[Mapping[str, Any]], release: Mapping[str, str], draws: int
) -> list[dict[str, Any]]:
    """Return a row per item that is short without a requirement.

    Parameters
    ----------
    items : entries of `materials` in the JSON object of `lodestock size`
    release : class -> ``always``, ``emergency`` or ``never``: when stock may serve it
    draws : number of draws

    Returns
    -------
    list : ``material``, ``gap_t`` (mean over the horizon, all classes) and ``classes``, those that bear it, each with
        ``class``, ``expected_t``, ``release`` and ``reason`` in words
    """
    out = []
    for item in items:
        if not item["is_short"] or item["requirement_t"] > 0:
            continue
        bearing = [c for c in item["classes"] if c["expected_t"] > _ROUNDING * item["demand_t"]]
        classes = [
            {
                "class": c["class"],
                "expected_t": c["expected_t"],
                "release": release[c["class"]],
                "reason": _reason(release[c["class"]], c["emergency_t"] > 0, draws),
            }
            for c in bearing
        ]
        out.append({"material": item["material"], "gap_t": item["gap_t"], "classes": classes})
    return out


def _reason(release: str, in_emergency: bool, draws: int) -> str:
    """Return why the gap of a class is not required."""
    if release == "never":
        return "which stock may not serve (release: never)"
    if (
        not in_emergency
    ):  # a requirement is the gap of the quarters of an emergency, also for a class served always
        what = "which stock may serve in" if release == "emergency" else "whose gap is required in"
        return f"{what} an emergency only, and none is declared while it is short"
    if draws > 1:
        return "which is short in fewer than one draw of twenty: the 95th percentile of its gap is nothing"
    return "whose gap is too small to count"
