from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.plan.model import Model
from lodestock.plan.solver import solve
from lodestock.programme.project import Case
from lodestock.programme.size import size_for_plan
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES
from lodestock.size import Shortfalls, quarter_frame, supply_frame
from lodestock.size.build.factors import USES
from lodestock.size.build.hazard import Hazard, without_factor
from lodestock.size.draw.balance import empty_cells, item_cells
from lodestock.size.draw.plain import plain_cells, plain_scene, plain_weakest
from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import empty_scene
from lodestock.size.results.tally import tally_batch
from tests.size.conftest import Drawn


def compiled(hazard: Hazard) -> Hazard:
    """Return a hazard for which the kernels are used."""
    return hazard._replace(plain=0)


@pytest.mark.parametrize("off", [None, *USES])
@pytest.mark.parametrize("card", ["base-war", "base-war-mild"])
def test_the_plain_way_is_the_compiled_way(drawn: Callable[..., Drawn], card: str, off: str | None) -> None:
    changes = {"growth": {"civil": 0.02}} if off is None else {}
    hazard = drawn(card, **changes).hazard
    hazard = hazard if off is None else without_factor(hazard, off)
    assert hazard.plain == 1
    scene, ours = empty_scene(hazard), plain_scene(hazard)
    draw(compiled(hazard), 0, scene)
    for name in ("state", "label", "clock", "age", "emergency"):
        assert np.array_equal(getattr(ours, name), getattr(scene, name)), name
    for name in ("country", "open", "stage", "multiple", "serves", "ramp", "redirect"):
        assert np.abs(getattr(ours, name) - getattr(scene, name)).max() < 1e-14, name
    one, two = (tally_batch(h, True, range(1)) for h in (hazard, compiled(hazard)))
    for name, a, b in zip(one._fields, one, two, strict=True):
        assert np.allclose(a, b, rtol=1e-12, atol=1e-12), name
    cells = empty_cells(hazard)
    for m in range(len(hazard.chain.demand_t)):
        item_cells(hazard.chain, hazard.use, m, scene, cells)
        found, scale = plain_cells(hazard, ours, m), hazard.chain.demand_t[m]
        for name in ("demand", "usable", "gap", "servable", "dom", "supply"):
            assert np.abs(getattr(found, name) - getattr(cells, name)).max() <= 1e-12 * scale, (name, m)


def test_the_weakest_stage_is_counted_as_compiled(drawn: Callable[..., Drawn]) -> None:
    from lodestock.size.draw.balance import weakest

    hazard = drawn("base-war").hazard
    scene, cells = empty_scene(hazard), empty_cells(hazard)
    draw(compiled(hazard), 0, scene)
    counts = np.zeros(len(hazard.chain.seg_stage), dtype=np.int64)
    weakest(hazard.chain, hazard.use, scene, cells, counts)
    assert np.array_equal(plain_weakest(hazard, plain_scene(hazard)), counts) and counts.sum() > 100


def test_a_plain_hazard_is_drawn_once(drawn: Callable[..., Drawn]) -> None:
    with pytest.raises(ValueError, match="one draw, not 2"):
        tally_batch(drawn("base-war").hazard, True, range(2))


@pytest.fixture(scope="module")
def quarters(short: Shortfalls) -> dict[str, Floats]:
    """Return demand, usable supply and gaps of the base war, (m, k, t)."""
    frame, shape = quarter_frame(short), (59, 24, 5)
    names = ("demand_t", "usable_t", "gap_t", "servable_t")
    return {n: np.moveaxis(frame[n].to_numpy().reshape(shape), 1, 2) for n in names}


def test_germanium_as_worked_by_hand(short: Shortfalls, quarters: dict[str, Floats]) -> None:
    m, t = short.inputs.materials.index("germanium"), short.card.war_quarter
    weight, binds = short.inputs.weights
    at = {c: i for i, c in enumerate(short.inputs.countries)}
    assert [round(weight[m, 2, at[c]], 3) for c in ("CHN", "BEL", "CAN", "DEU", "RUS")] == [
        0.539,
        0.228,
        0.085,
        0.084,
        0.042,
    ]
    assert [round(weight[m, 0, at[c]], 3) for c in ("CHN", "RUS")] == [0.773, 0.068]
    assert binds[m].tolist() == [True, False, True, False, False]
    rows = supply_frame(short).filter(material="germanium", quarter="2027Q4")
    reach = {s: (g["weight"] * g["availability_civil"]).sum() for (s,), g in rows.group_by("stage")}
    assert {s: round(v, 3) for s, v in reach.items()} == {"refine": 0.404, "mine": 0.139}
    assert 4 * short.quarter_supply_t[m, t] == pytest.approx(8.957, abs=5e-4)
    assert (4 * quarters["gap_t"][m, :4, t]).round(3).tolist() == [7.914, 0, 4.434, 3.272]
    assert short.requirement_t[m].round(2).tolist() == [13.81, 0, 16.01, 13.67, 0]
    assert short.requirement_t[m].sum() * short.worth.price_usd_per_t[m] == pytest.approx(217e6, rel=3e-3)
    assert short.worth.value_usd_per_t[m, 0] == pytest.approx(2.737e6 * 10 * 3)


def test_nothing_disrupted_gives_supply_equal_to_demand(short: Shortfalls) -> None:
    before = 4 * short.quarter_supply_t[:, : short.card.war_quarter]
    assert before.shape == (59, 8)
    assert np.abs(before / short.inputs.demand_t[:, None] - 1).max() <= 1e-12


def test_an_invented_item_needs_what_arithmetic_says(
    case_with: Callable[..., Case], unobtainium: dict
) -> None:
    short = size_for_plan(case_with(**unobtainium))
    rows = quarter_frame(short).filter(material="unobtainium", demand_class="defence")
    by_year = rows["servable_t"].to_numpy()[8:].reshape(4, 4).sum(axis=1)
    assert by_year == pytest.approx([200, 130, 130, 105], rel=1e-12)
    assert short.requirement_t[short.inputs.materials.index("unobtainium")].sum() == pytest.approx(
        565, rel=1e-12
    )


def test_serving_in_class_order_is_what_a_linear_programme_does(
    short: Shortfalls, quarters: dict[str, Floats]
) -> None:
    """With values that fall steeply by class, serving in order is optimal."""
    rng = np.random.default_rng(7)
    for _ in range(60):
        m, t = int(rng.integers(59)), int(rng.integers(24))
        demand, usable, gap = (quarters[n][m, :, t] for n in ("demand_t", "usable_t", "gap_t"))
        unit = demand.sum()
        model = Model()
        columns = [
            model.add_column(
                f"x{k}", cost=-(1e3 ** (len(CLASSES) - 1 - k)), upper=min(demand[k], usable[k]) / unit
            )
            for k in range(len(CLASSES))
        ]
        supply = short.quarter_supply_t[m, t]
        model.add_row("supply", dict.fromkeys(columns, 1.0), upper=supply / unit)
        served = solve(model).values * unit
        assert demand - served == pytest.approx(gap, abs=1e-6 * unit)


def test_other_items_do_not_move_when_one_is_merge_losses(
    case_with: Callable[..., Case], unobtainium: dict, short: Shortfalls
) -> None:
    case = case_with(**unobtainium)
    more = size_for_plan(case)
    m = more.inputs.materials.index("unobtainium")
    assert (np.delete(more.requirement_t, m, axis=0) == short.requirement_t).all()


def test_the_milder_card_needs_less(case: Case, short: Shortfalls) -> None:
    mild = size_for_plan(replace(case, card=load_card("base-war-mild")))
    assert (mild.requirement_t <= short.requirement_t + 1e-9).all()
    assert mild.requirement_t.sum() < 0.9 * short.requirement_t.sum()
