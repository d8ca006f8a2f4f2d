"""Weights of countries by how badly they are governed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.governance import one_vintage, read_estimates, read_governance
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def test_the_weight_is_that_of_the_formula(case: Case) -> None:
    governance = read_governance(case.dataset)
    six = [case.dataset.row("wgi", row.removeprefix("wgi/")) for row in governance.rows_of(["CHN"])]
    mean = sum(r["estimate"] for r in six if r) / 6
    assert len(six) == 6 and governance.weights["CHN"] == pytest.approx(2 * (2.5 - mean), rel=1e-15)
    assert all(0 <= w <= 10 for w in governance.weights.values())
    assert governance.weights["NOR"] < governance.weights["CHN"] < governance.weights["COD"]


def test_a_country_that_lacks_an_indicator_has_no_weight(case_with: Callable[..., Case]) -> None:
    case = case_with(wgi=[{"country_iso3": "CHN", "year": "2023", "indicator": "PV.EST", "remove": "y"}])
    governance = read_governance(case.dataset)
    assert "CHN" not in governance.weights and governance.rows_of(["CHN"]) == ()


def test_vintages_are_never_mixed() -> None:
    assert one_vintage("x", ["2023", "2023"]) == "2023"
    with pytest.raises(InputError, match="2023, 2024"):
        one_vintage("x", ["2024", "2023"])


def test_a_row_of_an_overlay_is_an_estimate_of_the_same_vintage(case_with: Callable[..., Case]) -> None:
    laid = {"country_iso3": "CHN", "year": "2023", "indicator": "PV.EST", "estimate": "-2.5"}
    estimates, vintage = read_estimates(case_with(wgi=[laid]).dataset, ["PV.EST"])
    assert estimates["CHN"] == {"PV.EST": -2.5} and vintage == "WGI 2023 (wgi_2024_update)"
