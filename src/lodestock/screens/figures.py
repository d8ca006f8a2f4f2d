"""Figures of screens: the finding, the spec, and the table behind each."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from lodestock.data.maps import read_shapes
from lodestock.ledger.specs import AWARDS as LEDGER_AWARDS
from lodestock.ledger.specs import BURN_DOWN
from lodestock.programme.kept import Kept
from lodestock.programme.ledger_output import ledger_pictures
from lodestock.programme.look_titles import (
    award_amounts_title,
    buy_map_title,
    funds_title,
    item_coverage_title,
)
from lodestock.report import Caption, Spec, award_chart, buy_map, coverage_chart, funds_chart
from lodestock.screens.form import MATERIAL, Field, Figure, Grid, grid_of
from lodestock.screens.shelf import LedgerView

__all__ = [
    "awards_figure",
    "burn_down_figure",
    "coverage_figure",
    "drawn",
    "funds_figure",
    "kept_figure",
    "origins_figure",
    "run_source",
    "title_of",
]


def run_source(kept: Kept) -> str:
    """Return what the result of a run follows from, for the foot of a picture."""
    index = kept.index
    draws = (
        f"{index['draws']:,} draws, seed {index['seed']}" if index["draws"] > 1 else "nothing left to chance"
    )
    given = "" if index["command"] == "size" or index["draws"] == 1 else ", as a plan counts it: given a war"
    return (
        f"Run {kept.id}: card {index['card']}, {draws}{given}, as of {index['as_of']}. "
        f"Dataset {index['dataset_hash'][:8]}, scenario {index['scenario_hash'][:8]}. Class shares are assumed."
    )


def title_of(spec: Spec) -> str:
    """Return the title of a spec as one line."""
    text = spec.get("title", {}).get("text", "")
    return " ".join(text) if isinstance(text, list) else str(text)


def kept_figure(kept: Kept, name: str, grid: Grid) -> Figure | None:
    """Return a picture that a run holds, with the table behind it; None where the run has no such picture."""
    if not kept.has(f"pictures/{name}.vl.json"):
        return None
    spec: Spec = kept.json(f"pictures/{name}.vl.json")
    return Figure(name, title_of(spec), lambda: spec, grid)


def drawn(name: str, caption: Caption, make: Any, grid: Grid) -> Figure:
    """Return a figure that is drawn when it is asked for.

    Parameters
    ----------
    caption : its words
    make : makes the spec from the caption
    """
    return Figure(name, caption.title, cache(lambda: make(caption)), grid)


def coverage_figure(document: dict[str, Any], kept: Kept) -> Figure:
    """Return how much of each item's requirement is held and planned, and what was ordered so far."""
    schema = {"name": pl.String, **dict.fromkeys(("requirement_usd", "held_usd", "planned_usd"), pl.Float64)}
    frame = pl.DataFrame([{n: r[n] for n in schema} for r in document["coverage"]], schema=schema)
    frame = frame.rename({"name": "material_name"})
    fields = (
        Field("material", "item", link=MATERIAL["material"]),
        *(Field(n, w, is_number=True) for n, w in (
            ("requirement_t", "requirement, t"), ("held_t", "held, t"), ("ordered_t", "ordered so far, t"),
            ("planned_t", "planned, t"), ("requirement_usd", "requirement, USD"), ("planned_usd", "planned, USD"),
            ("left_at_most_usd", "left at most, USD"),
        )),
    )  # fmt: skip
    note = (
        "At as-of prices, and of what the plan buys only what meets the requirement of a class; its ceilings also hold "
        "freight, duty and the rise of prices. What is held is mostly not public; ordered is what orders in the ledger "
        "state in mass."
    )
    grid = Grid("coverage", "Requirement, and what meets it", fields, tuple(document["coverage"]), note=note,
                source=run_source(kept))  # fmt: skip
    caption = Caption(item_coverage_title(frame), source=run_source(kept))
    return drawn("coverage", caption, lambda c: coverage_chart(frame, c), grid)


def origins_figure(document: dict[str, Any], kept: Kept) -> Figure:
    """Return the map of where the plan buys."""
    schema = {"country": pl.String, "country_name": pl.String, "ceiling_usd": pl.Float64, "items": pl.String}
    frame = pl.DataFrame(document["origins"], schema=schema)
    fields = (
        Field("country", "country", link="/explain/{country}"),
        Field("country_name", "name"),
        Field("ceiling_usd", "ceilings, USD", is_number=True),
        Field("items", "items"),
    )
    grid = Grid("origins", "Where the plan buys", fields, tuple(document["origins"]), source=run_source(kept))
    caption = Caption(buy_map_title(frame), source=run_source(kept))
    return drawn("origins", caption, lambda c: buy_map(read_shapes(), frame, c), grid)


def funds_figure(document: dict[str, Any], ledger: LedgerView) -> Figure:
    """Return the accounts: appropriated, committed, obligated, paid, with the days that are left."""
    money = ("appropriated_usd", "committed_usd", "obligated_usd", "expended_usd")
    schema = {
        "account": pl.String,
        **dict.fromkeys(money, pl.Float64),
        "days_left": pl.Int64,
        "within": pl.String,
    }
    rows = document["accounts"]
    frame = pl.DataFrame([{n: r[n] for n in schema} for r in rows], schema=schema)
    fields = (
        Field("account", "account", link="/ledger/history/{account}"),
        Field("purpose"),
        *(Field(f"{n}_usd", f"{n}, USD", is_number=True) for n in
          ("appropriated", "apportioned", "allotted", "committed", "obligated", "expended")),
        Field("days_left", "days left", is_number=True),
        Field("within", "inside", link="/ledger/history/{within}"),
    )  # fmt: skip
    source = _ledger_source(ledger)
    note = "An account inside another one is a ceiling, not more money."
    grid = Grid("accounts", "Accounts", fields, tuple(rows), note=note, source=source)
    caption = Caption(funds_title(frame), source=source)
    return drawn("funds", caption, lambda c: funds_chart(frame, c), grid)


def burn_down_figure(ledger: LedgerView) -> Figure:
    """Return how the accounts are used up, beside an even pace to their ends."""
    spec = ledger_pictures(ledger.frames, ledger.status["as_of"], ledger.status["head"])["burn_down"]
    links = {"account": "/ledger/history/{account}"}
    grid = grid_of(ledger.frames[BURN_DOWN.name], BURN_DOWN, links=links, source=_ledger_source(ledger))
    return Figure("burn_down", title_of(spec), lambda: spec, grid)


def awards_figure(ledger: LedgerView) -> Figure:
    """Return each award with what is paid inside what is obligated inside its ceiling."""
    frame = ledger.frames[LEDGER_AWARDS.name]
    links = {"award_id": "/ledger/history/{award_id}"} | MATERIAL
    grid = grid_of(frame, LEDGER_AWARDS, "Awards", links=links, name="awards", source=_ledger_source(ledger))
    caption = Caption(award_amounts_title(frame), source=_ledger_source(ledger))
    return drawn("awards", caption, lambda c: award_chart(frame, c), grid)


def _ledger_source(ledger: LedgerView) -> str:
    return f"Ledger on {ledger.status['as_of']}, journal head {ledger.status['head'][:12]}."
