"""Look-ups in the reference tables that more than one room needs."""

from __future__ import annotations

from typing import Any

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem, nearest
from lodestock.records.scenario import STAGES

__all__ = [
    "OTHER",
    "OWN",
    "SECOND_CODES",
    "WORLD",
    "form_stages",
    "formed_price",
    "latest_tonnage",
    "members",
    "parameter",
    "price_rows_on",
    "prices_on",
    "share_table",
    "suppliers",
]

OWN = "USA"
"""The planning country: its production is supply to domestic users, never an import."""

OTHER = "OTHER"
"""Stands for the countries that a table does not name; treated as neutral, and never offers anything."""

WORLD = "WLD"
"""Stands for the printed total of the world in tables of tonnes; never a supplier."""

SECOND_CODES = {"1A0": "XKX", "EAZ": "TZA"}
"""Code that a table of others uses -> code of the same country here."""


def members(dataset: Dataset, group: str, day: str) -> set[str]:
    """Return the ISO3 codes of the members of a group on a day (ISO date)."""
    return {
        str(r["country_iso3"])
        for r in dataset.rows("country_groups")
        if r["group"] == group
        and (r["valid_from"] or "") <= day
        and (not r["valid_to"] or day < r["valid_to"])
    }


def suppliers(dataset: Dataset) -> set[str]:
    """Return the ISO3 codes of the countries that can deliver to the own one, and `OTHER`.

    Left out are codes of several countries, such as ``WLD``, and second codes of one that has another.
    """
    rows = dataset.rows("countries")
    single = {str(r["iso3"]) for r in rows if r["region"] != "aggregate"}
    return (single | {OTHER}) - {OWN, *SECOND_CODES}


def parameter(dataset: Dataset, block: str, name: str) -> float:
    """Return a parameter of ``scenario_generator``.

    Raises
    ------
    DataError : the parameter has no row, or its row has no value
    """
    rows = {(r["block"], r["parameter"]): r["value"] for r in dataset.rows("scenario_generator")}
    value = rows.get((block, name))
    if value is None:
        reason = "is required and has no value"
        remedy = f"Add it to overlays/scenario_generator.csv. {nearest(name, [p for _, p in rows])}"
        raise DataError(Problem(f"scenario_generator {block}/{name}", "", reason, remedy))
    return float(value)


_OUTSIDE_CHINA = ("single", "outside_china")
"""Markets in which a buyer outside China pays."""


def price_rows_on(dataset: Dataset, day: str) -> dict[str, dict[str, Any]]:
    """Return the row of the latest price of each item outside China that was public on a day.

    Parameters
    ----------
    day : ISO date

    Returns
    -------
    dict : item -> row of the table `price`; an item without a price is left out
    """
    out: dict[str, dict[str, Any]] = {}
    for r in sorted(dataset.rows("price"), key=lambda r: (str(r["known_from"]), str(r["tier"]))):
        if r["tier"] in _OUTSIDE_CHINA and str(r["known_from"]) <= day and r["price_usd_per_t"] is not None:
            out[r["material"]] = r
    return out


def formed_price(row: dict[str, Any]) -> float:
    """Return the price in USD/t of a row of the table `price`, times its form factor."""
    return float(row["price_usd_per_t"] * (1.0 if row["form_factor"] is None else row["form_factor"]))


def prices_on(dataset: Dataset, day: str) -> dict[str, float]:
    """Return the latest price of each item that was public on a day, times its form factor.

    Parameters
    ----------
    day : ISO date

    Returns
    -------
    dict : item -> USD/t; an item without a price is left out
    """
    return {item: formed_price(r) for item, r in price_rows_on(dataset, day).items()}


def share_table(dataset: Dataset, table: str) -> dict[tuple[str, str], dict[str, float]]:
    """Return a table of shares as (item, stage) -> country -> share in per cent; missing shares are left out."""
    out: dict[tuple[str, str], dict[str, float]] = {}
    for r in dataset.rows(table):
        if r["share_pct"] is not None:
            out.setdefault((r["material"], r["stage"]), {})[r["country_iso3"]] = r["share_pct"]
    return out


def latest_tonnage(dataset: Dataset, item: str, stage: str) -> dict[str, Any] | None:
    """Return the row of `world_tonnage` of the latest year of an item at a stage; None where it has none."""
    rows = (r for r in dataset.rows("world_tonnage") if (r["material"], r["stage"]) == (item, stage))
    return max(rows, key=lambda r: str(r["year"]), default=None)


def form_stages(dataset: Dataset) -> dict[str, str]:
    """Return the stage of the imported form of each item.

    It is the last stage with import shares; without import shares, the last stage with world shares.
    """
    out: dict[str, str] = {}
    for table in ("global_supply_shares", "import_shares"):
        last: dict[str, str] = {}
        for material, stage in share_table(dataset, table):
            if material not in last or STAGES.index(stage) > STAGES.index(last[material]):
                last[material] = stage
        out.update(last)
    return out
