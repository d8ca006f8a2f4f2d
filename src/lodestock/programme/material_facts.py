"""What the tables say of one item: who makes it and how concentrated that is, prices, uses, what is held."""

from __future__ import annotations

import math
from typing import Any

from lodestock.programme.project import Case
from lodestock.records.lookups import OTHER, OWN, members
from lodestock.records.scenario import STAGES

__all__ = ["concentration", "country_group", "material_facts"]

_MODERATE, _HIGH = 1000.0, 1800.0
"""Bounds of a market that is moderately and highly concentrated: US Department of Justice and Federal Trade Commission,
Merger Guidelines of 18 December 2023, guideline 1 (recalled)."""


def concentration(hhi: float | None) -> str:
    """Return what an HHI of 0 to 10,000 means in words; nothing is said where no share is known.

    >>> concentration(999.0), concentration(1500.0), concentration(8500.0), concentration(None)
    ('not concentrated', 'moderately concentrated', 'highly concentrated', 'not known')
    """
    if hhi is None:
        return "not known"
    if hhi > _HIGH:
        return "highly concentrated"
    return "moderately concentrated" if hhi >= _MODERATE else "not concentrated"


def country_group(case: Case) -> dict[str, str]:
    """Return the group of each country on the as-of date: ``own``, ``adversary``, ``ally``, ``other``, ``unattributed``."""
    day = case.card.as_of.isoformat()
    hostile, friends = members(case.dataset, "adversary", day), members(case.dataset, "ally", day)
    codes = [str(c) for c in case.dataset.row_ids("countries")]
    groups = {c: "adversary" if c in hostile else "ally" if c in friends else "other" for c in codes}
    return {**groups, OWN: "own", OTHER: "unattributed"}


def material_facts(case: Case, item: str) -> dict[str, Any]:
    """Return what the tables say of an item, for `lodestock explain ITEM`.

    Returns
    -------
    dict : ``stages`` (world shares by stage, with the sum of squared shares of named countries, 0 to 10,000: shares of
        countries that are not named would only add to it), ``imports`` (shares of imports by stage), ``prices``,
        ``uses``, ``holdings``, ``awards``; prices, holdings and awards as they were known on the as-of date
    """
    dataset = case.dataset
    day_of = {"price": "known_from", "awards": "announced", "nds_inventory": "as_of"}

    def mine(table: str) -> list[dict[str, Any]]:
        """Return the rows of a table about the item that were known on the as-of date, each with its id."""
        rows = zip(dataset.row_ids(table), dataset.rows(table), strict=True)
        known = (day_of.get(table, ""), case.card.as_of.isoformat())
        return [
            {"word": f"{table}/{i}", **r}
            for i, r in rows
            if r["material"] == item and str(r.get(known[0]) or "") <= known[1]
        ]

    return {
        "stages": _stages(case, mine("global_supply_shares")),
        "imports": _stages(case, mine("import_shares")),
        "prices": mine("price"),
        "uses": mine("us_end_uses"),
        "holdings": [*mine("stockpile_history"), *mine("nds_inventory")],
        "awards": mine("awards"),
    }


def _stages(case: Case, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the shares of each stage, the largest first, and how concentrated they are."""
    groups, names = country_group(case), {r["iso3"]: r["name"] for r in case.dataset.rows("countries")}
    out = []
    for stage in STAGES:
        some = [r for r in rows if r["stage"] == stage]
        if not some:
            continue
        named = [r["share_pct"] for r in some if r["country_iso3"] != OTHER and r["share_pct"] is not None]
        hhi = math.fsum(s * s for s in named) if named else None
        shares = [
            {
                "country": r["country_iso3"],
                "country_name": names.get(r["country_iso3"], "countries not named"),
                "share_pct": r["share_pct"],
                "group": groups.get(r["country_iso3"], "other"),
                "word": r["word"] + ".share_pct",
                "grade": r["quality"],
                "source": r["source"],
            }
            for r in some
        ]
        shares.sort(key=lambda s: (s["share_pct"] is None, -(s["share_pct"] or 0.0), s["country"]))
        out.append({"stage": stage, "hhi": hhi, "concentration": concentration(hhi), "shares": shares})
    return out
