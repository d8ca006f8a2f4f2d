from __future__ import annotations

import pytest

from lodestock.records.plan import cut_to_cents


@pytest.mark.parametrize(
    ("usd", "cents"),
    [(0.0, 0.0), (0.019, 0.01), (0.29, 0.29), (2.675, 2.67), (250000.009, 250000.0), (1e9, 1e9)],
)
def test_cents_are_never_rounded_up(usd: float, cents: float) -> None:
    assert cut_to_cents(usd) == cents
