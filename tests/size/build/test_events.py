from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from lodestock.size.build.events import months_after


@pytest.mark.parametrize(
    ("first", "day", "months"),
    [
        ((2025, 10, 1), (2025, 10, 1), 0.0),
        ((2025, 10, 1), (2025, 12, 31), 2 + 30 / 31),
        ((2025, 10, 1), (2026, 1, 1), 3.0),
        ((2025, 1, 31), (2025, 2, 28), 1 + 27 / 28 - 30 / 31),
        ((2024, 2, 1), (2024, 2, 29), 28 / 29),
        ((2024, 2, 29), (2024, 3, 1), 1 - 28 / 29),
        ((2025, 10, 1), (2023, 7, 16), -27 + 15 / 31),
    ],
)
def test_months_are_counted_over_the_ends_of_months(
    first: tuple[int, int, int], day: tuple[int, int, int], months: float
) -> None:
    assert months_after(date(*first), date(*day)) == pytest.approx(months, abs=1e-12)


def test_later_days_are_more_months_away() -> None:
    days = [date.fromordinal(n) for n in range(date(2023, 12, 1).toordinal(), date(2025, 4, 1).toordinal())]
    assert np.all(np.diff([months_after(date(2024, 2, 29), d) for d in days]) > 0)
