"""What GeoPolRisk is computed from: the bundled shares of imports of the planning country, or the trade table of a user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from lodestock.assess.governance import read_estimates
from lodestock.assess.scores import Question
from lodestock.assess.world_shares import WorldShares, read_world_shares
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OTHER, OWN, members, share_table
from lodestock.records.scenario import STAGES

__all__ = ["STABILITY", "Key", "SupplyInputs", "bundled_inputs", "traded_inputs"]

STABILITY = "PV.EST"
"""Indicator of political stability and absence of violence."""

Key = tuple[str, str, str]
"""Item, stage and year of a score."""

_STAGE_UNTOLD = "The trade table does not tell the stage of its goods; output is that of the stage"

_TEXTS = dict.fromkeys(("material", "stage", "year"), pl.String)
_TRADE = {**_TEXTS, "exporter": pl.String, "importer": pl.String}
_FIGURES = {"quantity_t": pl.Float64, "value_usd": pl.Float64, "g": pl.Float64}
_OUTPUT = {**_TEXTS, "country": pl.String, "quantity": pl.Float64}
_OWN = {**_TEXTS, "country": pl.String, "quantity_t": pl.Float64}


@dataclass(frozen=True, slots=True)
class SupplyInputs:
    """Frames of `geopolrisk.geopolrisk`, and what they were made of.

    Attributes
    ----------
    trade, output, own : frames of `geopolrisk`; own output is in the tonnes of the trade
    stability : country -> political stability
    vintage : of the stability
    worlds : item, stage and year -> shares of world output, for every key that is asked for
    rows : key -> rows of tables that entered beside those of the output and the stability
    notes : key -> what does not match and is told
    regions, companies : see `geopolrisk`
    """

    trade: pl.DataFrame
    output: pl.DataFrame
    own: pl.DataFrame
    stability: Mapping[str, float]
    vintage: str
    worlds: Mapping[Key, WorldShares]
    rows: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    regions: Mapping[str, list[str]] = field(default_factory=dict)
    companies: tuple[str, ...] = ()


def output_stage(stages: Iterable[str], asked: str | None = None) -> str | None:
    """Return the stage of output that counts: the one asked for, else mines, else the first that is known.

    Parameters
    ----------
    stages : that are known of an item
    asked : the stage that is asked for

    >>> output_stage(["refine", "mine"]), output_stage(["purify", "refine"]), output_stage(["mine"], "refine")
    ('mine', 'refine', None)
    """
    known = sorted(stages, key=STAGES.index)
    if asked is not None:
        return asked if asked in known else None
    return known[0] if known else None


def bundled_inputs(dataset: Dataset, question: Question) -> SupplyInputs:
    """Return what the tables hold of the planning country: imports of a period, output and governance.

    Imports are `us_demand.import_t` times the shares of `import_shares` at the stage of the output, else at the last stage
    that has shares; own output is `us_demand.own_primary_t`, which has the basis of the imports.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : stage and year of the output

    Raises
    ------
    InputError : see `read_world_shares` and `read_estimates`
    """
    world = read_world_shares(dataset, question.year)
    shares = share_table(dataset, "import_shares")
    demand = {r["material"]: r for r in dataset.rows("us_demand")}
    trade, own = list[tuple[object, ...]](), list[tuple[object, ...]]()
    worlds: dict[Key, WorldShares] = {}
    rows, notes = dict[Key, tuple[str, ...]](), dict[Key, tuple[str, ...]]()
    for item, stages in world.items():
        stage = output_stage(stages, question.stage)
        if stage is None or item not in demand:
            continue
        key = (item, stage, stages[stage].year)
        worlds[key] = stages[stage]
        own.append((*key, OWN, demand[item]["own_primary_t"]))
        sold = _import_stage(shares, item, stage)
        if sold is None:
            continue
        origins, imports = shares[item, sold], demand[item]["import_t"]
        whole = sum(origins.values())
        for country, share in origins.items():
            trade.append(
                (*key, country, OWN, None if imports is None else imports * share / whole, None, None)
            )
        rows[key] = (f"us_demand/{item}", *(f"import_shares/{item}/{sold}/{c}" for c in origins))
        notes[key] = _stage_notes(stage, sold)
    return SupplyInputs(
        pl.DataFrame(trade, schema={**_TRADE, **_FIGURES}, orient="row"),
        _output_frame(worlds),
        pl.DataFrame(own, schema=_OWN, orient="row"),
        *_stability(dataset),
        worlds,
        rows,
        notes,
    )


def traded_inputs(dataset: Dataset, question: Question, trade: pl.DataFrame) -> SupplyInputs:
    """Return what a trade table holds of an importer, with the output of its years by the table `production`.

    Goods whose stage the table does not tell are scored by the output of mines, as the published method does, else of the
    first stage that is known.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : `country` may be a country, a group of countries, or a company of the trade table
    trade : see `Question`

    Raises
    ------
    InputError : see `read_world_shares` and `read_estimates`
    """
    who = question.country
    group = sorted(members(dataset, who, question.day)) if dataset.row("countries", who) is None else []
    wanted = pl.col("importer").is_in(group or [who])
    if question.year is not None:
        wanted &= pl.col("year") == question.year
    mine = trade.filter(wanted)
    years = sorted(set(mine["year"].to_list()))
    world = {(item, str(y)): stages for y in years for item, stages in read_world_shares(dataset, y).items()}
    usual = [
        (item, year, question.stage or output_stage(world.get((item, year), ())) or STAGES[0])
        for item, year in mine.select("material", pl.col("year").cast(pl.String))
        .unique()
        .sort("material", "year")
        .rows()
    ]
    schema = {"material": pl.String, "year": pl.String, "usual": pl.String}
    mine = mine.with_columns(pl.col("year").cast(pl.String)).join(
        pl.DataFrame(usual, schema=schema, orient="row"),
        on=["material", "year"],
        how="left",
        maintain_order="left",
    )
    told = mine.with_columns(named=pl.col("stage").is_not_null(), stage=pl.coalesce("stage", "usual"))
    if question.stage is not None:
        told = told.filter(pl.col("stage") == question.stage)
    worlds: dict[Key, WorldShares] = {}
    notes: dict[Key, tuple[str, ...]] = {}
    own: list[tuple[object, ...]] = []
    for item, stage, year, named in told.select(*_TEXTS, "named").unique().sort(*_TEXTS, "named").rows():
        key = (item, stage, year)
        notes[key] = () if named else (f"{_STAGE_UNTOLD} {stage}.",)
        if stage in world.get((item, year), {}):
            worlds[key] = world[item, year][stage]
            tonnes, other = _own_tonnes(dataset, key, worlds[key])
            own += [(*key, c, t) for c, t in tonnes.items()]
            notes[key] += other
    return SupplyInputs(
        told.select(*_TRADE, *_FIGURES),
        _output_frame(worlds),
        pl.DataFrame(own, schema=_OWN, orient="row"),
        *_stability(dataset),
        worlds,
        {},
        notes,
        {who: group} if group else {},
        () if group or dataset.row("countries", who) is not None else (who,),
    )


def _import_stage(shares: Mapping[tuple[str, str], object], item: str, output: str) -> str | None:
    """Return the stage of the imports: that of the output, else the last one that has shares."""
    known = [s for i, s in shares if i == item]
    return output if output in known else max(known, key=STAGES.index, default=None)


def _stability(dataset: Dataset) -> tuple[dict[str, float], str]:
    estimates, vintage = read_estimates(dataset, [STABILITY])
    return {c: found[STABILITY] for c, found in estimates.items()}, vintage


def _output_frame(worlds: Mapping[Key, WorldShares]) -> pl.DataFrame:
    """Return shares of output, null for a country whose share is not known."""
    rows = [
        (*key, c, s) for key, w in worlds.items() for c, s in {**w.shares, **dict.fromkeys(w.unknown)}.items()
    ]
    return pl.DataFrame(rows, schema=_OUTPUT, orient="row")


def _own_tonnes(
    dataset: Dataset, key: Key, world: WorldShares
) -> tuple[dict[str, float | None], tuple[str, ...]]:
    """Return the output of each country in tonnes of the item, null where it is not known, and what is told of it."""
    tonnes: dict[str, float | None] = dict.fromkeys(world.unknown)
    other = ""
    for word in world.rows:
        row = dataset.row_at(word)
        if row is None:
            continue
        country, quantity = str(row["country_iso3"]), None if row["withheld"] == "y" else row["quantity"]
        if row["material"] == key[0]:
            tonnes[country] = quantity
        elif country != OTHER:  # tonnes of ore, or of a group, say only of whom has none that he has none
            other, tonnes[country] = str(row["material"]), 0.0 if quantity == 0 else None
    if not other:
        return tonnes, ()
    return tonnes, (
        f"Output is told in tonnes of {other}, so own output is known only of countries that have none.",
    )


def _stage_notes(output: str, sold: str) -> tuple[str, ...]:
    if output == sold:
        return ()
    return (
        f"The stages differ: output is that of the stage {output}, imports are goods of the stage {sold}.",
    )
