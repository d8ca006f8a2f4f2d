from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np

from lodestock.size.draw.loops import NOTHING
from lodestock.size.results.tally import BIN_WIDTH, bin_edges, merge_tallies, tally_batch
from tests.size.conftest import Drawn


def test_draws_cut_into_other_batches_are_the_same_scenarios(drawn: Callable[..., Drawn]) -> None:
    hazard = drawn("mixture").hazard
    whole = tally_batch(hazard, True, range(200))
    parts = merge_tallies(
        [tally_batch(hazard, True, r) for r in (range(77), range(77, 130), range(130, 200))]
    )
    assert np.array_equal(whole.gap_values, parts.gap_values)
    assert np.allclose(whole.gap, parts.gap, rtol=1e-12)


def test_quantiles_from_bins_lie_within_a_bin_of_the_exact_ones(drawn: Callable[..., Drawn]) -> None:
    hazard, draws = drawn("mixture").hazard, 4000
    exact, binned = (tally_batch(hazard, keep, range(draws)) for keep in (True, False))
    assert np.array_equal(exact.gap, binned.gap) and np.array_equal(exact.short, binned.short)
    counted = binned.gap_bins.sum(axis=2)
    assert np.array_equal(counted, (exact.gap_values > NOTHING).sum(axis=0))
    assert np.array_equal(binned.any_gap, (exact.gap_values > 1e-6).sum(axis=0))
    assert np.array_equal(binned.short, (exact.gap_values > 0.01).sum(axis=0))
    ordered = np.sort(exact.gap_values, axis=0)
    middle = bin_edges() * np.sqrt(1 + BIN_WIDTH)
    for level in (0.5, 0.9, 0.95, 0.99):
        rank = int(np.ceil(level * draws))
        value = ordered[rank - 1]
        upto = np.cumsum(binned.gap_bins, axis=2) + (draws - counted)[:, :, None]
        found = np.where(draws - counted >= rank, 0.0, middle[np.argmax(upto >= rank, axis=2)])
        big = value > NOTHING
        assert np.all(found[~big] == 0.0)
        assert np.all(np.abs(found[big] / value[big] - 1) < BIN_WIDTH * 0.51)


def test_a_hazard_travels(drawn: Callable[..., Drawn]) -> None:
    hazard = drawn("mixture").hazard
    again = pickle.loads(pickle.dumps(hazard))
    ours, theirs = (tally_batch(h, True, range(20)).gap_values for h in (hazard, again))
    assert np.array_equal(ours, theirs)
