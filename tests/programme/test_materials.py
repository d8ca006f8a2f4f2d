"""The list of items, beside a plain reading of the tables."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from lodestock.programme.documents import dumps
from lodestock.programme.materials import materials_document
from lodestock.programme.project import Case

REFERENCE = Path(__file__).parent.parent.parent / "src" / "lodestock" / "data" / "reference"


def column(table: str, key: str, name: str) -> dict[str, str]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {r[key]: r[name] for r in csv.DictReader(file)}


def test_every_item_is_listed_with_what_the_tables_say(case: Case) -> None:
    found = materials_document(case)
    items = {m["material"]: m for m in found["materials"]}
    names = column("materials", "material", "name")
    demand, grade = (column("us_demand", "material", n) for n in ("apparent_consumption_t", "quality"))
    assert set(items) == set(names) and len(found["materials"]) == len(names)
    for m, row in items.items():
        assert row["name"] == names[m] and row["grade"] == grade[m] and row["demand_t"] == float(demand[m])
    keys = "material name symbol group basis demand_t grade price_usd_per_t"
    assert all(" ".join(m) == keys for m in found["materials"])
    assert found["command"] == "materials" and items["cobalt"]["price_usd_per_t"] == 42_725


def test_before_any_price_all_prices_are_null_and_say_why(case: Case) -> None:
    early = Case(case.dataset, replace(case.card, as_of=date(1900, 1, 1)), None)
    found = materials_document(early)
    assert all(m["price_usd_per_t"] is None for m in found["materials"])
    missing = {f"materials[].price_usd_per_t {m['material']}" for m in found["materials"]}
    assert found["missing"] == dict.fromkeys(missing, "no price known on the as-of date")


def test_an_item_without_demand_is_listed_and_says_that_it_is_not_computed(
    case_with: Callable[..., Case],
) -> None:
    found = materials_document(case_with(materials=[{"material": "unobtainium", "name": "Unobtainium"}]))
    row = next(m for m in found["materials"] if m["material"] == "unobtainium")
    assert row == {**dict.fromkeys(row), "material": "unobtainium", "name": "Unobtainium"}
    assert found["missing"] == {
        "materials[].demand_t unobtainium": "no row in us_demand: the item is listed and not computed",
        "materials[].price_usd_per_t unobtainium": "no price known on the as-of date",
    }
    assert '"demand_t": null' in dumps(found)


def test_names_on_lists_of_others_that_are_no_item_here_are_told(case: Case) -> None:
    lists = {row["list"]: row for row in materials_document(case)["lists"]}
    ours = lists["us_lcm_2025_final"]
    assert ours["names"] == 60 and ours["beyond"] == [
        "cadmium", "molybdenum", "ndfeb-magnets", "selenium", "smco-magnets", "strontium",
    ]  # fmt: skip
    assert ours["absent"] == [
        "cesium", "lead", "metallurgical-coal", "phosphate-rock", "potash", "rubidium", "uranium",
    ]  # fmt: skip
    assert lists["eu_crm_2023"]["absent"] == [
        "coking-coal",
        "feldspar",
        "helium",
        "phosphate-rock",
        "phosphorus",
    ]
    assert (
        len(column("materials", "material", "name")) == 60 - len(ours["absent"]) + len(ours["beyond"]) == 59
    )


def test_an_overlay_that_adds_an_item_takes_it_off_the_absent(case_with: Callable[..., Case]) -> None:
    found = materials_document(case_with(materials=[{"material": "lead", "name": "Lead"}]))
    ours = next(row for row in found["lists"] if row["list"] == "us_lcm_2025_final")
    assert "lead" not in ours["absent"] and "uranium" in ours["absent"]


def test_items_are_listed_by_any_of_their_names(case: Case) -> None:
    found = materials_document(case, items=("Sb", "Platinum group metals"))
    assert [m["material"] for m in found["materials"]] == [
        "antimony", "iridium", "palladium", "platinum", "rhodium", "ruthenium",
    ]  # fmt: skip
