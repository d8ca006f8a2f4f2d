"""Distributions that the tables name in words -> numbers that a kernel can draw from.

A distribution is read from the column ``distribution_or_values``, for example ``Beta(8.5,1.5)`` or
``LogNormal(median 4, sigma 0.4), truncated at 120``. A quantile is tabulated over the normal score, the
z with Phi(z) = u, so that correlated and independent draws read the same table.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats

__all__ = [
    "SCORES",
    "LogNormal",
    "basket_cdf",
    "beta_quantiles",
    "gamma_quantiles",
    "month_table",
    "read_beta",
    "read_gamma_shape",
    "read_lognormal",
    "step_matrix",
]

SCORES = np.linspace(-6.5, 6.5, 1301)
"""Normal scores at which quantiles are tabulated; a 32-bit uniform lies within 6.4."""

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"


@dataclass(frozen=True, slots=True)
class LogNormal:
    """``median * exp(sigma z)``; what would be longer than `top` is as long as `top`."""

    median: float
    sigma: float
    top: float = math.inf

    @property
    def mean(self) -> float:
        """Mean, before the cut."""
        return self.median * math.exp(self.sigma**2 / 2)

    def cdf(self, x: float) -> float:
        """Return the probability of at most x, before the cut.

        Parameters
        ----------
        x : value, in the unit of the median
        """
        return 0.0 if x <= 0 else NormalDist().cdf(math.log(x / self.median) / self.sigma)


def read_beta(dataset: Dataset, block: str, name: str) -> tuple[float, float]:
    """Return a and b of a row that reads ``Beta(a,b)``.

    Parameters
    ----------
    dataset : facts, with overlays
    block, name : key of the row in ``scenario_generator``

    Raises
    ------
    DataError : no such row, or its distribution is not a Beta with parameters above 0
    """
    found = re.match(rf"Beta\({_NUMBER},\s*{_NUMBER}\)", _words(dataset, block, name))
    if found is None or 0.0 in (float(found[1]), float(found[2])):
        raise _unreadable(dataset, block, name, "Beta(8.5,1.5)")
    return float(found[1]), float(found[2])


def read_lognormal(dataset: Dataset, block: str, name: str) -> LogNormal:
    """Return the distribution of a row that reads ``LogNormal(median m, sigma s)``, ``truncated at x`` or not.

    Parameters
    ----------
    dataset : facts, with overlays
    block, name : key of the row in ``scenario_generator``

    Raises
    ------
    DataError : no such row, or its distribution is not a LogNormal with median and sigma above 0
    """
    pattern = rf"LogNormal\(median {_NUMBER}, sigma {_NUMBER}\)(?:, truncated at {_NUMBER})?"
    found = re.match(pattern, _words(dataset, block, name))
    if found is None or 0.0 in (float(found[1]), float(found[2])):
        raise _unreadable(dataset, block, name, "LogNormal(median 4, sigma 0.4)")
    return LogNormal(float(found[1]), float(found[2]), float(found[3] or math.inf))


def read_gamma_shape(dataset: Dataset, block: str, name: str) -> float | None:
    """Return the shape of a row that reads ``gamma(shape=k,scale=s)``; None where it is a fixed figure.

    The scale is not read: the mean is the row's value.

    Parameters
    ----------
    dataset : facts, with overlays
    block, name : key of the row in ``scenario_generator``

    Raises
    ------
    DataError : no such row, or words that are neither a gamma distribution nor ``fixed`` nor nothing
    """
    text = _words(dataset, block, name)
    if text in ("", "fixed"):
        return None
    found = re.match(rf"gamma\(shape={_NUMBER},\s*scale=", text)
    if found is None or float(found[1]) == 0.0:
        raise _unreadable(dataset, block, name, "gamma(shape=7.5,scale=1/4.13), or fixed")
    return float(found[1])


def _words(dataset: Dataset, block: str, name: str) -> str:
    row = dataset.row("scenario_generator", f"{block}/{name}")
    if row is None:
        parameter(dataset, block, name)  # raises, and names the nearest
    return str((row or {}).get("distribution_or_values") or "")


def _unreadable(dataset: Dataset, block: str, name: str, example: str) -> DataError:
    place = f"scenario_generator {block}/{name} column distribution_or_values"
    text = _words(dataset, block, name)
    return DataError(
        Problem(place, text, "is not a distribution that can be drawn", f"Write it as {example}")
    )


def month_table(lengths: LogNormal) -> Floats:
    """Return log of the median, sigma, and the cut.

    Parameters
    ----------
    lengths : distribution of a length in months
    """
    return np.array([math.log(lengths.median), lengths.sigma, lengths.top])


@lru_cache(maxsize=64)
def beta_quantiles(a: float, b: float) -> Floats:
    """Return the quantiles of Beta(a, b) at `SCORES`.

    The distribution function is the integral of the density in y = log(x / (1 - x)), where it is smooth and
    bell-shaped, by the trapezoidal rule; its inverse is read off by interpolation. Error below 1e-6.

    Parameters
    ----------
    a, b : parameters of the distribution, above 0

    >>> half = beta_quantiles(2.0, 2.0)
    >>> round(float(half[650]), 6), bool(np.all(np.diff(half) > 0))
    (0.5, True)
    """
    lowest, highest = -60.0 / min(a, 1.0), 60.0 / min(b, 1.0)
    y = np.linspace(lowest, highest, 400_001)
    log_density = a * -np.logaddexp(0.0, -y) + b * -np.logaddexp(0.0, y)
    density = np.exp(log_density - log_density.max())
    return np.asarray(1.0 / (1.0 + np.exp(-_at_scores(density, y))))


@lru_cache(maxsize=64)
def gamma_quantiles(shape: float) -> Floats:
    """Return the quantiles of a gamma distribution of mean 1 at `SCORES`.

    The distribution function is the integral of the density in y = log(x), where it is smooth, by the
    trapezoidal rule; its inverse is read off by interpolation. Error below 1e-6.

    Parameters
    ----------
    shape : of the distribution, above 0

    >>> one = gamma_quantiles(1.0)
    >>> round(float(one[650]), 6), round(float(one[650 + 100]), 6)
    (0.693147, 1.841022)
    """
    y = np.linspace(-60.0 / min(shape, 1.0), math.log(shape + 60.0 + 12.0 * math.sqrt(shape)), 400_001)
    log_density = shape * y - np.exp(y)
    density = np.exp(log_density - log_density.max())
    return np.asarray(np.exp(_at_scores(density, y)) / shape)


def _at_scores(density: Floats, y: Floats) -> Floats:
    """Return the y at `SCORES` of a density given at evenly spaced y."""
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    mass /= mass[-1]
    probability = np.array([NormalDist().cdf(float(z)) for z in SCORES])
    rising = np.concatenate([[True], np.diff(mass) > 0])
    return np.asarray(np.interp(probability, mass[rising], y[rising]))


def basket_cdf(mean: float, size: float) -> Floats:
    """Return the cumulative probabilities of 0, 1, 2 ... of a negative binomial distribution with mean and size r.

    Its variance is ``mean + mean^2 / r``. Ends where less than 2^-32 is left.

    Parameters
    ----------
    mean : expected count, above 0
    size : r, above 0: the smaller, the wider

    >>> cdf = basket_cdf(2.4, 2.3)
    >>> round(float(1 - cdf[0]), 3), bool(cdf[-1] > 1 - 2**-32)
    (0.807, True)
    """
    p = size / (size + mean)
    term, total = p**size, 0.0
    out: list[float] = []
    while total < 1.0 - 2.0**-32 and len(out) < 10_000:
        total += term
        out.append(total)
        n = len(out)
        term *= (n - 1 + size) / n * (1.0 - p)
    return np.array(out)


def step_matrix(rates: Floats) -> Floats:
    """Return ``expm(Q / 4)``, the chance of each regime a quarter later.

    ``P = expm(Q / 4)``, with Q the rates and on its diagonal what makes rows sum to 0.

    Parameters
    ----------
    rates : (4, 4) moves per year from row to column, at least 0; the diagonal is not read

    Notes
    -----
    By scaling and squaring of the Taylor series; rows sum to 1.

    References
    ----------
    Higham (2005), The scaling and squaring method for the matrix exponential revisited, SIAM Journal on Matrix
    Analysis and Applications 26.

    >>> step = step_matrix(np.array([[0.0, 4.0], [0.0, 0.0]]))
    >>> bool(abs(step[0, 0] - np.exp(-1.0)) < 1e-14), step[1].tolist()
    (True, [0.0, 1.0])
    """
    generator = np.where(np.eye(len(rates), dtype=bool), 0.0, rates) / 4
    generator = generator - np.diag(generator.sum(axis=1))
    halvings = max(0, math.ceil(math.log2(max(float(np.abs(generator).max()), 1e-300))) + 4)
    small = generator / 2**halvings
    term = out = np.eye(len(rates))
    for n in range(1, 20):
        term = term @ small / n
        out = out + term
    for _ in range(halvings):
        out = out @ out
    out = np.maximum(out, 0.0)
    return np.asarray(out / out.sum(axis=1, keepdims=True))
