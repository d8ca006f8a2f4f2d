"""Shares of world output by item and stage: those of the table, or derived anew from production by year."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lodestock.assess.vintages import one_vintage
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.lookups import WORLD
from lodestock.records.scenario import STAGES

__all__ = ["WorldShares", "no_output", "read_world_shares", "worst_stage"]

_BEHIND = re.compile(r"production\.csv: material ([a-z0-9-]+), stage ([a-z]+), year (\d{4})")
"""What the locator of a share tells of the rows of `production` behind it."""

_WORKED_OUT = re.compile(r"production\.csv ([a-z0-9-]+) ([a-z]+) (\d{4})")
"""What the locator of a share tells of rows of `production` from which it is worked out by more than a division."""

_ROUNDING = 0.05
"""Part of the printed total that its rounding may leave, assumed: a larger rest is the output of whom no row tells."""


@dataclass(frozen=True, slots=True)
class WorldShares:
    """Who produces an item at a stage, and what of it is not known.

    Attributes
    ----------
    shares : country (ISO3, or OTHER for the unnamed rest) -> share in per cent
    year : of the figures
    rows : behind them, as table/row id
    unknown : country -> why its share is not known; empty: all is known
    unknown_pct : share of all these together, None where nothing tells it
    withheld : countries whose output the source withholds, and leaves out of its total
    unknown_ends : the least and the most that `unknown_pct` may be, as the printed total of the world is rounded; None:
        it is exact
    """

    shares: Mapping[str, float]
    year: str
    rows: tuple[str, ...]
    unknown: Mapping[str, str]
    unknown_pct: float | None = 0.0
    withheld: tuple[str, ...] = ()
    unknown_ends: tuple[float, float] | None = None

    def ends(self) -> tuple[tuple[float, float], ...]:
        """Return at the ends of what is unknown its share in per cent, and the factor on the shares of the countries."""
        if self.unknown_pct is None or self.unknown_ends is None:
            return ((self.unknown_pct or 0.0, 1.0),)
        named = 100 - self.unknown_pct
        return tuple((u, (100 - u) / named if named > 0 else 1.0) for u in self.unknown_ends)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there is no score: a sentence for each share that is not known."""
        return tuple(f"The share of {why}." for why in self.unknown.values())

    def known_part(self, countries: Collection[str]) -> float | None:
        """Return the part of output that is known to come from countries, 0 to 1; None where unknown output has no size.

        Parameters
        ----------
        countries : that count; a share of any other, such as ``OTHER``, is left out
        """
        if self.unknown_pct is None:
            return None
        return sum(share for c, share in self.shares.items() if c in countries) / 100


def read_world_shares(dataset: Dataset, year: int | None = None) -> dict[str, dict[str, WorldShares]]:
    """Return the shares of world output: item -> stage -> shares, stages from the ground up.

    Without a year they are those of `global_supply_shares`; where an overlay changed the rows of `production` from
    which the table derives a stage, and none gave shares of it, they are derived anew. With a year they are derived
    from `production` of that year, and a stage that the table takes from elsewhere has none.

    Parameters
    ----------
    dataset : the tables, with overlays
    year : of the figures

    Raises
    ------
    InputError : the shares of a stage are of several years, or its production is of several releases or in several units
    """
    groups: dict[tuple[str, str], list[dict[str, object]]] = {}
    for r in dataset.rows("global_supply_shares"):
        groups.setdefault((str(r["material"]), str(r["stage"])), []).append(r)
    changed = {
        (*c.row_id.split("/")[:2], c.row_id.split("/")[3])
        for c in dataset.overlays
        if c.table == "production" and c.row_id.count("/") == 3
    }
    given = {tuple(c.row_id.split("/")[:2]) for c in dataset.overlays if c.table == "global_supply_shares"}
    out: dict[str, dict[str, WorldShares]] = {}
    for item, stage in sorted(groups, key=lambda k: (k[0], STAGES.index(k[1]))):
        rows = groups[item, stage]
        behind = next((m.groups() for r in rows if (m := _BEHIND.search(str(r["locator"])))), None)
        found = None
        if year is not None:
            found = None if behind is None else _from_production(dataset, behind[0], behind[1], str(year))
        elif behind in changed and (item, stage) not in given:  # shares of one's own are of the stage itself
            found = _from_production(dataset, *behind)
        else:
            found = _from_table(dataset, rows, f"global_supply_shares/{item}/{stage}")
        if found is not None:
            out.setdefault(item, {})[stage] = found
    if year is None:
        for (item, stage), gone in _emptied(dataset, groups).items():
            rows_of = out.setdefault(item, {})
            rows_of[stage] = WorldShares({}, "of a year that is not told", (), gone, None)
            out[item] = dict(sorted(rows_of.items(), key=lambda p: STAGES.index(p[0])))
    return out


def _emptied(dataset: Dataset, left: Collection[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Return the stages of which overlays removed every share, each with country -> why its share is not known.

    Parameters
    ----------
    dataset : the tables, with overlays
    left : item and stage of the shares that are left
    """
    out: dict[tuple[str, str], dict[str, str]] = {}
    for c in dataset.overlays:
        if c.table == "global_supply_shares" and c.action == "removed" and c.row_id.count("/") == 2:
            item, stage, country = c.row_id.split("/")
            if (item, stage) not in left:
                out.setdefault((item, stage), {})[country] = f"{country}: the row is removed, by {c.place}"
    return out


def worst_stage(highs: Mapping[str, float | None], asked: str | None) -> str | None:
    """Return the stage that was asked for, else the one at which an index may be highest; None where it is not known.

    Parameters
    ----------
    highs : stage -> how high its index may be; None: nothing bounds it, which is worst
    asked : stage; None: any

    >>> worst_stage({"mine": 4.0, "refine": None}, None), worst_stage({"mine": 4.0}, "refine")
    ('refine', None)
    """
    if asked is not None:
        return asked if asked in highs else None
    reach = {stage: float("inf") if high is None else high for stage, high in highs.items()}
    return max(reach, key=lambda s: (reach[s], s), default=None)


def no_output(stages: Iterable[str], stage: str | None, year: int | None) -> str:
    """Return the sentence that says which output is not known.

    Parameters
    ----------
    stages : those of the item that are known
    stage, year : that were asked for; None: any
    """
    of = "" if year is None else f" of {year}"
    at = "" if stage is None else f" at the stage {stage}"
    known = ", ".join(stages)
    return f"No output by country{of} is known{at}{f': the tables have {known}' if known else ''}."


def _check_units(place: str, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Refuse output that is told in several units; a row that an overlay adds without a unit has that of the others.

    Raises
    ------
    InputError : there are several
    """
    units = sorted({str(r["unit"]) for r in rows.values() if r["unit"] is not None})
    if len(units) > 1:
        reason, remedy = (
            "is told in several units, which must not be summed",
            "Give all rows of the group one unit",
        )
        raise InputError(Problem(place, ", ".join(units), reason, remedy))


def _from_table(dataset: Dataset, rows: list[dict[str, object]], place: str) -> WorldShares:
    years = {str(r["year_or_period"]) for r in rows if r["year_or_period"] is not None}
    year = one_vintage(place, years) if years else "of a year that is not told"
    shares = {str(r["country_iso3"]): float(str(r["share_pct"])) for r in rows}
    inputs = tuple(f"{place}/{c}" for c in shares)
    laid = {c.row_id: c.place for c in dataset.overlays if c.table == "production"}
    unknown = {}
    for r in rows if laid else ():
        behind, country = _WORKED_OUT.search(str(r["locator"])), str(r["country_iso3"])
        row_id = "/".join((*behind.groups()[:2], country, behind[3])) if behind else ""
        if row_id in laid:
            unknown[country] = (
                f"{country}: it is worked out from production/{row_id}, which is changed by {laid[row_id]}, and how is in "
                f"no table; an overlay of global_supply_shares can give it"
            )
    known = {c: s for c, s in shares.items() if c not in unknown}
    return WorldShares(known, year, inputs, unknown, None if unknown else 0.0)


def _from_production(dataset: Dataset, material: str, stage: str, year: str) -> WorldShares | None:
    """Return the shares of the countries in the sum of all that are told; None where no row tells any."""
    start = f"{material}/{stage}/"
    rows = {
        str(r["country_iso3"]): r
        for r in dataset.rows("production")
        if (r["material"], r["stage"], str(r["year"])) == (material, stage, year)
    }
    laid = {
        c.row_id.removeprefix(start).partition("/")[0]: c
        for c in dataset.overlays
        if c.table == "production" and c.row_id.startswith(start) and c.row_id.endswith(f"/{year}")
    }
    laid.pop(WORLD, None)  # the printed total is of no country
    if rows:
        place, releases = f"production/{material}/{stage}/*/{year}", {str(r["source"]) for r in rows.values()}
        one_vintage(place, releases)
        _check_units(place, rows)
    told = {c: None if r["withheld"] == "y" else r["quantity"] for c, r in rows.items()}
    total = told.pop(WORLD, None)
    known = {c: float(t) for c, t in told.items() if t is not None}
    unknown = {
        c: f"{c}: {'withheld' if rows[c]['withheld'] == 'y' else 'not known'}, by "
        f"{laid[c].place if c in laid else 'the source'}"
        for c, t in told.items()
        if t is None
    }
    unknown |= {c: f"{c}: the row is removed, by {x.place}" for c, x in laid.items() if x.action == "removed"}
    if not known and not unknown:
        return None
    named = sum(known.values())
    total = None if total is None else float(total)
    rest = None if total is None else max(0.0, total - named)
    withheld: tuple[str, ...] = ()
    if rest is not None and rest <= _ROUNDING * (total or 0.0):
        # The printed total leaves out what its source withholds; what a user withholds or removes stays unknown.
        withheld = tuple(c for c in unknown if c not in laid)
        unknown = {c: why for c, why in unknown.items() if c in laid}
    whole = named + (rest or 0.0 if unknown else 0.0)
    if whole <= 0 and not unknown:
        return None
    inputs = tuple(f"production/{start}{c}/{year}" for c in told)
    if whole <= 0:
        return WorldShares({}, year, inputs, unknown, None, withheld)
    return WorldShares(
        {c: 100 * t / whole for c, t in known.items() if t > 0},
        year,
        inputs,
        unknown,
        0.0 if not unknown else None if rest is None else 100 * rest / whole,
        withheld,
        None if total is None or not unknown else _unknown_ends(named, total),
    )


def _unknown_ends(named: float, total: float) -> tuple[float, float]:
    """Return the least and the most that the rest of a rounded total may be, in per cent of what is named and the rest."""
    rests = (max(0.0, total * (1 + sign * _ROUNDING) - named) for sign in (-1, 1))
    least, most = (100 * rest / (named + rest) if rest > 0 else 0.0 for rest in rests)
    return least, most
