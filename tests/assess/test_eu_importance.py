"""Economic importance by the EU's method."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.assess.eu_importance import economic_importance, eu_importance
from lodestock.assess.scores import Question, Score
from lodestock.programme.project import Case

CASES = Path(__file__).parent.parent / "cases" / "v8"
ASKED = Question("2025-10-13")


def read(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scores(case: Case, question: Question = ASKED) -> dict[str, Score]:
    return {s.material: s for s in eu_importance(case.dataset, question)}


def test_the_values_of_the_study_come_back() -> None:
    uses: dict[str, list[tuple[float, float | None]]] = {}
    for r in read("v8_use_shares.csv"):
        value = float(r["value_added_meur"]) if r["value_added_meur"] else None
        uses.setdefault(r["material"], []).append((float(r["share_pct"]), value))
    largest = max(v for rows in uses.values() for _, v in rows if v is not None)
    near = tested = 0
    for r in read("v8_expected.csv"):
        if not r["si_ei"]:
            continue
        tested += 1
        found = economic_importance(uses[r["material"]], largest, float(r["si_ei"]))
        assert found == pytest.approx(float(r["ei_recomputed"]), abs=1e-6), r["material"]
        agrees = abs(found - float(r["ei_published"])) <= 0.1
        assert agrees is (r["agrees_within_0_1"] == "yes"), r["material"]
        near += agrees
    assert largest == 204_200 and (near, tested) == (37, 59)


def test_items_are_scored_from_the_tables(case: Case) -> None:
    found = scores(case)
    expected = {r["material"]: r for r in read("v8_expected.csv")}
    assert found["aluminum"].score == pytest.approx(float(expected["aluminium"]["ei_recomputed"]), abs=1e-6)
    # The table holds the row once that the file of the study has twice.
    assert found["magnesium-metal"].score == pytest.approx(7.4665, abs=1e-4)
    assert found["copper"].parts["eu_state"] == "listed by law"
    assert found["copper"].parts["notes"] and "more than 0 %" in found["copper"].parts["notes"][0]
    europium = found["europium"]
    assert europium.coverage == pytest.approx(0.1) and "no sector" in europium.parts["notes"][0]
    assert (
        europium.parts["low"] == europium.score < europium.parts["printed"]["2023"] < europium.parts["high"]
    )


def test_what_is_missing_is_told_with_bounds(case: Case, case_with: Callable[..., Case]) -> None:
    found = scores(case)
    assert [i for i, s in found.items() if s.parts["eu_state"] == "not assessed"] == [
        "ndfeb-magnets",
        "smco-magnets",
    ]
    assert found["ndfeb-magnets"].missing == ("The EU's studies do not assess ndfeb-magnets.",)
    lithium = found["lithium"]
    assert lithium.score is None and "eu_use_shares" in lithium.missing[0]
    assert (lithium.parts["low"], lithium.parts["high"]) == (0.0, pytest.approx(9.1))
    blank = {"assessment_year": 2023, "material": "tin", "stage": "extraction", "si_ei": ""}
    rows = [blank, {**blank, "stage": "processing"}]
    tin = scores(case_with(ref_eu_crm_stages=rows))["tin"]
    assert tin.score is None and "substitution index" in tin.missing[0] and tin.parts["high"] == 10.0


def test_another_year_than_that_of_the_study_has_no_score(case: Case) -> None:
    assert scores(case, Question("2025-10-13", year=2023))["tin"].score == scores(case)["tin"].score
    assert "2023 only" in scores(case, Question("2025-10-13", year=2024))["tin"].missing[0]
