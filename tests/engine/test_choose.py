from __future__ import annotations

import pytest

from lodestock.engine import Serial, Threads, open_engine
from lodestock.records.errors import InputError


def test_the_options_choose() -> None:
    assert isinstance(open_engine(None, None), Serial)
    assert isinstance(open_engine(1, None), Serial)
    assert open_engine(2, None) == Threads(2)


@pytest.mark.parametrize(
    ("workers", "cluster", "text"),
    [
        (
            0,
            None,
            "--workers = '0': at least 1 worker is needed. "
            "Give the number of processor cores, or leave it out.",
        ),
        (
            -2,
            None,
            "--workers = '-2': at least 1 worker is needed. "
            "Give the number of processor cores, or leave it out.",
        ),
        (
            1_000_000,
            None,
            "--workers = '1000000': at most 256 threads. "
            "Give the number of processor cores, or leave it out.",
        ),
        (
            2,
            "tcp://127.0.0.1:8786",
            "--workers = '2': a cluster has its own workers. Leave out --workers or --cluster.",
        ),
    ],
)
def test_numbers_that_cannot_be_are_refused(workers: int, cluster: str | None, text: str) -> None:
    with pytest.raises(InputError) as caught:
        open_engine(workers, cluster)
    assert str(caught.value) == text
