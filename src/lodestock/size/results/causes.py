"""Which factor, country and stage a gap goes back to: draws of a subsample with one thing switched off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import polars as pl

from lodestock.records.protocols import Engine, Floats, Monitor, Silent, cut_batches
from lodestock.records.scenario import STAGES
from lodestock.size.build.factors import FACTORS
from lodestock.size.build.hazard import Hazard, exempt_country, without_factor
from lodestock.size.build.streams import Ints
from lodestock.size.draw.balance import empty_cells, weakest
from lodestock.size.draw.plain import plain_scene, plain_weakest
from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import empty_scene
from lodestock.size.results.shortfalls import Shortfalls
from lodestock.size.results.specs import CAUSES
from lodestock.size.results.tally import batch_size, merge_tallies, tally_batch

__all__ = ["SUBSAMPLE", "factors_in_play", "find_causes"]

SUBSAMPLE = 1000
"""Draws, the first of the card's, on which causes are counted."""
_BY_COUNTRY = ("closed", "control")
_LEAST = 1e-6


def factors_in_play(short: Shortfalls) -> list[str]:
    """Return the factors that the card can move at all.

    Parameters
    ----------
    short : what a card leaves short
    """
    stressed, controlled = bool(short.regime_quarters[2:].sum() > 0), bool(short.announced.pairs)
    return [f.name for f in FACTORS if f.in_play(short.card, stressed, controlled)]


def find_causes(short: Shortfalls, engine: Engine, monitor: Monitor | None = None) -> pl.DataFrame:
    """Return what drives each item's expected gap, by switching one factor off at a time.

    ``share = (gap - gap without it) / gap``, of the mean gap over the horizon on the same draws.

    Parameters
    ----------
    short : what the causes are of; they are counted on its first `SUBSAMPLE` draws
    engine : where batches of draws run
    monitor : is told of the part of the factors that is done

    Returns
    -------
    frame in the form of `CAUSES`; shares need not sum to 1, because factors work together
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
    return CAUSES.frame(rows).sort(
        ["material", "share", "factor", "country"], descending=[False, True, False, False]
    )


def _switches(short: Shortfalls) -> Iterator[tuple[str, int | None, Hazard]]:
    """Yield each factor, or factor of a country, and the hazard without it."""
    hazard, factors = short.hazard, factors_in_play(short)
    for factor in factors:
        if factor not in _BY_COUNTRY:
            yield factor, None, without_factor(hazard, factor)
    supplying = set(hazard.chain.ent_country.tolist())
    if "closed" in factors:
        for c in np.nonzero(hazard.world.group == 0)[0]:
            if int(c) in supplying:
                yield "closed", int(c), exempt_country(hazard, int(c), control=False)
    if "control" in factors:
        for c in sorted(set(hazard.controls.pair_country.tolist())):
            yield "control", c, exempt_country(hazard, c, control=True)


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
