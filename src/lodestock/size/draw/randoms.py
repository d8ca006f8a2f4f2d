"""Random numbers by counter: each is a pure function of seed, draw, stream and place in it."""

from __future__ import annotations

import math

import numpy as np

from lodestock.size.build.distributions import SCORES
from lodestock.size.draw.compiled import inlined, jit

__all__ = ["CENTRAL", "central_score", "lane", "months", "normal_score", "philox", "quantile", "uniforms"]

CENTRAL = 0.425
"""Distance of a chance from one half up to which its score is a ratio of polynomials."""

_LOWEST, _STEP = float(SCORES[0]), float(SCORES[1] - SCORES[0])
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)

# Wichura (1988), algorithm AS 241: numerators and denominators, highest power first.
_A = (
    2509.0809287301226727,
    33430.575583588128105,
    67265.770927008700853,
    45921.953931549871457,
    13731.693765509461125,
    1971.5909503065514427,
    133.14166789178437745,
    3.387132872796366608,
)
_B = (
    5226.495278852854561,
    28729.085735721942674,
    39307.89580009271061,
    21213.794301586595867,
    5394.1960214247511077,
    687.1870074920579083,
    42.313330701600911252,
    1.0,
)
_C = (
    7.7454501427834140764e-4,
    0.0227238449892691845833,
    0.24178072517745061177,
    1.27045825245236838258,
    3.64784832476320460504,
    5.7694972214606914055,
    4.6303378461565452959,
    1.42343711074968357734,
)
_D = (
    1.05075007164441684324e-9,
    5.475938084995344946e-4,
    0.0151986665636164571966,
    0.14810397642748007459,
    0.68976733498510000455,
    1.6763848301838038494,
    2.05319162663775882187,
    1.0,
)
_E = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    0.0012426609473880784386,
    0.026532189526576123093,
    0.29656057182850489123,
    1.7848265399172913358,
    5.4637849111641143699,
    6.6579046435011037772,
)
_F = (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0)  # fmt: skip


@jit
def philox(k0, k1, c0, c1, c2, c3):
    """Return four 32-bit words of Philox4x32-10 (Salmon and others 2011, Parallel random numbers).

    Parameters
    ----------
    k0, k1 : key, 32 bits each
    c0, c1, c2, c3 : counter, 32 bits each
    """
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@jit
def uniforms(seed, index, stream, slot):
    """Return four uniforms in (0, 1) of a stream: counter (index, stream, slot), key the seed.

    Parameters
    ----------
    seed : from 0 to 2^63 - 1
    index : of the draw, from 0
    stream : key of a name, see `lodestock.size.build.streams.stream`
    slot : number of the block within the stream
    """
    s, i = np.uint64(seed), np.uint64(index)
    w0, w1, w2, w3 = philox(s & _LOW, s >> _HALF, i & _LOW, i >> _HALF, np.uint64(stream), np.uint64(slot))
    scale = 1.0 / 4294967296.0
    return (w0 + 0.5) * scale, (w1 + 0.5) * scale, (w2 + 0.5) * scale, (w3 + 0.5) * scale


@jit
def lane(seed, index, stream, number):
    """Return the uniform of that number in a stream, four a slot.

    Parameters
    ----------
    seed, index, stream : see `uniforms`
    number : of the uniform within the stream
    """
    u = uniforms(seed, index, stream, number // 4)
    return u[number % 4]


@jit
def _horner(coefficients, r):
    """Return a polynomial, highest power first."""
    total = 0.0
    for c in coefficients:
        total = total * r + c
    return total


@inlined
def central_score(u):
    """Return z with ``Phi(z) = u`` where u lies within `CENTRAL` of one half.

    Parameters
    ----------
    u : uniform, from 0 to 1
    """
    q = u - 0.5
    r = 0.180625 - q * q
    return q * _horner(_A, r) / _horner(_B, r)


@jit
def normal_score(u):
    """Return z with ``Phi(z) = u`` (Wichura 1988, algorithm AS 241, relative error 1e-16).

    Parameters
    ----------
    u : uniform, from 0 to 1
    """
    q = u - 0.5
    if abs(q) <= CENTRAL:
        return central_score(u)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    z = (
        _horner(_C, r - 1.6) / _horner(_D, r - 1.6)
        if r <= 5.0
        else _horner(_E, r - 5.0) / _horner(_F, r - 5.0)
    )
    return -z if q < 0.0 else z


@jit
def quantile(table, z):
    """Return a tabulated distribution's quantile at a normal score.

    Parameters
    ----------
    table : (z,) quantiles at `lodestock.size.build.distributions.SCORES`
    z : normal score
    """
    at = min(max((z - _LOWEST) / _STEP, 0.0), len(table) - 1.000001)
    i = int(at)
    return table[i] + (at - i) * (table[i + 1] - table[i])


@jit
def months(lengths, u, least):
    """Return a LogNormal duration in months, given that it passes the chance `least`; never above the cut.

        months = min(exp(log(median) + sigma z), cut)
        Phi(z) = least + u (1 - least)

    Parameters
    ----------
    lengths : (3,) see `lodestock.size.build.distributions.month_table`
    u : uniform, from 0 to 1
    least : chance of an end that has passed already, from 0 to 1
    """
    u = least + u * (1.0 - least)
    if u <= 0.0:
        return 0.0
    return min(math.exp(lengths[0] + lengths[1] * normal_score(min(u, 1.0 - 1e-16))), lengths[2])
