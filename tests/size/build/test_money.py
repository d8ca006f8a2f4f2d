from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.programme.size import size_for_plan
from lodestock.records.errors import DataError
from lodestock.size import Shortfalls
from lodestock.size.build.money import net_of_inventory, read_inventory, read_worth


def held(day: str, material: str, quantity: float | None, unit: str) -> dict[str, object]:
    return {"as_of": day, "material": material, "quantity": quantity, "unit": unit}


@pytest.mark.parametrize(
    ("quantity", "unit", "tonnes"),
    [
        (250, "t", 250.0),
        (400_000, "kg", 400.0),
        (1_000_000, "lb", 453.59237),
        (10, "short tons", 9.0718474),
    ],
)
def test_inventory_is_read_in_each_unit(
    case_with: Callable[..., Case], quantity: float, unit: str, tonnes: float
) -> None:
    case = case_with(nds_inventory=[held("2025-01-01", "cobalt", quantity, unit)])
    found = read_inventory(case.dataset, case.card)
    assert found == {"bismuth": 0.0, "cobalt": pytest.approx(tonnes, rel=1e-12)}


def test_the_last_holding_known_on_the_day_counts(case_with: Callable[..., Case]) -> None:
    rows = [
        held("2025-10-13", "cobalt", 7, "t"),
        held("2025-10-14", "cobalt", 9, "t"),
        held("2024", "cobalt", 5, "t"),
        held("2025-10-14", "copper", 3, "t"),
    ]
    case = case_with(nds_inventory=rows)
    assert read_inventory(case.dataset, case.card) == {"bismuth": 0.0, "cobalt": 7.0}
    later = replace(case.card, as_of=load_card("today").as_of)
    assert read_inventory(case.dataset, later) == {
        "bismuth": 0.0,
        "cobalt": 9.0,
        "copper": 3.0,
        "tin": 1978.0,
    }


def test_a_holding_without_a_quantity_leaves_the_one_before_it(case_with: Callable[..., Case]) -> None:
    rows = [held("2024-01-01", "cobalt", 5, "t"), held("2025-01-01", "cobalt", None, "")]
    case = case_with(nds_inventory=rows)
    assert read_inventory(case.dataset, case.card)["cobalt"] == 5.0


def test_an_unknown_unit_is_refused_with_its_row(case_with: Callable[..., Case]) -> None:
    case = case_with(nds_inventory=[held("2025-01-01", "cobalt", 5, "barrels")])
    with pytest.raises(
        DataError,
        match="nds_inventory 2025-01-01/cobalt column unit = 'barrels': is not a unit of mass that is known",
    ):
        read_inventory(case.dataset, case.card)


def test_stock_is_taken_off_the_first_class_first() -> None:
    required = np.array([[10.0, 5.0, 0.0, 2.0, 8.0]] * 4)
    net = net_of_inventory(required, {"b": 12.0, "c": 16.5, "d": 100.0}, ("a", "b", "c", "d"))
    assert net.tolist() == [
        [10.0, 5.0, 0.0, 2.0, 8.0],
        [0.0, 3.0, 0.0, 2.0, 8.0],
        [0.0, 0.0, 0.0, 0.5, 8.0],
        [0.0] * 5,
    ]


def test_known_inventory_is_taken_off_in_class_order(
    case_with: Callable[..., Case], unobtainium: dict
) -> None:
    unobtainium["demand_classes"] = [
        {"material": "unobtainium", "demand_class": k, "share_pct": s}
        for k, s in (("defence", 60), ("semiconductor", 40))
    ]
    case = case_with(**unobtainium, nds_inventory=[held("2025-01-01", "unobtainium", 400000, "kg")])
    short = size_for_plan(case)
    m = short.inputs.materials.index("unobtainium")
    gross, net = short.requirement_t[m], short.net_t[m]
    assert net[0] == pytest.approx(max(0, gross[0] - 400)) and net.sum() == pytest.approx(gross.sum() - 400)


def test_unknown_inventory_is_not_an_empty_one(short: Shortfalls) -> None:
    assert "cobalt" not in short.inventory_t and "tin" not in short.inventory_t
    assert short.inventory_t == {"bismuth": 0.0}


def test_a_tonne_is_worth_reference_price_times_consequence_times_class(case: Case) -> None:
    worth = read_worth(case.dataset, case.card, ("germanium", "cobalt"))
    assert worth.price_usd_per_t.tolist() == [5_000_000, 42_725]
    assert worth.reference_usd_per_t.tolist() == [2_737_000, 35_550]
    germanium, cobalt = 27_370_000.0, 355_500.0
    assert worth.value_usd_per_t.tolist() == [
        [3 * germanium, 2 * germanium, 1.5 * germanium, 0.5 * germanium, 0],
        [3 * cobalt, 2 * cobalt, 1.5 * cobalt, 0.5 * cobalt, 0],
    ]


def test_the_price_moves_with_the_day_and_the_worth_does_not(case: Case) -> None:
    now, later = (read_worth(case.dataset, load_card(c), ("germanium",)) for c in ("base-war", "today"))
    assert (now.price_usd_per_t[0], later.price_usd_per_t[0]) == (5_000_000, 4_100_000)
    assert np.array_equal(now.value_usd_per_t, later.value_usd_per_t)


def test_a_price_is_times_its_form_factor_and_an_item_without_one_has_none(
    case_with: Callable[..., Case], unobtainium: dict
) -> None:
    price = {"material": "cobalt", "tier": "single", "known_from": "2025-10-13"}
    case = case_with(**unobtainium, price=[{**price, "price_usd_per_t": 1000, "form_factor": 1.25}])
    worth = read_worth(case.dataset, case.card, ("cobalt", "unobtainium"))
    assert worth.price_usd_per_t[0] == 1250.0 and worth.value_usd_per_t[0, 0] == 3 * 355_500
    assert np.isnan(worth.price_usd_per_t[1]) and np.isnan(worth.value_usd_per_t[1]).all()
