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
