"""Draws of a card, made once and kept: losses and slopes beside those of the kernel, tangents, batches, weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from lodestock.engine import Dask, Serial, Threads, local_cluster
from lodestock.programme.project import Case
from lodestock.records.protocols import Floats, Silent, cut_batches
from lodestock.size import read_keep_factors, read_worth
from lodestock.size.results.losses import losses_batch, make_stock, merge_losses
from lodestock.size.results.source import BATCH, DrawnLosses, Wanted, draw_store
from lodestock.size.results.store import GapStore
from tests.size.conftest import Drawn

N = 300


def wanted_by(
    case: Case, found: Drawn, *, part: float = 0.8, seed: int = 1, displacement: float = 1.0
) -> Wanted:
    """Return reserves for some of the classes of value, with stock held and decay."""
    random = np.random.default_rng(seed)
    value = np.nan_to_num(read_worth(case.dataset, found.card, found.inputs.materials).value_usd_per_t)
    chosen = (value > 0) & (random.random(value.shape) < part)
    position = np.full(value.shape, -1)
    position[chosen] = np.arange(chosen.sum())
    held = random.random(value.shape) * found.inputs.demand_t[:, None] / 50
    return Wanted(position, value, held, read_keep_factors(case.dataset, found.inputs), displacement)


def points_of(store: GapStore, demand_t: Floats, number: int, seed: int = 2) -> Floats:
    """Return random deliveries of both kinds, one in five quarters."""
    random = np.random.default_rng(seed)
    shape = (number, 2, len(store.reserves.item), store.quarters)
    some = random.random(shape) * (random.random(shape) < 0.2)
    return np.asarray(some * demand_t[store.reserves.item][:, None] / 20)


@pytest.mark.parametrize("card", ["mixture", "october-2025"])
def test_loss_and_slope_are_those_of_the_kernel_with_decay_and_stock_held(
    case: Case, drawn: Callable[..., Drawn], card: str
) -> None:
    found = drawn(card)
    wanted = wanted_by(case, found)
    store = draw_store(found.hazard, wanted, N, Serial(), Serial())
    point = points_of(store, found.inputs.demand_t, 1)
    point[:, 1] = 0.0
    cuts = store.evaluate(point, by_draw=True)
    m, k = store.reserves.item, store.reserves.demand_class
    deliveries = np.zeros((*wanted.value.shape, store.quarters))
    deliveries[m, k] = point[0, 0]
    deliveries[:, :, 0] += wanted.held
    stock = make_stock(wanted.value, wanted.keep, deliveries, np.zeros((len(wanted.value), store.quarters)))
    work = partial(losses_batch, found.hazard, stock)
    theirs = merge_losses(Serial().map(work, cut_batches(N, 100)))
    assert cuts.loss_usd.sum() + cuts.other_usd == pytest.approx(theirs.implementable.sum() / N, rel=1e-12)
    assert cuts.other_usd > 0
    slope = theirs.slope[m, k] / N
    assert np.abs(cuts.slope_usd_per_t[0, 0] - slope).max() <= 1e-12 * np.abs(slope).max()
    assert cuts.by_draw_usd is not None and cuts.by_draw_usd.shape == (1, N)
    assert cuts.by_draw_usd.mean() == pytest.approx(cuts.loss_usd.sum() + cuts.other_usd, rel=1e-12)


def test_a_war_alone_is_a_store_with_one_draw(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("base-war")
    hazard, inputs = found.hazard, found.inputs
    wanted = wanted_by(case, found)
    store = draw_store(hazard, wanted, 1000, Serial(), Serial())
    drawn_way = draw_store(hazard._replace(plain=0), wanted, 1, Serial(), Serial())
    assert store.draws == 1 and hazard.plain == 1
    point = points_of(store, inputs.demand_t, 3)
    ours, theirs = store.evaluate(point), drawn_way.evaluate(point)
    assert ours.loss_usd == pytest.approx(theirs.loss_usd, rel=1e-12)
    assert ours.other_usd == pytest.approx(theirs.other_usd, rel=1e-12)
    assert np.allclose(ours.slope_usd_per_t, theirs.slope_usd_per_t, rtol=1e-12)


def test_a_tangent_never_lies_above_the_loss_at_another_point(
    case: Case, drawn: Callable[..., Drawn]
) -> None:
    """Ten thousand pairs of random deliveries."""
    found = drawn("mixture")
    store = draw_store(found.hazard, wanted_by(case, found), N, Serial(), Serial())
    points = points_of(store, found.inputs.demand_t, 100)
    cuts = store.evaluate(points)
    flat = points.reshape(100, -1)
    slope = cuts.slope_usd_per_t.reshape(100, -1)
    loss = cuts.loss_usd.sum(axis=1)
    there = loss[:, None] - (slope * flat).sum(axis=1)[:, None] + slope @ flat.T
    assert (there <= loss[None, :] * (1 + 1e-7)).all() and (slope <= 0).all() and (slope < 0).any()


def test_the_same_bytes_for_any_workers_and_from_a_store_that_grows(
    case: Case, drawn: Callable[..., Drawn]
) -> None:
    found = drawn("mixture")
    wanted = wanted_by(case, found)
    number = 2 * BATCH + 100
    engines = (Serial(), Threads(2), Threads(3))
    stores = [draw_store(found.hazard, wanted, number, engine, engine) for engine in engines]
    few = draw_store(found.hazard, wanted, BATCH + 7, Serial(), Serial())
    stores.append(draw_store(found.hazard, wanted, number, Serial(), Serial(), before=few))
    points = points_of(stores[0], found.inputs.demand_t, 4)
    answers = [store.evaluate(points, by_draw=True) for store in stores]
    for answer in answers[1:]:
        assert answer.loss_usd.tobytes() == answers[0].loss_usd.tobytes()
        assert answer.slope_usd_per_t.tobytes() == answers[0].slope_usd_per_t.tobytes()
        assert answer.other_usd == answers[0].other_usd
    assert stores[-1].parts[0] is few.parts[0] and len(stores[-1].parts) == 3


def test_weights_choose_draws_and_fresh_draws_are_others(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("october-2025")
    wanted = wanted_by(case, found)
    store = draw_store(found.hazard, wanted, 20, Serial(), Serial())
    points = points_of(store, found.inputs.demand_t, 2)
    for draw in (0, 7, 19):
        alone = store.evaluate(points, np.eye(20)[draw])
        other = draw_store(found.hazard, wanted, 1, Serial(), Serial(), first=draw)
        assert alone.loss_usd == pytest.approx(other.evaluate(points).loss_usd, rel=1e-12)
        gaps = np.where(store.one_draw(draw).gaps_t > 0, found.cells(draw)["servable"][
            store.reserves.item, store.reserves.demand_class
        ], 0.0)  # fmt: skip
        assert np.array_equal(store.one_draw(draw).gaps_t, gaps) and gaps.sum() > 0
        assert store.one_draw(draw).other_usd == other.one_draw(0).other_usd == pytest.approx(alone.other_usd)


def test_displacement_acts_where_a_control_is_in_force_and_stock_may_serve(
    case: Case, drawn: Callable[..., Drawn]
) -> None:
    """Against the recursion on each draw's gaps, with the mask read from its scene."""
    found = drawn("october-2025")
    wanted = wanted_by(case, found, displacement=0.75)
    store = draw_store(found.hazard, wanted, 30, Serial(), Serial())
    point = points_of(store, found.inputs.demand_t, 1)
    source = DrawnLosses(
        found.hazard, wanted.value, wanted.held, wanted.keep, 0.75, 30, Serial(), Serial(), Silent()
    )
    cells = np.stack([store.reserves.item, store.reserves.demand_class], axis=1)
    total, masks = 0.0, 0
    for draw in range(30):
        alone, kept = source.redraw(cells, draw), store.one_draw(draw)
        gaps, masked, other = alone.gaps_t, alone.displacing, alone.other_usd
        some = kept.gaps_t.any(axis=1)
        assert np.array_equal(kept.displacing[some], masked[some])
        masks += int(masked[some].sum())
        arrive = point[0, 0] + point[0, 1] * np.where(masked, 0.25, 1.0)
        arrive[:, 0] += store.reserves.held_t
        stock, lost = np.zeros(len(gaps)), np.zeros(len(gaps))
        for t in range(gaps.shape[1]):
            stock = stock * store.reserves.keep + arrive[:, t]
            served = np.minimum(stock, gaps[:, t])
            stock, lost = stock - served, lost + gaps[:, t] - served
        total += float(lost @ store.reserves.value_usd_per_t) + other
    cuts = store.evaluate(point)
    assert masks > 100 and cuts.loss_usd.sum() + cuts.other_usd == pytest.approx(total / 30, rel=1e-9)


def test_worker_processes_fill_the_same_bytes(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("mixture")
    wanted = wanted_by(case, found)
    here = draw_store(found.hazard, wanted, 600, Serial(), Serial())
    with local_cluster(2) as address, Dask(address) as dask:
        there = draw_store(found.hazard, wanted, 600, dask, Threads(2))
    for ours, theirs in zip(here.parts, there.parts, strict=True):
        assert [a.tobytes() for a in ours] == [a.tobytes() for a in theirs]
