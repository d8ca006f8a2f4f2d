"""What a purchase does to the price of a thin market.

References
----------
Market clearing with constant elasticities: the price multiple r at an order of x of the market solves
``r**eps_s - r**(-eps_d) = x``. A uniform price means that the cost ``x r(x)`` is convex for eps_s <= 1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lodestock.records.protocols import Floats

__all__ = ["CHORD", "chord_slopes", "price_multiple", "uniform_multiple"]

CHORD = 0.02
"""Width of a chord, as a fraction of the quarter's market."""


def price_multiple(order: Floats, eps_supply: float, eps_demand: float) -> Floats:
    """Return the price multiple at orders that are fractions of the market.

    Parameters
    ----------
    order : (...) order over market, 0 or more
    eps_supply : elasticity of supply, 0 or more
    eps_demand : size of the elasticity of demand, above 0

    >>> price_multiple(np.array([0.0, 0.1]), 0.17, 0.25).round(3).tolist()
    [1.0, 1.272]
    """
    low, high = np.zeros_like(order), np.full_like(order, 64.0)
    for _ in range(80):
        middle = (low + high) / 2
        below = np.exp(middle * eps_supply) - np.exp(-middle * eps_demand) < order
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(np.where(order > 0, np.exp(high), 1.0))


@lru_cache(maxsize=1024)
def chord_slopes(chords: int, eps_supply: float, eps_demand: float) -> Floats:
    """Return the cost of one more unit on each chord, as a multiple of the undisturbed price.

    Chords of the convex cost ``x r(x)`` overstate it between their ends: safe for a budget.
    """
    ends = np.arange(chords + 1, dtype=np.float64) * CHORD
    cost = ends * price_multiple(ends, eps_supply, eps_demand)
    slopes = np.diff(cost) / CHORD
    slopes.flags.writeable = False
    return slopes


def uniform_multiple(order: float, slopes: Floats) -> float:
    """Return the average price multiple that all buyers of a quarter pay, on the chords."""
    if order <= 0:
        return 1.0
    widths = np.clip(order - np.arange(len(slopes)) * CHORD, 0.0, CHORD)
    widths[-1] += max(order - len(slopes) * CHORD, 0.0)
    return float((widths * slopes).sum() / order)
