"""The loss that stock may serve, by regime."""

from __future__ import annotations

import pytest

from lodestock.assess.programme_risk import programme_risk
from lodestock.assess.scores import Loss, Question
from lodestock.programme.project import Case

ROWS = {
    "tin": [
        {"regime": "war", "quarters": 4.0, "demand_class": "defence", "servable_t": 10.0},
        {"regime": "war", "quarters": 4.0, "demand_class": "civil", "servable_t": 0.0},
        {"regime": "crisis", "quarters": 2.0, "demand_class": "defence", "servable_t": 1.0},
    ],
    "zinc": [{"regime": "war", "quarters": 4.0, "demand_class": "defence", "servable_t": 3.0}],
}
LOSS = Loss("card", "card x, 1 draw", frozenset({"tin", "zinc", "lithium"}), ROWS, {("tin", "defence"): 2e6})


def test_the_loss_is_tonnes_times_value_by_regime(case: Case) -> None:
    scores = {s.material: s for s in programme_risk(case.dataset, Question("2025-10-13", loss=LOSS))}
    assert scores["tin"].score == pytest.approx(22.0) and scores["tin"].parts["worst_regime"] == "war"
    assert scores["tin"].parts["regimes"]["crisis"] == {
        "quarters": 2.0,
        "servable_t": 1.0,
        "servable_musd": 2.0,
    }
    assert scores["zinc"].score is None and "defence" in scores["zinc"].missing[0]
    assert scores["lithium"].score == 0.0
    assert scores["cobalt"].score is None and "us_demand" in scores["cobalt"].missing[0]


def test_without_a_sizing_nothing_is_scored(case: Case) -> None:
    assert all(s.score is None and s.missing for s in programme_risk(case.dataset, Question("2025-10-13")))
