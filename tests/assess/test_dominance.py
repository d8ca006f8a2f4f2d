"""What one country controls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.dominance import Holding, find_holdings
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def test_every_stage_of_the_table_is_listed_by_share(case: Case) -> None:
    holdings = find_holdings(case.dataset, "CHN")
    table = {
        (r["material"], r["stage"]): r["share_pct"]
        for r in case.dataset.rows("global_supply_shares")
        if r["country_iso3"] == "CHN"
    }
    assert {(h.material, h.stage): 100 * (h.share or 0) for h in holdings} == pytest.approx(table)
    shares = [h.share or 0.0 for h in holdings]
    assert shares == sorted(shares, reverse=True)
    for h in holdings:
        pct = table[h.material, h.stage]
        assert h.above == (80 if pct > 80 else 50 if pct > 50 else None)
        assert h.inputs == (f"global_supply_shares/{h.material}/{h.stage}/CHN",)


def test_magnets_are_named_with_what_falls_with_them(case: Case) -> None:
    found = {(h.material, h.stage): h for h in find_holdings(case.dataset, "CHN")}
    assert found["ndfeb-magnets", "magnet"].above == 80 and found["smco-magnets", "magnet"].above == 50
    assert {"EV motor", "guided munitions", "wind turbine"} <= set(
        found["ndfeb-magnets", "magnet"].applications
    )
    assert "AESA radar" in found["gallium", "refine"].applications
    assert not any("lists" in use for h in found.values() for use in h.applications)  # a list is no use


def test_a_difference_is_a_change_within_one_release_alone(case: Case) -> None:
    (mined,) = (
        h for h in find_holdings(case.dataset, "CHN") if (h.material, h.stage) == ("antimony", "mine")
    )
    assert [(e.year, e.is_same_release) for e in mined.earlier] == [("2024", True), ("2023", False)]
    rows = [r for r in case.dataset.rows("production") if (r["material"], r["stage"]) == ("antimony", "mine")]
    for e in mined.earlier:
        tonnes = {
            r["country_iso3"]: r["quantity"] for r in rows if str(r["year"]) == e.year and r["quantity"]
        }
        assert e.share == pytest.approx(tonnes["CHN"] / sum(t for c, t in tonnes.items() if c != "WLD"))


def test_a_figure_of_ones_own_in_both_years_is_no_change(case_with: Callable[..., Case]) -> None:
    own = {"material": "antimony", "stage": "mine", "country_iso3": "CHN", "quantity": 50000}
    laid = case_with(production=[{**own, "year": 2024}, {**own, "year": 2025}])
    (mined,) = (
        h for h in find_holdings(laid.dataset, "CHN") if (h.material, h.stage) == ("antimony", "mine")
    )
    assert [(e.year, e.is_same_release) for e in mined.earlier] == [("2024", False), ("2023", False)]


def test_a_removed_row_leaves_no_share_but_a_reason(case_with: Callable[..., Case]) -> None:
    gone = {"material": "tungsten", "stage": "mine", "country_iso3": "CHN", "year": 2025, "remove": "y"}
    holdings = find_holdings(case_with(production=[gone]).dataset, "CHN")
    assert (last := holdings[-1]).share is None and last.above is None and last.earlier == ()
    assert (last.material, last.stage) == ("tungsten", "mine") and "removed" in last.missing


def test_a_year_takes_output_of_that_year_alone(case: Case) -> None:
    holdings = find_holdings(case.dataset, "CHN", 2024)
    assert {h.year for h in holdings} == {"2024"} and "ndfeb-magnets" not in {h.material for h in holdings}


def test_two_years_in_one_stage_are_refused(case_with: Callable[..., Case]) -> None:
    row = {"material": "tin", "stage": "mine", "country_iso3": "AUS", "year_or_period": "2019"}
    with pytest.raises(InputError, match="several vintages"):
        find_holdings(case_with(global_supply_shares=[row]).dataset, "CHN")


@pytest.mark.parametrize(
    ("share", "above"), [(0.5, None), (0.500001, 50), (0.8, 50), (0.81, 80), (None, None)]
)
def test_bands_are_left_open_below(share: float | None, above: int | None) -> None:
    assert Holding("tin", "mine", share, "2025").above == above
