"""Whether a source may be bought from, by the rules that a plan applies to origins on the as-of date."""

from __future__ import annotations

from lodestock.plan.lines import UPSTREAM_FROM
from lodestock.plan.offers import Law
from lodestock.records.lookups import OWN
from lodestock.records.scenario import Quarter

__all__ = ["judge_origin"]

_NOT_STATED = "not stated"
"""Answer where the rules go by something that no table tells of a source."""


def judge_origin(law: Law, item: str, stage: str, origin: str) -> tuple[str, str]:
    """Return whether an item may be bought from a source, and why: ``yes``, ``no`` or ``not stated``.

    The rules go by the origin at the stage of the imported form: no covered country, no adversary, none that the card
    bars. From 2027-01-01 on (10 USC 4872) the origins of earlier stages count as well.

    Parameters
    ----------
    law : of the as-of date and the card
    item : id
    stage : at which the source stands
    origin : its country, ISO3
    """
    barred = law.bar(origin)
    if barred is not None:
        return "no", str(barred)
    form = law.forms.get(item)
    if stage != form:
        return (
            _NOT_STATED,
            f"rules go by the origin at the stage {form}, and who makes that of its output is not told",
        )
    upstream = law.covered_upstream(item)
    if law.day >= Quarter.parse(UPSTREAM_FROM).first_day.isoformat() and upstream > 0:
        return _NOT_STATED, (
            f"origins of earlier stages count, of which covered countries hold up to {upstream:.0%}, and where its feed "
            "comes from is not told"
        )
    return "yes", "own country" if origin == OWN else "not covered, no adversary, and not barred by the card"
