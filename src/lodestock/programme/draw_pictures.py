"""Tables and pictures of a drawn card, in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from lodestock.data import card_names, load_card
from lodestock.engine import batches
from lodestock.programme.documents import dumps
from lodestock.programme.draws import Tell
from lodestock.programme.folders import apart, ready, settle
from lodestock.programme.project import Case
from lodestock.records.protocols import Engine
from lodestock.records.scenario import CLASSES
from lodestock.report import classes_chart, fan_chart, heat_chart, waterfall_chart, write_chart
from lodestock.size import SUBSAMPLE, Shortfalls, draw_card, drawn_waterfall, fan

__all__ = ["write_draws"]

_FANS = 4


def write_draws(
    case: Case,
    short: Shortfalls,
    document: dict[str, Any],
    engine: Engine,
    folder: Path,
    *,
    force: bool = False,
    tell: Tell = lambda *_: None,
) -> list[str]:
    """Write the document, frames and pictures of a drawn card; return the files, relative to the folder.

    Raises
    ------
    InputError : see `ready`
    """
    ready(folder, force=force)
    with apart(folder) as made:
        names = _write(case, short, document, engine, made, tell)
        settle(made, folder)
    return names


def _write(
    case: Case, short: Shortfalls, document: dict[str, Any], engine: Engine, folder: Path, tell: Tell
) -> list[str]:
    cards = cards_frame(case, short, engine, tell)
    frames = {
        "shortfalls": short.frame(),
        "regimes": short.regime_frame(),
        "causes": _causes(document),
        "cards": cards,
    }
    written: list[Path] = []
    for name, frame in frames.items():
        for path in (folder / f"{name}.csv", folder / f"{name}.parquet"):
            written.append(path)
        frame.write_csv(written[-2])
        frame.write_parquet(written[-1], compression="zstd", statistics=False)
    for name, spec in _pictures(case, short, engine, cards).items():
        written += write_chart(spec, folder / "pictures", name)
    path = folder / "size.json"
    path.write_text(dumps({**document, "seconds": None}, indent=1) + "\n", encoding="utf-8")
    return [str(p.relative_to(folder)) for p in (*written, path)]


def cards_frame(case: Case, short: Shortfalls, engine: Engine, tell: Tell) -> pl.DataFrame:
    """Return each item's mean gap on every bundled card, on at most `SUBSAMPLE` draws.

    Columns: material, card, gap_t (over the horizon), years (of demand).
    """
    rows = []
    names = card_names()
    for n, name in enumerate(names):
        tell("cards", n / len(names))
        card, draws = load_card(name), min(max(short.draws, 1), SUBSAMPLE)
        one = draw_card(
            case.dataset, card, engine, batches, draws=draws, seed=short.seed, inputs=short.inputs
        )
        for m, item in enumerate(short.inputs.materials):
            gap = float(one.expected_t[m, -1])
            rows.append(
                {"material": item, "card": name, "gap_t": gap, "years": gap / float(short.inputs.demand_t[m])}
            )
    return pl.DataFrame(rows)


def _causes(document: dict[str, Any]) -> pl.DataFrame:
    rows = [{"material": m["material"], **c} for m in document["materials"] for c in m["cause"]]
    words = dict.fromkeys(("material", "factor", "stage", "country"), pl.String)
    return pl.DataFrame(rows, schema={**words, "share": pl.Float64})


def _pictures(
    case: Case, short: Shortfalls, engine: Engine, cards: pl.DataFrame
) -> dict[str, dict[str, Any]]:
    """Return the pictures by file name."""
    names = {r["material"]: r["name"] or r["material"] for r in case.dataset.rows("materials")}
    draws = f"{short.draws:,} draws" if short.draws > 1 else "nothing left to chance"
    subtitle = (
        f"Card {case.card.name}, {draws}, seed {short.seed}, as of {case.card.as_of}. Dataset {case.dataset.hash[:8]}, "
        f"scenario {case.card.hash[:8]}. Class shares are assumed."
    )
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
                "95th percentile of the gap that stock may serve in the emergency, at as-of prices.",
            ],
            axis="USD million",
        ),
        "shortfall": classes_chart(
            years,
            title="Mean gap over the horizon, by class",
            subtitle=subtitle,
            axis="years of the item's demand",
        ),
        "cards": heat_chart(
            cards.with_columns(named).filter(pl.col("years").max().over("material") >= 0.02),
            title="Mean gap over the horizon, item by card",
            subtitle=[subtitle, f"In years of the item's demand; at most {SUBSAMPLE:,} draws a card."],
        ),
    }
    for rank, item in enumerate(_worst(short)):
        out[f"fan-{rank + 1}-{item}"] = fan_chart(
            fan(short, item), title=f"{names[item]}: gap by quarter, all classes", subtitle=subtitle
        )
        if rank == 0:
            out["waterfall"] = waterfall_chart(
                drawn_waterfall(short, item, engine, batches),
                title=f"{names[item]}: from usual supply to the gap, mean of draws",
                subtitle=subtitle,
                axis="tonnes over the horizon",
            )
    return out


def _worst(short: Shortfalls) -> list[str]:
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
    return [m for m in sorted(worth, key=lambda m: (-worth[m], m)) if worth[m] > 0][:_FANS]
