from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from lodestock.size.laws import SCORES, LogNormal, basket_cdf, beta_quantiles, step_matrix
from lodestock.size.randoms import lane, months, normal_score, philox, quantile, uniforms

ALL = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("key", "counter", "words"),
    [
        ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ALL, ALL), (ALL, ALL, ALL, ALL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0xA4093822, 0x299F31D0),
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_words(
    key: tuple[int, ...], counter: tuple[int, ...], words: tuple[int, ...]
) -> None:
    assert tuple(int(w) for w in philox(*(np.uint64(x) for x in (*key, *counter)))) == words


def test_uniforms_are_a_function_of_seed_index_stream_and_slot() -> None:
    one = uniforms(7, 2**40, 123, 5)
    assert one == uniforms(7, 2**40, 123, 5)
    others = [uniforms(8, 2**40, 123, 5), uniforms(7, 2**40 + 1, 123, 5), uniforms(7, 2**40, 124, 5)]
    assert all(one[0] != o[0] for o in others) and one[0] != uniforms(7, 2**40, 123, 6)[0]
    assert [lane(7, 2**40, 123, 20 + i) for i in range(4)] == list(one)
    drawn = np.array([uniforms(1, i, 9, 0) for i in range(20_000)])
    assert abs(drawn.mean() - 0.5) < 5 / math.sqrt(12 * drawn.size)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(4)).max() < 5 / math.sqrt(len(drawn))


def test_normal_scores_invert_the_distribution() -> None:
    levels = [*np.linspace(1e-6, 1 - 1e-6, 1001), 2.0**-33, 1 - 2.0**-33, 1e-12]
    for u in levels:
        assert normal_score(u) == pytest.approx(NormalDist().inv_cdf(float(u)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("a", "b"), [(8.5, 1.5), (2.0, 3.0), (19.0, 1.0), (5.0, 95.0), (9.7, 0.3)])
def test_beta_tables_have_the_moments_of_the_law(a: float, b: float) -> None:
    table = beta_quantiles(a, b)
    assert np.all(np.diff(table) >= 0) and table[0] >= 0 and table[-1] <= 1
    u = (np.arange(200_000) + 0.5) / 200_000
    x = np.array([quantile(table, normal_score(v)) for v in u])
    assert x.mean() == pytest.approx(a / (a + b), abs=2e-5)
    assert x.var() == pytest.approx(a * b / ((a + b) ** 2 * (a + b + 1)), rel=2e-3)


def test_beta_with_whole_numbers_has_its_known_median() -> None:
    assert beta_quantiles(1.0, 1.0)[len(SCORES) // 2] == pytest.approx(0.5, abs=1e-9)
    assert beta_quantiles(3.0, 1.0)[len(SCORES) // 2] == pytest.approx(0.5 ** (1 / 3), abs=1e-7)


def test_durations_stay_under_the_cut_and_above_the_age() -> None:
    law = LogNormal(40.0, 0.99, 120.0)
    row = np.array([math.log(40.0), 0.99, law.cdf(120.0)])
    u = (np.arange(2000) + 0.5) / 2000
    fresh = np.array([months(row, v, 0.0) for v in u])
    assert fresh.max() < 120 and np.all(np.diff(fresh) > 0)
    old = np.array([months(row, v, law.cdf(30.0)) for v in u])
    assert old.min() > 30 and old.max() < 120
    assert np.median(old) == pytest.approx(np.median(fresh[fresh > 30]), rel=2e-3)


def test_baskets_have_the_mean_and_variance_of_the_table() -> None:
    cdf = basket_cdf(2.4, 2.3)
    chance = np.diff(np.concatenate([[0.0], cdf]))
    count = np.arange(len(chance))
    assert chance @ count == pytest.approx(2.4, rel=1e-6)
    assert chance @ count**2 - 2.4**2 == pytest.approx(2.4 + 2.4**2 / 2.3, rel=1e-5)


def test_the_quarterly_step_is_the_fourth_root_of_the_yearly_one() -> None:
    rates = np.array([[0, 0.22, 0.02, 0.002], [0.22, 0, 0.11, 0.012], [0.1, 0.8, 0, 0.18], [0, 0.4, 0.5, 0]])
    generator = rates - np.diag(rates.sum(axis=1))
    values, vectors = np.linalg.eig(generator)
    exact = (vectors @ np.diag(np.exp(values / 4)) @ np.linalg.inv(vectors)).real
    assert np.abs(step_matrix(rates) - exact).max() < 1e-14
    assert np.abs(step_matrix(rates * 4000).sum(axis=1) - 1).max() < 1e-12
