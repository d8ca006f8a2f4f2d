from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.records.scenario import CLASSES
from lodestock.size.build.hazard import without_factor
from lodestock.size.results.reach import compare_reach, mean_reach
from tests.size.conftest import Drawn

Draw = Callable[..., Drawn]


@pytest.mark.parametrize("card", ["base-war", "base-war-mild"])
def test_the_reach_of_a_plain_card_is_the_compiled_one(drawn: Draw, card: str) -> None:
    hazard = drawn(card).hazard
    assert hazard.plain == 1
    ours, theirs = mean_reach(hazard, range(1)), mean_reach(hazard._replace(plain=0), range(1))
    assert ours.shape == (59, 5) and ours == pytest.approx(theirs, rel=1e-12, abs=1e-14)
    assert ours.min() >= 0.0 and ours.max() <= 1.0 and np.ptp(ours) > 0.1


def test_what_comes_from_a_barred_country_alone_does_not_reach_defence(drawn: Draw) -> None:
    """Samarium is refined in China and in no other country that delivers to us."""
    war = drawn("base-war")
    reach = mean_reach(war.hazard, range(1))
    assert np.argwhere(reach == 0.0).tolist() == [[war.item("samarium"), 0]]


def test_the_reach_of_germanium_in_the_base_war(drawn: Draw) -> None:
    """Two years of six in peace; then mines limit: Canada an ally, Congo and others neutral, China and Russia shut."""
    war = drawn("base-war")
    shut = (0.97 * 3 + 0.85 * (6 + 5)) / 88  # of 100, 12 are the own country's
    back = shut + 0.25 * (68 + 6) / 88
    reach = mean_reach(war.hazard, range(1))[war.item("germanium"), -1]
    assert reach == pytest.approx((1 + 1 + 3 * shut + back) / 6, rel=1e-12)


def test_reach_is_the_mean_over_scenarios_and_quarters(drawn: Draw) -> None:
    found = drawn("mixture")
    by_hand = np.mean([found.cells(i)["fraction"].mean(axis=2) for i in range(3, 15)], axis=0)
    assert mean_reach(found.hazard, range(3, 15)) == pytest.approx(by_hand, rel=1e-12)


def test_only_users_whose_reach_differs_are_compared(drawn: Draw) -> None:
    """The quota leaves 1 - 0.73 x 0.574 = 0.58 of mines; defence may use 0.46 of refining, China barred."""
    with_them, without = drawn("october-2025"), drawn("october-2025", without=("cod-co-quota",))
    items, draws = with_them.inputs.materials, 40
    frame = compare_reach(with_them.hazard, without.hazard, items, draws)
    assert frame.columns == ["material", "demand_class", "without", "with_them"]
    assert frame["material"].to_list() == ["cobalt"] * 4
    assert frame["demand_class"].to_list() == list(CLASSES[1:])
    m = items.index("cobalt")
    for name, found in (("without", without), ("with_them", with_them)):
        mean = np.mean([found.cells(i)["fraction"][m].mean(axis=1) for i in range(draws)], axis=0)
        assert frame[name].to_numpy() == pytest.approx(mean[1:], rel=1e-12), name
    assert (frame["with_them"] < frame["without"]).all()


def test_nothing_is_compared_where_nothing_differs(drawn: Draw) -> None:
    war = drawn("base-war")
    frame = compare_reach(war.hazard, without_factor(war.hazard, "surge"), war.inputs.materials, 1)
    assert frame.is_empty() and frame.columns == ["material", "demand_class", "without", "with_them"]


def test_a_rule_for_one_class_moves_that_class_alone(drawn: Draw) -> None:
    """Gallium is at its imported form from China too, which the law bars for defence."""
    war = drawn("base-war")
    frame = compare_reach(war.hazard, without_factor(war.hazard, "barred"), war.inputs.materials, 1)
    assert set(frame["demand_class"]) == {"defence"} and "gallium" in frame["material"].to_list()
    assert (frame["with_them"] < frame["without"]).all()
