from __future__ import annotations

import pytest

from lodestock.engine import Serial
from lodestock.engine.batches import Collect, in_order, never, silent
from lodestock.records.errors import EngineError
from lodestock.records.protocols import cut_batches
from tests.engine.work import start


@pytest.mark.parametrize(
    "wrong",
    [
        [range(5), range(5)],
        [range(5), range(6, 10)],
        [range(5, 10), range(5)],
        [range(5), range(5, 5)],
        [range(0, 10, 2)],
    ],
    ids=["doubled", "lost", "out of order", "empty", "with gaps"],
)
def test_batches_that_would_miscount_are_refused_before_any_work(wrong: list[range]) -> None:
    with pytest.raises(EngineError, match="batch of draws = 'range"):
        next(Serial().map(start, wrong))


def test_an_answer_to_another_batch_is_not_counted() -> None:
    """Each batch from the second on gives the answer of the one before it."""
    told: list[float] = []
    results = in_order(
        cut_batches(15, 5),
        lambda batch: lambda: (range(max(0, batch.start - 5), max(5, batch.stop - 5)), "answer"),
        lambda: 4,
        lambda what, fraction: told.append(fraction),
        never,
    )
    assert next(results) == "answer"
    with pytest.raises(EngineError, match=r"range\(0, 5\)' *: came in place of range\(5, 10\)"):
        next(results)
    assert told == [1 / 3]


def test_a_limit_that_falls_waits_and_one_that_rises_hands_out_more() -> None:
    """Workers come and go while the work runs."""
    limits = iter([3, 1, 1, 1, 5, 5, 5, 5, 5, 5])
    handed: list[int] = []

    def submit(batch: range) -> Collect[int]:
        handed.append(batch.start)
        return lambda: (batch, batch.start)

    seen = [
        (value, len(handed))
        for value in in_order(cut_batches(9, 1), submit, lambda: next(limits), silent, never)
    ]
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 4), (4, 9), (5, 9), (6, 9), (7, 9), (8, 9)]
