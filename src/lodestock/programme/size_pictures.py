"""Tables and pictures of what a card leaves short, in a folder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from lodestock.data import card_names, load_card
from lodestock.programme.project import Case
from lodestock.programme.size import causes_frame, compare_events, size_case, size_document
from lodestock.programme.specs import CARDS
from lodestock.programme.write import Answer, Output
from lodestock.records.protocols import Engine, Monitor, Silent
from lodestock.records.scenario import CLASSES
from lodestock.report import classes_chart, fan_chart, heat_chart, waterfall_chart
from lodestock.size import CAUSES, SUBSAMPLE, Shortfalls, build_waterfall, gap_fan

__all__ = [
    "ask_size",
    "cards_frame",
    "item_names",
    "result_subtitle",
    "size_output",
    "size_pictures",
    "worst_items",
    "worst_waterfall",
]

_FANS = 4


def ask_size(
    case: Case,
    engine: Engine,
    *,
    draws: int | None,
    seed: int,
    without: tuple[str, ...] = (),
    monitor: Monitor | None = None,
) -> Answer:
    """Return the answer of `lodestock size`: its document, and what makes all that it leaves in a folder.

    Parameters
    ----------
    without : events whose effect is told beside

    Raises
    ------
    InputError, DataError, CancelledError : see `lodestock.size.size_card` and `compare_events`
    """
    short = size_case(case, engine, draws=draws, seed=seed, monitor=monitor)
    document = size_document(case, short, engine, monitor=monitor)
    if without:
        document["effect"] = compare_events(case, without, draws=short.draws, seed=seed)
    return document, lambda: size_output(case, short, document, engine, monitor)


def size_output(
    case: Case,
    short: Shortfalls,
    document: dict[str, Any],
    engine: Engine,
    monitor: Monitor | None = None,
) -> Output:
    """Return what a sizing leaves in a folder: its document, the frames behind it, pictures.

    Parameters
    ----------
    document : the JSON object of `lodestock size`
    """
    cards = cards_frame(case, short, engine, monitor or Silent())
    frames = {
        **short.frames(),
        CAUSES.name: causes_frame(document),
        CARDS.name: cards,
    }
    return Output({"size": document}, frames, size_pictures(case, short, engine, cards))


def cards_frame(case: Case, short: Shortfalls, engine: Engine, monitor: Monitor) -> pl.DataFrame:
    """Return each item's mean gap on every bundled card, on `SUBSAMPLE` draws of each that is drawn.

    In the form of `CARDS`.
    """
    rows = []
    names = card_names()
    for n, name in enumerate(names):
        monitor("cards", n / len(names))
        other = size_case(replace(case, card=load_card(name)), engine, draws=SUBSAMPLE, seed=short.seed)
        for m, item in enumerate(other.inputs.materials):
            gap = float(other.expected_t[m, -1])
            demand = float(other.inputs.demand_t[m])
            years = gap / demand if demand > 0 else None
            rows.append({"material": item, "card": name, "draws": other.draws, "gap_t": gap, "years": years})
    return CARDS.frame(rows)


def size_pictures(
    case: Case, short: Shortfalls, engine: Engine, cards: pl.DataFrame
) -> dict[str, dict[str, Any]]:
    """Return the pictures of what a card leaves short, as Vega-Lite specs by file name.

    Parameters
    ----------
    cards : see `cards_frame`
    """
    names, subtitle = item_names(case), result_subtitle(case, short)
    named = pl.col("material").replace_strict(names, default=None).alias("material_name")
    frame = short.frame().with_columns(named)
    money = frame.select("material_name", "demand_class", (pl.col("requirement_usd") / 1e6).alias("value"))
    years = frame.select(
        "material_name",
        "demand_class",
        (pl.col("gap_t") / pl.col("demand_t").sum().over("material_name")).alias("value"),
    )
    out = {
        "requirement": classes_chart(
            money.filter(pl.col("value").is_not_null()),
            title="What stock should cover, by class",
            subtitle=[
                subtitle,
                f"{_percentile(short)} that stock may serve in the emergency, at as-of prices.",
            ],
            axis="USD million",
        ),
        "shortfall": classes_chart(
            years,
            title="Gap over the horizon, by class"
            if short.draws == 1
            else "Mean gap over the horizon, by class",
            subtitle=subtitle,
            axis="years of the item's demand",
        ),
        "cards": heat_chart(
            cards.with_columns(named).filter(pl.col("years").max().over("material") >= 0.02),
            title="Mean gap over the horizon, item by card",
            subtitle=[
                f"Dataset {case.dataset.hash[:8]}, seed {short.seed}, each card on its own date. Class shares are assumed.",
                f"In years of the item's demand; {SUBSAMPLE:,} draws per card, one of a card without chance.",
            ],
        ),
    }
    for rank, item in enumerate(worst_items(short)[:_FANS]):
        out[f"fan-{rank + 1}-{item}"] = fan_chart(
            gap_fan(short, item), title=f"{names[item]}: gap by quarter, all classes", subtitle=subtitle
        )
    return {**out, **worst_waterfall(case, short, engine)}


def _percentile(short: Shortfalls) -> str:
    return "95th percentile of the gap" if short.draws > 1 else "Gap"


def item_names(case: Case) -> dict[str, str]:
    """Return the name of each item."""
    return {r["material"]: r["name"] or r["material"] for r in case.dataset.rows("materials")}


def result_subtitle(case: Case, short: Shortfalls) -> str:
    """Return what a picture's result follows from."""
    draws = f"{short.draws:,} draws, seed {short.seed}" if short.draws > 1 else "nothing left to chance"
    return (
        f"Card {case.card.name}, {draws}, as of {case.card.as_of}. Dataset {case.dataset.hash[:8]}, "
        f"scenario {case.card.hash[:8]}. Class shares are assumed."
    )


def worst_waterfall(case: Case, short: Shortfalls, engine: Engine) -> dict[str, dict[str, Any]]:
    """Return the waterfall of the item whose gap is worth most, by file name; nothing where no gap has a value."""
    worst = worst_items(short)[:1]
    if not worst:
        return {}
    chart = waterfall_chart(
        build_waterfall(short, worst[0], engine),
        title=f"{item_names(case)[worst[0]]}: from usual supply to the gap"
        + (", mean of draws" if short.draws > 1 else ""),
        subtitle=result_subtitle(case, short),
        axis="tonnes over the horizon",
    )
    return {"waterfall": chart}


def worst_items(short: Shortfalls) -> list[str]:
    """Return the items whose gap is worth most: mean gap of the classes of value times the value of a tonne."""
    value = short.worth.value_usd_per_t
    worth = {
        m: sum(
            float(short.expected_t[i, k] * value[i, k])
            for k in range(len(CLASSES))
            if value[i, k] == value[i, k]
        )
        for i, m in enumerate(short.inputs.materials)
    }
    return [m for m in sorted(worth, key=lambda m: (-worth[m], m)) if worth[m] > 0]
