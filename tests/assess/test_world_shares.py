"""Shares of world output, out of the table and out of production."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.world_shares import read_world_shares
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def row(country: str, **cells: object) -> dict[str, object]:
    return {"material": "antimony", "stage": "mine", "country_iso3": country, "year": "2025", **cells}


def test_shares_are_those_of_the_table(case: Case) -> None:
    world = read_world_shares(case.dataset)
    rows = case.dataset.rows("global_supply_shares")
    for item, stages in world.items():
        for stage, shares in stages.items():
            told = {
                r["country_iso3"]: r["share_pct"]
                for r in rows
                if (r["material"], r["stage"]) == (item, stage)
            }
            assert dict(shares.shares) == told and not shares.unknown


def test_a_year_gives_the_shares_of_its_production(case: Case) -> None:
    world = read_world_shares(case.dataset, 2023)
    mine = world["antimony"]["mine"]
    rows = [
        r
        for r in case.dataset.rows("production")
        if (r["material"], r["stage"], r["year"]) == ("antimony", "mine", "2023")
    ]
    named = sum(r["quantity"] or 0 for r in rows if r["country_iso3"] != "WLD")
    china = next(r["quantity"] for r in rows if r["country_iso3"] == "CHN")
    assert mine.year == "2023" and mine.shares["CHN"] == pytest.approx(100 * china / named, rel=1e-12)
    assert "refine" not in world["antimony"]  # the table takes that stage from elsewhere
    assert read_world_shares(case.dataset, 1999) == {}


def test_what_a_source_withholds_and_leaves_out_of_its_total_is_told(case: Case) -> None:
    mine = read_world_shares(case.dataset, 2025)["antimony"]["mine"]
    assert mine.withheld == ("USA",) and not mine.unknown and mine.unknown_pct == 0.0


@pytest.mark.parametrize("cells", [{"remove": "y"}, {"quantity": "", "withheld": "y"}, {"withheld": "y"}])
def test_a_row_that_an_overlay_removes_or_withholds_is_unknown_and_bounded(
    case_with: Callable[..., Case], cells: dict[str, object]
) -> None:
    mine = read_world_shares(case_with(production=[row("CHN", **cells)]).dataset)["antimony"]["mine"]
    assert "CHN" not in mine.shares and "overlays/production.csv" in mine.unknown["CHN"]
    assert set(mine.unknown) == {"CHN", "USA"}  # what is left of the total cannot be parted between the two
    assert mine.unknown_pct == pytest.approx(36, abs=1)
    assert sum(mine.shares.values()) + (mine.unknown_pct or 0) == pytest.approx(100)


def test_without_a_printed_total_what_is_unknown_has_no_size(case_with: Callable[..., Case]) -> None:
    case = case_with(production=[row("CHN", remove="y"), row("WLD", remove="y")])
    mine = read_world_shares(case.dataset)["antimony"]["mine"]
    assert "CHN" in mine.unknown and mine.unknown_pct is None


def test_another_quantity_gives_other_shares(case: Case, case_with: Callable[..., Case]) -> None:
    more = read_world_shares(case_with(production=[row("CHN", quantity=80_000)]).dataset)["antimony"]["mine"]
    assert more.shares["CHN"] > read_world_shares(case.dataset)["antimony"]["mine"].shares["CHN"]


def test_shares_of_ones_own_stand_before_output_of_ones_own(case_with: Callable[..., Case]) -> None:
    shares = [
        {
            "material": "tungsten",
            "stage": "mine",
            "country_iso3": c,
            "share_pct": s,
            "locator": "",
            "replace": "y",
        }
        for c, s in (("CHN", 60), ("VNM", 40))
    ]
    output = [{"material": "tungsten", "stage": "mine", "country_iso3": "CHN", "year": "2025", "remove": "y"}]
    found = read_world_shares(case_with(global_supply_shares=shares, production=output).dataset)["tungsten"][
        "mine"
    ]
    assert dict(found.shares) == {"CHN": 60.0, "VNM": 40.0} and not found.unknown


def test_years_are_not_mixed(case_with: Callable[..., Case]) -> None:
    overlay = {
        "material": "antimony",
        "stage": "mine",
        "country_iso3": "CHN",
        "share_pct": 36.14,
        "year_or_period": "2019",
    }
    with pytest.raises(InputError, match="several vintages"):
        read_world_shares(case_with(global_supply_shares=[overlay]).dataset)


def test_a_small_output_that_is_withheld_is_never_taken_for_none(case_with: Callable[..., Case]) -> None:
    """The countries that are left sum to more than the rounded total of the world, so that nothing seems to be left."""
    mine = read_world_shares(case_with(production=[row("KGZ", withheld="y")]).dataset)["antimony"]["mine"]
    assert mine.unknown_pct == 0.0 and mine.unknown_ends is not None
    least, most = mine.unknown_ends
    assert least == 0.0 and most > 100 * 700 / 110_000
    (_, same), (_, less) = mine.ends()
    assert same == 1.0 > less == pytest.approx(1 - most / 100)


@pytest.mark.parametrize("cells", [{"remove": "y"}, {"withheld": "y"}])
def test_a_stage_without_any_row_left_is_unknown_and_not_gone(
    case: Case, case_with: Callable[..., Case], cells: dict[str, object]
) -> None:
    rows = case.dataset.rows("production")
    key = ("antimony", "mine", "2025")
    there = [r["country_iso3"] for r in rows if (r["material"], r["stage"], r["year"]) == key]
    world = read_world_shares(case_with(production=[row(c, **cells) for c in there]).dataset)
    mine = world["antimony"]["mine"]
    assert not mine.shares and mine.unknown_pct is None
    assert set(mine.unknown) == set(there) - {"WLD"}


def test_a_stage_whose_shares_an_overlay_removes_is_unknown(
    case: Case, case_with: Callable[..., Case]
) -> None:
    there = [
        {"material": "antimony", "stage": "mine", "country_iso3": r["country_iso3"], "remove": "y"}
        for r in case.dataset.rows("global_supply_shares")
        if (r["material"], r["stage"]) == ("antimony", "mine")
    ]
    stages = read_world_shares(case_with(global_supply_shares=there).dataset)["antimony"]
    assert list(stages) == ["mine", "refine"]
    assert not stages["mine"].shares and len(stages["mine"].unknown) == len(there)


def test_units_are_not_mixed(case_with: Callable[..., Case]) -> None:
    with pytest.raises(InputError, match=r"'kg, t': is told in several units"):
        read_world_shares(case_with(production=[row("FRA", quantity=5_000_000, unit="kg")]).dataset)


def test_a_removed_total_makes_no_country_unknown(case: Case, case_with: Callable[..., Case]) -> None:
    gone = {**row("WLD", remove="y"), "material": "tungsten"}
    less, mine = (
        read_world_shares(c.dataset, 2025)["tungsten"]["mine"] for c in (case_with(production=[gone]), case)
    )
    assert not less.unknown and less.shares == mine.shares


def test_a_share_that_is_worked_out_from_changed_output_is_unknown(case_with: Callable[..., Case]) -> None:
    """Mines of a rare earth: output of all rare earths times what each kind of ore holds of it, which no table has."""
    gone = {**row("CHN", withheld="y"), "material": "rare-earths"}
    world = read_world_shares(case_with(production=[gone]).dataset)
    mine = world["neodymium"]["mine"]
    assert "CHN" not in mine.shares and mine.unknown_pct is None
    assert "production/rare-earths/mine/CHN/2025" in mine.unknown["CHN"]
    assert "overlays/production.csv" in mine.unknown["CHN"] and not world["tin"]["mine"].unknown
