"""Vintages of figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.vintages import one_vintage, same_release
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def test_vintages_are_never_mixed() -> None:
    assert one_vintage("x", ["2023", "2023"]) == "2023"
    with pytest.raises(InputError, match="2023, 2024"):
        one_vintage("x", ["2024", "2023"])
    with pytest.raises(InputError, match="has no figures"):
        one_vintage("x", [])
    assert one_vintage("x", ["2023", "overlay"]) == "2023"


def test_a_release_prints_both_years_or_not(case_with: Callable[..., Case]) -> None:
    own = {"material": "tin", "stage": "mine", "country_iso3": "CHN", "year": 2024, "quantity": 5}
    dataset = case_with(production=[own]).dataset
    old, last, now, laid = (
        [f"production/tin/mine/{c}/{y}"]
        for c, y in (("PER", 2023), ("PER", 2024), ("PER", 2025), ("CHN", 2024))
    )
    assert same_release(dataset, last, now) and not same_release(dataset, old, now)
    assert not same_release(dataset, laid, laid)  # a figure of one's own is of no release
    assert not same_release(dataset, ["us_demand/tin"], ["us_demand/tin"])  # no output stands behind it
