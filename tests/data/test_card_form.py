from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from lodestock.data.card_form import (
    ControlForm,
    CountriesForm,
    HorizonForm,
    RedirectForm,
    SpanForm,
    WarForm,
    card_schema,
)


def test_one_word_reads_as_a_list_of_one() -> None:
    assert WarForm.model_validate({"start": "2027Q4", "quarters": 4, "recovery": 12}).start == ("2027Q4",)
    two = WarForm.model_validate({"start": ["2027Q4", "2028Q1"], "quarters": 4, "recovery": 0})
    assert two.start == ("2027Q4", "2028Q1")


def test_a_series_is_one_number_or_a_list() -> None:
    damage = {"group": "theatre", "by_year": 0.5}
    form = CountriesForm.model_validate({"adversary": 1, "ally": [1, 0.5], "other": 0.0, "damage": damage})
    assert (form.adversary, form.ally, form.damage.by_year) == ((1.0,), (1.0, 0.5), (0.5,))
    for wrong in (True, "1", ["1"], [True], None):
        with pytest.raises(ValidationError):
            CountriesForm.model_validate({"adversary": wrong, "ally": 1, "other": 1, "damage": damage})


def test_keys_are_those_of_the_file_not_of_python() -> None:
    span = SpanForm.model_validate({"from": "2026Q1", "to": "2026Q4"})
    assert (span.since, span.until) == ("2026Q1", "2026Q4")


def test_a_control_without_materials_or_class_hits_all() -> None:
    control = ControlForm.model_validate({"countries": "CHN", "cut": 0.5, "from": "2026Q1", "quarters": 2})
    assert (control.materials, control.demand_class) == (("all",), ("all",))


@pytest.mark.parametrize(
    ("quarters", "kind"),
    [
        (0, "greater_than_equal"),
        (81, "less_than_equal"),
        (True, "int_type"),
        ("24", "int_type"),
        (1.5, "int_type"),
    ],
)
def test_a_count_is_a_plain_whole_number_within_bounds(quarters: object, kind: str) -> None:
    assert HorizonForm.model_validate({"quarters": 80, "window": ["a", "b"]}).quarters == 80
    with pytest.raises(ValidationError) as caught:
        HorizonForm.model_validate({"quarters": quarters, "window": ["a", "b"]})
    assert [e["type"] for e in caught.value.errors()] == [kind]


@pytest.mark.parametrize("value", [-0.1, float("inf"), float("nan"), "0.1", False])
def test_a_redirect_is_a_finite_number_from_zero(value: object) -> None:
    others = dict.fromkeys(("normal", "coercion", "crisis", "recovery"), 0.0)
    assert RedirectForm.model_validate({**others, "war": 0.25}).war == 0.25
    with pytest.raises(ValidationError):
        RedirectForm.model_validate({**others, "war": value})


def test_a_day_may_stand_in_quotes() -> None:
    from lodestock.data.card_form import _day

    assert _day("2025-10-13") == date(2025, 10, 13)
    assert _day("soon") == "soon" and _day(2025) == 2025


def test_the_schema_requires_keys_of_pinned_entries_only() -> None:
    schema = card_schema()
    forms = {name: form.get("required") for name, form in schema["$defs"].items() if form.get("required")}
    assert forms == {
        "ControlForm": ["countries", "cut", "from", "quarters"],
        "ClosureForm": ["countries", "cut", "from", "quarters"],
        "TruceForm": ["countries", "from", "quarters"],
    }
    assert "required" not in schema and schema["properties"]["extends"]["type"] == "string"
