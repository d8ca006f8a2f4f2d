from __future__ import annotations

import pytest

from lodestock.data.reader import Cell, Table
from lodestock.data.rules import check_tables
from lodestock.data.tables import SPECS


def tables(**rows: list[dict[str, Cell]]) -> dict[str, Table]:
    """Return every table empty, but for the rows given; the place of a row is its table and number."""
    out: dict[str, Table] = {name: {} for name in SPECS}
    for name, cells in rows.items():
        spec = SPECS[name]
        for i, row in enumerate(cells):
            whole = {**dict.fromkeys(spec.names), **row}
            out[name][tuple(whole[k] for k in spec.key)] = (whole, f"{name}:{i}")
    return out


ITEM: list[dict[str, Cell]] = [{"material": "tin"}]


def test_empty_tables_have_no_problem() -> None:
    assert check_tables(tables()) == []


def test_a_reference_must_be_in_the_table_it_names() -> None:
    shares: list[dict[str, Cell]] = [
        {"material": "tim", "stage": "mine", "country_iso3": "BOL", "share_pct": 100.0}
    ]
    found = check_tables(tables(materials=ITEM, countries=[{"iso3": "BOL"}], import_shares=shares))
    assert [str(p) for p in found] == [
        "import_shares:0 column material = 'tim': is not in materials.csv. "
        "Did you mean 'tin'? Or add it to overlays/materials.csv."
    ]


@pytest.mark.parametrize(
    ("civil", "wrong"),
    [(40.0, False), (40.5, False), (39.5, False), (40.6, True), (39.4, True), (None, True)],
)
def test_shares_of_demand_sum_to_100_within_half_a_point(civil: float | None, wrong: bool) -> None:
    shares: list[dict[str, Cell]] = [
        {"material": "tin", "demand_class": "defence", "share_pct": 60.0},
        {"material": "tin", "demand_class": "civil", "share_pct": civil},
    ]
    found = check_tables(tables(materials=ITEM, demand_classes=shares))
    assert [p.place for p in found] == (["table demand_classes tin column share_pct"] if wrong else [])


def test_shares_are_summed_per_stage() -> None:
    shares: list[dict[str, Cell]] = [
        {"material": "tin", "stage": stage, "country_iso3": "BOL", "share_pct": share}
        for stage, share in (("mine", 100.0), ("refine", 98.0))
    ]
    found = check_tables(tables(materials=ITEM, countries=[{"iso3": "BOL"}], global_supply_shares=shares))
    assert [(p.place, p.reason) for p in found] == [
        ("table global_supply_shares tin/refine column share_pct", "the shares sum to 98 %, not 100")
    ]


@pytest.mark.parametrize(("scrap", "wrong"), [(70.0, False), (70.0005, False), (70.01, True)])
def test_domestic_supply_is_not_above_consumption(scrap: float, wrong: bool) -> None:
    """30 t + 70 t of 100 t; rounding of a hundred-thousandth (0.001 t) is let pass."""
    row: dict[str, Cell] = {
        "material": "tin",
        "apparent_consumption_t": 100.0,
        "own_primary_t": 30.0,
        "own_secondary_t": scrap,
    }
    found = check_tables(tables(materials=ITEM, us_demand=[row]))
    assert [p.place for p in found] == (["us_demand:0 column own_primary_t"] if wrong else [])


SITE: dict[str, Cell] = {"material": "tin", "stage": "refine", "country_iso3": "BOL", "site": "a smelter"}


@pytest.mark.parametrize(
    ("site", "own", "problem"),
    [
        ({}, 0.0, ("refine", "Give the stage mine, or remove the row in overlays/single_sites.csv")),
        ({"stage": "mine"}, 0.0, None),
        (
            {"country_iso3": "PER"},
            0.0,
            ("refine", "Add its share, or remove the row in overlays/single_sites.csv"),
        ),
        ({"country_iso3": "USA"}, 1.0, None),
        (
            {"country_iso3": "USA"},
            0.0,
            ("refine", "Add its share, or remove the row in overlays/single_sites.csv"),
        ),
    ],
)
def test_a_single_site_must_supply_somebody(
    site: dict[str, Cell], own: float, problem: tuple[str, str] | None
) -> None:
    shares: list[dict[str, Cell]] = [
        {"material": "tin", "stage": "mine", "country_iso3": "BOL", "share_pct": 100.0}
    ]
    demand: list[dict[str, Cell]] = [
        {"material": "tin", "apparent_consumption_t": 9.0, "own_primary_t": own, "own_secondary_t": 0.0}
    ]
    codes: list[dict[str, Cell]] = [{"iso3": c} for c in ("BOL", "PER", "USA")]
    found = check_tables(
        tables(
            materials=ITEM,
            countries=codes,
            global_supply_shares=shares,
            us_demand=demand,
            single_sites=[SITE | site],
        )
    )
    assert [(p.place, p.value, p.remedy) for p in found] == (
        [("single_sites:0 column stage", *problem)] if problem else []
    )
