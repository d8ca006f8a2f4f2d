"""How far methods agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.assess.agreement import agreement, rank_correlation
from lodestock.assess.scores import Score

VALUES = st.lists(st.integers(0, 9), min_size=2, max_size=20)


@given(VALUES)
def test_a_ranking_agrees_with_itself_and_against_its_reverse(values: list[int]) -> None:
    if len(set(values)) > 1:
        assert rank_correlation(values, values) == 1.0
        assert rank_correlation(values, [-v for v in values]) == -1.0
    else:
        assert rank_correlation(values, values) is None


def test_the_formula_without_ties_is_that_of_squared_differences() -> None:
    a, b = [3.0, 1.0, 4.0, 2.0, 5.0], [2.0, 1.0, 5.0, 3.0, 4.0]
    squares = sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
    assert rank_correlation(a, b) == pytest.approx(1 - 6 * squares / (5 * 24))


def test_only_items_that_both_methods_score_count() -> None:
    items = [f"m{i}" for i in range(7)]
    one = [Score(m, "one", score=float(i)) for i, m in enumerate(items)]
    two = [
        Score(m, "two", score=float(i)) if i else Score(m, "two", missing=("No.",))
        for i, m in enumerate(items)
    ]
    few = [
        Score(m, "few", score=1.0) if i < 4 else Score(m, "few", missing=("No.",))
        for i, m in enumerate(items)
    ]
    found = agreement({"one": one, "two": two, "few": few})
    assert found[0] == {"a": "one", "b": "two", "items": 6, "spearman": 1.0}
    assert [r["spearman"] for r in found[1:]] == [None, None]
