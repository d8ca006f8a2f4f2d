from __future__ import annotations

from typing import Any

import pytest

from lodestock.data.card_form import CardForm
from lodestock.data.card_rules import check_card
from lodestock.records.scenario import CLASSES


def tree(**keys: object) -> dict[str, Any]:
    """Return a card of four quarters without a war, with some keys replaced."""
    base: dict[str, Any] = {
        "name": "tiny",
        "as_of": "2025-10-13",
        "horizon": {"quarters": 4, "window": ["2026Q1", "2026Q2"]},
        "war": "none",
        "countries": {
            "adversary": [1.0],
            "ally": [1.0],
            "other": [1.0],
            "damage": {"group": "theatre", "by_year": [0.0]},
        },
        "barred": "none",
        "controls": "none",
        "shipping": "none",
        "redirect": dict.fromkeys(("normal", "coercion", "crisis", "war", "recovery"), 0.0),
        "technical_loss": "none",
        "decay": "none",
        "own_ramp": [0.0],
        "growth": "none",
        "demand": {name: [1.0] for name in CLASSES},
        "release": dict.fromkeys(CLASSES, "emergency"),
        "value": {"omega": dict(zip(CLASSES, (5.0, 4.0, 3.0, 2.0, 1.0), strict=True))},
    }
    return {**base, **keys}


def problems(**keys: object) -> list[tuple[str, str]]:
    """Return place and value of the problems of the tiny card with some keys replaced."""
    form = CardForm.model_validate(tree(**keys))
    return [(p.place, p.value) for p in check_card(form, "tiny.yaml", {})]


def test_a_right_card_has_no_problem() -> None:
    assert problems() == []


def test_a_problem_has_the_line_of_the_nearest_key_that_the_file_has() -> None:
    form = CardForm.model_validate(tree(growth={"civil": 2.0}))
    (below,) = check_card(form, "tiny.yaml", {("growth",): "tiny.yaml:7"})
    (exact,) = check_card(form, "tiny.yaml", {("growth",): "tiny.yaml:7", ("growth", "civil"): "tiny.yaml:8"})
    assert (below.place, exact.place) == ("tiny.yaml:7 growth.civil", "tiny.yaml:8 growth.civil")


@pytest.mark.parametrize("window", [["2026Q2", "2026Q1"], ["2026Q1", "2027Q1"]])
def test_the_window_lies_in_the_horizon(window: list[str]) -> None:
    """The horizon has four quarters, so a window from 2026Q1 ends in 2026Q4 at the latest."""
    assert problems(horizon={"quarters": 4, "window": ["2026Q1", "2026Q4"]}) == []
    (problem,) = problems(horizon={"quarters": 4, "window": window})
    assert problem[0] == "tiny.yaml horizon.window"


@pytest.mark.parametrize(("start", "fits"), [("2026Q2", True), ("2026Q3", False), ("2025Q4", False)])
def test_war_and_recovery_lie_in_the_horizon(start: str, fits: bool) -> None:
    """One quarter of war and two of recovery end with the horizon if they start in its second quarter."""
    found = problems(war={"start": start, "quarters": 1, "recovery": 2})
    assert found == ([] if fits else [("tiny.yaml war.start", start)])


def test_quarters_that_cannot_be_read_hide_the_other_checks() -> None:
    found = problems(horizon={"quarters": 4, "window": ["2026", "2026Q2"]}, growth={"civil": 2.0})
    assert found == [("tiny.yaml horizon.window", "2026")]


def test_rates_leave_each_regime_at_a_rate_that_is_not_negative() -> None:
    right = {"normal": [-1.5, 1.0, 0.5, 0.0], "coercion": [0.0] * 4, "crisis": [0.0] * 4, "war": [0.0] * 4}
    assert problems(regime={"rates": right}) == []
    wrong = {**right, "war": [-1.0, 0.0, 0.0, 0.0], "crisis": [0.0, 0.0, 0.3, 0.0]}
    assert problems(regime={"rates": wrong}) == [
        ("tiny.yaml regime.rates.crisis", "0.3"),
        ("tiny.yaml regime.rates.war", "-1.0"),
    ]


def test_values_and_release_rights_fall_down_the_class_order() -> None:
    release = {**dict.fromkeys(CLASSES, "never"), "civil": "emergency"}
    omega = dict(zip(CLASSES, (5.0, 4.0, 3.0, 3.5, -1.0), strict=True))
    assert problems(release=release, value={"omega": omega}) == [
        ("tiny.yaml value.omega.essential-other", "3.5"),
        ("tiny.yaml value.omega.civil", "-1.0"),
        ("tiny.yaml release.civil", "emergency"),
    ]


def test_every_class_is_named_and_no_other() -> None:
    demand = {name: [1.0] for name in ("civilian", *CLASSES[:-1])}
    assert problems(demand=demand) == [("tiny.yaml demand", "civilian"), ("tiny.yaml demand", "civil")]


def test_a_bar_on_the_last_class_is_refused_as_a_control_on_it_is() -> None:
    """Civil users are served from whatever is left: a bar on them would bar every class."""
    bar = {"class": "civil", "group": "covered", "from": "2026Q1"}
    assert problems(barred=bar) == [("tiny.yaml barred.class", "civil")]
    assert problems(barred={**bar, "class": "defence"}) == []


@pytest.mark.parametrize(
    ("block", "key"), [("controls", "pinned"), ("shipping", "pinned"), ("controls", "pinned_truces")]
)
@pytest.mark.parametrize("since", ["2025Q4", "2026Q1", "2026Q4", "2027Q1", "2040Q1"])
def test_what_a_card_pins_begins_in_the_horizon(block: str, key: str, since: str) -> None:
    """Four quarters from 2026Q1. A truce may be older; what runs beyond the end of the horizon ends with it."""
    entry: dict[str, object] = {"countries": "CHN", "from": since, "quarters": 8}
    entry |= {} if key == "pinned_truces" else {"cut": 1.0}
    fits = since in ("2026Q1", "2026Q4") or (key == "pinned_truces" and since == "2025Q4")
    found = problems(**{block: {key: [entry]}})
    assert found == ([] if fits else [(f"tiny.yaml {block}.{key}.0.from", since)])


def test_what_begins_outside_the_horizon_is_told_the_horizon() -> None:
    form = CardForm.model_validate(tree(emergency={"from": "2025Q1", "to": "2026Q2"}))
    (problem,) = check_card(form, "tiny.yaml", {})
    assert str(problem) == (
        "tiny.yaml emergency.from = '2025Q1': is before the horizon, which runs from 2026Q1 to 2026Q4. "
        "Write a quarter from 2026Q1 to 2026Q4."
    )
    assert problems(emergency={"from": "2026Q4", "to": "2030Q1"}) == []
    assert problems(barred={"class": "defence", "group": "covered", "from": "2020Q1"}) == []
    late = {"class": "defence", "group": "covered", "from": "2027Q1"}
    assert problems(barred=late) == [("tiny.yaml barred.from", "2027Q1")]
    over = {"countries": "CHN", "from": "2025Q1", "quarters": 4}
    assert problems(controls={"pinned_truces": [over]}) == [
        ("tiny.yaml controls.pinned_truces.0.quarters", "4")
    ]
    assert problems(controls={"pinned_truces": [{**over, "quarters": "for good"}]}) == []


def test_a_war_outside_the_horizon_is_told_in_quarters() -> None:
    form = CardForm.model_validate(tree(war={"start": "2040Q1", "quarters": 4, "recovery": 0}))
    (problem,) = check_card(form, "tiny.yaml", {})
    assert "fill 2040Q1 to 2040Q4, and the horizon runs from 2026Q1 to 2026Q4" in problem.reason


@pytest.mark.parametrize(
    ("multiple", "remedy"),
    [(300.0, "Write 3 for 300 %"), (150.0, "Write 1.5 for 150 %"), (21.0, "Write a smaller one"), (20.0, ""), (3.0, "")],
)  # fmt: skip
def test_a_percentage_is_no_multiple_of_demand(multiple: float, remedy: str) -> None:
    demand = {name: [1.0] for name in CLASSES} | {"defence": [multiple]}
    form = CardForm.model_validate(tree(demand=demand, war={"start": "2026Q1", "quarters": 4, "recovery": 0}))
    found = [p.remedy for p in check_card(form, "tiny.yaml", {})]
    assert found == ([f"{remedy}: 1 is demand as in peace, 3 three times as much"] if remedy else [])


def test_too_many_numbers_are_counted_in_words() -> None:
    war = {"start": "2026Q1", "quarters": 4, "recovery": 0}
    demand = {name: [1.0] for name in CLASSES} | {"defence": [3.0, 2.0, 1.0]}
    (problem,) = check_card(CardForm.model_validate(tree(demand=demand, war=war)), "tiny.yaml", {})
    assert problem.reason == "has 3 numbers, and the war and its recovery last 1 year"
    assert problem.remedy == "Give one number"
