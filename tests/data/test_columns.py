from __future__ import annotations

import pytest

from lodestock.data.columns import column


@pytest.mark.parametrize(
    ("name", "unit", "low", "high"),
    [
        ("share_pct", "%", 0, 100),
        ("apparent_consumption_t", "t/year", 0, 1e11),
        ("price_usd_per_t", "USD/t", 0.01, 1e11),
        ("shortfall_value_musd", "USD million", -1e9, 1e9),
        ("quantity", "", 0, 1e15),
        ("eps_demand", "", -5, -0.01),
    ],
)
def test_a_number_without_a_bound_of_its_own_has_that_of_its_unit(
    name: str, unit: str, low: float, high: float
) -> None:
    found = column(name)
    assert (found.kind, found.unit, found.minimum, found.maximum) == ("number", unit, low, high)


def test_kinds_follow_the_name() -> None:
    names = ("fact_no", "known_from", "material", "value")
    assert [column(name).kind for name in names] == ["integer", "date", "string", "string"]
    assert column("value", number=True).kind == "number"


def test_a_spec_adds_what_depends_on_the_table() -> None:
    found = column("material", required=True, refers="materials.material")
    assert (found.required, found.refers, found.choices) == (True, "materials.material", ())
    assert column("withheld").choices == ("y", "n") and not column("withheld").required


def test_a_column_without_a_meaning_is_a_slip_in_the_specs() -> None:
    with pytest.raises(KeyError, match="no_such_column"):
        column("no_such_column")
