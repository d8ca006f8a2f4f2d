from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestock.plan.model import Model
from lodestock.size.results.oracle import released

amount = st.sampled_from([0.0, 0.0, 1.0, 2.5, 4.0]) | st.floats(0.0, 10.0)
series = st.integers(1, 8).flatmap(
    lambda n: st.tuples(st.lists(amount, min_size=n, max_size=n), st.lists(amount, min_size=n, max_size=n))
)


def by_linear_programme(gaps: list[float], deliveries: list[float]) -> float:
    """Return the most that can be released when releases never come before arrivals."""
    model = Model()
    row: dict[int, float] = {}
    for t, gap in enumerate(gaps):
        row[model.add_column(f"r{t}", cost=-1.0, upper=gap)] = 1.0
        model.add_row(f"stock{t}", row, upper=sum(deliveries[: t + 1]))
    return -model.solve().objective


@settings(max_examples=150, deadline=None)
@given(series)
def test_the_closed_form_is_the_linear_programme(case: tuple[list[float], list[float]]) -> None:
    gaps, deliveries = case
    tonnes, _ = released(np.array(gaps), np.array(deliveries))
    assert abs(tonnes - by_linear_programme(gaps, deliveries)) <= 1e-6


@settings(max_examples=150, deadline=None)
@given(series, st.integers(0, 2**32 - 1))
def test_the_slope_is_a_tangent_from_above(case: tuple[list[float], list[float]], seed: int) -> None:
    """What is released is concave in the deliveries: no point lies above a tangent."""
    gaps, deliveries = (np.array(v) for v in case)
    tonnes, slope = released(gaps, deliveries)
    other = np.random.default_rng(seed).uniform(0, 8, len(gaps))
    assert released(gaps, other)[0] <= tonnes + slope @ (other - deliveries) + 1e-9
