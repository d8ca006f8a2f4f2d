"""What refuses a decision on a proposal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestock.records.errors import InputError, RuleError
from lodestock.records.news import Amount
from lodestock.watch.decisions import check_accept, check_open, check_same, find_proposal, steps_to_undo
from lodestock.watch.inbox import Inbox, Step, fold
from tests.watch.test_inbox import AWARD, BAN, decide, read

DECISIONS = st.tuples(
    st.sampled_from(["accept", "reject", "merge", "edit"]), st.sampled_from("123"), st.booleans()
)
TEXT = read(read([], "a", AWARD, BAN), "b", replace(AWARD, amount=Amount(3e8, "USD", "up_to")))


def test_an_id_that_is_none_names_the_nearest() -> None:
    with pytest.raises(
        InputError, match=r"'w4': is not in the inbox. It holds w1 to w3: `lodestock watch inbox`"
    ):
        find_proposal(fold(TEXT), "w4")
    with pytest.raises(InputError, match="The inbox is empty"):
        find_proposal(Inbox(), "w1")


@pytest.mark.parametrize("act", ["accept", "reject"])
def test_what_is_decided_is_undone_first(act: str) -> None:
    history = decide(TEXT, act, "w1")
    with pytest.raises(RuleError, match=rf"is {act}ed already, by ann. Undo that first") as found:
        check_open(fold(history).proposals["w1"])
    assert (found.value.rule, found.value.exit_code) == ("state", 4)
    check_open(fold(TEXT).proposals["w1"])


def test_what_is_merged_is_decided_on_where_it_went() -> None:
    merged = decide(TEXT, "merge", "w1", **{"from": "w3"})
    with pytest.raises(RuleError, match=r"'w3': is merged into w1, which stands for it. Decide on w1"):
        check_accept(fold(merged).proposals["w3"], "ann")


def test_the_second_word_is_another_persons_on_the_same() -> None:
    waiting = fold(decide(TEXT, "accept", "w1", moved_share=0.034)).proposals["w1"]
    with pytest.raises(
        RuleError, match=r"moves the plan by 3.4% of its value, and ann has accepted"
    ) as found:
        check_accept(waiting, "ann")
    assert found.value.rule == "second person"
    for same in (" Ann", "ANN", "\uff21nn"):
        with pytest.raises(RuleError, match="Let another person accept it"):
            check_accept(waiting, same)
    check_accept(waiting, "bob")
    check_accept(waiting, "bob", {"status": "announced"})
    with pytest.raises(RuleError, match="was accepted by ann with status announced"):
        check_accept(waiting, "bob", {"status": "in_force"})


def test_what_changed_meanwhile_is_looked_at_again() -> None:
    check_same("w1", True)
    with pytest.raises(RuleError, match="was changed by somebody else in the meantime"):
        check_same("w1", False)


def _undone(history: list[Step], id: str) -> list[int]:
    inbox = fold(history)
    return [s.seq for s in steps_to_undo(inbox, inbox.proposals[id])]


def test_an_undo_takes_back_the_last_decision_whole() -> None:
    once = decide(TEXT, "accept", "w1", moved_share=0.5)
    assert _undone(once, "w1") == [4]
    assert _undone(decide(once, "accept", "w1", by="bob", moved_share=0.5), "w1") == [4, 5]
    assert _undone(decide(once, "reject", "w1"), "w1") == [5]
    with pytest.raises(RuleError, match="is new: nothing was decided"):
        _undone(TEXT, "w1")


def test_a_merge_is_undone_from_either_side_before_anything_rests_on_it() -> None:
    merged = decide(TEXT, "merge", "w1", **{"from": "w3"})
    assert _undone(merged, "w1") == _undone(merged, "w3") == [4]
    accepted = decide(merged, "accept", "w1")
    assert _undone(accepted, "w1") == [5]
    with pytest.raises(RuleError, match=r"'w3': is merged with w1, which is accepted. Undo that first"):
        _undone(accepted, "w3")
    again = decide(merged, "merge", "w2", **{"from": "w1"})
    assert _undone(again, "w1") == [5]
    with pytest.raises(RuleError, match=r"which is merged into w2"):
        _undone(again, "w3")


@given(st.lists(DECISIONS, max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_was_decided_an_undo_brings_back_what_stood_before(
    script: list[tuple[str, str, bool]],
) -> None:
    history, moved = TEXT, {True: 0.5, False: 0.0}
    for act, number, large in script:
        inbox, id = fold(history), f"w{number}"
        other = f"w{int(number) % 3 + 1}"
        data = {
            "edit": {"changes": {"stage": "mine"}},
            "merge": {"from": other},
            "accept": {"moved_share": moved[large]},
        }
        try:
            check_accept(inbox.proposals[id], "ann")
            check_open(inbox.proposals[other if act == "merge" else id])
        except RuleError:
            continue
        after = decide(history, act, id, **data.get(act, {}))
        if act != "edit":
            found = fold(after)
            steps = [s.seq for s in steps_to_undo(found, found.proposals[id])]
            assert replace(fold(decide(after, "undo", id, steps=steps)), seq=inbox.seq) == inbox
        history = after
