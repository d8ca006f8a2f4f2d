from __future__ import annotations

import pytest

from lodestock.data.parameters import check_parameters
from lodestock.data.reader import Cell


def problems(block: str, parameter: str, value: Cell) -> list[str]:
    """Return the problems of one parameter as text."""
    return [str(p) for p in check_parameters({(block, parameter): ({"value": value}, "x.csv:2")})]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("offer/freight_fraction", 0.0),
        ("offer/freight_fraction", 1.0),
        ("offer/lead_time_quarters", 80.0),
        ("price/half_life_of_spike_months", 1200.0),
        ("export_control/announcements_per_year_crisis_IDN", 1000.0),
        ("export_control/major_host_ban_per_year_COD_cobalt", 0.5),
        ("offer/freight_fraction", None),
    ],
)
def test_a_value_on_its_bound_or_missing_is_right(name: str, value: Cell) -> None:
    assert problems(*name.split("/"), value) == []


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        (
            "offer/freight_fraction",
            1.001,
            "x.csv:2 column value of offer/freight_fraction = '1.001': is out of range (from 0 to 1). "
            "Write a number in that range.",
        ),
        (
            "offer/lead_time_quarters",
            2.5,
            "x.csv:2 column value of offer/lead_time_quarters = '2.5': is not a whole number. "
            "Write a whole number.",
        ),
        (
            "offer/frieght_fraction",
            0.5,
            "x.csv:2 column parameter = 'offer/frieght_fraction': is not a known parameter. "
            "Did you mean 'offer/freight_fraction'?",
        ),
        (
            "export_control/announcements_per_year_war_IDN",
            0.5,
            "x.csv:2 column parameter = 'export_control/announcements_per_year_war_IDN': "
            "is not a known parameter. ",
        ),
    ],
)
def test_a_wrong_parameter_is_refused_with_its_place(name: str, value: Cell, text: str) -> None:
    (problem,) = problems(*name.split("/"), value)
    assert problem.startswith(text)
