"""When two texts tell one deal, and in what they contradict each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lodestock.records.news import Amount, Event, Quantity
from lodestock.watch.same import WINDOW_DAYS, contradictions

AWARD = Event(
    "award",
    "announced",
    "dla",
    ("us-antimony",),
    ("antimony",),
    amount=Amount(245e6, "USD", "up_to"),
    announced=date(2025, 9, 23),
)


def _told_again(**changes: Any) -> tuple[str, ...] | None:
    return contradictions(AWARD, replace(AWARD, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"amount": Amount(248e6, "USD", "about")},
        {"amount": None},
        {"amount": Amount(None, "USD", "unknown")},
        {"actor": "gov-USA"},
        {"actor": "dod;dla"},
        {"actor": ""},
        {"counterparties": ("undisclosed",)},
        {"materials": ()},
        {"status": "reported"},
        {"announced": (date(2025, 9, 1), date(2025, 9, 30))},
        {"announced": date(2025, 9, 23 - WINDOW_DAYS)},
        {"quantity": Quantity(100.0, "t", "exact")},
    ],
)
def test_a_deal_told_again_with_less_rounded_or_later_is_the_same(changes: dict[str, Any]) -> None:
    assert _told_again(**changes) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "solicitation"},
        {"actor": "gov-JPN"},
        {"counterparties": ("nyrstar",)},
        {"materials": ("germanium",)},
        {"materials": (), "amount": None},
        {"announced": date(2025, 9, 23 - WINDOW_DAYS - 1)},
    ],
)
def test_another_party_material_or_month_is_another_deal(changes: dict[str, Any]) -> None:
    assert _told_again(**changes) is None


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"amount": Amount(300e6, "USD", "up_to")}, ("amount",)),
        ({"amount": Amount(245e6, "AUD", "up_to"), "status": "cancelled"}, ("amount", "status")),
        ({"status": "proposed"}, ("status",)),
    ],
)
def test_one_deal_with_another_sum_or_status_is_a_contradiction(
    changes: dict[str, Any], fields: tuple[str, ...]
) -> None:
    assert _told_again(**changes) == fields


def test_days_contradict_each_other_where_their_spans_do_not_touch() -> None:
    ban = Event("export_ban", "announced", "gov-CHN", effective=date(2026, 1, 5), until=date(2026, 6, 30))
    within = replace(ban, effective=(date(2026, 1, 1), date(2026, 1, 31)))
    later = replace(ban, effective=date(2026, 2, 1), until=date(2027, 6, 30))
    assert contradictions(ban, within) == ()
    assert contradictions(ban, later) == ("effective", "until")


def test_masses_are_compared_in_tonnes_and_rates_with_rates() -> None:
    order = Event("award", "announced", "dla", materials=("tin",), quantity=Quantity(5e6, "lb", "about"))
    assert contradictions(order, replace(order, quantity=Quantity(2268, "t", "exact"))) == ()
    assert contradictions(order, replace(order, quantity=Quantity(2268, "t_per_year", "exact"))) == (
        "quantity",
    )


def test_a_text_without_a_day_was_announced_when_it_was_published() -> None:
    undated = replace(AWARD, announced=None)
    assert contradictions(AWARD, undated, published=(None, date(2025, 9, 30))) == ()
    assert contradictions(AWARD, undated, published=(None, date(2025, 12, 1))) is None
    assert contradictions(AWARD, undated) == ()


def test_a_group_holds_its_members() -> None:
    ban = Event("export_ban", "announced", "gov-CHN", materials=("rare-earths",))
    one = replace(ban, materials=("holmium",))
    assert contradictions(ban, one) is None
    assert contradictions(ban, one, groups={"rare-earths": frozenset({"holmium", "erbium"})}) == ()
