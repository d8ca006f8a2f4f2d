from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.errors import InputError
from lodestock.records.scenario import CLASSES, Card, Control
from lodestock.size.build.inputs import read_inputs
from lodestock.size.build.known_controls import (
    BAN,
    FIXED,
    LICENCE,
    Event,
    find_origins,
    known_events,
    months_after,
    pinned_events,
)


@pytest.fixture(scope="module")
def items(case: Case) -> tuple[str, ...]:
    return read_inputs(case.dataset).materials


Known = Callable[..., dict[str, list[Event]]]


@pytest.fixture
def known(case: Case, items: tuple[str, ...]) -> Known:
    """Return the events that a card knows, by id."""

    def make(card: str, *, on: Case = case, **changes: Any) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for event in known_events(on.dataset, replace(load_card(card), **changes), items)[0]:
            found.setdefault(event.word, []).append(event)
        return found

    return make


def announced(**changes: str) -> list[dict[str, object]]:
    row = {
        "event_id": "zz-new",
        "announced": "2025-05-01",
        "effective": "2025-06-15",
        "actor_country_iso3": "AUS",
        "instrument": "export_licence",
        "materials": "cobalt",
        "targets": "ALL",
        "status": "in_force",
    }
    return [dict(row | changes)]


@pytest.mark.parametrize(
    ("first", "day", "months"),
    [
        ((2025, 10, 1), (2025, 10, 1), 0.0),
        ((2025, 10, 1), (2025, 12, 31), 2 + 30 / 31),
        ((2025, 10, 1), (2026, 1, 1), 3.0),
        ((2025, 1, 31), (2025, 2, 28), 1 + 27 / 28 - 30 / 31),
        ((2024, 2, 1), (2024, 2, 29), 28 / 29),
        ((2024, 2, 29), (2024, 3, 1), 1 - 28 / 29),
        ((2025, 10, 1), (2023, 7, 16), -27 + 15 / 31),
    ],
)
def test_months_are_counted_over_the_ends_of_months(
    first: tuple[int, int, int], day: tuple[int, int, int], months: float
) -> None:
    assert months_after(date(*first), date(*day)) == pytest.approx(months, abs=1e-12)


def test_later_days_are_more_months_away() -> None:
    days = [date.fromordinal(n) for n in range(date(2023, 12, 1).toordinal(), date(2025, 4, 1).toordinal())]
    assert np.all(np.diff([months_after(date(2024, 2, 29), d) for d in days]) > 0)


def test_what_is_announced_after_the_day_does_not_count(known: Known) -> None:
    before, after = (known("october-2025", as_of=date(2025, 10, d)) for d in (8, 9))
    assert set(after) - set(before) == {"cn-5ree-57", "cn-extra-61", "cn-semi-61"}
    assert set(before) <= set(after)


def test_a_licence_announced_for_later_begins_on_its_day(known: Known) -> None:
    (event,) = known("october-2025")["cn-5ree-57"]
    assert event.items == ("erbium", "europium", "holmium", "thulium", "ytterbium")
    assert (event.origins, event.kind, event.passes) == (("CHN",), LICENCE, 1.0)
    assert event.start == event.begun == pytest.approx(1 + 7 / 30) and event.end == np.inf
    assert event.share.tolist() == [1.0] * 5 and np.isnan(event.severity).all()


def test_a_suspended_control_is_back_when_the_suspension_ends(known: Known) -> None:
    """In force 2025-10-09 to 2025-11-07, and again from 2026-11-10; quarter 0 is 2026Q4."""
    first, again = known("today")["cn-semi-61"]
    assert (first.start, first.end) == (pytest.approx(-12 + 8 / 31), pytest.approx(-11 + 6 / 30))
    assert (again.start, again.end) == (pytest.approx(1 + 9 / 30), np.inf)
    assert first.begun == again.begun == first.start
    assert first.share.tolist() == first.severity.tolist() == [0.0, 0.6, 0.0, 0.0, 0.0]
    assert (first.kind, len(first.items)) == (FIXED, 12)


def test_a_control_suspended_before_it_applied_has_no_first_span(known: Known) -> None:
    (event,) = known("today")["cn-5ree-57"]
    assert (event.start, event.end) == (pytest.approx(1 + 9 / 30), np.inf)
    assert event.begun == pytest.approx(-11 + 7 / 30)


def test_a_suspension_counts_from_the_day_it_was_announced(known: Known) -> None:
    words = ("cn-5ree-57", "cn-semi-61")
    before, after = (known("october-2025", as_of=date(2025, 11, d)) for d in (6, 7))
    assert [[e.end for e in before[w]] for w in words] == [[np.inf], [np.inf]]
    assert [len(after[w]) for w in words] == [1, 2]
    assert after["cn-5ree-57"][0].start == pytest.approx(13 + 9 / 30)


def test_an_end_counts_only_once_it_was_announced(known: Known) -> None:
    """Congo's suspension of 2025-02-22 was ended to 2025-10-15 by the quota that was announced on 2025-09-20."""
    ends = []
    for day in (19, 20):
        (event,) = known("october-2025", as_of=date(2025, 9, day))["cod-co-susp"]
        assert (event.start, event.kind) == (pytest.approx(-8 + 21 / 28), BAN)
        ends.append(event.end)
    assert ends == [np.inf, pytest.approx(14 / 31)]


def test_a_quota_in_force_runs_to_its_printed_end(known: Known) -> None:
    (event,) = known("october-2025")["cod-co-quota"]
    assert (event.origins, event.items, event.kind) == (("COD",), ("cobalt",), FIXED)
    assert (event.start, event.end) == (pytest.approx(15 / 31), pytest.approx(26 + 30 / 31))
    assert event.severity.tolist() == [0.574] * 5 and event.share.tolist() == [1.0] * 5


def test_a_ban_on_own_users_alone_leaks(known: Known) -> None:
    (event,) = known("october-2025")["cn-us-ban-2024"]
    assert event.items == ("antimony", "gallium", "germanium")
    assert event.passes == 0.7 and event.severity.tolist() == [0.95] * 5


def test_an_own_rule_bars_the_countries_that_it_targets(known: Known) -> None:
    (event,) = known("october-2025")["us-dfars-2027"]
    assert event.origins == ("CHN", "IRN", "PRK", "RUS")
    assert event.items == ("neodymium", "samarium", "tantalum", "tungsten")
    assert (event.kind, event.passes, event.start, event.end) == (FIXED, 1.0, 15.0, np.inf)
    assert event.share.tolist() == event.severity.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_a_family_is_spelt_out(known: Known) -> None:
    """The lanthanides but promethium, scandium and yttrium."""
    family = """cerium dysprosium erbium europium gadolinium holmium lanthanum lutetium neodymium praseodymium samarium
        scandium terbium thulium ytterbium yttrium"""
    (event,) = known("october-2025")["cn-us-mil-2024"]
    others = {"antimony", "gallium", "germanium", "graphite-natural", "tungsten"}
    assert set(event.items) == {*family.split(), *others} and len(event.items) == 16 + 5


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("idn-ni-2020", "in force before 2021, so that observed trade has it"),
        ("ga-mn-2029", "a proposal"),
        ("cn-jp-2010", "of users in Japan"),
        ("cn-genlic-2025", "its row of policy_targets says none"),
        ("us-cu-232", "a tariff"),
    ],
)
def test_what_does_not_cut_own_users_off_is_left_out(known: Known, case: Case, word: str, why: str) -> None:
    assert case.dataset.row("policy_events", word) is not None
    assert word not in known("today"), why


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"targets": "USA"}, True),
        ({"targets": "JPN;USA"}, True),
        ({"targets": "JPN"}, False),
        ({"status": "proposed"}, False),
        ({"status": "threatened"}, False),
        ({"instrument": "import_tariff"}, False),
        ({"announced": "2025-10-14"}, False),
        ({"announced": "2025-10"}, True),
        ({"announced": "2020-01-01", "effective": "2020-12-31"}, False),
        ({"announced": "2020-01-01", "effective": "2021-01-01"}, True),
        ({"materials": "unobtainium-ore"}, False),
        ({"actor_country_iso3": "USA", "targets": "CHN"}, False),
    ],
)
def test_an_announcement_counts_by_its_words(
    known: Known, case_with: Callable[..., Case], changes: dict[str, str], counts: bool
) -> None:
    on = case_with(policy_events=announced(**changes))
    assert ("zz-new" in known("october-2025", on=on)) == counts


def test_a_licence_in_force_with_an_end_runs_to_it(known: Known, case_with: Callable[..., Case]) -> None:
    on = case_with(policy_events=announced(suspended_or_ended="2026-02-15"))
    (event,) = known("october-2025", on=on)["zz-new"]
    assert (event.start, event.end) == (pytest.approx(-4 + 14 / 30), pytest.approx(4 + 14 / 28))


def test_a_control_that_ends_as_it_begins_is_never_in_force(
    known: Known, case_with: Callable[..., Case]
) -> None:
    on = case_with(policy_events=announced(suspended_or_ended="2025-06-15"))
    assert "zz-new" not in known("october-2025", on=on)


def test_a_rule_on_end_use_needs_a_row_that_says_whom_it_hits(
    case_with: Callable[..., Case], items: tuple[str, ...]
) -> None:
    gone = {"event_id": "cn-semi-61", "demand_class": "semiconductor", "remove": "y"}
    events, unplaced = known_events(
        case_with(policy_targets=[gone]).dataset, load_card("october-2025"), items
    )
    assert "cn-semi-61: no row of policy_targets says which class it hits" in unplaced
    assert "cn-semi-61" not in {e.word for e in events}


def test_words_that_are_no_item_are_told(case: Case, items: tuple[str, ...]) -> None:
    _, unplaced = known_events(case.dataset, load_card("october-2025"), items)
    assert "cn-us-ban-2024: diamond-industrial is no item" in unplaced
    assert not [line for line in unplaced if "rare-earths" in line]


def test_a_card_may_leave_events_out(known: Known) -> None:
    words = ("cn-semi-61", "cod-co-quota")
    assert set(known("october-2025")) - set(known("october-2025", without=words)) == set(words)


def test_an_event_to_leave_out_must_exist(case: Case, items: tuple[str, ...]) -> None:
    card = replace(
        load_card("october-2025"),
        without=("cn-semi-61", "cn-semi-62"),
        places={"controls.without.1": "card mine:7"},
    )
    with pytest.raises(
        InputError, match=r"card mine:7 controls\.without = 'cn-semi-62': is no event.*cn-semi-61"
    ):
        known_events(case.dataset, card, items)


def pinning(*controls: Control) -> Card:
    return replace(load_card("base-war"), controls=controls)


def test_a_pinned_control_is_fixed_for_its_quarters(case: Case, items: tuple[str, ...]) -> None:
    control = Control(("CHN", "theatre"), ("cobalt",), ("defence", "civil"), 0.75, 5, 3)
    everything = Control(("COD",), (), (), 0.5, -2, 4)
    first, second = pinned_events(case.dataset, pinning(control, everything), items)
    assert (first.word, second.word) == ("pinned:0", "pinned:1")
    assert first.origins == ("CHN", "JPN", "KOR", "PHL", "TWN")
    assert (first.items, second.items) == (("cobalt",), items)
    assert first.share.tolist() == [1.0, 0.0, 0.0, 0.0, 1.0] and second.share.tolist() == [1.0] * 5
    assert first.severity.tolist() == [0.75] * len(CLASSES)
    assert (first.start, first.end, first.begun) == (15.0, 24.0, 15.0)
    assert (second.start, second.end, second.begun) == (-6.0, 6.0, -6.0)
    assert (first.kind, first.passes) == (FIXED, 1.0)


@pytest.mark.parametrize(
    ("countries", "materials", "message"),
    [
        (("CHM",), (), "card mine:4 countries = 'CHM': is neither a country nor a group"),
        (("CHN",), ("cobolt",), "card mine:4 materials = 'cobolt': is not an item that is computed.*cobalt"),
    ],
)
def test_a_pinned_control_of_nothing_known_is_refused(
    case: Case, items: tuple[str, ...], countries: tuple[str], materials: tuple[str, ...], message: str
) -> None:
    control = Control(countries, materials, (), 1.0, 0, 1, "card mine:4")
    with pytest.raises(InputError, match=message):
        pinned_events(case.dataset, pinning(control), items)


def test_a_group_has_the_members_of_the_day(case: Case) -> None:
    now, later = load_card("base-war"), load_card("today")
    assert "SAU" not in find_origins(case.dataset, now, ("ally",), "")
    assert "SAU" in find_origins(case.dataset, later, ("ally",), "")
    assert find_origins(case.dataset, now, ("RUS", "covered", "CHN"), "") == ("CHN", "IRN", "PRK", "RUS")
