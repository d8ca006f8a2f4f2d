"""Which factor, country and stage a gap goes back to: draws of a subsample with one thing switched off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import polars as pl

from lodestock.records.protocols import Engine, Floats, Monitor, Silent, cut_batches
from lodestock.records.scenario import CLASSES, STAGES
from lodestock.size.balance import empty_cells, weakest
from lodestock.size.drawing import draw, empty_scene
from lodestock.size.hazard import USES, Hazard, spare, without_factor
from lodestock.size.plain import plain_scene, plain_weakest
from lodestock.size.shortfalls import Shortfalls
from lodestock.size.streams import Ints
from lodestock.size.tally import batch_size, gap_paths, mean_reach, merge_tallies, tally_batch

__all__ = ["SUBSAMPLE", "build_waterfall", "compare_reach", "find_causes", "gap_fan", "in_play"]

SUBSAMPLE = 1000
"""Draws, the first of the card's, on which causes are counted."""

_BY_COUNTRY = ("closed", "control")
_LEAST = 1e-6


def in_play(short: Shortfalls) -> list[str]:
    """Return the factors that the card can move at all."""
    card, stressed = short.card, short.regime_quarters[2:].sum() > 0
    moves = {
        "closed": stressed,
        "reliability": stressed,
        "damage": stressed,
        "shipping": card.shipping_drawn or bool(card.closures),
        "control": bool(short.announced.pairs),
        "technical": card.technical_drawn,
        "barred": bool(card.bars),
        "own ramp": stressed,
        "surge": stressed,
        "grade": True,
    }
    return [f for f in USES if moves[f]]


def find_causes(short: Shortfalls, engine: Engine, monitor: Monitor | None = None) -> pl.DataFrame:
    """Return what drives each item's expected gap, by switching one factor off at a time.

    Parameters
    ----------
    short : what the causes are of; they are counted on its first `SUBSAMPLE` draws
    engine : where batches of draws run
    monitor : is told of the part of the factors that is done

    Returns
    -------
    material, factor, stage and country (null where the factor has none), share : part of the item's mean gap over the
    horizon, in tonnes, that goes with the factor. Shares need not sum to 1, because factors work together; a share
    below 0 says that the factor eases the gap.
    """
    monitor = monitor or Silent()
    draws = min(short.draws, SUBSAMPLE)
    spans = cut_batches(draws, batch_size(draws))

    def gap(hazard: Hazard) -> Floats:
        return np.asarray(
            merge_tallies(engine.map(partial(tally_batch, hazard, True), spans)).gap[:, -1] / draws
        )

    total = gap(short.hazard)
    stages = _stages(short.hazard, min(draws, 200))
    rows: list[dict[str, object]] = []
    switched = list(_switches(short))
    for n, (factor, country, hazard) in enumerate(switched):
        monitor("causes", n / len(switched))
        gone = np.divide(total - gap(hazard), total, out=np.zeros_like(total), where=total > _LEAST)
        for m in np.nonzero(np.abs(gone) > _LEAST)[0]:
            row = {"material": short.inputs.materials[m], "factor": factor, "stage": None, "country": None}
            if country is not None:
                row["country"] = short.inputs.countries[country]
                row["stage"] = _stage_of(short.hazard, stages, int(m), country)
            rows.append({**row, "share": gone[m]})
    words = dict.fromkeys(("material", "factor", "stage", "country"), pl.String)
    frame = pl.DataFrame(rows, schema={**words, "share": pl.Float64})
    return frame.sort(["material", "share", "factor", "country"], descending=[False, True, False, False])


def _switches(short: Shortfalls) -> Iterator[tuple[str, int | None, Hazard]]:
    """Yield each factor, or factor of a country, and the hazard without it."""
    hazard, factors = short.hazard, in_play(short)
    for factor in factors:
        if factor not in _BY_COUNTRY:
            yield factor, None, without_factor(hazard, factor)
    supplying = set(hazard.chain.ent_country.tolist())
    if "closed" in factors:
        for c in np.nonzero(hazard.world.group == 0)[0]:
            if int(c) in supplying:
                yield "closed", int(c), spare(hazard, int(c), control=False)
    if "control" in factors:
        for c in sorted(set(hazard.controls.pair_country.tolist())):
            yield "control", c, spare(hazard, c, control=True)


def _stages(hazard: Hazard, draws: int) -> Ints:
    """Return by segment of the chain how often it is the weakest."""
    if hazard.plain:
        return plain_weakest(hazard, plain_scene(hazard))
    counts = np.zeros(len(hazard.chain.seg_stage), dtype=np.int64)
    scene, cells = empty_scene(hazard), empty_cells(hazard)
    for index in range(draws):
        draw(hazard, index, scene)
        weakest(hazard.chain, hazard.use, scene, cells, counts)
    return counts


def _stage_of(hazard: Hazard, counts: Ints, m: int, country: int) -> str | None:
    """Return the stage of an item, among those that a country supplies, that is most often the weakest."""
    chain, best = hazard.chain, -1
    for seg in range(chain.seg_of[m], chain.seg_of[m + 1]):
        supplied = country in chain.ent_country[chain.ent_of[seg] : chain.ent_of[seg + 1]]
        if supplied and (best < 0 or counts[seg] > counts[best]):
            best = seg
    return STAGES[int(chain.seg_stage[best])] if best >= 0 else None


def build_waterfall(short: Shortfalls, material: str, engine: Engine) -> pl.DataFrame:
    """Return the steps from an item's usual supply to the gap that stock may serve, mean tonnes over the horizon.

    Each step switches one more factor of the card on. Before the first, own output above a demand that austerity
    lowers is taken off; then follow what is left of supply, the gap, and the part of it that stock may serve.

    Parameters
    ----------
    short : what is drawn; the steps are counted on its first `SUBSAMPLE` draws
    material : an item of `short`
    engine : where batches of draws run

    Returns
    -------
    step_no, step, tonnes (a signed change, or a level), kind (``start``, ``loss``, ``gain``, ``total``)
    """
    draws = min(short.draws, SUBSAMPLE)
    spans = cut_batches(draws, batch_size(draws))
    m = short.inputs.materials.index(material)
    year = float(short.inputs.demand_t[m])
    steps = [f for f in in_play(short) if f not in ("barred", "surge", "grade")]

    def mean(off: list[str]) -> tuple[float, float, float]:
        tally = merge_tallies(
            engine.map(partial(tally_batch, without_factor(short.hazard, *off), True), spans)
        )
        sums = (tally.quarter_supply[m].sum(), tally.gap[m, -1], tally.servable[m, -1])
        return tuple(float(x) / draws * year for x in sums)  # type: ignore[return-value]

    usual = float((short.inputs.own_t + short.inputs.secondary_t + short.inputs.imports_t)[m])
    level = usual / 4 * short.card.quarters
    rows: list[tuple[str, float, str]] = [("usual supply", level, "start")]
    for n in range(len(steps) + 1):
        after, gap, servable = mean(steps[n:])
        name = _STEPS[steps[n - 1]] if n else "own output above demand"
        if n or abs(after - level) > _LEAST * year:
            rows.append((name, after - level, "gain" if after > level else "loss"))
        level = after
    rows += [
        ("supply left", level, "total"),
        ("gap of all classes", gap, "total"),
        ("not served by stock", servable - gap, "loss"),
        ("servable gap", servable, "total"),
    ]
    least = 1e-9 * max(abs(tonnes) for _, tonnes, _ in rows)  # a change below it is rounding
    return pl.DataFrame(
        [
            {"step_no": i, "step": step, "tonnes": t if abs(t) > least else 0.0, "kind": kind}
            for i, (step, t, kind) in enumerate(rows)
        ]
    )


def gap_fan(short: Shortfalls, material: str) -> pl.DataFrame:
    """Return quantiles over draws of an item's gap by quarter, tonnes a quarter, on the first `SUBSAMPLE` draws.

    Columns: quarter, mean, p05, p25, p50, p75, p95.
    """
    m = short.inputs.materials.index(material)
    paths = gap_paths(short.hazard, m, range(min(short.draws, SUBSAMPLE))) * float(short.inputs.demand_t[m])
    ordered = np.sort(paths, axis=0)
    first = short.card.first_quarter
    columns = {
        "quarter": [str(first.plus(t)) for t in range(short.card.quarters)],
        "mean": paths.mean(axis=0),
    }
    for level in (0.05, 0.25, 0.5, 0.75, 0.95):
        columns[f"p{round(100 * level):02d}"] = ordered[max(int(np.ceil(level * len(paths))), 1) - 1]
    return pl.DataFrame(columns)


def compare_reach(with_them: Hazard, without: Hazard, items: tuple[str, ...], draws: int) -> pl.DataFrame:
    """Return what some events take from whom: the mean part of usual imports that a class may use.

    Both hazards are drawn with the same seed, so that nothing else differs. Columns: material, demand_class,
    without, with_them; only rows that differ.
    """
    reach = [mean_reach(h, range(draws)) for h in (without, with_them)]
    rows = [
        {"material": m, "demand_class": word, "without": reach[0][i, k], "with_them": reach[1][i, k]}
        for i, m in enumerate(items)
        for k, word in enumerate(CLASSES)
        if reach[0][i, k] != reach[1][i, k]
    ]
    words = {"material": pl.String, "demand_class": pl.String}
    return pl.DataFrame(rows, schema={**words, "without": pl.Float64, "with_them": pl.Float64})


_STEPS = {
    "closed": "adversaries closed",
    "reliability": "others less reliable",
    "damage": "war damage",
    "shipping": "routes and ships lost",
    "control": "export controls",
    "technical": "outages above the usual",
    "own ramp": "own plants ramp up",
}
