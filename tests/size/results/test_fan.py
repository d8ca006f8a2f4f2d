from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.engine import Serial
from lodestock.programme.project import Case
from lodestock.size import Shortfalls, size_card
from lodestock.size.results.causes import SUBSAMPLE
from lodestock.size.results.fan import gap_fan, gap_fans, gap_paths
from tests.size.conftest import Drawn

LEVELS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def sized(case: Case, card: str, draws: int) -> Shortfalls:
    return size_card(case.dataset, load_card(card), Serial(), draws=draws, seed=0)


@pytest.mark.parametrize("draws", [7, 60, 333])
def test_quantiles_of_the_fan_are_those_of_numpy(case: Case, draws: int) -> None:
    short = sized(case, "mixture", draws)
    fan, m = gap_fan(short, "gallium"), short.inputs.materials.index("gallium")
    paths = gap_paths(short.hazard, m, range(draws)) * short.inputs.demand_t[m]
    assert paths.shape == (draws, 24) and paths.max() > 0
    for name, level in LEVELS.items():
        expected = np.quantile(paths, level, axis=0, method="inverted_cdf")
        assert np.array_equal(fan[name].to_numpy(), expected), name
    assert fan["mean"].to_numpy() == pytest.approx(paths.sum(axis=0) / draws, rel=1e-12)


def test_paths_are_the_gaps_of_single_scenarios(case: Case, drawn: Callable[..., Drawn]) -> None:
    found = drawn("mixture")
    m = found.item("dysprosium")
    paths = gap_paths(found.hazard, m, range(5, 20))
    for n, index in enumerate(range(5, 20)):
        tonnes = found.cells(index)["gap"][m].sum(axis=0)
        assert paths[n] == pytest.approx(tonnes / found.inputs.demand_t[m], rel=1e-12, abs=1e-15)
    assert np.array_equal(paths[3:9], gap_paths(found.hazard, m, range(8, 14)))


def test_a_fan_has_a_row_a_quarter_and_widens_outwards(case: Case) -> None:
    fan = gap_fan(sized(case, "mixture", 60), "cobalt")
    assert fan.columns == ["quarter", "mean", *LEVELS]
    assert fan["quarter"].to_list()[:2] == ["2025Q4", "2026Q1"] and fan["quarter"].to_list()[-1] == "2031Q3"
    assert len(fan) == 24
    ordered = fan.select(*LEVELS).to_numpy()
    assert np.all(np.diff(ordered, axis=1) >= 0) and ordered[:, 0].min() >= 0


def test_a_card_without_chance_has_a_fan_without_width(short: Shortfalls) -> None:
    """Germanium a year: demand 28.9463 x 1.09125 once defence doubles and others save, supply 8.957."""
    fan = gap_fan(short, "germanium")
    for name in LEVELS:
        assert fan[name].to_list() == fan["mean"].to_list(), name
    m = short.inputs.materials.index("germanium")
    gaps = fan["mean"].to_numpy()
    assert gaps == pytest.approx(short.quarter_gap_t[m], rel=1e-12)
    assert gaps[8] == pytest.approx((28.9463 * 1.09125 - 8.957) / 4, abs=5e-4)
    assert np.abs(gaps[:8]).max() < 1e-12 * short.inputs.demand_t[m]


def test_the_fans_are_those_of_every_item_that_is_short(short: Shortfalls) -> None:
    fans = gap_fans(short)
    some = [m for m in short.inputs.materials if short.expected_t[short.inputs.materials.index(m)].sum() > 0]
    assert fans["material"].unique(maintain_order=True).to_list() == some and 20 < len(some) < 59
    for item in (some[0], some[-1]):
        assert fans.filter(material=item).drop("material").equals(gap_fan(short, item)), item


def test_plain_paths_are_the_compiled_ones(drawn: Callable[..., Drawn]) -> None:
    found = drawn("base-war")
    compiled = found.hazard._replace(plain=0)
    for item in ("germanium", "antimony", "aluminum", "ndfeb-magnets"):
        m = found.item(item)
        ours, theirs = (gap_paths(h, m, range(2)) for h in (found.hazard, compiled))
        assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-13) and ours.max() > 0, item
        assert np.array_equal(ours[0], ours[1])


def test_a_fan_is_counted_on_the_first_draws_alone(case: Case) -> None:
    few, many = (gap_fan(sized(case, "october-2025", n), "gallium") for n in (SUBSAMPLE, SUBSAMPLE + 50))
    fewer = gap_fan(sized(case, "october-2025", SUBSAMPLE - 1), "gallium")
    assert few.equals(many) and not few.equals(fewer)
