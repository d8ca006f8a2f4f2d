"""Quantiles over draws of an item's gap by quarter."""

from __future__ import annotations

import numpy as np
import polars as pl

from lodestock.records.protocols import Floats
from lodestock.size.build.hazard import Hazard
from lodestock.size.draw.balance import empty_cells
from lodestock.size.draw.loops import add_gap_paths
from lodestock.size.draw.plain import plain_cells, plain_scene
from lodestock.size.draw.scene import empty_scene
from lodestock.size.results.causes import SUBSAMPLE
from lodestock.size.results.shortfalls import Shortfalls
from lodestock.size.results.specs import FAN, FANS

__all__ = ["gap_fan", "gap_fans", "gap_paths"]


def gap_fan(short: Shortfalls, material: str) -> pl.DataFrame:
    """Return quantiles over draws of an item's gap by quarter, tonnes per quarter, on the first `SUBSAMPLE` draws.

    In the form of `FAN`.

    Parameters
    ----------
    short : what a card leaves short
    material : an item of `short`
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
    return FAN.check(pl.DataFrame(columns))


def gap_fans(short: Shortfalls) -> pl.DataFrame:
    """Return the quantiles of `gap_fan` for every item that any draw leaves short, in the form of `FANS`.

    Parameters
    ----------
    short : what a card leaves short
    """
    some = [m for i, m in enumerate(short.inputs.materials) if short.expected_t[i].sum() > 0.0]
    fans = [gap_fan(short, m).with_columns(material=pl.lit(m)) for m in some]
    return FANS.check(pl.concat(fans)) if fans else FANS.frame(())


def gap_paths(hazard: Hazard, m: int, batch: range) -> Floats:
    """Return (draws, t) an item's gap of all classes by quarter, in years of its demand in peace.

    Parameters
    ----------
    hazard : what draws are made from
    m : index of the item
    batch : indices of draws
    """
    out = np.zeros((len(batch), hazard.quarters))
    if hazard.plain:
        cells = plain_cells(hazard, plain_scene(hazard), m)
        out[:] = cells.gap.sum(axis=0) / max(4.0 * hazard.chain.demand_t[m], 1e-300)
        return out
    add_gap_paths(hazard, m, batch.start, empty_scene(hazard), empty_cells(hazard), out)
    return out
