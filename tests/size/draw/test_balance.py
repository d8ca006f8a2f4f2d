from __future__ import annotations

from dataclasses import replace

import numpy as np

from lodestock.data import load_card
from tests.size.conftest import Draw


def test_thrift_waits_for_its_trigger(drawn: Draw) -> None:
    card = load_card("china-stop-12m")
    found = drawn("china-stop-12m", controls=(replace(card.controls[0], quarters=10),), bars=())
    demand = found.cells(0)["demand"][found.item("gallium")]
    civil = demand[-1] / demand[-1, 0]
    start = 4
    assert np.all(civil[: start + 4] == 1.0) and np.allclose(civil[start + 4 : start + 10], 0.9)
    assert np.all(civil[start + 10 :] == 1.0) and np.all(demand[0] == demand[0, 0])


def test_more_supply_never_makes_users_save_less(drawn: Draw) -> None:
    """Hand case: thrift depends on the age of the trigger, not on the gap."""
    card = load_card("china-stop-12m")
    gaps, demands = [], []
    for cut in (0.02, 0.9):
        pinned = replace(card.controls[0], cut=cut, quarters=12)
        cells = drawn("china-stop-12m", controls=(pinned,), thrift_after=1).cells(0)
        gaps.append(cells["gap"].sum(axis=(1, 2)))
        demands.append(cells["demand"])
    assert np.array_equal(*demands) and np.all(gaps[0] <= gaps[1])


def test_a_control_two_years_old_saves_from_the_first_quarter(drawn: Draw) -> None:
    """Users save after four quarters; the control began eight quarters before the horizon, or begins in it."""
    card = load_card("china-stop-12m")
    for since, first in ((-8, 0), (-3, 1), (0, 4)):
        pinned = replace(card.controls[0], since=since, quarters=12 - since)
        found = drawn("china-stop-12m", controls=(pinned,), bars=())
        civil = found.cells(0)["demand"][found.item("gallium"), -1]
        saves = [t for t in range(24) if civil[t] < civil[-1]]
        assert saves == list(range(first, 12))


def test_the_licence_of_2023_saves_from_the_first_quarter(drawn: Draw) -> None:
    """It is 26 months old on 2025-10-01, so that all draws in which it has not ended save from then on."""
    found = drawn("october-2025", without=("cn-us-ban-2024", "cn-us-mil-2024"), technical_drawn=False)
    gallium = found.item("gallium")
    level = found.inputs.demand_t[gallium] / 4 * found.inputs.share[gallium, -1]
    for index in range(40):
        assert found.cells(index)["demand"][gallium, -1, 0] == np.float64(level) * 0.9


def test_a_control_and_a_war_have_ages_of_their_own(drawn: Draw) -> None:
    """A control of quarters 5 to 7, then a war from 8: together four quarters old in 9, the war alone in 12."""
    card = load_card("base-war")
    saving = {"civil": 0.5}
    stop = replace(load_card("china-stop-12m").controls[0], since=5, quarters=3)
    flat = dict.fromkeys(card.demand, (1.0, 1.0, 1.0, 1.0))
    found = drawn("base-war", controls=(stop,), demand=flat, thrift_after=4, thrift=saving, bars=())
    civil = found.cells(0)["demand"][found.item("gallium"), -1]
    assert [t for t in range(24) if civil[t] < civil[0]] == list(range(12, 24))
