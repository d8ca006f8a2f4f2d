from __future__ import annotations

from dataclasses import replace

import numpy as np

from lodestock.size.build.factors import USES
from lodestock.size.build.hazard import without_factor
from lodestock.size.results.tally import tally_batch
from tests.size.conftest import Draw


def test_without_hazard_and_control_supply_is_demand(drawn: Draw) -> None:
    calm = drawn("mixture")
    quiet = replace(calm, hazard=without_factor(calm.hazard, *(u for u in USES if u != "surge")))
    for index in range(20):
        cells = quiet.cells(index)
        at_peace = quiet.scene(index).clock < 0
        gap = cells["gap"].sum(axis=1)[:, at_peace] / quiet.inputs.demand_t[:, None]
        assert gap.max(initial=0.0) < 1e-12


def test_twice_the_onset_of_crisis_and_war_raises_the_expected_gap(drawn: Draw) -> None:
    rates = ((0, 0.22, 0.02, 0.002), (0.22, 0, 0.11, 0.012), (0.1, 0.8, 0, 0.18), (0, 0.4, 0.5, 0))
    twice = tuple(tuple(2 * r if j > i else r for j, r in enumerate(row)) for i, row in enumerate(rates))
    means, errors = [], []
    for given in (rates, twice):
        found = drawn("mixture", rates=given)
        value = np.nan_to_num(found.inputs.demand_t)
        gaps = tally_batch(found.hazard, True, range(4000)).gap_values[:, :, -1] @ (value / value.sum())
        means.append(gaps.mean())
        errors.append(gaps.std() / np.sqrt(len(gaps)))
    assert means[1] - means[0] > 3 * np.hypot(*errors)
