from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lodestock.data import load_card
from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.programme.size import size_case, size_document
from lodestock.programme.unrequired import unrequired_rows
from lodestock.records.scenario import Control


def item(**changes: Any) -> dict[str, Any]:
    classes = [
        {"class": "defence", "expected_t": 0.0, "emergency_t": 0.0},
        {"class": "civil", "expected_t": 4.0, "emergency_t": 4.0},
    ]
    base = {"material": "tin", "demand_t": 100.0, "requirement_t": 0.0, "gap_t": 4.0, "is_short": True}
    return {**base, "classes": classes, **changes}


@pytest.mark.parametrize(
    ("release", "emergency_t", "draws", "words"),
    [
        ("never", 4.0, 1, "which stock may not serve (release: never)"),
        ("never", 0.0, 50, "which stock may not serve (release: never)"),
        ("emergency", 0.0, 1, "which stock may serve in an emergency only, and none is declared"),
        ("emergency", 4.0, 50, "in fewer than one draw of twenty"),
        ("always", 0.0, 50, "whose gap is required in an emergency only, and none is declared"),
        ("always", 0.0, 1, "whose gap is required in an emergency only, and none is declared"),
        ("always", 4.0, 50, "in fewer than one draw of twenty"),
        ("always", 4.0, 1, "too small to count"),
    ],
)
def test_the_class_that_bears_a_gap_is_named_with_the_reason(
    release: str, emergency_t: float, draws: int, words: str
) -> None:
    borne = item(classes=[{"class": "essential-other", "expected_t": 4.0, "emergency_t": emergency_t}])
    (row,) = unrequired_rows([borne], {"essential-other": release}, draws)
    (named,) = row["classes"]
    assert (row["material"], row["gap_t"]) == ("tin", 4.0)
    assert (named["class"], named["release"], named["expected_t"]) == ("essential-other", release, 4.0)
    assert words in named["reason"]


def test_what_is_required_or_not_short_is_not_told_and_rounding_is_no_gap() -> None:
    release = {"defence": "always", "civil": "never"}
    assert unrequired_rows([item(requirement_t=1.0), item(is_short=False)], release, 1) == []
    tiny = [
        {"class": "defence", "expected_t": 1e-9, "emergency_t": 0.0},
        {"class": "civil", "expected_t": 4.0, "emergency_t": 0.0},
    ]
    (row,) = unrequired_rows([item(classes=tiny)], release, 1)
    assert [c["class"] for c in row["classes"]] == ["civil"]


def test_without_an_emergency_the_classes_of_a_card_are_named(
    case: Case,
) -> None:
    """A halt of tungsten from China on the card quiet: no emergency is declared, and defence is short of nothing."""
    halt = Control(("CHN",), ("tungsten",), (), 1.0, 4, 2)
    halted = replace(case, card=replace(load_card("quiet"), controls=(halt,)))
    document = size_document(halted, size_case(halted, Serial()), Serial())
    short = {r["material"]: r for r in document["unrequired"]}
    assert set(short) == {m["material"] for m in document["materials"] if m["is_short"]} == {"tungsten"}
    reasons = {c["class"]: c["reason"] for c in short["tungsten"]["classes"]}
    assert "release: never" in reasons["civil"] and "defence" not in reasons
    assert all("emergency only" in words for name, words in reasons.items() if name != "civil")
    assert sum(c["expected_t"] for c in short["tungsten"]["classes"]) == pytest.approx(
        short["tungsten"]["gap_t"], rel=1e-6
    )


@pytest.mark.parametrize("emergency", [None, (12, 13)])
def test_a_gap_of_defence_outside_an_emergency_is_not_called_small(
    case: Case, emergency: tuple[int, int] | None
) -> None:
    """China stops gallium, which defence lacks too; stock may serve defence always, but requirements count emergencies."""
    halt = Control(("CHN",), ("gallium",), (), 1.0, 4, 4)
    halted = replace(case, card=replace(load_card("quiet"), controls=(halt,), declared=emergency))
    document = size_document(halted, size_case(halted, Serial()), Serial())
    (row,) = document["unrequired"]
    (borne,) = (c for c in row["classes"] if c["class"] == "defence")
    assert (row["material"], borne["release"]) == ("gallium", "always")
    assert (
        borne["reason"]
        == "whose gap is required in an emergency only, and none is declared while it is short"
    )
