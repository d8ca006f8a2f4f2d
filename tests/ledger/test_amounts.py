from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestock.ledger.amounts import read_date, read_fraction, read_grams, read_tonnes, read_usd, usd
from lodestock.records.errors import InputError

BAD = (
    "",
    "-1",
    "+1",
    "NaN",
    "nan",
    "inf",
    "1,5",
    "1e3",
    " 1",
    "1 ",
    "1.",
    ".5",
    "1.001",
    "0x1",
    "1_000",
    "１",
    "1" + "0" * 30,
)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--usd"):
        read_usd("--usd", text)


def test_limits_of_amounts() -> None:
    assert read_usd("--usd", "10000000000000") == 10**15
    with pytest.raises(InputError, match="is above 10000000000000"):
        read_usd("--usd", "10000000000000.01")
    with pytest.raises(InputError, match="is nothing"):
        read_usd("--usd", "0.00")
    assert read_usd("--minimum-usd", "0", zero=True) == 0
    assert read_grams("--kg", "0.001") == 1 and read_tonnes("--tonnes", "7480.000001") == 7_480_000_001
    with pytest.raises(InputError, match="is above 10000000000"):
        read_tonnes("--tonnes", "10000000000.000001")


@given(st.integers(1, 10**15))
def test_amounts_are_read_as_they_are_written(cents: int) -> None:
    assert read_usd("--usd", f"{cents // 100}.{cents % 100:02d}") == cents
    assert read_usd("--usd", str(usd(cents))) == cents


@pytest.mark.parametrize("text", ["1", "1.0", "-0.5", "0.", "0.5e1", ".5", "0.0000000001", "half", ""])
def test_what_is_no_fraction_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a fraction"):
        read_fraction("--moisture", text)


@pytest.mark.parametrize("text", ["2025-02-30", "20251013", "2025-W41-1", "13.10.2025", "", "2025-1-1"])
def test_what_is_off_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        read_date("--on", text)
