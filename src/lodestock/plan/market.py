"""What a purchase does to the price of a thin market.

References
----------
docs/method/base-war.md, 'Plan'. Market clearing with constant elasticities: an order of the fraction x of
the market raises the price by the multiple r that solves ``r**eps_s - r**(-eps_d) = x``. For eps_s <= 1
the multiple is convex in x, and so is the cost ``x r(x)`` when all buyers pay the same price.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lodestock.records.protocols import Floats

__all__ = ["CHORD", "chord_slopes", "price_multiple", "uniform_multiple"]

CHORD = 0.02
"""Width of a chord, as a fraction of the quarter's market."""


def price_multiple(order: Floats, eps_supply: float, eps_demand: float) -> Floats:
    """Return the price multiple at given orders.

    Solves ``r**eps_s - r**(-eps_d) = x`` for r by bisection on ``log r`` between 0 and 64, 80 times.

    Parameters
    ----------
    order : (...) order x as a fraction of the quarter's market, 0 or more
    eps_supply : elasticity of supply eps_s, 0 or more
    eps_demand : size of the elasticity of demand eps_d, above 0

    Returns
    -------
    (...) price over the undisturbed price, 1 where nothing is ordered

    >>> price_multiple(np.array([0.0, 0.1]), 0.17, 0.25).round(3).tolist()
    [1.0, 1.272]
    """
    low, high = np.zeros_like(order), np.full_like(order, 64.0)
    for _ in range(80):
        middle = (low + high) / 2
        is_below = np.exp(middle * eps_supply) - np.exp(-middle * eps_demand) < order
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return np.asarray(np.where(order > 0, np.exp(high), 1.0))


@lru_cache(maxsize=1024)
def chord_slopes(chords: int, eps_supply: float, eps_demand: float) -> Floats:
    """Return the slope of the cost ``x r(x)`` on each chord.

        slope_n = (x_n r(x_n) - x_{n-1} r(x_{n-1})) / 0.02,   x_n = 0.02 n

    A chord of a convex cost lies above it between its ends, so the cost is overstated: safe for a budget.

    Parameters
    ----------
    chords : number of chords, each `CHORD` of the market wide
    eps_supply : elasticity of supply, 0 or more
    eps_demand : size of the elasticity of demand, above 0

    Returns
    -------
    (chord,) cost of one more unit, as a multiple of the undisturbed price; read-only, because it is cached
    """
    ends = np.arange(chords + 1, dtype=np.float64) * CHORD
    cost = ends * price_multiple(ends, eps_supply, eps_demand)
    slopes = np.diff(cost) / CHORD
    slopes.flags.writeable = False
    return slopes


def uniform_multiple(order: float, slopes: Floats) -> float:
    """Return the price multiple that all orders of one item and quarter pay, on the chords.

    ``multiple = sum_n width_n slope_n / x``, with width_n the part of the order x that lies on chord n.

    It is the average cost of the order, because all buyers pay the same price. Beyond the last chord its
    slope is continued.

    Parameters
    ----------
    order : all orders of the item and quarter, as a fraction of the quarter's market
    slopes : (chord,) cost slopes from `chord_slopes`

    Returns
    -------
    price over the undisturbed price, 1 where nothing is ordered
    """
    if order <= 0:
        return 1.0
    widths = np.clip(order - np.arange(len(slopes)) * CHORD, 0.0, CHORD)
    widths[-1] += max(order - len(slopes) * CHORD, 0.0)
    return float((widths * slopes).sum() / order)
