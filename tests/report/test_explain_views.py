"""Explanations, events and cards as a person reads them: small documents by hand."""

from __future__ import annotations

from typing import Any

from lodestock.report import explain_views
from lodestock.report.explain_views import events_view, explain_view
from tests.report.test_plan_views import lines


def explained(**changes: Any) -> list[str]:
    keys = ("rule", "basis", "grade", "source", "locator", "date", "overlay", "unit", "value")
    return lines(explain_views.explain_view({**dict.fromkeys(keys), "word": "tin", "inputs": [], **changes}))


def test_a_word_shows_its_value_with_its_unit_and_only_the_keys_it_has() -> None:
    assert explained(value=12_345.6, unit="t", source="a table [1]", grade="D") == [
        "tin: 12,346 t",
        "grade: D",
        "source: a table [1]",
    ]
    assert explained(value="cap") == ["tin: cap"]


def test_steps_of_nothing_are_left_out_of_a_waterfall_but_its_ends_stay() -> None:
    steps = [("usual supply", "start", 0.0), ("closed", "loss", -3.0), ("none", "loss", 0.0),
             ("ramp", "gain", 2.5), ("gap", "total", 0.5)]  # fmt: skip
    out = explained(value=0.5, waterfall=[{"step": s, "kind": k, "tonnes": t} for s, k, t in steps])
    assert out[2:] == ["usual supply|0", "closed|-3", "ramp|+2.5", "gap|0.5"]


def test_a_cause_of_no_country_is_told_by_its_stage_alone() -> None:
    cause = [
        {"factor": "closed", "country": "CHN", "stage": "refine", "share": 0.75},
        {"factor": "demand", "country": None, "stage": None, "share": 0.051},
    ]
    out = explained(value=1.0, cause=cause)
    assert "closed|CHN refine|75.0%" in out and "demand||5.1%" in out


def test_controls_are_listed_before_other_acts_with_whom_they_are_aimed_at() -> None:
    base: dict[str, Any] = dict.fromkeys(("effective", "ended", "actor"))
    told = (("a", "import_tariff", True), ("b", "export_ban", True), ("c", "export_quota", None))
    events = [
        {**base, "event_id": name, "announced": "2025", "instrument": instrument, "status": "in_force",
         "materials": ["tin"], "targets": ["USA", "JPN"], "in_force": in_force}
        for name, instrument, in_force in told
    ]  # fmt: skip
    out = lines(events_view({"as_of": "2025-10-13", "events": events, "announced_later": 0}))
    words = [line.partition("|")[0] for line in out]
    assert words.index("b") < words.index("c") < words.index("a")
    assert out[0].startswith("2 controls, which hold back exports") and "1 of them in force" in out[0]
    assert any("USA, JPN" in line for line in out)


def test_a_score_tells_its_rank_bounds_and_parts() -> None:
    parts = {"low": 0.1, "high": 0.2, "hhi": 0.5, "largest": "CHN", "shares": {"CHN": 100.0}, "hhi_low": 0.4,
             "told": ["The stages differ."], "stages": {"mine": {"score": 0.15}, "refine": {"score": None}}}  # fmt: skip
    risk = {
        "stage": "mine",
        "rank": 3,
        "low": 0.1,
        "high": 0.2,
        "coverage": 0.5,
        "missing": [],
        "parts": parts,
    }
    out = explained(value=0.15, risk=risk)
    assert out[1:6] == [
        "stage: mine",
        "rank: 3, where 1 is the riskiest of the items with a score",
        "between: 0.1 and 0.2, by what is not known of the inputs",
        "known: 50% of what the method needs",
        "note: The stages differ.",
    ]
    assert out[7:] == ["hhi|0.5", "largest|CHN", "score, mine|0.15"]


def test_an_item_without_a_score_says_why() -> None:
    risk = {"stage": None, "rank": None, "low": None, "high": None, "coverage": 0.0, "missing": ["It is withheld."],
            "parts": {"regimes": {"war": {"servable_t": 2.0, "servable_musd": 7.0}}}}  # fmt: skip
    out = explained(risk=risk)
    assert out[:3] == ["tin: not known", "known: 0% of what the method needs", "no score: It is withheld."]
    assert out[-2:] == ["servable_t, war|2", "servable_musd, war|7"]


def test_a_value_that_is_missing_has_no_unit() -> None:
    keys = dict.fromkeys(("rule", "basis", "grade", "source", "locator", "date", "overlay"))
    document = {**keys, "word": "us_demand/tin.import_t", "value": None, "unit": "t/year", "inputs": []}
    assert lines(explain_view(document))[0] == "us_demand/tin.import_t: not known"
    assert lines(explain_view({**document, "value": 5.0}))[0] == "us_demand/tin.import_t: 5 t/year"


def test_a_requirement_tells_its_worst_grade_and_the_cell_that_moves_it_most() -> None:
    most = {
        "word": "demand_classes/tin/defence.share_pct",
        "grade": "D",
        "step": 0.1,
        "change": 1.6189,
        "draws": 1,
    }
    out = explained(value=2.0, worst_grade="D", moved_most=most)
    words = "its requirement rests at worst on grade D; demand_classes/tin/defence.share_pct, grade D, moves it most: "
    assert out[1] == f"{words}a tenth more of it, +161.9 %"
    assert (
        explained(value=2.0, worst_grade="C", moved_most=None)[1]
        == "its requirement rests at worst on grade C"
    )
