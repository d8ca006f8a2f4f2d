"""Proposals of a project: read, edited, merged, rejected and undone, each in one transaction."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from lodestock.programme.desk import Place
from lodestock.programme.inbox import (
    add_texts,
    closed_lists,
    edit_document,
    inbox_document,
    keeper_for,
    merge_document,
    now_and_day,
    read_groups,
    reject_document,
    undo_document,
    write_steps,
)
from lodestock.programme.ledger import Words, make_ledger_in
from lodestock.programme.project import new_project
from lodestock.records.errors import InputError, RuleError
from lodestock.records.news import Amount
from lodestock.store.journal import Journal
from tests.programme.news_cases import AWARD, CONTROL, make_inbox, text

ANN = Words("ann", "2026-01-05", None, "looked at it")
OTHER = replace(AWARD, amount=Amount(300e6, "USD", "up_to"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_inbox(tmp_path / "p", CONTROL, AWARD)


def ids(place: Place, state: str | None = None) -> list[str]:
    return [p["id"] for p in inbox_document(place, state)["proposals"]]


def test_texts_become_proposals_once_and_one_deal_is_one(place: Place) -> None:
    assert add_texts(place, [text("a", CONTROL, AWARD)]) == [["w1", "w2"]], "the same text again"
    assert add_texts(place, [text("b", AWARD), text("c", OTHER, CONTROL)]) == [["w2"], ["w3", "w1"]]
    found = {p["id"]: p for p in inbox_document(place)["proposals"]}
    assert [d["id"] for d in found["w2"]["documents"]] == ["a", "b"]
    assert [(c["id"], c["field"]) for c in found["w3"]["conflicts"]] == [("w2", "amount")]
    assert found["w1"]["state"] == "new" and found["w1"]["needs_second"] is None


def test_the_inbox_lies_in_the_database_of_the_ledger_and_leaves_it_whole(tmp_path: Path) -> None:
    make_ledger_in(new_project(tmp_path / "p"))
    place = Place(tmp_path / "p")
    add_texts(place, [text("a", AWARD)])
    with Journal(tmp_path / "p" / "ledger.db").reading() as work:
        assert work.last() == 2 and work.faults() == []
    assert ids(place) == ["w1"]


def test_proposals_are_listed_by_state(place: Place) -> None:
    reject_document(place, ANN, "w2")
    assert (ids(place), ids(place, "new"), ids(place, "rejected")) == (["w1", "w2"], ["w1"], ["w2"])
    with pytest.raises(InputError, match="--state = 'open': is no state of a proposal"):
        inbox_document(place, "open")
    assert inbox_document(place)["counts"]["rejected"] == 1


def test_who_decided_when_and_why_is_kept(place: Place) -> None:
    assert reject_document(place, ANN, "w2")["state"] == "rejected"
    found = inbox_document(place)["proposals"][1]
    assert (found["decided_by"], found["decided_on"], found["note"]) == ("ann", "2026-01-05", "looked at it")
    undone = undo_document(place, ANN, "w2")
    assert undone["state"] == "new" and undone["said"] == ["Taken back: that it was rejected by ann."]
    with pytest.raises(RuleError, match="nothing was decided"):
        undo_document(place, ANN, "w2")


def test_a_field_is_set_within_its_list(place: Place) -> None:
    words = ["status=cancelled", "effective=2026-05-01", "stage=mine"]
    assert edit_document(place, ANN, "w1", words)["state"] == "new"
    found = inbox_document(place)["proposals"][0]
    assert (found["event"]["status"], found["event"]["stage"]) == ("cancelled", "mine")
    assert found["event"]["dates"]["effective"] == "2026-05-01" and found["event"]["direction"] == "lifts"
    assert found["changed"] == ["effective", "stage", "status"]
    for word, said in (("status=gone", "is not an allowed word"), ("amount=5", "has no currency")):
        with pytest.raises(InputError, match=said):
            edit_document(place, ANN, "w1", [word])


def test_two_proposals_of_one_deal_are_merged_and_parted_again(place: Place) -> None:
    add_texts(place, [text("c", OTHER)])
    assert merge_document(place, ANN, "w2", "w3")["state"] == "new"
    assert ids(place, "merged") == ["w3"]
    with pytest.raises(RuleError, match="is merged into w2"):
        reject_document(place, ANN, "w3")
    with pytest.raises(InputError, match="is the same proposal"):
        merge_document(place, ANN, "w2", "w2")
    assert undo_document(place, ANN, "w3")["said"] == ["Taken back: that w3 was merged into w2 by ann."]
    assert ids(place, "new") == ["w1", "w2", "w3"]


def test_nobody_decides_without_a_name_or_on_a_day_to_come(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LODESTOCK_USER", raising=False)
    with pytest.raises(InputError, match="nobody says who asks"):
        reject_document(place, Words(), "w1")
    with pytest.raises(InputError, match="is after today"):
        now_and_day("2999-01-01")
    with pytest.raises(InputError, match="--on"):
        now_and_day("soon")


def test_what_is_refused_writes_nothing(place: Place) -> None:
    with pytest.raises(InputError, match="is not in the inbox"):
        reject_document(place, ANN, "w9")
    assert write_steps(place, lambda inbox: [])[0].seq == 2


def test_of_two_who_decide_at_once_one_is_refused(place: Place) -> None:
    said: list[str] = []
    barrier = threading.Barrier(2)

    def decide(by: str) -> None:
        barrier.wait()
        try:
            said.append(reject_document(place, Words(by), "w1")["state"])
        except RuleError as error:
            said.append(error.rule)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("ann", "bob")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(said) == ["rejected", "state"]


def test_a_text_is_kept_in_a_project_and_nowhere_else(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LODESTOCK_USER", "ann")
    assert keeper_for(None, None) is None
    keep = keeper_for(place.folder, None)
    assert keep is not None and keep([text("z", CONTROL)]) == [["w1"]]
    with pytest.raises(InputError, match="is not a project"):
        keeper_for(tmp_path, None)


def test_lists_and_groups_are_those_of_the_project() -> None:
    lists = closed_lists()
    assert {"type", "status", "unit", "currency", "qualifier", "direction", "material", "purpose"} <= set(
        lists
    )
    assert "stockpile" in lists["purpose"] and "holmium" in read_groups()["rare-earths"]
