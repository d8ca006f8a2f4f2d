"""Tables and pictures of what a card leaves short, in a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.data import card_names, load_card
from lodestock.programme.documents import dumps
from lodestock.programme.folders import move_into_place, prepare_folder, temporary_folder_in, write_frame
from lodestock.programme.project import Case
from lodestock.programme.size import size_case
from lodestock.records.protocols import Engine, Monitor, Silent
from lodestock.records.scenario import CLASSES
from lodestock.report import classes_chart, fan_chart, heat_chart, waterfall_chart, write_chart
from lodestock.size import SUBSAMPLE, Shortfalls, build_waterfall, gap_fan

__all__ = [
    "cards_frame",
    "item_names",
    "result_subtitle",
    "size_pictures",
    "worst_items",
    "worst_waterfall",
    "write_size",
]

_FANS = 4


def write_size(
    case: Case,
    short: Shortfalls,
    document: dict[str, Any],
    engine: Engine,
    folder: Path,
    *,
    force: bool = False,
    monitor: Monitor | None = None,
) -> list[str]:
    """Write the document, frames and pictures of a card; return the files, relative to the folder.

    Raises
    ------
    InputError : see `prepare_folder`
    """
    prepare_folder(folder, force=force)
    with temporary_folder_in(folder) as made:
        names = _write(case, short, document, engine, made, monitor or Silent())
        move_into_place(made, folder)
    return names


def _write(
    case: Case, short: Shortfalls, document: dict[str, Any], engine: Engine, folder: Path, monitor: Monitor
) -> list[str]:
    cards = cards_frame(case, short, engine, monitor)
    frames = {
        "shortfalls": short.frame(),
        "regimes": short.regime_frame(),
        "causes": _causes(document),
        "cards": cards,
    }
    written: list[Path] = []
    for name, frame in frames.items():
        written += write_frame(folder, name, frame)
    for name, spec in size_pictures(case, short, engine, cards).items():
        written += write_chart(spec, folder / "pictures", name)
    path = folder / "size.json"
    path.write_text(dumps({**document, "seconds": None}, indent=1) + "\n", encoding="utf-8")
    return [str(p.relative_to(folder)) for p in (*written, path)]


def cards_frame(case: Case, short: Shortfalls, engine: Engine, monitor: Monitor) -> pl.DataFrame:
    """Return each item's mean gap on every bundled card, on `SUBSAMPLE` draws of each that is drawn.

    Columns: material, card, draws, gap_t (over the horizon), years (of demand).
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
    return pl.DataFrame(rows)


def _causes(document: dict[str, Any]) -> pl.DataFrame:
    rows = [{"material": m["material"], **c} for m in document["materials"] for c in m["cause"]]
    words = dict.fromkeys(("material", "factor", "stage", "country"), pl.String)
    return pl.DataFrame(rows, schema={**words, "share": pl.Float64})


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
