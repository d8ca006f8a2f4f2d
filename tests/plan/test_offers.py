from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.plan.offers import build_indicative_offers, duty_rate
from lodestock.programme.project import Case
from lodestock.records.lookups import members

DAY = "2025-10-13"


def test_nobody_barred_and_nobody_hostile_offers(case: Case) -> None:
    offers, lacking = build_indicative_offers(case.dataset, case.card)
    shut = members(case.dataset, "covered", DAY) | members(case.dataset, "adversary", DAY) | {"OTHER"}
    assert len(offers) > 300 and not {o.origin for o in offers} & shut
    assert lacking["samarium"].code == "no_origin"


def test_capacity_is_a_fortieth_of_a_countrys_output(case: Case) -> None:
    offers = {o.offer_id: o for o in build_indicative_offers(case.dataset, case.card)[0]}
    # Cobalt, refined: 48,278.9 t outside the covered countries, who hold 80.70 % of the world.
    world = {
        r["country_iso3"]: r["share_pct"] for r in shares(case, "global_supply_shares", "cobalt", "refine")
    }
    left = 100 - sum(world.get(c, 0.0) for c in ("CHN", "RUS", "IRN", "PRK"))
    expected = world["FIN"] * 48278.9 / left / 40
    assert offers["cobalt/FIN"].capacity_t == pytest.approx(expected)
    # The own country offers its primary and secondary production.
    assert offers["cobalt/USA"].capacity_t == pytest.approx((35.84 + 1960) / 40)
    # Germanium: Canada stands in no world share and has its part of our imports.
    imports = 28.9463 - 5.72172
    assert offers["germanium/CAN"].capacity_t == pytest.approx(0.17 * imports / 40)


def shares(case: Case, table: str, material: str, stage: str) -> list[dict]:
    rows = case.dataset.frame(table).iter_rows(named=True)
    return [r for r in rows if (r["material"], r["stage"]) == (material, stage)]


@pytest.mark.parametrize(
    ("material", "origin", "day", "rate"),
    [
        ("ndfeb-magnets", "DEU", DAY, 0.10),
        ("ndfeb-magnets", "USA", DAY, 0.0),
        ("ndfeb-magnets", "CHN", DAY, 0.10 + 0.10 + 0.20),
        ("ndfeb-magnets", "CHN", "2025-04-20", 1.25 + 0.20 + 0.10),
        ("cobalt", "CHN", DAY, 0.20),
        ("cobalt", "CHN", "2025-11-05", 0.20),
        ("tungsten", "CHN", DAY, 0.70),
        ("cobalt", "AUS", DAY, 0.0),
    ],
)
def test_duty_adds_up_by_dates(case: Case, material: str, origin: str, day: str, rate: float) -> None:
    assert duty_rate(case.dataset, material, origin, day) == pytest.approx(rate)


def test_preference_ranks(case: Case) -> None:
    offers = {o.offer_id: o for o in build_indicative_offers(case.dataset, case.card)[0]}
    assert [offers[f"cobalt/{c}"].rank for c in ("USA", "AUS", "JPN", "MDG")] == [0, 0, 1, 2]


def test_an_item_without_a_price_says_so(case_with: Callable[..., Case], unobtainium: dict) -> None:
    unobtainium["import_shares"][0]["country_iso3"] = "JPN"
    case = case_with(**unobtainium)
    assert build_indicative_offers(case.dataset, case.card)[1]["unobtainium"].code == "no_price"
