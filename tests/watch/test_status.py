"""How far a measure or a deal is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from lodestock.records.news import Event
from lodestock.watch.status import direction_of, status_of


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Chile may impose a 20% duty on Bolivian tin unless talks resume.", "threatened"),
        ("Chile is considering a 20% duty on Bolivian tin.", "under_discussion"),
        ("Chile imposed a 20% duty on Bolivian tin.", "announced"),
        ("Chile imposed a 20% duty on Bolivian tin from 1 January 2026.", "in_force"),
        ("Chile suspended its 20% duty on Bolivian tin until 1 July 2026.", "suspended"),
        ("Chile will not impose a 20% duty on Bolivian tin.", "denied"),
    ],
)
def test_modality_decides_for_the_status(
    read: Callable[[str], tuple[Event, ...]], text: str, status: str
) -> None:
    (event,) = read(text)
    assert event.status == status


def test_direction_follows_from_type_and_status() -> None:
    assert direction_of("tariff", "suspended") == "lifts"
    assert direction_of("tariff", "denied") == "none"
    assert direction_of("tariff", "in_force") == "restricts"
    assert direction_of("award", "cancelled") == "buys"
    assert direction_of("release", "planned") == "sells"
    assert direction_of("capacity", "ended") == "produces"
    assert direction_of("disruption", "in_force") == "none"


def test_a_measure_fixed_for_later_is_announced_until_its_day() -> None:
    none: frozenset[str] = frozenset()
    assert status_of("export_ban", none, none, date(2026, 4, 1), date(2026, 3, 5)) == "announced"
    assert status_of("export_ban", none, none, date(2026, 3, 1), date(2026, 3, 5)) == "in_force"
