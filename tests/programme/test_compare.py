from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lodestock.engine import Serial
from lodestock.programme import compare
from lodestock.programme.compare import compare_document, input_changes
from lodestock.programme.project import Case, new_project, open_case
from lodestock.programme.runs import answer_question, run_index
from lodestock.programme.size_pictures import ask_size
from lodestock.records.errors import InputError, PlanError, Problem
from lodestock.records.plan import Plan
from lodestock.size import size_card


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    """Plan in no time: the plan of the base war for every case."""
    monkeypatch.setattr(compare, "plan_case", lambda *_, **__: plan)


def overlay(folder: Path, text: str) -> Path:
    (folder / "overlays" / "us_demand.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("planned")
def test_two_cards_differ_in_what_their_files_say(case: Case) -> None:
    found = compare_document(None, "base-war", "base-war-mild", Serial())
    words = {r["word"]: (r["a"], r["b"]) for r in found["inputs"]}
    assert words["card.availability.adversary"] == ([0.0, 0.0, 0.0, 0.25], [0.0, 0.5, 0.75, 1.0])
    assert set(words) == {"card", "scenario_hash", "card.availability.adversary"}
    items = {r["material"]: r for r in found["items"]}
    for name, card in (("a", "base-war"), ("b", "base-war-mild")):
        other = open_case(None, card)
        short = size_card(other.dataset, other.card, Serial(), draws=1, seed=0)
        m = short.inputs.materials.index("germanium")
        tonnes = float(short.requirement_t[m].sum())
        assert items["germanium"][f"requirement_t_{name}"] == tonnes
        assert items["germanium"][f"requirement_usd_{name}"] == pytest.approx(
            tonnes * short.worth.price_usd_per_t[m], rel=1e-12
        )
    assert "cobalt" not in items  # lacking in the year of war alone, when nothing returns on either card
    sizes = [abs(r["requirement_usd_a"] - r["requirement_usd_b"]) for r in found["items"]]
    assert sizes == sorted(sizes, reverse=True)
    assert found["plan"]["lines"] == [] and found["plan"]["spend_usd_a"] == found["plan"]["spend_usd_b"]


@pytest.mark.usefixtures("planned")
def test_an_overlay_is_named_with_what_it_changes(tmp_path: Path) -> None:
    plain, changed = new_project(tmp_path / "a"), new_project(tmp_path / "b")
    overlay(changed, "material,apparent_consumption_t,author,reason\ngermanium,40,me,a new estimate\n")
    found = compare_document(None, str(plain), str(changed), Serial())
    cells = {r["word"]: (r["a"], r["b"]) for r in found["inputs"]}
    assert cells["us_demand/germanium.apparent_consumption_t"] == (pytest.approx(28.9463), 40.0)
    assert cells["us_demand/germanium.quality"][1] == "D" and "dataset_hash" in cells
    assert {w.rpartition(".")[0] for w in cells if "/" in w} == {"us_demand/germanium"}
    assert [r["material"] for r in found["items"]] == ["germanium"]
    assert found["items"][0]["requirement_t_b"] > found["items"][0]["requirement_t_a"]


@pytest.mark.usefixtures("planned")
def test_two_dates_differ_in_prices_alone(case: Case) -> None:
    found = compare_document(None, "2025-10-13", "2026-06-01", Serial())
    assert {r["word"] for r in found["inputs"]} == {"as_of", "scenario_hash", "card.as_of"}
    assert all(
        r["requirement_t_a"] == r["requirement_t_b"] for r in found["items"] if r["material"] == "tungsten"
    )


@pytest.mark.usefixtures("planned")
def test_a_run_is_compared_as_it_was_kept(tmp_path: Path) -> None:
    case = open_case(new_project(tmp_path / "p"))
    index = run_index(case, "size", {}, seed=0, draws=1)
    kept = answer_question(
        case, index, lambda: ask_size(case, lambda: nullcontext(Serial()), draws=None, seed=0), lambda: 1.0
    )
    found = compare_document(case.folder, kept["run"], "base-war", Serial())
    assert found["items"] == [] and found["plan"]["spend_usd_a"] is None
    assert found["missing"]["plan.spend_usd_a"] == "the run holds no plan"
    assert not [r for r in found["inputs"] if r["word"] not in ("card", "scenario_hash")]
    twice = compare_document(case.folder, kept["run"], kept["run"], Serial())
    assert twice["inputs"] == twice["items"] == [] and twice["dataset_hash"] == case.dataset.hash
    assert (twice["command"], twice["seconds"]) == ("compare", None)


def test_a_card_that_cannot_be_planned_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise PlanError(Problem("plan", "", "no plan meets the rules", "Raise the budget"))

    monkeypatch.setattr(compare, "plan_case", fails)
    found = compare_document(None, "base-war", "base-war-mild", Serial())
    assert found["plan"] == {"spend_usd_a": None, "spend_usd_b": None, "lines": []}
    assert "no plan meets the rules" in found["missing"]["plan.spend_usd_a"]
    assert "no plan meets the rules" in found["missing"]["plan.spend_usd_b"]


def test_a_word_that_is_nothing_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"'base-wars': is no card, run of this project, project or date.*base-war"
    ):
        compare_document(None, "base-wars", "base-war", Serial())


def test_rows_that_one_side_has_alone_differ_in_every_filled_cell(
    case: Case, case_with: Callable[..., Case]
) -> None:
    row = {"material": "tin", "embodied_t": 5.0}
    more = case_with(embodied=[row])
    changes = {c["word"]: (c["a"], c["b"]) for c in input_changes(case, more)}
    assert changes["embodied/tin.embodied_t"] == (None, 5.0)
    assert input_changes(case, replace(case)) == []


def test_lists_of_a_card_are_told_part_by_part_and_gaps_beside_requirements(tmp_path: Path) -> None:
    """Two cards on which stock may serve nobody differ in their gaps alone."""
    text = (
        "extends: quiet\nname: {}\nassumes: one control\ncontrols:\n  pinned:\n"
        "    - {{countries: CHN, cut: {}, from: 2026Q1, quarters: 4}}\n"
    )
    paths = []
    for name, cut in (("half", 0.5), ("whole", 1.0)):
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(text.format(name, cut), encoding="utf-8")
    found = compare_document(None, *map(str, paths), Serial(), draws=1)
    assert not found["items"] and found["gaps"]
    assert all(r["gap_t_a"] < r["gap_t_b"] for r in found["gaps"])
    assert not [r for r in found["inputs"] if isinstance(r["a"], dict) or "{" in str(r["a"])]
    assert [(r["a"], r["b"]) for r in found["inputs"] if r["word"].startswith("card.controls.1.")] == [
        (0.5, 1.0)
    ]


def test_a_list_that_only_one_card_has_is_told_by_its_parts_alone() -> None:
    rows = input_changes(open_case(card="quiet"), open_case(card="china-stop-12m"))
    words = [r["word"] for r in rows]
    assert "card.bars" not in words and "card.bars.1.group" in words
