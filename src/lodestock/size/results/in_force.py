"""Chances that known controls are in force on later days, one by one and together."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.protocols import Engine, Monitor, Silent, cut_batches
from lodestock.records.scenario import Card
from lodestock.size.build.events import months_after
from lodestock.size.build.hazard import Hazard, build_hazard
from lodestock.size.build.inputs import read_inputs
from lodestock.size.draw.in_force import fill_in_force
from lodestock.size.draw.scene import empty_scene

__all__ = ["draw_in_force"]

_BATCH = 2000


def draw_in_force(
    dataset: Dataset,
    card: Card,
    days: tuple[date, ...],
    engine: Engine,
    *,
    draws: int,
    seed: int,
    monitor: Monitor | None = None,
) -> tuple[tuple[str, ...], np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Return the ids of the controls that the card knows, and (n, e, d) whether each is in force on a day of a draw.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    days : (d,)
    engine : where batches of draws run
    draws : number of draws, from 1
    seed : of the draws, from 0 to 2^63 - 1
    monitor : is told of draws done, and asked whether to stop

    Raises
    ------
    InputError, DataError : see `lodestock.size.size_card`
    """
    monitor = monitor or Silent()
    hazard, announced = build_hazard(dataset, card, read_inputs(dataset), seed)
    zero = card.first_quarter.first_day
    months = np.array([months_after(zero, day) for day in days])
    work = partial(_in_force, hazard, months)
    spans = np.concatenate(list(engine.map(work, cut_batches(draws, _BATCH), monitor, monitor.cancelled)))
    words = tuple(dict.fromkeys(announced.events))
    of = [[n for n, w in enumerate(announced.events) if w == word] for word in words]
    by_word = [spans[:, mine].any(axis=1) for mine in of]
    return words, np.stack(by_word, axis=1) if by_word else spans


def _in_force(
    hazard: Hazard, months: np.ndarray[tuple[int], np.dtype[np.float64]], batch: range
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return (n, e, d) whether a control is in force, by span."""
    out = np.zeros((len(batch), len(hazard.controls.known.kind), len(months)), dtype=np.int8)
    fill_in_force(hazard, batch.start, batch.stop, months, empty_scene(hazard), out)
    return out.astype(bool)
