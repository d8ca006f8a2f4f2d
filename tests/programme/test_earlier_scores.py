"""Scores of two years beside each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.programme.assess import assess_document
from lodestock.programme.assess_words import read_asked
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def earlier(case: Case, item: str, year: int, against: int) -> dict[str, object]:
    document = assess_document(case, read_asked(case, stage="mine", year=year, against=against))
    row = next(r for r in document["materials"] if r["material"] == item)
    assert row["earlier"]["difference"] is None or row["earlier"]["difference"] == pytest.approx(
        row["score"] - row["earlier"]["score"]
    )
    return dict(row["earlier"])


def test_two_years_of_one_release_changed_and_of_two_may_be_revised(case: Case) -> None:
    assert earlier(case, "cobalt", 2025, 2024)["kind"] == "change"
    assert earlier(case, "cobalt", 2025, 2023)["kind"] == "revision or change"


def test_a_figure_of_ones_own_is_never_called_a_change(case_with: Callable[..., Case]) -> None:
    own = {"material": "cobalt", "stage": "mine", "country_iso3": "COD", "year": "2024", "quantity": 1000}
    assert earlier(case_with(production=[own]), "cobalt", 2025, 2024)["kind"] == "revision or change"


def test_what_is_missing_in_a_year_is_not_compared(case: Case) -> None:
    found = earlier(case, "scandium", 2025, 2024)
    assert found["difference"] is None and found["kind"] is None and "No output" in str(found["why"])


def test_the_year_to_compare_with_needs_another_one(case: Case) -> None:
    for words in ({"against": 2024}, {"year": 2024, "against": 2024}):
        with pytest.raises(InputError, match="against"):
            read_asked(case, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize("methods", [("concentration",), ("concentration", "geopolrisk")])
def test_a_year_of_which_nothing_is_known_is_refused_by_its_own_option(
    case: Case, methods: tuple[str, ...]
) -> None:
    with pytest.raises(InputError, match=r"--against.*1990.*2023, 2024, 2025"):
        assess_document(case, read_asked(case, methods=methods, year=2025, against=1990))
