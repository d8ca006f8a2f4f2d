"""Reasons: each code has its words and the values that they hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lodestock.records.reasons import WORDS, Reason

SOURCES = Path(__file__).parents[2] / "src" / "lodestock"


def test_a_reason_is_put_into_words_with_its_values() -> None:
    reason = Reason("market_cap", {"bought_t": 12.5, "wanted_t": 100.0, "cap": 0.1})
    assert (
        str(reason)
        == "market cap: 12.5 t of the 100 t that are wanted are bought, 10% of the market outside the covered countries"
    )
    assert reason.number("bought_t") == 12.5
    assert reason.number("materials") is None
    assert Reason("holds", {"account": "a"}).number("account") is None


def test_a_code_without_words_and_words_without_a_value_are_errors() -> None:
    with pytest.raises(KeyError):
        str(Reason("because"))
    with pytest.raises(KeyError):
        str(Reason("money"))


def test_every_code_is_given_somewhere() -> None:
    """A code that no room gives is a word too many."""
    text = "".join(
        p.read_text() for p in SOURCES.rglob("*.py") if p.name != "reasons.py" or "plan" in p.parts
    )
    assert [code for code in WORDS if not re.search(f'"{code}"', text)] == []
