"""Sources that are not used today: producers, projects and reserves outside the adversaries, and their tonnes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodestock.assess.world_shares import WorldShares, read_world_shares
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.lookups import (
    OTHER,
    OWN,
    WORLD,
    form_stages,
    latest_tonnage,
    members,
    share_table,
    suppliers,
)
from lodestock.records.scenario import STAGES, Quarter

__all__ = ["Candidate", "find_candidates", "find_origins", "lay_source", "usual_imports_t"]

_LARGEST_SHARE = 0.5
"""Largest share of a stage that a new source takes: a user does not buy more than half from one new seller."""

_ASSUMED = ("assumed", "recalled")
"""Sources of a figure that nobody read."""


Rows = dict[str, list[dict[str, Any]]]
"""Table -> rows of it, each with its key and the columns that change."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source of an item that is not used today.

    Attributes
    ----------
    material, stage, country : what, at which stage of the supply chain, and where (ISO3)
    kind : producer, project or reserves
    side : ally, other or own
    t_per_year : tonnes a year in the form in which demand is counted; None where not known, see `why`
    id : of the project, else empty
    name : of the project, else empty
    first_output : quarter in which a project starts; empty else
    status : of a project; empty else
    reserves_t : reserves, in tonnes as the table counts them; None where none are told
    inputs : rows behind it, as table/row id
    assumed : what of it is assumed, a sentence each
    why : why the tonnes are not known; empty where they are
    """

    material: str
    stage: str
    country: str
    kind: str
    side: str
    t_per_year: float | None
    id: str = ""
    name: str = ""
    first_output: str = ""
    status: str = ""
    reserves_t: float | None = None
    inputs: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    why: str = ""

    @property
    def label(self) -> str:
        """A short name that no other candidate of the item has, fit for a folder: without signs that part a path."""
        return re.sub(r"[^A-Za-z0-9_-]", "-", f"{self.country}-{self.stage}-{self.id or self.kind}")


def find_origins(dataset: Dataset, item: str) -> Mapping[str, float]:
    """Return the shares of an item's imports at the stage of the imported form; empty where no table tells them.

    Parameters
    ----------
    dataset : the tables
    item : id
    """
    return share_table(dataset, "import_shares").get((item, form_stages(dataset).get(item, "")), {})


def usual_imports_t(dataset: Dataset, item: str) -> float:
    """Return the imports of an item in a usual year, tonnes: consumption less own primary and secondary supply.

    ``imports = max(consumption - own primary - own secondary, 0)``, as sizing counts them.

    Parameters
    ----------
    dataset : has the table `us_demand`
    item : id; one without a row imports nothing
    """
    row = dataset.row("us_demand", item)
    if row is None:
        return 0.0
    used, own, secondary = (
        float(row[n]) for n in ("apparent_consumption_t", "own_primary_t", "own_secondary_t")
    )
    return max(used - own - secondary, 0.0)


def find_candidates(dataset: Dataset, item: str, day: str) -> list[Candidate]:
    """Return the sources of an item that are not used today, outside the adversaries, by stage and country.

    These are countries with output that are not among the import shares at the stage of the imported form; projects
    whose first quarter of output begins after the day; countries with reserves and no known output.

    Parameters
    ----------
    dataset : the tables, with overlays
    item : id
    day : as-of date (ISO): groups and projects are those of that day

    Raises
    ------
    InputError : see `read_world_shares`; a project has no stage, or a first quarter that is none
    """
    sides = _Sides(dataset, day)
    found = [
        *_producers(dataset, item, sides),
        *_projects(dataset, item, day, sides),
        *_reserves(dataset, item, sides),
    ]
    return sorted(found, key=lambda c: (STAGES.index(c.stage), c.country, c.kind, c.id))


class _Sides:
    """On which side countries stand on a day."""

    def __init__(self, dataset: Dataset, day: str) -> None:
        self.hostile, self.allies = members(dataset, "adversary", day), members(dataset, "ally", day)
        self.known = suppliers(dataset) - {OTHER}

    def may_sell(self, country: str) -> bool:
        """Return whether a country is a single one, not the own, and no adversary."""
        return country in self.known and country not in self.hostile

    def of(self, country: str) -> str:
        """Return the side."""
        return "own" if country == OWN else "ally" if country in self.allies else "other"


def _producers(dataset: Dataset, item: str, sides: _Sides) -> list[Candidate]:
    """Return the countries with output from which nothing is imported in the imported form."""
    imported = find_origins(dataset, item)
    out = []
    for stage, shares in read_world_shares(dataset).get(item, {}).items():
        printed = _printed(dataset, item, stage, shares)
        for country in sorted({*shares.shares, *printed, *shares.unknown}):
            if not sides.may_sell(country) or country in imported:
                continue
            tonnes, inputs, assumed, why = _output(dataset, item, stage, country, shares, printed)
            if tonnes != 0:
                out.append(
                    Candidate(item, stage, country, "producer", sides.of(country), tonnes,
                              inputs=inputs, assumed=assumed, why=why)
                )  # fmt: skip
    return out


def _printed(dataset: Dataset, item: str, stage: str, shares: WorldShares) -> dict[str, tuple[str, float]]:
    """Return country -> row of production and its tonnes, of the year and place that the shares are worked out from."""
    years = read_world_shares(dataset, int(shares.year)) if shares.year.isdigit() else {}
    behind = years.get(item, {}).get(stage)
    out = {}
    for word in () if behind is None else behind.rows:
        row = dataset.row_at(word)
        if row is None or row["withheld"] == "y":
            continue
        if row["quantity"] is not None and row["unit"] == "t":
            out[str(row["country_iso3"])] = word, float(row["quantity"])
    return {c: found for c, found in out.items() if c != WORLD}


def _output(
    dataset: Dataset,
    item: str,
    stage: str,
    country: str,
    shares: WorldShares,
    printed: Mapping[str, tuple[str, float]],
) -> tuple[float | None, tuple[str, ...], tuple[str, ...], str]:
    """Return tonnes a year in the form of demand, the rows behind them, what is assumed, and why they are not known.

    ``tonnes = printed output x factor``, and where no output is printed ``share x output of the world x factor``.
    """
    tonnage = latest_tonnage(dataset, item, stage)
    if country in shares.unknown:
        return None, (), (), f"The output of {shares.unknown[country]}."
    if tonnage is None or tonnage["factor_to_demand_basis"] is None:
        reason = "no table tells how many tonnes of the item a tonne at this stage makes"
        return None, (), (), f"Its tonnes are not known: {reason}."
    row = f"world_tonnage/{item}/{stage}/{tonnage['year']}"
    factor = float(tonnage["factor_to_demand_basis"])
    if country in printed:
        word, quantity = printed[country]
        return quantity * factor, (word, row), (), ""
    if tonnage["quantity_t"] is None:
        return None, (), (), "Its tonnes are not known: no table tells the output of the world at this stage."
    share = f"global_supply_shares/{item}/{stage}/{country}"
    stated = dataset.row_at(share) or {}
    assumed = []
    if tonnage["source"] in _ASSUMED:
        assumed.append(f"The output of the world at this stage is assumed: {tonnage['note']}.")
    if stated.get("source") in _ASSUMED:
        assumed.append(f"The share of {country} is assumed: {stated['locator']}.")
    tonnes = shares.shares[country] / 100 * float(tonnage["quantity_t"]) * factor
    return tonnes, (share, row), tuple(assumed), ""


def _projects(dataset: Dataset, item: str, day: str, sides: _Sides) -> list[Candidate]:
    """Return the projects outside the adversaries whose first output is still to come on a day, or told of no day."""
    out = []
    for r in dataset.rows("projects"):
        country, first = str(r["country_iso3"]), str(r["first_output_quarter"] or "")
        if r["material"] != item or not (country == OWN or sides.may_sell(country)):
            continue
        place = f"projects {r['project_id']}/{item} column"
        if r["stage"] is None:
            raise InputError(
                Problem(f"{place} stage", "", "is not stated", f"Write one of {', '.join(STAGES)}")
            )
        if first and _quarter(first, f"{place} first_output_quarter").first_day.isoformat() <= day:
            continue
        capacity, told = r["capacity_t_per_year"], str(r["note"] or "").partition("|")[0].split(";")
        is_assumed = any("capacity" in part for part in told if part.strip().startswith("assumed="))
        out.append(
            Candidate(item, str(r["stage"]), country, "project", sides.of(country),
                      None if capacity is None else float(capacity),
                      id=str(r["project_id"]), name=str(r["name"] or r["project_id"]), first_output=first,
                      status=str(r["status"] or ""), inputs=(f"projects/{r['project_id']}/{item}",),
                      assumed=("The capacity is assumed.",) if is_assumed else (),
                      why="" if capacity is not None else "No capacity is stated.")
        )  # fmt: skip
    return out


def _quarter(text: str, place: str) -> Quarter:
    """Return a quarter, or raise `InputError` where a table has none."""
    try:
        return Quarter.parse(text)
    except ValueError:
        raise InputError(Problem(place, text, "is no quarter", "Write it as 2028Q1")) from None


def _reserves(dataset: Dataset, item: str, sides: _Sides) -> list[Candidate]:
    """Return the countries with reserves and without output of the item."""
    busy, out = _with_output(dataset, item), []
    for r in dataset.rows("reserves"):
        country, tonnes = str(r["country_iso3"]), r["reserves"]
        if r["material"] != item or country in busy or not tonnes or r["unit"] != "t":
            continue
        if country == OWN or sides.may_sell(country):
            why = "Reserves alone add no tonnes a year: nobody mines them, and no capacity is stated."
            out.append(
                Candidate(item, STAGES[0], country, "reserves", sides.of(country), None, reserves_t=float(tonnes),
                          inputs=(f"reserves/{item}/{country}/{r['year']}",), why=why)
            )  # fmt: skip
    return out


def _with_output(dataset: Dataset, item: str) -> set[str]:
    """Return the countries that have output of an item in the shares, or in their latest printed year at any stage."""
    busy: set[str] = set()
    for shares in read_world_shares(dataset).get(item, {}).values():
        busy |= {*shares.shares, *shares.unknown, *shares.withheld}
    rows = [r for r in dataset.rows("production") if r["material"] == item]
    latest: dict[str, int] = {}
    for r in rows:
        latest[r["country_iso3"]] = max(int(r["year"]), latest.get(r["country_iso3"], 0))
    return busy | {
        str(r["country_iso3"])
        for r in rows
        if int(r["year"]) == latest[r["country_iso3"]] and (r["withheld"] == "y" or r["quantity"])
    }


def lay_source(dataset: Dataset, candidate: Candidate) -> tuple[Rows, str]:
    """Return the rows that add a source to the supply of its item, or why there are none.

    With ``s = min(tonnes / imports, 0.5)`` a country's share becomes ``s + (1 - s) x share`` and that of any other
    ``(1 - s) x share``, of the import shares of the stage, or of its shares of the world where it has no import shares.
    The shares are first scaled so that they sum to 100. A source in the own country is no import: it adds to own primary
    supply and own capacity, no more than half the imports, and only at the stage of the imported form.

    Parameters
    ----------
    dataset : the tables, with overlays
    candidate : the source

    Returns
    -------
    rows by table, none where the second tells why: the tonnes are not known, nothing is imported, or no table has shares
    of the stage
    """
    item, tonnes = candidate.material, candidate.t_per_year
    imports = usual_imports_t(dataset, item)
    if tonnes is None:
        return {}, candidate.why
    if imports <= 0:
        return {}, "No imports of the item are counted, so there is nothing of which it could take the place."
    part = min(tonnes / imports, _LARGEST_SHARE)
    if candidate.country == OWN:
        return _own_rows(dataset, candidate, part * imports)
    for table in ("import_shares", "global_supply_shares"):
        shares = share_table(dataset, table).get((item, candidate.stage))
        if shares:
            return {table: _share_rows(candidate, shares, part)}, ""
    return {}, f"No table tells who supplies the stage {candidate.stage} of the item."


def _share_rows(candidate: Candidate, shares: Mapping[str, float], part: float) -> list[dict[str, Any]]:
    """Return the shares of a stage with a source added, in per cent."""
    keep = 100 * (1 - part) / sum(shares[c] for c in sorted(shares))
    new = {c: keep * share for c, share in shares.items()}
    new[candidate.country] = new.get(candidate.country, 0.0) + 100 * part
    where = {"material": candidate.material, "stage": candidate.stage}
    return [{**where, "country_iso3": c, "share_pct": new[c]} for c in sorted(new)]


def _own_rows(dataset: Dataset, candidate: Candidate, tonnes: float) -> tuple[Rows, str]:
    """Return own supply with a source in the own country added; own capacity grows alike, so that headroom stays."""
    item = candidate.material
    form = form_stages(dataset).get(item)
    if candidate.stage != form:
        return (
            {},
            f"Sizing counts own output at the stage {form} alone, and who would process its output is not told.",
        )
    demand = dataset.row("us_demand", item) or {}
    rows: Rows = {"us_demand": [{"material": item, "own_primary_t": float(demand["own_primary_t"]) + tonnes}]}
    capacity = dataset.row("own_capacity", item)
    if capacity is not None and capacity["capacity_t_per_year"] is not None:
        grown = float(capacity["capacity_t_per_year"]) + tonnes
        rows["own_capacity"] = [{"material": item, "capacity_t_per_year": grown}]
    return rows, ""
