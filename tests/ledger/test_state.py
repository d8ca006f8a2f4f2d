from __future__ import annotations

import pytest

from lodestock.ledger.money import Move
from lodestock.ledger.state import Account, State
from lodestock.records.errors import InputError


def test_money_that_is_allotted_rolls_up() -> None:
    state = State()
    for name, within in (("whole", None), ("part", "whole")):
        state.accounts[name] = Account("stockpile", "2025-07-04", None, None, within, None)
        for level in range(3):
            state.move(Move(name, level, level + 1, 100))
    state.move(Move("part", 3, 4, 30))
    assert list(state.chain("part")) == ["part", "whole"]
    for name in ("whole", "part"):
        account = state.accounts[name]
        assert account.balances == [100, 0, 0, 70, 30, 0, 0]
        assert account.balances[0] == sum(account.balances[1:])
        assert [account.at_least(k) for k in range(1, 7)] == [100, 100, 100, 30, 0, 0]


def test_what_is_not_there_is_said() -> None:
    for find in (State().account, State().certificate, State().solicitation, State().award, State().lot):
        with pytest.raises(InputError, match=r"is not in the ledger. The ledger has no \w+ yet"):
            find("x")
