"""The use case SIZE on a card that is drawn: what its scenarios leave us short of."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from lodestock.engine import Dask, batches, open_engine
from lodestock.programme.documents import header
from lodestock.programme.project import Case
from lodestock.programme.size import embodied
from lodestock.records.protocols import Engine
from lodestock.records.scenario import CLASSES
from lodestock.size import (
    QUANTILES,
    SUBSAMPLE,
    Shortfalls,
    attribution,
    build_hazard,
    draw_card,
    effect,
    input_variants,
    read_inputs,
)

__all__ = ["DRAWS", "Tell", "drawn", "drawn_document", "drawn_variants", "effect_rows", "running"]

DRAWS = 10_000
"""Scenarios drawn of a card that leaves something to chance, where nobody says how many."""

Tell = Callable[[str, float], None]


@contextmanager
def running(workers: int | None, cluster: str | None) -> Iterator[Engine]:
    """Yield the engine that options ask for: the threads of all cores where they ask for nothing.

    Raises
    ------
    InputError : see `lodestock.engine.open_engine`
    """
    asked = open_engine(os.cpu_count() if workers is None and not cluster else workers, cluster)
    if isinstance(asked, Dask):
        with closing(asked):
            yield asked
    else:
        yield asked


def drawn(
    case: Case, engine: Engine, *, draws: int | None = None, seed: int = 0, tell: Tell = lambda *_: None
) -> Shortfalls:
    """Return what the draws of a case leave us short of.

    Parameters
    ----------
    draws : scenarios; 10,000 where None
    """
    return draw_card(case.dataset, case.card, engine, batches, draws=draws or DRAWS, seed=seed, tell=tell)


def drawn_document(
    case: Case, short: Shortfalls, engine: Engine, *, tell: Tell = lambda *_: None
) -> dict[str, Any]:
    """Return the JSON object of `lodestock size` on a drawn card but for `seconds`."""
    reasons = attribution(short, engine, batches, tell)
    price, reference = short.worth.price_usd_per_t, short.worth.reference_usd_per_t
    items = list(enumerate(short.inputs.materials))
    missing = {
        "materials[].embodied_not_modelled_t": "no row in embodied: not known, and not zero",
        "materials[].cause[].country": "the cause is not one country's",
        "materials[].cause[].stage": "the cause is not one stage's",
        "variants[].factor": "as given",
        "variants[].materials[].requirement_usd": "no price known on the as-of date; left out of the total",
        **{
            f"materials[].requirement_usd {m}": "no price known on the as-of date"
            for i, m in items
            if math.isnan(price[i])
        },
        **{
            f"materials[].classes[].value {m}": "no row in consequence"
            for i, m in items
            if math.isnan(reference[i])
        },
    }
    return {
        **header("size", case, seed=short.seed, draws=short.draws),
        "assumes": case.card.assumes,
        "materials": [_item(short, i, reasons, embodied(case)) for i, _ in items],
        "by_regime": [
            {
                "regime": r["regime"],
                "quarters": r["quarters"],
                "material": r["material"],
                "class": r["demand_class"],
                "expected_t": r["gap_t"],
                "servable_t": r["servable_t"],
            }
            for r in short.regime_frame().iter_rows(named=True)
        ],
        "variants": drawn_variants(case, short, engine, tell=tell),
        "controls": list(short.announced.events),
        "not_placed": list(short.announced.unplaced),
        "quantiles": {"exact": short.exact, "bin_width": short.bin_width},
        "subsample": min(short.draws, SUBSAMPLE),
        "missing": missing,
    }


def _item(short: Shortfalls, m: int, reasons: pl.DataFrame, inside: dict[str, float]) -> dict[str, Any]:
    """Return one entry of `materials`."""
    name, price = short.inputs.materials[m], float(short.worth.price_usd_per_t[m])
    required = float(short.requirement_t[m].sum())
    classes = [
        {
            "class": word,
            "expected_t": float(short.expected_t[m, k]),
            "se_t": float(short.se_t[m, k]),
            **{f"p{round(100 * q)}_t": float(short.quantile_t[m, k, n]) for n, q in enumerate(QUANTILES)},
            "servable_t": float(short.servable_t[m, k]),
            "requirement_t": float(short.requirement_t[m, k]),
            "p_short": float(short.p_short[m, k]),
            "expected_usd": None if math.isnan(price) else float(short.expected_t[m, k]) * price,
        }
        for k, word in enumerate(CLASSES)
    ]
    return {
        "material": name,
        "demand_t": float(short.inputs.demand_t[m]),
        "inventory_known": name in short.inventory_t,
        "requirement_t": required,
        "net_requirement_t": float(short.net_t[m].sum()),
        "requirement_usd": None if math.isnan(price) else required * price,
        "p_short": float(short.p_short[m, -1]),
        "se_p": float(short.se_p[m, -1]),
        "classes": classes,
        "cause": reasons.filter(pl.col("material") == name)
        .select("factor", "stage", "country", "share")
        .to_dicts(),
        "embodied_not_modelled_t": inside.get(name),
    }


def drawn_variants(
    case: Case, short: Shortfalls, engine: Engine, *, tell: Tell = lambda *_: None
) -> list[dict[str, Any]]:
    """Return the requirement with one input changed, on the same subsample of draws, in total and by item."""
    out = []
    draws = min(short.draws, SUBSAMPLE)
    changed = list(input_variants(read_inputs(case.dataset)))
    for n, (name, factor, inputs) in enumerate(changed):
        tell("variants", n / len(changed))
        some = draw_card(
            case.dataset, case.card, engine, batches, draws=draws, seed=short.seed, inputs=inputs
        )
        tonnes = some.requirement_t.sum(axis=1)
        usd = tonnes * some.worth.price_usd_per_t
        by_item = [
            {
                "material": m,
                "requirement_t": float(tonnes[i]),
                "requirement_usd": None if math.isnan(usd[i]) else float(usd[i]),
            }
            for i, m in enumerate(inputs.materials)
            if tonnes[i] > 0
        ]
        out.append(
            {
                "input": name,
                "factor": factor,
                "draws": some.draws,
                "requirement_t": math.fsum(tonnes),
                "requirement_usd": math.fsum(np.nan_to_num(usd)),
                "materials": by_item,
            }
        )
    return out


def effect_rows(case: Case, events: tuple[str, ...], *, draws: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return what events take: the mean part of usual imports that each class may use, without and with them.

    Only items and classes that differ; the draws are the same but for the events.

    Raises
    ------
    InputError : no such event
    """
    inputs = read_inputs(case.dataset)
    fewer = replace(case.card, without=(*case.card.without, *events))
    ours, theirs = (build_hazard(case.dataset, card, inputs, seed)[0] for card in (case.card, fewer))
    found = effect(ours, theirs, inputs.materials, min(draws, SUBSAMPLE) if case.card.random else 1)
    return [
        {
            "material": r["material"],
            "class": r["demand_class"],
            "without": r["without"],
            "with": r["with_them"],
        }
        for r in found.iter_rows(named=True)
    ]
