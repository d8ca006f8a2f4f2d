"""The use case MATERIALS: the closed list of items."""

from __future__ import annotations

from typing import Any

from lodestock.programme.documents import header
from lodestock.programme.names import find_items, items_of
from lodestock.programme.project import Case
from lodestock.records.lookups import prices_on

__all__ = ["list_coverage", "materials_document"]


def materials_document(case: Case, *, items: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON object of `lodestock materials` but for `seconds`.

    Parameters
    ----------
    items : words for those that are listed, see `lodestock.programme.names.find_items`; all where empty

    Raises
    ------
    InputError : a word names no item
    """
    wanted = {m for word in items for m in find_items(case.dataset, word)}
    prices = prices_on(case.dataset, case.card.as_of.isoformat())
    listed, missing = [], {}
    for r in case.dataset.rows("materials"):
        m = r["material"]
        if wanted and m not in wanted:
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
    return {
        **header("materials", case),
        "materials": listed,
        "lists": list_coverage(case),
        "missing": missing,
    }


def list_coverage(case: Case) -> list[dict[str, Any]]:
    """Return, for each list of critical materials that others keep, the names on it that stand for no item here.

    Parameters
    ----------
    case : gives the tables
    """
    names: dict[str, list[str]] = {}
    for r in case.dataset.rows("lists"):
        names.setdefault(str(r["list"]), []).append(str(r["material"]))
    every = set(case.dataset.row_ids("materials"))
    return [
        {
            "list": word,
            "names": len(some),
            "absent": [n for n in some if not items_of(case.dataset, [n])],
            "beyond": sorted(every - items_of(case.dataset, some)),
        }
        for word, some in names.items()
    ]
