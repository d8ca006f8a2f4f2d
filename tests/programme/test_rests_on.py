"""The worst grade a requirement rests on, and the cell that moves it most, against sizings of overlays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lodestock.data import load_card
from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.programme.rests_on import STEP, find_footing, worst_grade
from lodestock.programme.size import size_case


def requirement(case: Case, item: str) -> float:
    short = size_case(case, Serial(), draws=200)
    return float(short.requirement_t[short.inputs.materials.index(item)].sum())


@pytest.mark.parametrize("item", ["tungsten", "yttrium", "dysprosium"])
def test_the_cell_changes_the_requirement_as_an_overlay_would(
    case: Case, case_with: Callable[..., Case], item: str
) -> None:
    most = find_footing(case, size_case(case, Serial()), Serial())[item]["moved_most"]
    assert most["word"] == f"us_demand/{item}.apparent_consumption_t"
    row = case.dataset.row("us_demand", item)
    assert row is not None
    more = row["apparent_consumption_t"] * (1 + STEP)
    moved = requirement(case_with(us_demand=[{"material": item, "apparent_consumption_t": more}]), item)
    assert moved / requirement(case, item) - 1 == pytest.approx(most["change"], rel=1e-6)
    assert most["grade"] == row["quality"] and most["draws"] == 1


def test_a_class_share_takes_from_civil_users(case: Case, case_with: Callable[..., Case]) -> None:
    most = find_footing(case, size_case(case, Serial()), Serial())["cobalt"]["moved_most"]
    assert most["word"] == "demand_classes/cobalt/defence.share_pct" and most["grade"] == "D"
    defence, civil = (case.dataset.row("demand_classes", f"cobalt/{k}") for k in ("defence", "civil"))
    assert defence is not None and civil is not None
    more = STEP * defence["share_pct"]
    rows = [
        {"material": "cobalt", "demand_class": r["demand_class"], "share_pct": r["share_pct"] + by}
        for r, by in ((defence, more), (civil, -more))
    ]
    moved = requirement(case_with(demand_classes=rows), "cobalt") / requirement(case, "cobalt") - 1
    assert moved == pytest.approx(most["change"], rel=1e-6)


def test_only_items_with_a_requirement_are_told(case: Case) -> None:
    short = size_case(case, Serial())
    found = find_footing(case, short, Serial())
    required = {
        m for m, t in zip(short.inputs.materials, short.requirement_t.sum(axis=1), strict=True) if t > 0
    }
    assert set(found) == required
    for told in found.values():
        assert told["worst_grade"] in "ABCD" and abs(told["moved_most"]["change"]) > 0


def test_the_worst_grade_is_that_of_the_rows(case: Case, case_with: Callable[..., Case]) -> None:
    assert worst_grade(case.dataset, "cobalt") == "D"  # class shares are assumed
    rows = [
        r for t in ("us_demand", "demand_classes") for r in case.dataset.rows(t) if r["material"] == "cobalt"
    ]
    assert {"D"} <= {r["quality"] for r in rows}
    overlaid = case_with(us_demand=[{"material": "yttrium", "own_secondary_t": 1}])
    assert worst_grade(overlaid.dataset, "yttrium") == "D"  # a row of a user without a grade is no better


@pytest.mark.slow
def test_of_many_draws_the_first_are_compared(case: Case) -> None:
    mine = replace(case, card=load_card("october-2025"))
    found = find_footing(mine, size_case(mine, Serial(), draws=800), Serial())
    assert {told["moved_most"]["draws"] for told in found.values() if told["moved_most"]} == {500}
