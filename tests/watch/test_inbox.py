"""What a history of texts and decisions leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lodestock.records.errors import InputError
from lodestock.records.news import Amount, Event, Link
from lodestock.watch.inbox import Inbox, Source, Step, fold, steps_of_text

AWARD = Event(
    "award", "announced", "dla", ("us-antimony",), ("antimony",), ("antimony ingots",),
    amount=Amount(245e6, "USD", "up_to"), announced=date(2025, 9, 23), direction="buys",
)  # fmt: skip
BAN = Event("export_ban", "announced", "gov-CHN", materials=("tin",), direction="restricts")
SAID = {"by": "", "on": "2026-01-05", "at": "2026-01-05T10:00:00Z", "note": None}


def source(name: str, published: str | None = "2025-09-24") -> Source:
    return Source(name, f"{name}.txt", "", published, name * 8)


def read(history: list[Step], name: str, *events: Event) -> list[Step]:
    """Return a history with a text read."""
    return [*history, *steps_of_text(fold(history), source(name), events, SAID, {})]


def decide(history: list[Step], act: str, id: str, by: str = "ann", **data: Any) -> list[Step]:
    """Return a history with a decision."""
    if act == "accept":
        data = {"changes": {}, "moved_share": None, "rows": [{"table": "t", "cells": {"k": id}}], **data}
    seq = history[-1].seq + 1
    return [*history, Step(act, id, by, "2026-01-06", "2026-01-06T10:00:00Z", None, data, seq)]


def states(history: Iterable[Step]) -> dict[str, str]:
    return {p.id: p.state for p in fold(history).proposals.values()}


def test_a_text_proposes_its_events_once() -> None:
    once = read([], "a", AWARD, BAN)
    assert [(s.act, s.id, s.seq) for s in once] == [("propose", "w1", 1), ("propose", "w2", 2)]
    assert read(once, "a", AWARD, BAN) == once
    assert fold(once).texts == {"a" * 8: {0: "w1", 1: "w2"}}
    assert fold([]).proposals == {} == Inbox().proposals


def test_a_deal_that_another_text_tells_is_one_proposal_with_two_pieces_of_evidence() -> None:
    history = read(read([], "a", replace(AWARD, amount=None)), "b", BAN, AWARD)
    inbox = fold(history)
    assert [(s.act, s.id) for s in history[1:]] == [("propose", "w2"), ("tell", "w1")]
    assert [t.source.id for t in inbox.proposals["w1"].tellings] == ["a", "b"]
    assert inbox.proposals["w1"].event.amount == AWARD.amount, (
        "the second text fills what the first leaves open"
    )
    assert inbox.conflicts({}).get("w1", []) == []


def test_two_events_of_one_text_are_never_one_deal() -> None:
    assert [s.id for s in read([], "a", AWARD, AWARD)] == ["w1", "w2"]
    again = read(read([], "a", AWARD, AWARD), "b", AWARD, AWARD)
    assert [(s.act, s.id) for s in again[2:]] == [("tell", "w1"), ("tell", "w2")]


def test_contradictions_stand_side_by_side_before_and_after_a_merge() -> None:
    other = replace(AWARD, amount=Amount(300e6, "USD", "up_to"))
    history = read(read([], "a", AWARD), "b", other)
    inbox = fold(history)
    (found,) = inbox.conflicts({}).get("w1", [])
    assert (found["field"], found["id"], found["document"]) == ("amount", "w2", "b")
    assert (found["value"]["value"], found["other"]["value"]) == (245e6, 300e6)
    merged = fold(decide(history, "merge", "w1", **{"from": "w2"}))
    (found,) = merged.conflicts({})["w1"]
    assert (found["id"], found["document"], found["other"]["value"]) == ("w1", "b", 300e6)
    assert merged.proposals["w2"].state == "merged" and merged.standing("w2").id == "w1"
    assert merged.proposals["w1"].event.amount == AWARD.amount


def test_a_rejected_proposal_contradicts_nobody() -> None:
    history = read(read([], "a", AWARD), "b", replace(AWARD, amount=Amount(300e6, "USD", "up_to")))
    inbox = fold(decide(history, "reject", "w2"))
    assert inbox.conflicts({}).get("w1", []) == []


def test_ties_of_a_text_lead_to_proposals() -> None:
    part = replace(AWARD, links=(Link("part_of", 1),))
    history = read(read([], "a", BAN), "b", part, BAN)
    inbox = fold(history)
    assert inbox.links(inbox.proposals["w2"]) == [{"kind": "part_of", "to": "w1"}]
    assert inbox.links(inbox.proposals["w1"]) == []


def test_what_is_accepted_counts_until_it_is_undone() -> None:
    history = decide(read([], "a", AWARD), "accept", "w1", changes={"status": "in_force"})
    accepted = fold(history).proposals["w1"]
    assert accepted.state == "accepted" and [r["cells"]["k"] for r in accepted.rows] == ["w1"]
    assert accepted.event.status == "in_force" and accepted.needs_second is None
    back = fold(decide(history, "undo", "w1", steps=[2])).proposals["w1"]
    assert back.state == "new" and not back.rows and back.event.status == "announced"


def test_more_than_one_per_cent_of_the_plan_needs_two_words() -> None:
    once = decide(read([], "a", AWARD), "accept", "w1", moved_share=0.0101)
    waiting = fold(once).proposals["w1"]
    assert waiting.state == "awaiting second" and not waiting.rows and waiting.needs_second
    twice = fold(decide(once, "accept", "w1", by="bob", moved_share=0.0101)).proposals["w1"]
    assert (
        twice.state == "accepted" and len(twice.rows) == 1 and [s.by for s in twice.accepts] == ["ann", "bob"]
    )
    small = fold(decide(read([], "a", AWARD), "accept", "w1", moved_share=0.01)).proposals["w1"]
    assert small.state == "accepted" and small.needs_second is False


def test_an_edit_takes_back_the_first_word() -> None:
    once = decide(read([], "a", AWARD), "accept", "w1", moved_share=0.5)
    edited = fold(decide(once, "edit", "w1", changes={"materials": ["tin"], "stage": "mine"})).proposals["w1"]
    assert edited.state == "new" and edited.accepts == () and edited.moved_share is None
    assert edited.event.materials == ("tin",) and edited.terms == {"stage": "mine"}


def test_a_rejection_is_undone_to_where_it_stood() -> None:
    waiting = decide(read([], "a", AWARD), "accept", "w1", moved_share=0.5)
    rejected = decide(waiting, "reject", "w1", by="bob")
    assert states(rejected) == {"w1": "rejected"}
    assert states(decide(rejected, "undo", "w1", steps=[3])) == {"w1": "awaiting second"}


def test_an_accepted_proposal_stays_so_where_another_text_tells_it() -> None:
    history = read(decide(read([], "a", AWARD), "accept", "w1"), "b", AWARD)
    assert states(history) == {"w1": "accepted"}
    assert len(fold(history).proposals["w1"].tellings) == 2


@pytest.mark.parametrize(
    ("act", "id", "data"),
    [
        ("propose", "w9", {}),
        ("fly", "w1", {}),
        ("undo", "w1", None),
        ("accept", "w99", {}),
        ("undo", "w1", {"steps": 5}),
    ],
)
def test_a_step_that_cannot_be_read_is_named(act: str, id: str, data: Any) -> None:
    history = read([], "a", AWARD)
    step = Step(act, id, "ann", "2026-01-05", "", None, data, seq=len(history) + 1)
    with pytest.raises(InputError, match=r"inbox = 'step 2': cannot be read: .*Restore a copy"):
        fold([*history, step])
