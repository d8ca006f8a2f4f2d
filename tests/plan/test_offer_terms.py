"""The conditions of offers, beside a plain reading of the CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lodestock.plan.offer_terms import OfferTerms, read_offer_terms
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError
from tests.plan.conftest import small_dataset

REFERENCE = Path(__file__).parent.parent.parent / "src" / "lodestock" / "data" / "reference"

ROWS = {
    "offer/lead_time_quarters": 3.0,
    "offer/country_share_of_output_a_year": 0.2,
    "offer/freight_fraction": 0.04,
    "offer/min_order_usd": 1e6,
    "offer/guaranteed_minimum_fraction": 0.06,
    "offer/market_cap_a_year": 0.15,
    "value/market_cap_exchange_metals": 0.25,
    "value/terminal_value_share": 0.7,
    "value/holding_cost": 0.02,
    "value/real_discount_rate": 0.05,
}


def parameters(values: dict[str, float | None]) -> Dataset:
    rows = [dict(zip(("block", "parameter"), n.split("/"), strict=True), value=v) for n, v in values.items()]
    return small_dataset("scenario_generator", ("block", "parameter"), rows)


def test_each_condition_comes_from_its_own_row() -> None:
    assert read_offer_terms(parameters(ROWS)) == OfferTerms(
        3, 0.2, 0.04, 1e6, 0.06, 0.15, 0.25, 0.7, 0.02, 0.05
    )


def test_the_bundled_conditions_are_those_of_the_file(case: Case) -> None:
    with (REFERENCE / "scenario_generator.csv").open(encoding="utf-8", newline="") as file:
        written = {f"{r['block']}/{r['parameter']}": r["value"] for r in csv.DictReader(file)}
    found = read_offer_terms(case.dataset)
    assert [float(written[name]) for name in ROWS] == [getattr(found, n) for n in OfferTerms.__slots__]
    assert isinstance(found.lead_quarters, int)


@pytest.mark.parametrize("name", ROWS)
def test_a_condition_without_a_value_or_a_row_is_refused_by_name(name: str) -> None:
    without = {n: v for n, v in ROWS.items() if n != name}
    for values in ({**ROWS, name: None}, without):
        with pytest.raises(DataError) as caught:
            read_offer_terms(parameters(values))
        (problem,) = caught.value.problems
        assert problem.place == f"scenario_generator {name}"
        assert problem.reason == "is required and has no value"
        assert problem.remedy.startswith("Add it to overlays/scenario_generator.csv")


def test_a_parameter_of_the_same_name_in_another_block_does_not_count() -> None:
    moved = {n: v for n, v in ROWS.items() if n != "offer/freight_fraction"}
    with pytest.raises(DataError, match="scenario_generator offer/freight_fraction"):
        read_offer_terms(parameters({**moved, "value/freight_fraction": 0.04}))


def test_zero_is_a_value() -> None:
    assert read_offer_terms(parameters({**ROWS, "offer/freight_fraction": 0.0})).freight == 0.0
