"""The EU's studies: names, thresholds, states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from lodestock.assess.eu_lists import criticality, eu_names, list_states, printed_rows
from lodestock.programme.project import Case


@pytest.mark.parametrize(("year", "critical"), [(2017, 26), (2020, 30), (2023, 32)])
def test_the_thresholds_give_the_lists_of_the_studies(case: Case, year: int, critical: int) -> None:
    rows = [r for r in case.dataset.rows("ref_eu_crm") if r["assessment_year"] == year]
    state = {r["material"]: criticality(r["sr"], r["ei"], listed=r["critical"] == "yes") for r in rows}
    assert Counter(state.values())["critical"] == critical
    listed = {r["material"] for r in rows if r["critical"] == "yes"}
    by_law = {m for m, s in state.items() if s == "listed by law"}
    assert by_law == ({"copper", "nickel"} if year == 2023 else set())
    assert {m for m, s in state.items() if s == "critical"} == listed - by_law and listed


def test_the_threshold_holds_for_values_with_one_decimal() -> None:
    assert criticality(0.96, 2.76, listed=False) == "critical" == criticality(1.0, 2.8, listed=False)
    assert criticality(0.94, 2.8, listed=False) == "below the threshold"
    assert criticality(1.0, 2.74, listed=True) == "listed by law"
    assert criticality(None, 9.0, listed=True) == criticality(9.0, None, listed=True) == "not assessed"


def test_names_of_the_studies_mean_the_items(case: Case) -> None:
    names = eu_names(case.dataset)
    assert names["aluminum"] == "aluminium" and names["magnesium-metal"] == "magnesium"
    assert names["titanium-sponge"] == "titanium-metal"  # by titanium the EU means the ore
    assert set(case.dataset.row_ids("materials")) - set(names) == {"ndfeb-magnets", "smco-magnets"}
    assert [r["stage"] for r in printed_rows(case.dataset, "cobalt").values()] == ["extraction", "processing"]
    assert printed_rows(case.dataset, None) == {}


def test_every_item_has_a_state(case: Case, case_with: Callable[..., Case]) -> None:
    states = list_states(case.dataset)
    assert list(states) == case.dataset.row_ids("materials")
    assert {i for i, s in states.items() if s["eu_state"] == "listed by law"} == {"copper", "nickel"}
    assert {i for i, s in states.items() if s["eu_state"] == "not assessed"} == {
        "ndfeb-magnets",
        "smco-magnets",
    }
    assert (
        states["palladium"]["eu_list"]["name"] == "platinum-group-metals"
        and states["palladium"]["eu_list"]["sr"] == 2.7
    )
    assert (
        states["yttrium"]["eu_list"]["name"] == "rare-earths-heavy"
        and states["yttrium"]["eu_state"] == "critical"
    )
    assert states["zinc"]["eu_state"] == "below the threshold"
    lower = case_with(
        ref_eu_crm=[{"assessment_year": 2023, "material": "gallium", "sr": 0.9, "ei": 3.7, "critical": "no"}]
    )
    assert list_states(lower.dataset)["gallium"]["eu_state"] == "below the threshold"
