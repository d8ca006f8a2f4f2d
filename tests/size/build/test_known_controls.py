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
from lodestock.size.build.events import BAN, FIXED, LICENCE, NAMED_BAN, Event
from lodestock.size.build.inputs import read_inputs
from lodestock.size.build.known_controls import known_events, why_not_counted


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


def test_every_event_counts_or_says_why_not(case: Case, items: tuple[str, ...], known: Known) -> None:
    for name in ("october-2025", "today"):
        card, counted = load_card(name), known(name)
        for word in case.dataset.row_ids("policy_events"):
            reason = why_not_counted(case.dataset, card, word, items)
            assert (reason is None) or word not in counted, (name, word, reason)
            assert (reason is not None) or word in counted, (name, word)
    one = replace(load_card("october-2025"), without=("cn-5ree-57",))
    assert why_not_counted(case.dataset, one, "cn-5ree-57", items) == "the card is without it already"


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
    assert (first.kind, len(first.items)) == (FIXED, 12 + 2) and first.parts == {"ndfeb-magnets": 0.6}


def test_a_control_suspended_before_it_applied_begins_when_it_returns(known: Known) -> None:
    (event,) = known("today")["cn-5ree-57"]
    assert (event.start, event.end) == (pytest.approx(1 + 9 / 30), np.inf)
    assert event.begun == event.start


@pytest.mark.parametrize(("suspended", "spans"), [("2025-11-14", 1), ("2025-11-15", 1), ("2025-11-16", 2)])
def test_a_control_suspended_the_day_before_it_applied_has_no_age(
    known: Known, case_with: Callable[..., Case], suspended: str, spans: int
) -> None:
    """Applies on 2025-11-15; suspended for a year by a notice of 2025-10-01."""
    rows = announced(effective="2025-11-15", suspended_or_ended=suspended, status="suspended")
    stop = {"event_id": "zz-stop", "instrument": "other", "announced": "2025-10-01", "effective": suspended}
    rows += announced(**stop, suspended_or_ended="2026-11-15", status="ended")
    *first, again = known("october-2025", on=case_with(policy_events=rows))["zz-new"]
    assert (len(first) + 1, again.start) == (spans, pytest.approx(13 + 14 / 30))
    assert again.begun == (first[0].start if first else again.start)


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
    assert event.items == (
        "ndfeb-magnets", "neodymium", "samarium", "smco-magnets", "tantalum", "tungsten"
    )  # fmt: skip
    assert (event.kind, event.passes, event.start, event.end) == (FIXED, 1.0, 15.0, np.inf)
    assert event.share.tolist() == event.severity.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_rare_earths_are_spelt_out(known: Known, case_with: Callable[..., Case]) -> None:
    """The lanthanides but promethium, and yttrium; a control on them leaves scandium alone."""
    family = """cerium dysprosium erbium europium gadolinium holmium lanthanum lutetium neodymium praseodymium samarium
        terbium thulium ytterbium yttrium"""
    on = case_with(policy_events=announced(materials="rare-earths;silicon"))
    (event,) = known("october-2025", on=on)["zz-new"]
    assert set(event.items) == {*family.split(), "silicon-metal"} and event.parts == {}


def test_an_ore_is_its_metal_at_the_stages_named(known: Known, case_with: Callable[..., Case]) -> None:
    (event,) = known("october-2025")["idn-bx-2023"]
    assert (event.items, event.stages) == (("aluminum",), ("mine",))
    on = case_with(policy_events=announced(materials="bauxite"))
    assert "zz-new" not in known("october-2025", on=on)


def test_a_new_ban_on_own_users_is_whole_and_leaks_once(known: Known, case_with: Callable[..., Case]) -> None:
    rows = announced(instrument="export_ban", targets="USA")
    rows += announced(instrument="export_ban", event_id="zz-all")
    found = known("october-2025", on=case_with(policy_events=rows))
    assert [(e.kind, e.passes) for e in found["zz-new"]] == [(NAMED_BAN, 0.7)]
    assert [(e.kind, e.passes) for e in found["zz-all"]] == [(BAN, 1.0)]


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
        ({"stage": "none"}, False),
        ({"stage": "refine"}, True),
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


def outage(**changes: str) -> list[dict[str, object]]:
    part = {
        "instrument": "outage",
        "actor_country_iso3": "COD",
        "stage": "mine",
        "item_share_pct": "cobalt=60",
    }
    return announced(**{"event_id": "watch-w1", "effective": "2025-10-12", **part, **changes})


def test_an_outage_takes_its_part_of_a_stage_and_no_truce_ends_it(
    known: Known, case_with: Callable[..., Case]
) -> None:
    on = case_with(policy_events=outage(suspended_or_ended="2026-04-01"))
    (event,) = known("october-2025", on=on)["watch-w1"]
    assert (event.origins, event.items, event.stages) == (("COD",), ("cobalt",), ("mine",))
    assert event.severity.tolist() == event.share.tolist() == [1.0] * 5 and event.parts == {"cobalt": 0.6}
    assert (event.kind, event.passes, event.actor, event.package) == (FIXED, 1.0, "", "")
    assert event.end == pytest.approx(6.0)


@pytest.mark.parametrize(("effective", "start"), [("2025-10-12", 11 / 31), ("2026-01-01", 3.0)])
def test_an_outage_whose_end_nobody_knows_lasts_as_long_as_one_usually_does(
    known: Known, case_with: Callable[..., Case], effective: str, start: float
) -> None:
    """4 months times exp(0.8^2 / 2), from the as-of date 2025-10-13 on where it has begun."""
    (event,) = known("october-2025", on=case_with(policy_events=outage(effective=effective)))["watch-w1"]
    assert event.start == pytest.approx(start)
    assert event.end == pytest.approx(max(start, 12 / 31) + 4 * np.exp(0.32))


def test_an_outage_at_home_takes_nothing_from_imports(
    case_with: Callable[..., Case], items: tuple[str, ...]
) -> None:
    on = case_with(policy_events=outage(actor_country_iso3="USA"))
    reason = why_not_counted(on.dataset, load_card("october-2025"), "watch-w1", items)
    assert reason == "it is an outage at home, and takes nothing from imports"
