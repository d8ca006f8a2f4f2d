from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from lodestock.engine import Serial, Threads
from lodestock.programme.project import Case
from lodestock.records.protocols import cut_batches
from lodestock.size import read_keep_factors, read_worth
from lodestock.size.results.losses import Stock, losses_batch, make_stock, merge_losses
from tests.size.conftest import Drawn

N = 200


def stock(case: Case, found: Drawn, seed: int = 1) -> Stock:
    random = np.random.default_rng(seed)
    inputs = found.inputs
    value = read_worth(case.dataset, found.card, inputs.materials).value_usd_per_t
    shape = (len(inputs.materials), 5, found.card.quarters)
    deliveries = random.random(shape) * (random.random(shape) < 0.2) * inputs.demand_t[:, None, None] / 20
    cover = random.random((shape[0], shape[2])) * inputs.demand_t[:, None] / 40
    return make_stock(value, read_keep_factors(case.dataset, inputs), deliveries, cover)


def test_sums_are_those_of_single_scenarios(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("mixture")
    some = stock(case, found)
    losses = losses_batch(found.hazard, some, range(40))
    slow = np.zeros(len(some.value))
    for index in range(40):
        servable = found.cells(index)["servable"]
        held = np.zeros(servable.shape[:2])
        for t in range(servable.shape[2]):
            held = held * some.keep[:, None] + some.deliveries[:, :, t]
            served = np.minimum(held, servable[:, :, t])
            held -= served
            slow += (some.value * (servable[:, :, t] - served)).sum(axis=1)
    assert np.allclose(losses.implementable, slow, rtol=1e-9, atol=1e-6)
    assert np.all(losses.clairvoyant <= losses.implementable * (1 + 1e-9) + 1e-6)
    assert np.all(losses.clairvoyant <= losses.simulated * (1 + 1e-9) + 1e-6)
    assert losses.clairvoyant.sum() < losses.implementable.sum()


def test_the_mean_slope_bounds_the_loss_at_other_deliveries(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("mixture")
    here, there = stock(case, found, 1), stock(case, found, 2)
    ours, theirs = (losses_batch(found.hazard, s, range(N)) for s in (here, there))
    cut = ours.implementable + (ours.slope * (there.deliveries - here.deliveries)).sum(axis=(1, 2))
    assert np.all(cut <= theirs.implementable + 1e-7 * (1 + theirs.implementable))


def test_threads_give_the_same_bytes(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("mixture")
    work = partial(losses_batch, found.hazard, stock(case, found))
    sums = [merge_losses(engine.map(work, cut_batches(N, 64))) for engine in (Serial(), Threads(2))]
    for ours, theirs in zip(*sums, strict=True):
        assert ours.tobytes() == theirs.tobytes()
