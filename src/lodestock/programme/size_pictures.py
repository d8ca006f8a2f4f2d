"""Tables and pictures of what a card leaves short, in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from lodestock.data import card_names, load_card
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import (
    Engines,
    causes_frame,
    compare_events,
    size_case,
    size_document,
    size_draws,
)
from lodestock.programme.specs import CARDS
from lodestock.programme.titles import (
    cards_title,
    fan_title,
    requirement_title,
    shortfall_title,
    waterfall_title,
)
from lodestock.programme.write import Answer, Lazy, Output, same
from lodestock.records.protocols import Engine, Monitor, Silent
from lodestock.records.scenario import CLASSES
from lodestock.report import Caption, Spec, classes_chart, fan_chart, heat_chart, waterfall_chart
from lodestock.size import (
    CAUSES,
    FANS,
    SUBSAMPLE,
    WATERFALLS,
    Shortfalls,
    build_waterfall,
    build_waterfalls,
    gap_fan,
    gap_fans,
)

__all__ = [
    "ask_size",
    "card_source",
    "cards_frame",
    "dataset_source",
    "item_names",
    "result_source",
    "size_frames",
    "size_index",
    "size_output",
    "size_pictures",
    "worst_items",
    "worst_waterfall",
]

_FANS = 4


def size_index(case: Case, *, draws: int | None, seed: int, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a sizing follows from, see `run_index`."""
    return run_index(case, "size", {"without": list(without)}, seed=seed, draws=size_draws(case, draws))


def ask_size(
    case: Case,
    engines: Engines,
    *,
    draws: int | None,
    seed: int,
    without: tuple[str, ...] = (),
    monitor: Monitor | None = None,
) -> Answer:
    """Return the answer of `lodestock size`: its document, all that it leaves in a folder, and the `Shortfalls`.

    Parameters
    ----------
    engines : opens an engine, now and again for frames and pictures that are asked for later
    without : events whose effect is told beside

    Raises
    ------
    InputError, DataError, CancelledError : see `lodestock.size.size_card` and `compare_events`
    """
    with engines() as engine:
        short = size_case(case, engine, draws=draws, seed=seed, monitor=monitor)
        document = size_document(case, short, engine, monitor=monitor)
    if without:
        effect, idle = compare_events(case, without, draws=short.draws, seed=seed)
        document |= {"effect": effect, "without_effect": idle}
    return Answer(document, size_output(case, short, document, engines, monitor), short)


def size_output(
    case: Case,
    short: Shortfalls,
    document: dict[str, Any],
    engines: Engines,
    monitor: Monitor | None = None,
) -> Output:
    """Return what a sizing leaves in a folder: its document, the frames behind it, pictures.

    Parameters
    ----------
    document : the JSON object of `lodestock size`
    engines : see `ask_size`
    """

    def cards() -> pl.DataFrame:
        with engines() as engine:
            return cards_frame(case, short, engine, monitor or Silent())

    frames = Lazy({**size_frames(short, engines, lambda: document), CARDS.name: cards})
    return Output({"size": document}, frames, size_pictures(case, short, engines, lambda: frames[CARDS.name]))


def size_frames(
    short: Shortfalls, engines: Engines, document: Callable[[], dict[str, Any]]
) -> dict[str, Callable[[], pl.DataFrame]]:
    """Return the makers of the frames of what a card leaves short, by name.

    Parameters
    ----------
    engines : see `ask_size`
    document : makes the JSON object of `lodestock size`
    """

    def waterfalls() -> pl.DataFrame:
        with engines() as engine:
            return build_waterfalls(short, engine)

    return {
        **{name: partial(same, frame) for name, frame in short.frames().items()},
        CAUSES.name: lambda: causes_frame(document()),
        WATERFALLS.name: waterfalls,
        FANS.name: lambda: gap_fans(short),
    }


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
    case: Case, short: Shortfalls, engines: Engines, cards: Callable[[], pl.DataFrame]
) -> Lazy[Spec]:
    """Return the pictures of what a card leaves short, as Vega-Lite specs by file name.

    Parameters
    ----------
    engines : see `ask_size`
    cards : makes the frame of `cards_frame`
    """
    names, source = item_names(case), result_source(case, short)
    named = pl.col("material").replace_strict(names, default=None).alias("material_name")
    frame = short.frame().with_columns(named)

    def requirement() -> Spec:
        money = frame.select(
            "material_name", "demand_class", (pl.col("requirement_usd") / 1e6).alias("value")
        ).filter(pl.col("value").is_not_null())
        note = f"{_percentile(short)} that stock may serve in the emergency, at as-of prices."
        return classes_chart(money, Caption(requirement_title(money), (note,), source), axis="USD million")

    def shortfall() -> Spec:
        share = pl.col("gap_t") / pl.col("demand_t").sum().over("material_name")
        years = frame.select("material_name", "demand_class", share.alias("value"))
        note = (
            "Gap over the horizon, by class." if short.draws == 1 else "Mean gap over the horizon, by class."
        )
        caption = Caption(shortfall_title(years), (note,), source)
        return classes_chart(years, caption, axis="years of the item's demand")

    def heat() -> Spec:
        gaps = cards().with_columns(named).filter(pl.col("years").max().over("material") >= 0.02)
        notes = (
            f"Mean gap over the horizon in years of the item's demand; {SUBSAMPLE:,} draws per card, one of a card "
            "without chance.",
        )
        foot = f"Dataset {case.dataset.hash[:8]}, seed {short.seed}, each card on its own date. Class shares are assumed."
        return heat_chart(gaps, Caption(cards_title(gaps), notes, foot))

    def fan(item: str) -> Spec:
        quantiles = gap_fan(short, item)
        caption = Caption(fan_title(names[item], quantiles), ("Gap by quarter, all classes.",), source)
        return fan_chart(quantiles, caption)

    fans = {
        f"fan-{rank + 1}-{item}": partial(fan, item) for rank, item in enumerate(worst_items(short)[:_FANS])
    }
    charts = {"requirement": requirement, "shortfall": shortfall, "cards": heat}
    return Lazy({**charts, **fans, **worst_waterfall(case, short, engines)})


def _percentile(short: Shortfalls) -> str:
    return "95th percentile of the gap" if short.draws > 1 else "Gap"


def item_names(case: Case) -> dict[str, str]:
    """Return the name of each item."""
    return {r["material"]: r["name"] or r["material"] for r in case.dataset.rows("materials")}


def dataset_source(case: Case) -> str:
    """Return what a picture of the tables alone follows from, for its foot."""
    return f"Dataset {case.dataset.hash[:8]}, as of {case.card.as_of}."


def card_source(case: Case, draws: int, seed: int) -> str:
    """Return what a picture of a card follows from, for its foot."""
    chance = f"{draws:,} draws, seed {seed}" if draws > 1 else "nothing left to chance"
    return (
        f"Card {case.card.name}, {chance}, as of {case.card.as_of}. Dataset {case.dataset.hash[:8]}, "
        f"scenario {case.card.hash[:8]}."
    )


def result_source(case: Case, short: Shortfalls) -> str:
    """Return what a picture of a sizing follows from, for its foot."""
    return f"{card_source(case, short.draws, short.seed)} Class shares are assumed."


def worst_waterfall(case: Case, short: Shortfalls, engines: Engines) -> dict[str, Callable[[], Spec]]:
    """Return what draws the waterfall of the item whose gap is worth most; nothing where no gap has a value.

    Parameters
    ----------
    engines : see `ask_size`
    """
    worst = worst_items(short)[:1]

    def chart() -> Spec:
        with engines() as engine:
            steps = build_waterfall(short, worst[0], engine)
        mean = ", mean of draws" if short.draws > 1 else ""
        note = f"From usual supply to the gap over the horizon{mean}."
        caption = Caption(
            waterfall_title(item_names(case)[worst[0]], steps), (note,), result_source(case, short)
        )
        return waterfall_chart(steps, caption, axis="tonnes over the horizon")

    return {"waterfall": chart} if worst else {}


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
