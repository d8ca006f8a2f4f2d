from __future__ import annotations

from datetime import date

import pytest

from lodestock.programme.project import Case
from lodestock.records.events import event_day, event_state, first_day, known_end


def test_states_are_those_that_the_record_of_controls_tells(case: Case) -> None:
    """The record was written by hand from announcements, day by day, and apart from this rule."""
    rows = {str(r["event_id"]): r for r in case.dataset.rows("policy_events")}
    told = [
        (r["event_id"], r["date"], r["state"], event_state(rows[r["event_id"]], rows, event_day(r["date"])))
        for r in case.dataset.rows("control_backtest")
    ]
    assert len(told) > 80
    assert [t for t in told if t[2] != t[3]] == []


def event(**cells: str | None) -> dict[str, str | None]:
    base = {
        "announced": "2025-03-01",
        "effective": "2025-04-01",
        "suspended_or_ended": None,
        "actor_country_iso3": "CHN",
        "instrument": "export_ban",
        "materials": "tin",
        "status": "in_force",
    }
    return {**base, **cells}


@pytest.mark.parametrize(
    ("cells", "day", "state"),
    [
        ({}, date(2025, 3, 31), "pending"),
        ({}, date(2025, 4, 1), "in_force"),
        ({"effective": None}, date(2025, 3, 1), "in_force"),
        ({"effective": "2026"}, date(2025, 12, 31), "pending"),
        ({"effective": "2026"}, date(2026, 1, 1), "in_force"),
        ({"suspended_or_ended": "2026-02"}, date(2026, 1, 31), "in_force"),
        ({"suspended_or_ended": "2026-02"}, date(2026, 2, 1), "ended"),
        ({"status": "proposed"}, date(2026, 2, 1), "proposed"),
        ({"status": "threatened", "suspended_or_ended": "2025-10-30"}, date(2025, 10, 30), "ended"),
        ({"status": "suspended", "suspended_or_ended": "2025-11-07"}, date(2026, 6, 1), "suspended"),
    ],
)
def test_one_event_on_a_day(cells: dict[str, str | None], day: date, state: str) -> None:
    row = event(**cells)
    assert event_state(row, {"a": row}, day) == state


def test_a_suspension_that_has_run_out_leaves_the_state_unknown() -> None:
    row = event(status="suspended", suspended_or_ended="2025-11-07")
    truce = event(
        announced="2025-11-07",
        effective=None,
        instrument="other",
        suspended_or_ended="2026-11-10",
        materials="tin;zinc",
    )
    rows = {"a": row, "truce": truce}
    assert event_state(row, rows, date(2026, 11, 10)) == "suspended"
    assert event_state(row, rows, date(2026, 11, 11)) == "unknown"
    elsewhere = {"a": row, "truce": {**truce, "materials": "zinc"}}
    assert event_state(row, elsewhere, date(2026, 11, 11)) == "suspended"


def test_an_end_is_told_from_the_day_on_which_it_was_known() -> None:
    named = event(suspended_or_ended="2027-12-31")
    assert known_end(named, {"a": named}, date(2025, 3, 1)) == "2027-12-31"
    came = event(status="ended", suspended_or_ended="2025-09-21")
    assert known_end(came, {"a": came}, date(2025, 9, 20)) is None
    assert known_end(came, {"a": came}, date(2025, 9, 21)) == "2025-09-21"
    after = event(announced="2025-09-01", effective="2025-09-22")
    assert known_end(came, {"a": came, "b": after}, date(2025, 9, 1)) == "2025-09-21"
    assert known_end(event(), {}, date(2030, 1, 1)) is None and first_day(event()) == date(2025, 4, 1)
