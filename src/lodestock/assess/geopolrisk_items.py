"""GeoPolRisk of every item: from the bundled shares of imports, or from the trade table of a user."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import polars as pl

from lodestock.assess.concentration import index_range, weighted_hhi
from lodestock.assess.geopolrisk import COPPER, NO_ESTIMATE, OUTPUT_UNKNOWN, geopolrisk, instability
from lodestock.assess.geopolrisk_inputs import STABILITY, Key, SupplyInputs, bundled_inputs, traded_inputs
from lodestock.assess.governance import GOVERNANCE_YEAR
from lodestock.assess.scores import Method, Question, Score, unscored
from lodestock.assess.world_shares import WorldShares, no_output
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OTHER, OWN, formed_price, price_rows_on

__all__ = ["GEOPOLRISK", "score_items"]

_NAME = "geopolrisk"
_PERIOD = re.compile(r"\d{4}-\d{4}")
_UNNAMED = "the exporters that are not named"
_TRADE = "Give a table of its trade with --trade FILE"


def score_items(dataset: Dataset, question: Question) -> list[Score]:
    """Return the score of each item for a country, a group of countries or a company.

    ``score = sum over c of s(c)^2 * sum over i of g(i) f(i) / (p + F)``: concentration of output times the mean
    instability of supply, ``g = clip(0.5 - PV/5, 0, 1)``, see `geopolrisk`. Without a trade table it is known of the
    planning country only.

    Parameters
    ----------
    dataset : the tables, with overlays
    question : without a year the latest one that gives a score counts, without a stage the one that scores worst

    Raises
    ------
    InputError : see `bundled_inputs`
    """
    if question.trade is None and question.country != OWN:
        why = f"The tables hold imports of {OWN} only, not of {question.country}. {_TRADE}."
        return unscored(dataset, _NAME, why)
    inputs = (
        bundled_inputs(dataset, question)
        if question.trade is None
        else traded_inputs(dataset, question, question.trade)
    )
    table = geopolrisk(
        inputs.trade,
        inputs.output,
        inputs.stability,
        own=inputs.own,
        regions=inputs.regions,
        companies=inputs.companies,
    ).filter(pl.col("importer") == question.country)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.rows(named=True):
        found.setdefault(row["material"], []).append(row)
    return [
        _score(dataset, question, inputs, item, found.get(item, [])) for item in dataset.row_ids("materials")
    ]


def _score(
    dataset: Dataset, question: Question, inputs: SupplyInputs, item: str, rows: list[dict[str, Any]]
) -> Score:
    """Return the score of an item: of the latest year that has one, at the stage that is worst."""
    if not rows:
        return _unscored(dataset, question, inputs, item)
    best = max(
        rows,
        key=lambda r: (r["score"] is not None, r["year"], r["score"] or r["risk_high"] or 0.0, r["stage"]),
    )
    key: Key = (item, best["stage"], best["year"])
    world = inputs.worlds.get(key)
    trade = _partners(inputs, key)
    price, price_rows = _price(dataset, question, item, best)
    midpoint = None if best["score"] is None or price is None else best["score"] * price
    imports = best["imports_t"]
    known = 1.0 if not imports else 1 - best["assumed_t"] / imports
    named = () if world is None else world.shares.keys() - {OTHER}
    return Score(
        item,
        _NAME,
        key[1],
        form=_basis(dataset, question, item),
        vintage=f"output {key[2]}; {_imports_of(dataset, question, inputs, key)}; {inputs.vintage}",
        score=best["score"],
        parts={
            **_bounds(world, best),
            "hhi": best["hhi"],
            "import_risk": best["import_risk"],
            "own_output_t": best["own_t"],
            "imports_t": imports,
            "price_usd_per_kg": price,
            "midpoint_usd_per_kg": midpoint,
            "cf": None if midpoint is None else midpoint / COPPER,
            "imports": {c: t for c, (t, _) in trade.items()},
            "instability": {c: g for c, (_, g) in trade.items()},
            "shares": {} if world is None else dict(world.shares),
            "assumed": _assumed(question, inputs, best, trade),
            "told": [*inputs.notes.get(key, ()), *_price_notes(question, best, price)],
        },
        coverage=0.0
        if world is None or best["import_risk"] is None
        else min(known, world.known_part(named) or 0.0),
        missing=() if best["score"] is not None else _missing(world, best),
        inputs=(*_rows(inputs, key, trade), *price_rows),
    )


def _assumed(
    question: Question, inputs: SupplyInputs, best: dict[str, Any], exporters: Iterable[str]
) -> list[str]:
    """Return what is assumed of instability and of own output."""
    out = [
        f"The instability of {_UNNAMED if c == OTHER else c} is not known and counts {NO_ESTIMATE}."
        for c in sorted(exporters)
        if c not in inputs.stability and best["assumed_t"] > 0
    ]
    if best["unnamed_t"]:
        out.append(
            f"{question.country} has no output of its own, though it may be among the unnamed countries."
        )
    return out


def _price_notes(question: Question, best: dict[str, Any], price: float | None) -> list[str]:
    """Return what is told of the price: that there is none, or on how much of the imports it rests."""
    if price is None:
        return ["No price is known, so there is neither a midpoint nor a characterisation factor."]
    imports, priced = best["imports_t"], best["priced_t"]
    if question.trade is None or not imports or priced >= imports:
        return []
    return [f"The price is that of {priced / imports:.0%} of the imports: of the rest no value is known."]


def _unscored(dataset: Dataset, question: Question, inputs: SupplyInputs, item: str) -> Score:
    """Return why an item has no score where the inputs have no imports of it; own output still bounds the score."""
    if question.trade is not None:
        of = "" if question.year is None else f" of {question.year}"
        at = "" if question.stage is None else f" at the stage {question.stage}"
        why = f"The trade table has no imports of it by {question.country}{of}{at}."
        return Score(item, _NAME, missing=(why,), coverage=0.0)
    key = next((k for k in inputs.worlds if k[0] == item), None)
    if key is None:
        why = no_output((), question.stage, question.year)
        return Score(item, _NAME, missing=(why,), coverage=0.0)
    world, demand = inputs.worlds[key], dataset.row("us_demand", item) or {}
    own, imports = demand.get("own_primary_t"), demand.get("import_t")
    whole = None if own is None or imports is None else own + imports
    reach = {"risk_low": 0.0, "risk_high": imports / whole if whole else 1.0}
    why = (
        f"The origins of the imports are not in the table import_shares. {_TRADE}, or add them by an overlay."
    )
    return Score(
        item,
        _NAME,
        key[1],
        form=_basis(dataset, question, item),
        vintage=f"output {key[2]}",
        parts={
            **_bounds(world, reach),
            "hhi": None if world.unknown else weighted_hhi(world.shares, {})[0],
            "own_output_t": own,
            "imports_t": imports,
        },
        missing=(why,),
        coverage=0.0,
        inputs=(*world.rows, f"us_demand/{item}"),
    )  # fmt: skip


def _missing(world: WorldShares | None, row: dict[str, Any]) -> tuple[str, ...]:
    """Return why there is no score; of output that is not known, whose and by what."""
    if world is None:
        why = f"No output of {row['year']} by country is known at the stage {row['stage']}"
        return (f"{why}: add rows of the table production by an overlay.",)
    told = world.reasons
    return (*told, *(m for m in row["missing"] if not (told and m.startswith(OUTPUT_UNKNOWN))))


def _partners(inputs: SupplyInputs, key: Key) -> dict[str, tuple[float | None, float]]:
    """Return imports and instability by exporter, the largest first; a part that is not known leaves no sum."""
    chosen = dict(zip(("material", "stage", "year"), key, strict=True))
    inside = {c for members in inputs.regions.values() for c in members}
    out: dict[str, tuple[float | None, float]] = {}
    for r in inputs.trade.filter(**chosen).sort("exporter", "importer", "quantity_t", "g").rows(named=True):
        c, t, estimate = r["exporter"], r["quantity_t"], inputs.stability.get(r["exporter"])
        g = NO_ESTIMATE if estimate is None else instability(estimate)
        g = 0.0 if c in inside or c == r["importer"] else g if r["g"] is None else r["g"]
        before = out[c][0] if c in out else 0.0
        out[c] = (None if t is None or before is None else before + t, g)
    return dict(sorted(out.items(), key=lambda p: (-(p[1][0] or 0.0), p[0])))


def _bounds(world: WorldShares | None, row: dict[str, Any]) -> dict[str, float | None]:
    """Return between what the score lies: the unnamed and the unknown may be many countries or one."""
    if world is None or row["risk_high"] is None:
        return {"low": None, "high": None}
    named = [c for c in world.shares if c != OTHER]
    least, most = index_range(world, dict.fromkeys(named, 1.0), 1.0)
    return {
        "low": least * row["risk_low"],
        "high": row["risk_high"] if most is None else most * row["risk_high"],
    }


def _basis(dataset: Dataset, question: Question, item: str) -> str | None:
    """Return what the tonnes of the imports are of; a trade table does not tell."""
    row = dataset.row("us_demand", item) if question.trade is None else None
    return None if row is None else row["basis"]


def _imports_of(dataset: Dataset, question: Question, inputs: SupplyInputs, key: Key) -> str:
    if question.trade is not None:
        return f"trade table {key[2]}"
    rows = [dataset.row_at(w) or {} for w in inputs.rows.get(key, ()) if w.startswith("import_shares/")]
    periods = sorted({m.group() for r in rows if (m := _PERIOD.search(str(r["locator"])))})
    return f"imports {' and '.join(periods) or 'of a period that is not told'}"


def _price(
    dataset: Dataset, question: Question, item: str, row: dict[str, Any]
) -> tuple[float | None, tuple[str, ...]]:
    """Return the price in USD/kg and its row: of the trade itself, or the latest that was public on the day."""
    if question.trade is not None:
        return row["price_usd_per_kg"], ()
    last = price_rows_on(dataset, question.day).get(item)
    if last is None:
        return None, ()
    return formed_price(last) / 1000, (f"price/{item}/{last['tier']}/{last['known_from']}",)


def _rows(inputs: SupplyInputs, key: Key, trade: dict[str, Any]) -> tuple[str, ...]:
    world = inputs.worlds.get(key)
    estimates = (f"wgi/{c}/{GOVERNANCE_YEAR}/{STABILITY}" for c in trade if c in inputs.stability)
    return (*(world.rows if world else ()), *inputs.rows.get(key, ()), *estimates)


GEOPOLRISK = Method(
    _NAME,
    "GeoPolRisk",
    "How concentrated the output of an item is, times how unstable the countries are on which supply by imports rests",
    "0 (many producers, or stable supply) to 1 (one producer, and all supply from unstable countries)",
    score_items,
    ("hhi", "import_risk", "cf"),
)
