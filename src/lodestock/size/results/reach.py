"""What part of usual imports each class may use, and what some events take of it."""

from __future__ import annotations

import numpy as np
import polars as pl

from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES
from lodestock.size.build.hazard import Hazard
from lodestock.size.draw.balance import empty_cells
from lodestock.size.draw.loops import add_reach
from lodestock.size.draw.plain import plain_cells, plain_scene
from lodestock.size.draw.scene import empty_scene
from lodestock.size.results.specs import REACH

__all__ = ["compare_reach", "mean_reach"]


def compare_reach(with_them: Hazard, without: Hazard, items: tuple[str, ...], draws: int) -> pl.DataFrame:
    """Return what some events take from whom: the mean part of usual imports that a class may use.

    Both hazards are drawn with the same seed, so that nothing else differs. In the form of `REACH`; only rows that
    differ.

    Parameters
    ----------
    with_them, without : hazards with and without the events
    items : (m,) ids of the items
    draws : number of draws, the first
    """
    reach = [mean_reach(h, range(draws)) for h in (without, with_them)]
    rows = [
        {"material": m, "demand_class": word, "without": reach[0][i, k], "with_them": reach[1][i, k]}
        for i, m in enumerate(items)
        for k, word in enumerate(CLASSES)
        if reach[0][i, k] != reach[1][i, k]
    ]
    return REACH.frame(rows)


def mean_reach(hazard: Hazard, batch: range) -> Floats:
    """Return (m, k) the mean part of usual imports that a class may use, over draws and the horizon.

    Parameters
    ----------
    hazard : what draws are made from
    batch : indices of draws
    """
    out = np.zeros(hazard.chain.share.shape)
    if hazard.plain:
        scene = plain_scene(hazard)
        return np.stack([plain_cells(hazard, scene, m).fraction.mean(axis=1) for m in range(len(out))])
    add_reach(hazard, batch.start, batch.stop, empty_scene(hazard), empty_cells(hazard), out)
    return np.asarray(out / (len(batch) * hazard.quarters))
