from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from lodestock.programme.project import Case
from lodestock.records.scenario import STAGES
from lodestock.size.build.inputs import read_inputs
from lodestock.size.build.reach import find_pairs, stages_hit, supplied_stages


def test_supplied_stages_are_those_with_a_weight(case: Case) -> None:
    inputs = read_inputs(case.dataset)
    found, (weight, _) = supplied_stages(inputs), inputs.weights
    for m, c in product(range(len(inputs.materials)), range(len(inputs.countries))):
        assert found.get((m, c), frozenset()) == set(np.nonzero(weight[m, :, c])[0].tolist())


@pytest.mark.parametrize(
    ("words", "hit"),
    [((), {0, 2}), (("mine",), {0}), (("refine", "magnet"), {2}), (("magnet",), set())],
)
def test_a_control_without_stages_hits_all_that_are_supplied(words: tuple[str, ...], hit: set[int]) -> None:
    assert STAGES[:3] == ("mine", "alumina", "refine")
    assert stages_hit(words, frozenset({0, 2})) == hit


def test_stages_that_the_same_controls_hit_are_one_pair() -> None:
    ore, metal, all_of_it = frozenset({0}), frozenset({2, 3}), frozenset({0, 2, 3})
    pairs, hits = find_pairs([(5, 1, all_of_it), (5, 1, metal), (4, 1, all_of_it), (5, 2, ore)])
    assert pairs == ((4, 1, (0, 2, 3)), (5, 1, (0,)), (5, 1, (2, 3)), (5, 2, (0,)))
    assert hits == {
        (4, 1, all_of_it): (0,),
        (5, 1, metal): (2,),
        (5, 1, all_of_it): (1, 2),
        (5, 2, ore): (3,),
    }


def test_pairs_of_random_controls_split_no_finer_than_needed() -> None:
    random = np.random.default_rng(3)
    for _ in range(200):
        reaches = [
            (int(random.integers(2)), 0, frozenset(np.nonzero(random.random(5) < 0.6)[0].tolist()))
            for _ in range(4)
        ]
        reaches = [r for r in reaches if r[2]]
        pairs, hits = find_pairs(reaches)
        for m, c, stages in reaches:
            assert frozenset(g for p in hits[m, c, stages] for g in pairs[p][2]) == stages
        for m in range(2):
            asked = [s for item, _, s in reaches if item == m]
            signs = {tuple(g in s for s in asked) for g in range(5)} - {(False,) * len(asked)}
            assert sum(p[0] == m for p in pairs) == len(signs)
