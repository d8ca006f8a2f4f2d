from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.programme.project import Case
from lodestock.records.errors import DataError
from lodestock.records.lookups import form_stages, latest_tonnage, members, parameter, prices_on


def test_membership_follows_its_dates(case: Case) -> None:
    assert "SAU" not in members(case.dataset, "ally", "2025-10-13")
    assert "SAU" in members(case.dataset, "ally", "2025-11-18")
    assert members(case.dataset, "covered", "2018-08-12") == set()
    assert members(case.dataset, "adversary", "2025-10-13") == {"BLR", "CHN", "IRN", "PRK", "RUS"}


def test_the_last_price_known_on_the_day_counts(case: Case) -> None:
    assert prices_on(case.dataset, "2025-10-13")["cobalt"] == 42725
    assert prices_on(case.dataset, "2025-10-13")["germanium"] == 5e6
    assert "cobalt" not in prices_on(case.dataset, "1990-01-01")
    # Arsenic metal is priced, trioxide would be kept: a quarter of it.
    arsenic = prices_on(case.dataset, "2025-10-13")["arsenic"]
    assert arsenic == pytest.approx(0.25 * 4343.1, rel=1e-3)


def test_a_price_known_later_waits_for_its_day(case_with: Callable[..., Case]) -> None:
    row = {"material": "cobalt", "tier": "single", "known_from": "2025-10-14", "price_usd_per_t": 99999}
    case = case_with(price=[row])
    assert prices_on(case.dataset, "2025-10-13")["cobalt"] == 42725
    assert prices_on(case.dataset, "2025-10-14")["cobalt"] == 99999


def test_the_output_of_the_world_is_that_of_the_latest_year(
    case: Case, case_with: Callable[..., Case]
) -> None:
    now = latest_tonnage(case.dataset, "antimony", "mine")
    assert now is not None and latest_tonnage(case.dataset, "antimony", "magnet") is None
    key = {k: now[k] for k in ("material", "stage", "basis", "factor_to_demand_basis")}
    laid = [{**key, "year": y, "quantity_t": 5} for y in (1999, 2090)]
    later = latest_tonnage(case_with(world_tonnage=laid).dataset, "antimony", "mine")
    assert later is not None and str(later["year"]) == "2090"


def test_the_imported_forms_stage(case: Case) -> None:
    stages = form_stages(case.dataset)
    assert [stages[m] for m in ("gallium", "graphite-natural", "ndfeb-magnets", "aluminum")] == [
        "purify",
        "mine",
        "magnet",
        "refine",
    ]


def test_a_parameter_without_a_value_is_refused(case: Case) -> None:
    assert parameter(case.dataset, "offer", "freight_fraction") == 0.03
    with pytest.raises(DataError, match="Did you mean 'freight_fraction'"):
        parameter(case.dataset, "offer", "freight_fractions")
