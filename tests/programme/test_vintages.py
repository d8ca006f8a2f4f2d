"""As-of dates before, among and after the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.programme.vintages import find_stale, newest_text, stale_words


def stale_on(case: Case, day: str, card: str = "base-war") -> dict[str, str]:
    found = find_stale(replace(case, card=replace(load_card(card), as_of=date.fromisoformat(day))))
    assert all(s["as_of"] == day for s in found)
    return {s["word"]: s["figures"] for s in found}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-13", {}),
        ("2026-03-01", {}),
        ("2024-12-31", {"us_demand": "newer", "global_supply_shares": "newer"}),
        ("2013-01-01", {"price": "newer", "us_demand": "newer", "global_supply_shares": "newer"}),
        ("2026-11-23", {"price": "older", "nds_inventory": "older"}),
        (
            "2027-01-01",
            {
                "price": "older",
                "nds_inventory": "older",
                "us_demand": "older",
                "global_supply_shares": "older",
            },
        ),
    ],
)
def test_a_date_outside_the_figures_is_told_by_table(case: Case, day: str, expected: dict[str, str]) -> None:
    assert stale_on(case, day) == expected


def test_events_are_told_only_of_a_card_that_knows_them(case: Case) -> None:
    for day, figures in (("1900-01-01", "newer"), ("2040-01-01", "older")):
        assert stale_on(case, day, "october-2025")["policy_events"] == figures
        assert "policy_events" not in stale_on(case, day)


def test_an_overlay_with_newer_prices_makes_them_new(case_with: Callable[..., Case], case: Case) -> None:
    row = {
        "material": "cobalt",
        "tier": "single",
        "known_from": "2027-06-01",
        "price_usd_per_t": 30000,
        "price_year": "2027",
    }
    assert "price" not in stale_on(case_with(price=[row]), "2027-01-01") and "price" in stale_on(
        case, "2027-01-01"
    )


def test_the_words_name_date_table_and_figures(case: Case) -> None:
    late = stale_words(find_stale(replace(case, card=replace(case.card, as_of=date(2040, 1, 1)))))
    assert late[0] == (
        "the as-of date 2040-01-01 lies after the newest figure of price, which is of 2026-07-31."
    )
    early = stale_words(find_stale(replace(case, card=replace(case.card, as_of=date(1900, 1, 1)))))
    assert "the as-of date 1900-01-01 lies before figures of us_demand, which are of 2021 to 2025." in early


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2016-2020", "2024"], "2024"),
        (["2016-2026", "2024"], "2016-2026"),
        (["2025-10-13", "2025-02-01"], "2025-10-13"),
        (["20240", "derived"], None),
        ([], None),
    ],
)
def test_the_last_year_of_a_text_counts(texts: list[str], expected: str | None) -> None:
    assert newest_text(texts) == expected
