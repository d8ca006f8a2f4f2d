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
