"""The use case MATERIALS: the closed list of items."""

from __future__ import annotations

from typing import Any

from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.lookups import prices_on

__all__ = ["materials_document"]


def materials_document(case: Case, *, items: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON object of `lodestock materials` but for `seconds`.

    Parameters
    ----------
    items : those that are listed; all where empty

    Raises
    ------
    InputError : one that is not in the list
    """
    known = [str(r["material"]) for r in case.dataset.rows("materials")]
    for item in items:
        if item not in known:
            raise InputError(Problem("--item", item, "is not an item", nearest(item, known)))
    prices = prices_on(case.dataset, case.card.as_of.isoformat())
    listed, missing = [], {}
    for r in case.dataset.rows("materials"):
        m = r["material"]
        if items and m not in items:
            continue
        demand = case.dataset.row("us_demand", m) or {}
        listed.append(
            {
                "material": m,
                "name": r["name"],
                "symbol": r["symbol"],
                "group": r["group"],
                "basis": demand.get("basis"),
                "demand_t": demand.get("apparent_consumption_t"),
                "grade": demand.get("quality"),
                "price_usd_per_t": prices.get(m),
            }
        )
        if not demand:
            missing[f"materials[].demand_t {m}"] = "no row in us_demand: the item is listed and not computed"
        if m not in prices:
            missing[f"materials[].price_usd_per_t {m}"] = "no price known on the as-of date"
    return {**header("materials", case), "materials": listed, "missing": missing}
