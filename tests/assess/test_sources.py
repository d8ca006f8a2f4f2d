"""Sources that are not used today, and the rows that add them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.sources import Candidate, find_candidates, lay_source, usual_imports_t
from lodestock.programme.project import Case
from lodestock.records.lookups import members
from lodestock.size import read_inputs

DAY = "2025-10-13"


def candidate(stage: str, country: str, tonnes: float | None, item: str = "antimony") -> Candidate:
    return Candidate(item, stage, country, "producer", "other", tonnes, why="" if tonnes else "Not known.")


def test_imports_are_those_that_sizing_counts(case: Case) -> None:
    inputs = read_inputs(case.dataset)
    for item, tonnes in zip(inputs.materials, inputs.imports_t, strict=True):
        assert usual_imports_t(case.dataset, item) == tonnes
    assert usual_imports_t(case.dataset, "unobtainium") == 0


def test_candidates_are_not_among_todays_sources_nor_hostile(case: Case) -> None:
    found = find_candidates(case.dataset, "antimony", DAY)
    hostile = members(case.dataset, "adversary", DAY)
    used = {"BEL", "CHN", "IND", "THA"}
    assert not {c.country for c in found} & hostile
    assert not {c.country for c in found if c.kind == "producer"} & (used | {"USA", "OTHER", "WLD"})
    labels = [c.label for c in found]
    assert len(labels) == len(set(labels))
    by = {c.label: c for c in found}
    assert by["BOL-mine-producer"].t_per_year == 5000 and by["VNM-mine-producer"].t_per_year == 220
    assert (
        by["FRA-refine-producer"].t_per_year == pytest.approx(0.0295 * 110000)
        and by["FRA-refine-producer"].assumed
    )
    assert by["AUS-refine-nyrstar-port-pirie"].first_output == "2026Q4"
    assert (by["CAN-mine-reserves"].t_per_year, by["CAN-mine-reserves"].reserves_t) == (None, 78000)
    assert "AUS-mine-reserves" not in by and by["TUR-mine-producer"].side == "ally"


def test_a_project_that_runs_by_the_day_is_no_new_source(case: Case) -> None:
    later = {c.label for c in find_candidates(case.dataset, "antimony", "2026-12-01")}
    assert "AUS-refine-nyrstar-port-pirie" not in later and "USA-mine-perpetua-stibnite" in later


def test_output_in_another_form_is_counted_in_that_of_demand(case: Case) -> None:
    found = {c.label: c for c in find_candidates(case.dataset, "smco-magnets", DAY)}
    assert found["AUS-mine-producer"].t_per_year == pytest.approx(0.1199 * 5561 * 2.587)
    ores = [c for c in find_candidates(case.dataset, "ndfeb-magnets", DAY) if c.stage == "mine"]
    assert ores and all(c.t_per_year is None and "how many tonnes" in c.why for c in ores)


def test_withheld_output_is_a_candidate_without_tonnes(case_with: Callable[..., Case]) -> None:
    row = {
        "material": "antimony",
        "stage": "mine",
        "country_iso3": "BOL",
        "year": 2025,
        "quantity": "",
        "withheld": "y",
    }
    found = {c.label: c for c in find_candidates(case_with(production=[row]).dataset, "antimony", DAY)}
    assert found["BOL-mine-producer"].t_per_year is None and "withheld" in found["BOL-mine-producer"].why


@pytest.mark.parametrize(
    ("stage", "country", "tonnes", "table"),
    [
        ("mine", "BOL", 5000.0, "global_supply_shares"),
        ("mine", "GTM", 50.0, "global_supply_shares"),
        ("refine", "AUS", 5000.0, "import_shares"),
        ("refine", "JPN", 1e6, "import_shares"),
    ],
)
def test_shares_follow_the_rule_and_sum_to_a_hundred(
    case: Case, stage: str, country: str, tonnes: float, table: str
) -> None:
    rows, why = lay_source(case.dataset, candidate(stage, country, tonnes))
    assert why == "" and list(rows) == [table]
    before = {
        r["country_iso3"]: r["share_pct"]
        for r in case.dataset.rows(table)
        if (r["material"], r["stage"]) == ("antimony", stage)
    }
    part = min(tonnes / (25400 - 512 - 3742.5), 0.5)
    after = {r["country_iso3"]: r["share_pct"] for r in rows[table]}
    assert set(after) == {*before, country} and sum(after.values()) == pytest.approx(100, abs=1e-9)
    for c, share in after.items():
        expected = (1 - part) * before.get(c, 0.0) + (100 * part if c == country else 0.0)
        assert share == pytest.approx(expected, rel=1e-12)


def test_a_source_at_home_is_own_supply_at_the_stage_of_the_imported_form(case: Case) -> None:
    rows, _ = lay_source(case.dataset, candidate("refine", "USA", 2722.0))
    assert rows == {
        "us_demand": [{"material": "antimony", "own_primary_t": 512 + 2722.0}],
        "own_capacity": [{"material": "antimony", "capacity_t_per_year": pytest.approx(563.2 + 2722.0)}],
    }
    none, why = lay_source(case.dataset, candidate("mine", "USA", 8346.0))
    assert none == {} and "refine" in why


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (candidate("mine", "CAN", None), "Not known."),
        (candidate("magnet", "JPN", 5.0), "No table tells who supplies"),
        (candidate("mine", "AUS", 5.0, item="unobtainium"), "No imports"),
    ],
)
def test_what_cannot_be_laid_says_why(case: Case, source: Candidate, why: str) -> None:
    rows, told = lay_source(case.dataset, source)
    assert rows == {} and told.startswith(why)
