from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestock.programme.events import event_rows, events_document
from lodestock.programme.explain_names import explain_event
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def on(case: Case, day: date) -> Case:
    return replace(case, card=replace(case.card, as_of=day))


def test_every_event_has_the_keys_that_scripts_read(case: Case) -> None:
    document = events_document(case)
    keys = ["event_id", "announced", "effective", "ended", "actor", "instrument", "materials"]
    keys += ["targets", "status", "in_force", "summary"]
    assert all(list(e) == keys for e in document["events"])
    assert len(document["events"]) + document["announced_later"] == len(case.dataset.rows("policy_events"))
    assert {e["in_force"] for e in document["events"]} == {True, False}
    assert "events[].ended" in document["missing"] and "events[].in_force" not in document["missing"]


def test_the_as_of_date_decides_what_is_known_and_in_force(case: Case) -> None:
    states = {}
    for day in (date(2025, 10, 8), date(2025, 10, 13), date(2025, 12, 1), date(2026, 11, 23)):
        rows = {e["event_id"]: e for e in events_document(on(case, day))["events"]}
        five = rows.get("cn-5ree-57")
        states[day.isoformat()] = five and (five["status"], five["in_force"], five["ended"])
    assert states == {
        "2025-10-08": None,
        "2025-10-13": ("pending", False, None),
        "2025-12-01": ("suspended", False, "2025-11-07"),
        "2026-11-23": ("unknown", None, "2025-11-07"),
    }
    assert "in_force" in " ".join(events_document(on(case, date(2026, 11, 23)))["missing"])


@pytest.mark.parametrize("word", ["neodymium", "Nd", "NEODYMIUM"])
def test_events_on_an_item_are_those_that_name_it_its_group_or_tax_it(case: Case, word: str) -> None:
    document = events_document(on(case, date(2026, 11, 23)), items=(word,))
    found = {e["event_id"] for e in document["events"]}
    assert {
        "cn-ree-quota",
        "us-mp-floor",
        "cn-tech-62",
        "us-100pct",
    } <= found  # by group, by name, by group, all goods
    assert not {"cod-co-quota", "us-cu-232", "us-recip-base-2025"} & found
    magnets = {e["event_id"] for e in events_document(case, items=("ndfeb-magnets",))["events"]}
    assert "us-recip-base-2025" in magnets  # a tariff on all goods, with exemptions, reaches magnets


def test_several_items_add_up_and_an_unknown_one_is_refused(case: Case) -> None:
    one, two, both = (
        {e["event_id"] for e in events_document(case, items=words)["events"]}
        for words in (("cobalt",), ("gallium",), ("cobalt", "Ga"))
    )
    assert one | two == both and one != both
    with pytest.raises(InputError, match="Did you mean 'cobalt'"):
        events_document(case, items=("cobolt",))


def test_the_newest_stand_first(case: Case) -> None:
    days = [e["announced"] for e in event_rows(case)]
    assert days == sorted(days, reverse=True)


def test_an_event_of_which_nothing_more_is_known_says_why(case: Case) -> None:
    later = on(case, date(2026, 11, 23))
    assert "suspension has run out" in explain_event(later, "cn-5ree-57")["value"]
    assert explain_event(case, "cn-5ree-57")["value"] == "pending"
