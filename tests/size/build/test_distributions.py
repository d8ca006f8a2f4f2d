from __future__ import annotations

import numpy as np
import pytest

from lodestock.data import load
from lodestock.records.errors import DataError
from lodestock.size.build.distributions import (
    SCORES,
    basket_cdf,
    beta_quantiles,
    gamma_quantiles,
    read_gamma_shape,
    step_matrix,
)
from lodestock.size.draw.randoms import normal_score, quantile


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


@pytest.mark.parametrize("shape", [0.5, 1.0, 1.5, 7.5, 40.0])
def test_gamma_tables_have_mean_1_and_the_variance_of_the_law(shape: float) -> None:
    table = gamma_quantiles(shape)
    assert np.all(np.diff(table) >= 0) and table[0] >= 0
    u = (np.arange(200_000) + 0.5) / 200_000
    x = np.array([quantile(table, normal_score(v)) for v in u])
    assert x.mean() == pytest.approx(1.0, abs=2e-4)
    assert x.var() == pytest.approx(1 / shape, rel=5e-3)


def test_gamma_of_shape_1_is_exponential() -> None:
    table = gamma_quantiles(1.0)
    for z, chance in ((0.0, 0.5), (1.0, 0.8413447460685429), (-2.0, 0.02275013194817921)):
        assert np.interp(z, SCORES, table) == pytest.approx(-np.log(1 - chance), rel=1e-5)


def test_the_shape_of_a_rate_is_read_from_its_words() -> None:
    dataset = load(None)
    assert read_gamma_shape(dataset, "truce", "rate_coercion") == 1.5
    assert read_gamma_shape(dataset, "truce", "rate_other_regimes") is None
    with pytest.raises(DataError, match=r"announcer/items_CHN.*is not a distribution that can be drawn"):
        read_gamma_shape(dataset, "announcer", "items_CHN")
    with pytest.raises(DataError, match="rate_coercions"):
        read_gamma_shape(dataset, "truce", "rate_coercions")


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
