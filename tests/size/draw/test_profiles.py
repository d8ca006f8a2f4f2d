from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.size.results.source import draw_store
from tests.size.conftest import Drawn
from tests.size.results.test_source import wanted_by


def test_a_profile_holds_the_servable_gaps_of_its_draw_and_no_draw_is_missed(
    case: Case, drawn: Callable[..., Drawn]
) -> None:
    """Draws of the mixture: most serve nobody and are left early, and their gaps that stock may serve are none."""
    found = drawn("mixture")
    wanted = wanted_by(case, found)
    store = draw_store(found.hazard, wanted, 60, Serial(), Serial())
    m, k = store.reserves.item, store.reserves.demand_class
    served = 0
    for draw in range(60):
        servable = found.cells(draw)["servable"][m, k]
        total = servable.sum(axis=1)
        kept = np.where((total > 4e-9 * found.inputs.demand_t[m])[:, None], servable, 0.0)
        assert np.array_equal(store.one_draw(draw).gaps_t, kept)
        served += bool(kept.any())
    assert 0 < served < 30
