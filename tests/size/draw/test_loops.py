from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.size.draw.loops import usual_supply
from tests.size.conftest import Drawn


def test_an_item_that_nothing_touches_has_its_usual_supply(drawn: Callable[..., Drawn]) -> None:
    """It is skipped, so what is counted for it instead must be what a quiet scenario gives."""
    quiet = drawn("today", technical_drawn=False, known_events=False, announcements_drawn=False)
    supply = quiet.cells(0)["supply"][:, 0] / (4 * quiet.hazard.chain.demand_t)
    usual = usual_supply(quiet.hazard)
    kept = usual >= 0
    assert quiet.scene(0).calm.all() and kept.sum() > 40
    assert usual[kept] == pytest.approx(supply[kept], rel=1e-12)
