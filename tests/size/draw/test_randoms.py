from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from lodestock.size.build.distributions import LogNormal
from lodestock.size.draw.randoms import lane, months, normal_score, philox, uniforms

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


def test_durations_end_at_the_cut_and_lie_above_the_age() -> None:
    law = LogNormal(40.0, 0.99, 120.0)
    row = np.array([math.log(40.0), 0.99, 120.0])
    u = (np.arange(2000) + 0.5) / 2000
    fresh = np.array([months(row, v, 0.0) for v in u])
    assert np.median(fresh) == pytest.approx(40.0, rel=2e-3)
    assert (fresh == 120).mean() == pytest.approx(1 - law.cdf(120.0), abs=1e-3) and fresh.max() == 120
    assert np.all(np.diff(fresh[fresh < 120]) > 0)
    old = np.array([months(row, v, law.cdf(30.0)) for v in u])
    assert old.min() > 30 and old.max() == 120
    assert np.median(old) == pytest.approx(np.median(fresh[fresh > 30]), rel=2e-3)
