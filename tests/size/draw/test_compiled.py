from __future__ import annotations

import threading
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest

from lodestock.size.draw.balance import empty_cells, item_cells
from lodestock.size.draw.code_cache import KeptCode
from lodestock.size.draw.compiled import inlined, jit
from lodestock.size.draw.loops import bin_of, slack_of
from lodestock.size.draw.outages import overlap
from lodestock.size.draw.randoms import central_score, lane, normal_score, philox, uniforms
from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import empty_scene
from lodestock.size.draw.stock import clairvoyant, reserve
from tests.size.conftest import Drawn

INPUTS = np.random.default_rng(29)


@pytest.mark.parametrize("u", [2.0**-33, 1e-6, 0.074, 0.076, 0.3, 0.5, 0.92, 0.99, 1 - 2.0**-33])
def test_a_compiled_score_is_the_python_one(u: float) -> None:
    assert normal_score(u) == pytest.approx(normal_score.py_func(u), rel=1e-15, abs=1e-16)
    assert normal_score.py_func(u) == pytest.approx(NormalDist().inv_cdf(u), rel=1e-9, abs=1e-15)


def test_compiled_words_and_uniforms_are_the_python_ones() -> None:
    words = tuple(np.uint64(w) for w in INPUTS.integers(0, 2**32, 6))
    assert philox(*words) == philox.py_func(*words)
    for seed, index, stream, slot in ((0, 0, 1, 0), (2**63 - 1, 2**40, 2**32 - 1, 7), (5, 6, 7, 8)):
        four = uniforms.py_func(seed, index, stream, slot)
        assert uniforms(seed, index, stream, slot) == four and all(0 < u < 1 for u in four)
        lanes = [lane(seed, index, stream, 4 * slot + n) for n in range(4)]
        assert lanes == list(four) == [lane.py_func(seed, index, stream, 4 * slot + n) for n in range(4)]


def test_a_compiled_overlap_is_the_python_one() -> None:
    for start, end, t in ((-5.0, 40.0, 3), (4.0, 5.5, 1), (9.0, 10.0, 1), (2.0, 4.0, 0)):
        inside = max(min(end, 3 * t + 3) - max(start, 3 * t), 0) / 3
        assert overlap(start, end, t) == overlap.py_func(start, end, t) == inside


def test_a_compiled_bin_is_the_python_one() -> None:
    for x in (1e-9, 3e-7, 0.01, 1.0, 7.0, 1e200):
        assert bin_of(x, 2500) == bin_of.py_func(x, 2500)
    assert (bin_of(1e-9, 2500), bin_of(1e200, 2500)) == (0, 2499)


def test_compiled_stock_rules_are_the_python_ones() -> None:
    for _ in range(20):
        servable, delivery = INPUTS.random((3, 8)), INPUTS.random(8) * 2
        value, keep = np.sort(INPUTS.random((3, 1)), axis=0)[::-1].copy(), 0.97
        ours, theirs = np.zeros(8), np.zeros(8)
        one = reserve(servable[0], delivery, 3.0, keep, ours)
        assert one == pytest.approx(reserve.py_func(servable[0], delivery, 3.0, keep, theirs), rel=1e-13)
        assert ours == pytest.approx(theirs, rel=1e-13)
        two = clairvoyant(servable, delivery, value, keep, ours)
        assert two == pytest.approx(clairvoyant.py_func(servable, delivery, value, keep, theirs), rel=1e-13)
        assert ours == pytest.approx(theirs, rel=1e-13)


@pytest.mark.parametrize(("card", "index"), [("mixture", 3), ("october-2025", 11), ("strait-closure", 0)])
def test_a_compiled_scenario_is_the_python_one(drawn: Callable[..., Drawn], card: str, index: int) -> None:
    hazard = drawn(card, seed=4).hazard
    ours, theirs = empty_scene(hazard), empty_scene(hazard)
    draw(hazard, index, ours)
    draw.py_func(hazard, index, theirs)
    for name, a, b in zip(ours._fields, ours, theirs, strict=True):
        assert np.array_equal(a, b), name
    assert slack_of(hazard.chain) == slack_of.py_func(hazard.chain)
    one, two = empty_cells(hazard), empty_cells(hazard)
    for m in range(0, len(hazard.chain.demand_t), 10):
        item_cells(hazard.chain, hazard.use, m, ours, one)
        item_cells.py_func(hazard.chain, hazard.use, m, ours, two)
        for name, a, b in zip(one._fields, one, two, strict=True):
            assert a == pytest.approx(b, rel=1e-12, abs=1e-12), (name, m)


def test_a_division_by_zero_is_infinite_as_in_numpy() -> None:
    def ratio(x: float, y: float) -> float:
        return x / y

    compiled = inlined(ratio)
    assert compiled(1.0, 0.0) == np.inf and np.isnan(compiled(0.0, 0.0))
    assert compiled(1.0, 3.0) == ratio(1.0, 3.0)
    with pytest.raises(ZeroDivisionError):
        ratio(1.0, 0.0)


def test_an_inlined_body_gives_what_its_call_would() -> None:
    for u in (0.1, 0.5, 0.8):
        assert central_score(u) == pytest.approx(NormalDist().inv_cdf(u), rel=1e-9, abs=1e-15)


def test_loops_run_without_the_lock_not_in_parallel_and_are_kept() -> None:
    for function in (draw, reserve, overlap):
        assert function.targetoptions["nogil"] is True
        assert not function.targetoptions.get("parallel", False)
        assert not function.targetoptions.get("fastmath", False)
        assert isinstance(function._cache, KeptCode)


def test_two_threads_may_draw_at_once(drawn: Callable[..., Drawn]) -> None:
    found = drawn("mixture")
    right = [found.scene(i).open.copy() for i in range(20)]
    seen: dict[int, list[np.ndarray]] = {0: [], 1: []}

    def work(n: int) -> None:
        seen[n] += [found.scene(i).open.copy() for i in range(20)]

    threads = [threading.Thread(target=work, args=(n,)) for n in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(a, b) for n in seen for a, b in zip(seen[n], right, strict=True))
    assert len(seen[0]) == len(seen[1]) == 20


def halves(out: np.ndarray) -> None:
    """Fill an array; at module level, as code that is kept must have a file and a name."""
    for n in range(len(out)):
        out[n] = n / 2


def test_a_function_of_ones_own_is_compiled_alike() -> None:
    compiled, ours, theirs = jit(halves), np.zeros(5), np.zeros(5)
    compiled(ours)
    halves(theirs)
    assert ours.tolist() == theirs.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
