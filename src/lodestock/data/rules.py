"""Rules between rows and between tables, checked after all overlays are applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lodestock.data.control_rules import check_controls
from lodestock.data.overlays import Table
from lodestock.data.parameters import check_parameters
from lodestock.data.tables import SPECS
from lodestock.records.dataset import cell_text
from lodestock.records.errors import Problem, nearest
from lodestock.records.lookups import OWN
from lodestock.records.scenario import Quarter

__all__ = ["check_tables"]

_SUMS = (
    ("demand_classes", ("material",), 0.5),
    ("import_shares", ("material", "stage"), 1.0),
    ("global_supply_shares", ("material", "stage"), 1.0),
)
"""Table, columns that make a group, and how far the shares of a group may miss 100 (percentage points)."""


def check_tables(tables: Mapping[str, Table]) -> list[Problem]:
    """Return the problems that no single cell shows.

    Checks, in this order:

    1. a cell that refers to another table has a value which that table holds;
    2. shares of a group sum to 100 %, within the rounding of their source;
    3. domestic supply is not above consumption;
    4. a single site belongs to a stage that supplies users;
    5. what the tables of controls name exists, see `lodestock.data.control_rules`;
    6. parameters exist and lie within their bounds;
    7. offers name a country and quarters, see `_check_offers`.

    Parameters
    ----------
    tables : table name -> rows by key, after all overlays
    """
    return [
        *_check_references(tables),
        *_check_share_sums(tables),
        *_check_own_supply(tables),
        *_check_sites(tables),
        *check_controls(tables),
        *check_parameters(tables["scenario_generator"]),
        *_check_offers(tables),
    ]


def _check_references(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per cell whose value is missing from the table that it refers to."""
    for name, table in tables.items():
        for column in SPECS[name].columns:
            if not column.refers:
                continue
            other = column.refers.partition(".")[0]
            known = {str(key[0]) for key in tables[other]}
            for cells, place in table.values():
                value = cells[column.name]
                if value is not None and str(value) not in known:
                    reason = f"is not in {other}.csv"
                    remedy = f"{nearest(str(value), known)} Or add it to overlays/{other}.csv"
                    yield Problem(f"{place} column {column.name}", str(value), reason, remedy)


def _check_share_sums(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per group of shares that does not sum to 100 %."""
    for name, by, tolerance in _SUMS:
        groups: dict[tuple[str, ...], list[float]] = {}
        for cells, _ in tables[name].values():
            group = tuple(cell_text(cells[b]) for b in by)
            groups.setdefault(group, []).append(float(cells["share_pct"] or 0.0))
        for group, shares in sorted(groups.items()):
            total = sum(sorted(shares))
            if abs(total - 100.0) > tolerance:
                reason = f"the shares sum to {total:.6g} %, not 100"
                remedy = f"Correct or add rows in overlays/{name}.csv"
                yield Problem(f"table {name} {'/'.join(group)} column share_pct", "", reason, remedy)


def _check_own_supply(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per item whose domestic supply is above its consumption."""
    for cells, place in tables["us_demand"].values():
        consumption, own, scrap = (
            float(cells[c] or 0.0) for c in ("apparent_consumption_t", "own_primary_t", "own_secondary_t")
        )
        if own + scrap > consumption * (1 + 1e-5):
            reason = f"own primary and secondary supply ({own + scrap:g} t) is above consumption ({consumption:g} t)"
            remedy = "Count only what reaches domestic users; exports are not supply"
            yield Problem(f"{place} column own_primary_t", f"{own:g}", reason, remedy)


def _check_offers(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield offers whose origin is no country, or whose quarters are none or in the wrong order."""
    countries = {str(key[0]) for key in tables["countries"]}
    for cells, place in tables["offers"].values():
        name = str(cells["offer_id"])
        if set(name) & set("/#"):
            reason = "holds a sign that the ids of indicative offers and of steps are made with"
            yield Problem(f"{place} column offer_id", name, reason, "Leave out / and #")
        origin = str(cells["origin_country_iso3"])
        if origin not in countries:
            where = f"{place} column origin_country_iso3"
            yield Problem(where, origin, "is not in countries.csv", nearest(origin, countries))
        quarters = []
        for name in ("first_quarter", "last_quarter"):
            try:
                quarters.append(Quarter.parse(str(cells[name])))
            except ValueError:
                where = f"{place} column {name}"
                yield Problem(where, str(cells[name]), "is no quarter", "Write it as 2026Q1")
        if len(quarters) == 2 and quarters[1].minus(quarters[0]) < 0:
            reason = f"lies before the first quarter {quarters[0]}"
            yield Problem(f"{place} column last_quarter", str(quarters[1]), reason, "Exchange the two")


def _check_sites(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per single site whose loss would reach nobody: no share, and no domestic production."""
    known = {
        (cells["material"], cells["stage"], cells["country_iso3"])
        for name in ("global_supply_shares", "import_shares")
        for cells, _ in tables[name].values()
    }
    own = {
        key[0] for key, (cells, _) in tables["us_demand"].items() if float(cells["own_primary_t"] or 0.0) > 0
    }
    for (item, stage, country), (_, place) in tables["single_sites"].items():
        met = item in own if country == OWN else (item, stage, country) in known
        if not met:
            stages = sorted({str(g) for m, g, c in known if (m, c) == (item, country)})
            reason = (
                f"no share of {item} comes from {country} at stage {stage}, so its loss would reach nobody"
            )
            remedy = f"Give the stage {' or '.join(stages)}" if stages else "Add its share, or remove the row"
            yield Problem(f"{place} column stage", str(stage), reason, remedy)
