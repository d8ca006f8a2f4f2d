from __future__ import annotations

import pytest

from lodestock.ledger.entries import Event
from lodestock.ledger.money import LEDGER_ACCOUNTS, LEVELS, Move, moves


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("appropriated", 0, 1), ("apportioned", 1, 2), ("allotted", 2, 3), ("certified", 3, 4),
        ("certificate_cancelled", 4, 3), ("awarded", 4, 5), ("ordered", 4, 5), ("deobligated", 5, 3), ("paid", 5, 6),
    ],
)  # fmt: skip
def test_each_event_moves_money_and_its_reversal_moves_it_back(name: str, source: int, target: int) -> None:
    data = {"account": "nds", "cents": 7}
    assert moves(Event(name, "x/y", data)) == (Move("nds", source, target, 7),)
    back = Event("reversed", "x/y", {"seq": 1, "event": name, "data": data, "reason": "x"})
    assert moves(back) == (Move("nds", target, source, 7),)


def test_other_events_move_none() -> None:
    assert moves(Event("invoiced", "award/a", {"cents": 7, "number": "n"})) == ()
    assert moves(Event("awarded", "award/a", {"account": "nds", "cents": 0})) == ()
    assert len(LEDGER_ACCOUNTS) == len(LEVELS)
