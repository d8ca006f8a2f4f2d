"""Supply risk by the EU's method."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lodestock.assess.eu_supply_risk import Range, eu_supply_risk, supply_risk, supply_risk_range
from lodestock.assess.governance import read_governance
from lodestock.assess.scores import Question, Score
from lodestock.programme.project import Case

ASKED = Question("2025-10-13")
CASES = Path(__file__).parent.parent / "cases"


def around(value: float, half: float, most: float) -> Range:
    """Return what a printed figure may stand for."""
    return max(0.0, value - half), min(most, value + half)


def printed_range(row: dict[str, Any], used: str) -> Range:
    """Return the supply risk that the printed inputs of a row allow."""
    gs, eu = (around(row[f"hhi_wgi_t_{n}"], 0.05, 20) if n in used.split("+") else None for n in ("gs", "eu"))
    ir = around(row["ir_pct"] or 0.0, 0.5, 100)
    eol = around(row["eol_rir_pct"], 0.5, 100)
    low, high = supply_risk_range(
        gs, eu, (ir[0] / 100, ir[1] / 100), (eol[0] / 100, eol[1] / 100), around(row["si_sr"], 0.05, 1.0)
    )
    return low - 0.05, high + 0.05


def printed_point(row: dict[str, Any]) -> float:
    """Return the supply risk at the printed inputs of a row."""
    gs, eu = (row[f"hhi_wgi_t_{n}"] if n in row["supply_used"].split("+") else None for n in ("gs", "eu"))
    return supply_risk(gs, eu, (row["ir_pct"] or 0.0) / 100, row["eol_rir_pct"] / 100, row["si_sr"])


def scores(case: Case, question: Question = ASKED) -> dict[str, Score]:
    return {s.material: s for s in eu_supply_risk(case.dataset, question)}


def test_every_value_of_the_study_of_2017_comes_back(case: Case) -> None:
    rows = [r for r in case.dataset.rows("ref_eu_crm_stages") if r["assessment_year"] == 2017]
    single = [r for r in rows if r["si_sr"] is not None]  # groups are means of their members
    equal = 0
    for r in single:
        low, high = printed_range(r, r["supply_used"])
        assert low <= r["sr"] <= high, r["material"]
        equal += round(printed_point(r), 1) == r["sr"]
    assert len(single) == 78 and len(rows) == 81 and equal == 46


def test_world_supply_alone_and_eu_sourcing_alone_come_back(case: Case) -> None:
    with (CASES / "eu_supply_risk_2017.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    for r in expected:
        row = case.dataset.row("ref_eu_crm_stages", f"2017/{r['material']}/{r['stage']}")
        assert row is not None
        for used, column in (("gs", "gs_only"), ("eu", "eu_only"), ("gs+eu", "both")):
            low, high = printed_range(row, used)
            assert low <= float(r[column]) <= high, (r["material"], column)
    assert len(expected) == 4


def test_one_index_stands_alone_and_none_is_refused() -> None:
    assert supply_risk(2.0, None, 0.9, 0.5, 0.5) == 0.5 == supply_risk(None, 2.0, 0.1, 0.5, 0.5)
    with pytest.raises(ValueError, match="own sourcing"):
        supply_risk(None, None, 0.5, 0.5, 0.5)


def test_the_score_is_that_of_its_parts(case: Case) -> None:
    found = scores(case)
    for s in found.values():
        for stage, p in s.parts["stages"].items():
            if p["score"] is not None:
                told = supply_risk(p["hhi_gs"], p["hhi_own"], p["ir"] or 0.0, p["eol_rir"], p["si"])
                assert p["score"] == pytest.approx(told, rel=1e-12), (s.material, stage)
                assert p["low"] == p["high"] == p["score"] <= s.parts["high"]
    assert {i for i, s in found.items() if s.score is None} == {"ndfeb-magnets", "smco-magnets"}
    tungsten = found["tungsten"].parts
    assert tungsten["printed"] == {
        "2017": {"extraction": 1.8},
        "2023": {"extraction": 0.5, "processing": 1.2},
    }
    assert tungsten["eu_state"] == "critical"


def test_own_sourcing_is_imports_and_the_country_itself(case: Case) -> None:
    antimony = scores(case)["antimony"]
    dataset, weights = case.dataset, read_governance(case.dataset).weights
    demand = dataset.row("us_demand", "antimony")
    assert demand is not None
    reliance = demand["net_import_reliance_pct"] / 100
    shares = {
        r["country_iso3"]: r["share_pct"] / 100
        for r in dataset.rows("import_shares")
        if r["material"] == "antimony"
    }
    index = (1 - reliance) ** 2 * weights["USA"]
    trade = {"CHN": 1.1, "BOL": 1.1}  # rows antimony/processing of eu_trade_parameters
    index += sum((reliance * s) ** 2 * weights.get(c, 5.0) * trade.get(c, 1.0) for c, s in shares.items())
    assert antimony.stage == "refine" and antimony.parts["supply_used"] == "world+own"
    assert antimony.parts["hhi_own"] == pytest.approx(index, rel=1e-12)
    assert antimony.parts["ir"] == pytest.approx(reliance) and "us_demand/antimony" in antimony.inputs


def test_imports_of_another_stage_do_not_enter(case: Case) -> None:
    gallium = scores(case)["gallium"]  # its import shares are of the purified metal
    assert gallium.parts["supply_used"] == "world" and gallium.parts["ir"] is None
    assert any("stands alone" in text for text in gallium.parts["assumed"])
    assert "no stage purify" in scores(case, Question("2025-10-13", stage="purify"))["gallium"].missing[0]


def test_another_country_rests_on_world_output(case: Case) -> None:
    home, japan = scores(case)["tin"], scores(case, Question("2025-10-13", country="JPN"))["tin"]
    assert japan.parts["hhi_own"] is None and japan.parts["hhi_gs"] == home.parts["hhi_gs"]
    assert japan.coverage is not None and home.coverage is not None and japan.coverage < home.coverage
    germany = scores(case, Question("2025-10-13", country="DEU"))["tin"]
    assert germany.parts["trade_parameters"] == {"BEL": 0.8, "POL": 0.8, **japan.parts["trade_parameters"]}
    assert germany.score is not None and japan.score is not None and germany.score < japan.score
    assert len(germany.parts["assumed"]) < len(japan.parts["assumed"])


def test_magnets_are_not_assessed_and_bounded(case: Case) -> None:
    magnets = scores(case)["ndfeb-magnets"]
    assert "do not assess ndfeb-magnets" in magnets.missing[0]
    assert magnets.parts["low"] == 0.0 < magnets.parts["high"] == magnets.parts["hhi_gs"]
    assert magnets.parts["eu_state"] == "not assessed"


def test_a_missing_recycling_rate_gives_bounds(case: Case, case_with: Callable[..., Case]) -> None:
    blank = {
        "assessment_year": 2023,
        "material": "gallium",
        "stage": "processing",
        "si_sr": 0.98,
        "eol_rir_pct": "",
    }
    gallium = scores(case_with(ref_eu_crm_stages=[blank]))["gallium"]
    assert gallium.missing == ("The EU prints no recycling rate of gallium.",)
    assert (gallium.parts["low"], gallium.parts["high"]) == (0.0, scores(case)["gallium"].score)


def test_without_import_reliance_or_output_the_other_stands_alone(case_with: Callable[..., Case]) -> None:
    numbers = {"apparent_consumption_t": 40360, "own_primary_t": 359, "own_secondary_t": 9166}
    blank = {"material": "tin", **numbers, "net_import_reliance_pct": ""}
    assert scores(case_with(us_demand=[blank]))["tin"].parts["supply_used"] == "world"


def test_without_world_output_own_sourcing_stands_alone(case: Case, case_with: Callable[..., Case]) -> None:
    rows = case.dataset.rows("global_supply_shares")
    key = ("material", "stage", "country_iso3")
    gone = [{k: r[k] for k in key} | {"remove": "y"} for r in rows if r["material"] == "tin"]
    bare = case_with(global_supply_shares=gone)
    tin = scores(bare, Question("2025-10-13", stage="refine"))["tin"]
    assert tin.parts["supply_used"] == "own" and any("world's output" in t for t in tin.parts["assumed"])
    assert tin.score is not None and not any(w.startswith("global_supply_shares") for w in tin.inputs)
    worst = scores(bare)["tin"]  # of its mines nothing is known at all, and they may be the worst stage
    assert (worst.stage, worst.score) == ("mine", None) and worst.parts["high"] > tin.score


def test_a_year_without_output_has_no_score(case: Case) -> None:
    tin = scores(case, Question("2025-10-13", year=1999))["tin"]
    assert tin.missing == ("No output by country of 1999 is known.",)
    mine = scores(case, Question("2025-10-13", year=2023))["tin"]
    assert mine.vintage is not None and mine.vintage.startswith("output 2023")


def test_limits_of_exports_raise_the_risk(case: Case, case_with: Callable[..., Case]) -> None:
    tin = scores(case)["tin"]
    assert tin.stage == "refine" and tin.parts["trade_parameters"] == {"BOL": 1.1, "CHN": 1.5}
    assert "eu_trade_parameters/tin/processing/CHN" in tin.inputs
    free = {"material": "tin", "stage": "processing", "country_iso3": "CHN", "t": 1}
    freed = scores(case_with(eu_trade_parameters=[free]))["tin"]
    assert tin.score is not None and freed.score is not None and freed.parts["hhi_gs"] < tin.parts["hhi_gs"]
    assert not any("limiting its exports" in text for text in tin.parts["assumed"])
    # The study of 2023 looks at platinum in processing only.
    platinum = scores(case)["platinum"]
    assert platinum.stage == "mine" and "limiting its exports" in platinum.parts["assumed"][0]
