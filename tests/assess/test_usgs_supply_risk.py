"""Supply risk by the method of the US Geological Survey of 2021."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.scores import Question, Score
from lodestock.assess.usgs_supply_risk import (
    USGS_SUPPLY_RISK,
    disruption_potential,
    survey_supply_risk,
    usgs_supply_risk,
    willingness,
)
from lodestock.programme.project import Case

ASKED = Question("2025-10-13")


def scores(case: Case, question: Question = ASKED) -> dict[str, Score]:
    return {s.material: s for s in usgs_supply_risk(case.dataset, question)}


def test_the_equations() -> None:
    shares = {"CHN": 80.0, "USA": 20.0}
    assert disruption_potential(shares, {"CHN": 0.5, "USA": 1.0}, {"CHN": 1.0, "USA": 0.0}) == pytest.approx(
        0.32
    )
    assert (
        survey_supply_risk(0.2, 0.5, 0.08) == pytest.approx(0.2) and survey_supply_risk(0.2, 0.0, 1.0) == 0.0
    )


def test_an_item_is_scored_where_a_user_adds_its_vulnerability(
    case: Case, case_with: Callable[..., Case]
) -> None:
    bare = scores(case)
    assert all(s.score is None and "economic_vulnerability" in s.missing[-1] for s in bare.values())
    found = scores(case_with(economic_vulnerability=[{"material": "gallium", "ev": 0.5}]))
    gallium, parts = found["gallium"], found["gallium"].parts
    assert gallium.score == pytest.approx((parts["dp"] * parts["te"] * 0.5) ** (1 / 3), rel=1e-12)
    assert "economic_vulnerability/gallium" in gallium.inputs and parts["ev"] == 0.5
    assert parts["low"] == parts["high"] == gallium.score
    assert gallium.coverage is not None and gallium.coverage == pytest.approx(
        (bare["gallium"].coverage or 0) + 0.2
    )
    assert {i for i, s in found.items() if s.score is not None} == {"gallium"}


def test_bounds_hold_whatever_the_vulnerability(case: Case) -> None:
    for s in scores(case).values():
        p = s.parts
        assert p["low"] == 0.0 and p["high"] == pytest.approx((p["dp"] * p["te"]) ** (1 / 3), rel=1e-12)
        told = disruption_potential(p["shares"], p["inability"], p["unwillingness"])
        assert p["dp"] == told == max(x["dp"] for x in p["stages"].values())
        assert 0 <= p["te"] <= 1


def test_reliance_of_the_imported_form_stands_in_at_another_stage(case: Case) -> None:
    found = scores(case)
    assert found["gallium"].stage == "refine" and found["antimony"].stage == "refine"
    assert any("stage purify" in text for text in found["gallium"].parts["assumed"])
    assert not any("imported form" in text for text in found["antimony"].parts["assumed"])
    purify = scores(case, Question("2025-10-13", stage="purify"))
    assert purify["gallium"].coverage is not None and found["gallium"].coverage is not None
    assert purify["gallium"].coverage > found["gallium"].coverage + 0.1
    assert purify["tin"].missing == (
        "No output by country is known at the stage purify: the tables have mine, refine.",
    )


def test_willingness_goes_by_the_groups_of_the_day(case: Case) -> None:
    now, before = willingness(case.dataset, "2025-10-13"), willingness(case.dataset, "2018-01-01")
    assert now["USA"][0] == 0.0 < now["AUS"][0] < now["CHN"][0] == 1.0 and "COD" not in now
    assert now["CHN"][1] == ("country_groups/adversary/CHN", "country_groups/covered/CHN")
    assert before["CHN"][1] == ("country_groups/adversary/CHN",) and "QAT" in now and "QAT" not in before


def test_another_country_has_no_score(case: Case) -> None:
    japan = USGS_SUPPLY_RISK.scores(case.dataset, Question("2025-10-13", country="JPN"))
    assert {s.missing for s in japan} == {("USGS supply risk is computed for the planning country alone.",)}


def test_without_import_reliance_there_is_no_score(case_with: Callable[..., Case]) -> None:
    numbers = {"apparent_consumption_t": 40360, "own_primary_t": 359, "own_secondary_t": 9166}
    blank = {"material": "tin", **numbers, "net_import_reliance_pct": ""}
    case = case_with(us_demand=[blank], economic_vulnerability=[{"material": "tin", "ev": 1}])
    tin = scores(case)["tin"]
    assert (
        tin.missing == ("The net import reliance is not known (table us_demand).",)
        and tin.parts["te"] is None
    )
    assert tin.parts["low"] == 0.0 and tin.parts["high"] == pytest.approx(
        tin.parts["dp"] ** (1 / 3), rel=1e-12
    )
