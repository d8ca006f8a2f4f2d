"""Rules between rows and between tables, checked after all overlays are applied."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lodestock.data.control_rules import check_controls
from lodestock.data.country_words import check_country
from lodestock.data.group_rules import check_groups
from lodestock.data.names import item_advice
from lodestock.data.parameters import check_parameters
from lodestock.data.reader import Cell, Table, is_bundled
from lodestock.data.tables import SHARES, SPECS, TONNES
from lodestock.records.dataset import cell_text
from lodestock.records.errors import Problem, nearest_or
from lodestock.records.lookups import OWN, WORLD
from lodestock.records.scenario import Quarter

__all__ = ["check_tables"]


def check_tables(tables: Mapping[str, Table], partly_read: Collection[str] = ()) -> list[Problem]:
    """Return the problems that no single cell shows.

    Checks, in this order:

    1. a cell that refers to another table has a value which that table holds;
    2. shares of a group sum to 100 %, within the rounding of their source;
    3. domestic supply is not above consumption;
    4. a single site belongs to a stage that supplies users;
    5. codes, groups of countries and accounts, see `lodestock.data.group_rules`;
    6. what the tables of controls name exists, see `lodestock.data.control_rules`;
    7. parameters exist and lie within their bounds;
    8. offers name a country and quarters, see `_check_offers`.

    Parameters
    ----------
    tables : table name -> rows by key, after all overlays
    partly_read : tables of whose overlays some rows could not be read: their shares are not summed, for the sum
        would be wrong because of those rows
    """
    return [
        *_check_references(tables),
        *_check_share_sums(tables, partly_read),
        *_check_own_supply(tables),
        *_check_sites(tables),
        *check_groups(tables),
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
                value, where = cells[column.name], f"{place} column {column.name}"
                if value is None:
                    continue
                if other == "countries":
                    rest = name in SHARES or name in TONNES
                    if not (name in TONNES and value == WORLD):
                        yield from check_country(where, str(value), tables[other], other=rest)
                elif str(value) not in known:
                    add = f"Or add it to overlays/{other}.csv"
                    if other == "materials":
                        advice = item_advice(str(value), tables, add)
                    else:
                        advice = f"is not in {other}.csv", nearest_or(str(value), known, add)
                    yield Problem(where, str(value), *advice)


def _check_share_sums(tables: Mapping[str, Table], partly_read: Collection[str]) -> Iterator[Problem]:
    """Yield a problem per group of shares that does not sum to 100 %, and name the rows an overlay left as they were.

    A group with an unknown country is not summed: the row is told already, and the sum may be wrong because of it.
    """
    for name, (by, tolerance) in SHARES.items():
        if name in partly_read:
            continue
        groups: dict[tuple[str, ...], list[tuple[dict[str, Cell], str]]] = {}
        for cells, place in tables[name].values():
            groups.setdefault(tuple(cell_text(cells[b]) for b in by), []).append((cells, place))
        for group, rows in sorted(groups.items()):
            if any(_is_unknown(cells.get("country_iso3"), tables["countries"]) for cells, _ in rows):
                continue
            total = sum(sorted(float(cells["share_pct"] or 0.0) for cells, _ in rows))
            if abs(total - 100.0) > tolerance:
                reason = f"the shares sum to {total:.6g} %, not 100"
                place = f"table {name} {'/'.join(group)} column share_pct"
                yield Problem(place, "", *_sum_words(name, reason, rows))


def _sum_words(name: str, reason: str, rows: list[tuple[dict[str, Cell], str]]) -> tuple[str, str]:
    """Return the reason and remedy of a wrong sum; rows of the bundled table beside those of an overlay are named."""
    word = SPECS[name].key[-1]
    left = [
        f"{cells[word]} {float(cells['share_pct'] or 0.0):g}" for cells, place in rows if is_bundled(place)
    ]
    remedy = f"Correct or add rows in overlays/{name}.csv"
    if not left or len(left) == len(rows):
        return reason, remedy
    shown = ", ".join(left[:12]) + (f" and {len(left) - 12} more" if len(left) > 12 else "")
    reason += f"; left over from the bundled table are {shown}"
    return (
        reason,
        f"{remedy}, or write y in a column replace: the file then takes the place of the whole group",
    )


def _is_unknown(country: Cell, countries: Table) -> bool:
    return country is not None and (country,) not in countries


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
    for cells, place in tables["offers"].values():
        name = str(cells["offer_id"])
        if set(name) & set("/#"):
            reason = "holds a sign that the ids of indicative offers and of steps are made with"
            yield Problem(f"{place} column offer_id", name, reason, "Leave out / and #")
        where = f"{place} column origin_country_iso3"
        yield from check_country(where, str(cells["origin_country_iso3"]), tables["countries"])
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
            remedy = f"Give the stage {' or '.join(stages)}" if stages else "Add its share"
            remedy += ", or remove the row in overlays/single_sites.csv"
            yield Problem(f"{place} column stage", str(stage), reason, remedy)
