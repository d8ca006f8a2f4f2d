"""Concentration of output, weighted by governance."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.concentration import concentration
from lodestock.assess.scores import Question
from lodestock.programme.project import Case

ASKED = Question("2025-10-13")


def test_every_item_has_a_row_and_its_index_is_that_of_the_table(case: Case) -> None:
    scores = concentration(case.dataset, ASKED)
    assert [s.material for s in scores] == case.dataset.row_ids("materials")
    rows = case.dataset.rows("global_supply_shares")
    for s in scores:
        for stage, parts in s.parts["stages"].items():
            told = [r["share_pct"] / 100 for r in rows if (r["material"], r["stage"]) == (s.material, stage)]
            assert parts["hhi"] == pytest.approx(sum(x * x for x in told), abs=1e-12)
            assert parts["low"] <= parts["score"] <= parts["high"] <= 10
        assert s.score == max(parts["score"] for parts in s.parts["stages"].values()) or s.parts[
            "high"
        ] == max(parts["high"] for parts in s.parts["stages"].values())


def test_a_stage_can_be_asked_for(case: Case) -> None:
    scores = {s.material: s for s in concentration(case.dataset, Question("2025-10-13", stage="magnet"))}
    assert scores["ndfeb-magnets"].stage == "magnet" and scores["ndfeb-magnets"].parts["largest"] == "CHN"
    assert scores["tin"].score is None and "magnet" in scores["tin"].missing[0]


def test_bounds_hold_whatever_the_rounding_of_the_total(case: Case, case_with: Callable[..., Case]) -> None:
    """Small producers, of whom nothing seems to be left in the rounded total of the world."""
    gone = {"antimony": "KGZ", "cobalt": "MDG", "zirconium": "SLE"}
    overlay = [
        {"material": m, "stage": "mine", "country_iso3": c, "year": "2025", "withheld": "y"}
        for m, c in gone.items()
    ]
    asked = Question("2025-10-13", stage="mine")
    scores = {s.material: s for s in concentration(case_with(production=overlay).dataset, asked)}
    for item in gone:
        told = [
            r["quantity"] or 0.0
            for r in case.dataset.rows("production")
            if (r["material"], r["stage"], r["year"]) == (item, "mine", "2025") and r["country_iso3"] != "WLD"
        ]
        hhi, after = sum((t / sum(told)) ** 2 for t in told), scores[item]
        assert after.score is None and after.parts["hhi_low"] < hhi < after.parts["hhi_high"]
