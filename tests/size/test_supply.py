from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lodestock.plan.model import Model
from lodestock.programme.project import Case
from lodestock.records.errors import DataError
from lodestock.records.scenario import CLASSES
from lodestock.size import Sizing, causes, peace, size_card, supply_frame, variants, waterfall
from lodestock.size.inputs import with_class_shares


def test_germanium_as_worked_by_hand(sizing: Sizing) -> None:
    m, t = sizing.inputs.materials.index("germanium"), sizing.card.war_quarter
    weight, binds = sizing.inputs.weights
    at = {c: i for i, c in enumerate(sizing.inputs.countries)}
    assert [round(weight[m, 2, at[c]], 3) for c in ("CHN", "BEL", "CAN", "DEU", "RUS")] == [
        0.539,
        0.228,
        0.085,
        0.084,
        0.042,
    ]
    assert [round(weight[m, 0, at[c]], 3) for c in ("CHN", "RUS")] == [0.773, 0.068]
    assert binds[m].tolist() == [True, False, True, False, False]
    assert sizing.gaps.stage[[2, 0], m, t].round(3).tolist() == [0.404, 0.139]
    assert 4 * sizing.gaps.supply_t[m, t] == pytest.approx(8.957, abs=5e-4)
    assert (4 * sizing.gaps.gap_t[m, :4, t]).round(3).tolist() == [7.914, 0, 4.434, 3.272]
    assert sizing.requirement_t[m].round(2).tolist() == [13.81, 0, 16.01, 13.67, 0]
    assert sizing.requirement_t[m].sum() * sizing.worth.price_usd_per_t[m] == pytest.approx(217e6, rel=3e-3)
    assert sizing.worth.value_usd_per_t[m, 0] == pytest.approx(2.737e6 * 10 * 3)


def test_nothing_disrupted_gives_supply_equal_to_demand(sizing: Sizing) -> None:
    gaps = peace(sizing.inputs, sizing.card)
    demand = gaps.demand_t.sum(axis=1)
    assert len(demand) == 59
    assert np.abs(gaps.supply_t / demand - 1).max() <= 1e-12


def test_weights_sum_to_one_and_leave_the_own_country_out(sizing: Sizing) -> None:
    weight, binds = sizing.inputs.weights
    assert np.abs(weight.sum(axis=2)[binds] - 1).max() <= 1e-12
    assert "USA" not in sizing.inputs.countries and sizing.inputs.countries[-1] == "OTHER"


def test_printed_imports_agree_with_those_computed(case: Case, sizing: Sizing) -> None:
    printed = np.array(case.dataset.frame("us_demand")["import_t"].to_list())
    assert (np.abs(printed - sizing.inputs.imports_t) <= 1e-5 * sizing.inputs.demand_t).all()


def test_an_idle_plant_counts_only_where_allowed(sizing: Sizing) -> None:
    headroom = dict(zip(sizing.inputs.materials, sizing.inputs.headroom_t, strict=True))
    assert headroom["magnesium-metal"] == 0
    assert headroom["aluminum"] == pytest.approx(1310000 - 778928)
    assert headroom["antimony"] == pytest.approx(51.2)


def test_an_invented_item_needs_what_arithmetic_says(
    case_with: Callable[..., Case], unobtainium: dict
) -> None:
    case = case_with(**unobtainium)
    sizing = size_card(case.dataset, case.card)
    m = sizing.inputs.materials.index("unobtainium")
    by_year = sizing.gaps.servable_t[m, 0, 8:].reshape(4, 4).sum(axis=1)
    assert by_year.tolist() == [200, 130, 130, 105]
    assert sizing.requirement_t[m].sum() == 565


def test_other_items_do_not_move_when_one_is_added(
    case_with: Callable[..., Case], unobtainium: dict, sizing: Sizing
) -> None:
    case = case_with(**unobtainium)
    more = size_card(case.dataset, case.card)
    m = more.inputs.materials.index("unobtainium")
    assert (np.delete(more.requirement_t, m, axis=0) == sizing.requirement_t).all()


def test_known_inventory_is_taken_off_in_class_order(
    case_with: Callable[..., Case], unobtainium: dict
) -> None:
    unobtainium["demand_classes"] = [
        {"material": "unobtainium", "demand_class": k, "share_pct": s}
        for k, s in (("defence", 60), ("semiconductor", 40))
    ]
    held = {"as_of": "2025-01-01", "material": "unobtainium", "quantity": 400000, "unit": "kg"}
    case = case_with(**unobtainium, nds_inventory=[held])
    sizing = size_card(case.dataset, case.card)
    m = sizing.inputs.materials.index("unobtainium")
    gross, net = sizing.requirement_t[m], sizing.net_t[m]
    assert net[0] == pytest.approx(max(0, gross[0] - 400)) and net.sum() == pytest.approx(gross.sum() - 400)


def test_unknown_inventory_is_not_an_empty_one(sizing: Sizing) -> None:
    assert "cobalt" not in sizing.inventory_t and "tin" not in sizing.inventory_t
    assert sizing.inventory_t == {"bismuth": 0.0}


def test_imports_of_unknown_origin_are_refused(case_with: Callable[..., Case], unobtainium: dict) -> None:
    del unobtainium["import_shares"]
    case = case_with(**unobtainium)
    with pytest.raises(
        DataError, match="us_demand unobtainium: imports 100 t a year and no table says from where"
    ):
        size_card(case.dataset, case.card)


def test_a_feed_of_unknown_origin_is_refused(case_with: Callable[..., Case], unobtainium: dict) -> None:
    unobtainium["us_demand"][0].update(own_primary_t=10, feed_stage="mine")
    case = case_with(**unobtainium)
    with pytest.raises(DataError, match="column feed_stage = 'mine': own plants run on a feed"):
        size_card(case.dataset, case.card)


def test_serving_in_class_order_is_what_a_linear_programme_does(sizing: Sizing) -> None:
    """With values that fall steeply by class, serving in order is optimal."""
    gaps = sizing.gaps
    rng = np.random.default_rng(7)
    for _ in range(60):
        m, t = int(rng.integers(59)), int(rng.integers(24))
        unit = gaps.demand_t[m, :, t].sum()
        model = Model()
        columns = [
            model.add_column(
                f"x{k}",
                cost=-(1e3 ** (len(CLASSES) - 1 - k)),
                upper=min(gaps.demand_t[m, k, t], gaps.usable_t[m, k, t]) / unit,
            )
            for k in range(len(CLASSES))
        ]
        model.add_row("supply", dict.fromkeys(columns, 1.0), upper=gaps.supply_t[m, t] / unit)
        served = model.solve().values * unit
        assert gaps.demand_t[m, :, t] - served == pytest.approx(gaps.gap_t[m, :, t], abs=1e-6 * unit)


def test_availability_only_falls_with_what_a_card_does(case: Case, sizing: Sizing) -> None:
    assert (sizing.gaps.fraction <= 1).all() and (sizing.gaps.fraction >= 0).all()
    assert (sizing.gaps.fraction[0] <= sizing.gaps.fraction[-1]).all()


def test_the_milder_card_needs_less(case: Case, sizing: Sizing) -> None:
    from lodestock.data import load_card

    mild = size_card(case.dataset, load_card("base-war-mild"))
    assert (mild.requirement_t <= sizing.requirement_t + 1e-9).all()
    assert mild.requirement_t.sum() < 0.9 * sizing.requirement_t.sum()


def test_variants_are_hand_re_runs(case: Case, sizing: Sizing) -> None:
    found = {(n, f): s for n, f, s in variants(case.dataset, case.card, sizing.inputs)}
    assert (found["import_weight", None].requirement_t == sizing.requirement_t).all()
    assert list(found) == [
        ("import_weight", 0.0),
        ("import_weight", None),
        ("import_weight", 1.0),
        ("class_share", 0.67),
        ("class_share", 1.5),
    ]


def test_class_shares_above_all_demand_are_scaled_back(sizing: Sizing) -> None:
    share = with_class_shares(sizing.inputs, 10.0).share
    assert share.sum(axis=1) == pytest.approx(1.0) and (share[:, -1] >= 0).all()
    low = with_class_shares(sizing.inputs, 0.67).share
    assert low[:, :-1] == pytest.approx(0.67 * sizing.inputs.share[:, :-1])


def test_waterfalls_add_up(sizing: Sizing) -> None:
    for material in sizing.inputs.materials:
        steps = {r["step"]: r for r in waterfall(sizing, material).iter_rows(named=True)}
        changes = sum(s["tonnes"] for s in list(steps.values())[1:6])
        level = steps["usual supply"]["tonnes"] + changes
        assert level == pytest.approx(steps["supply left"]["tonnes"], rel=1e-9)
        gap, lost = steps["gap of all classes"]["tonnes"], steps["not served by stock"]["tonnes"]
        assert gap + lost == pytest.approx(steps["requirement"]["tonnes"], abs=1e-6 * max(gap, 1))


def test_decrements_of_a_country_multiply_out(sizing: Sizing) -> None:
    frame = supply_frame(sizing)
    product = frame["weight"] * frame["closed"] * frame["reliability"] * frame["damage"]
    assert (product - frame["available"]).abs().max() <= 1e-15
    japan = frame.filter((frame["country"] == "JPN") & (frame["quarter"] == "2027Q4"))
    assert set(japan["damage"]) == {0.9} and set(japan["reliability"]) == {0.97}


def test_a_cause_switched_off_takes_its_share_away(sizing: Sizing) -> None:
    frame = causes(sizing)
    assert (frame["share"] <= 1).all() and (frame["share"] > 0).all()
    cobalt = frame.filter(frame["material"] == "cobalt")
    assert cobalt["factor"].to_list()[0] == "surge" and cobalt["share"].to_list()[0] == 1.0
