from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.programme.project import Case
from lodestock.records.scenario import Closure
from lodestock.size.build.factors import FLAG
from lodestock.size.results.tally import tally_batch
from tests.size.conftest import Draw


def test_reliability_has_its_means_and_correlations(drawn: Draw) -> None:
    war = drawn("base-war", reliability_drawn=True, war_starts=(0,))
    names = war.inputs.countries
    pick = {c: names.index(c) for c in ("DEU", "FRA", "CHL", "ZAF", "COD")}
    values = np.array(
        [[war.scene(i).country[FLAG["reliability"], c, 4] for c in pick.values()] for i in range(4000)]
    )
    assert values[:, :3].mean() == pytest.approx(0.97, abs=0.004)
    assert values[:, 3:].mean() == pytest.approx(0.85, abs=0.008)
    ranks = values.argsort(axis=0).argsort(axis=0)
    rho = 2 * np.sin(np.pi / 6 * np.corrcoef(ranks.T))
    assert rho[0, 1] == pytest.approx(0.6, abs=0.06) and rho[3, 4] == pytest.approx(0.6, abs=0.06)
    assert rho[0, 3] == pytest.approx(0.1, abs=0.08)


def test_an_item_that_a_country_does_not_supply_does_not_mind_its_bloc(
    drawn: Draw, case_with: Callable[..., Case]
) -> None:
    friendly = case_with(country_groups=[{"group": "adversary", "country_iso3": "RUS", "remove": "y"}])
    base, without = drawn("mixture"), drawn("mixture", on=friendly)
    ours, theirs = (tally_batch(d.hazard, True, range(600)).gap_values for d in (base, without))
    russia = base.inputs.countries.index("RUS")
    supplied = base.inputs.weights[0][:, :, russia].any(axis=1)
    assert 5 < supplied.sum() < len(supplied)
    assert np.array_equal(ours[:, ~supplied], theirs[:, ~supplied])
    assert not np.array_equal(ours[:, supplied], theirs[:, supplied])


def test_a_closed_route_takes_its_origins_for_its_quarters(drawn: Draw) -> None:
    closed = drawn("base-war", closures=(Closure(("theatre",), 0.25, 1, 2),), war_starts=())
    open_ = closed.scene(0).open
    japan, chile = (closed.inputs.countries.index(c) for c in ("JPN", "CHL"))
    assert open_[japan].tolist() == [1.0, 0.75, 0.75, *[1.0] * 21] and np.all(open_[chile] == 1.0)


def test_drawn_routes_close_at_the_onset_of_a_crisis(drawn: Draw) -> None:
    stress = drawn("strait-closure", closures=(), shipping_drawn=True)
    lost = np.array(
        [
            1 - stress.scene(i).country[FLAG["shipping"], stress.inputs.countries.index("JPN")]
            for i in range(2000)
        ]
    )
    assert np.all(np.diff(lost, axis=1) <= 0) and lost[:, 0].min() > 0
    months = 3 * lost.sum(axis=1)
    assert np.median(months) == pytest.approx(3.0, rel=0.06)
    japan, china = (stress.inputs.countries.index(c) for c in ("JPN", "CHN"))
    for index in range(20):
        shipped = stress.scene(index).country[FLAG["shipping"]]
        assert np.array_equal(shipped[japan], shipped[china])  # a closed route stops China's cargoes too
    chile = stress.inputs.countries.index("CHL")
    assert all(np.all(stress.scene(i).country[FLAG["shipping"], chile] == 1.0) for i in range(20))
