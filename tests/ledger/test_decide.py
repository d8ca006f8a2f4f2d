from __future__ import annotations

from lodestock.ledger.accounts import Fund
from lodestock.ledger.command import Ask
from lodestock.ledger.decide import COMMANDS, apply, decide, first_events
from lodestock.ledger.people import CERTIFIER
from lodestock.ledger.state import Person, State
from tests.ledger.conftest import Ledger


def test_deciding_changes_no_state() -> None:
    state = State()
    for event in first_events("00" * 32, "2025-10-13"):
        apply(state, event)
    assert state.as_of == "2025-10-13" and state.people == {"admin": Person(("approver",))}
    state.people["c"] = Person((CERTIFIER,))
    ask = Ask(Fund("nds", 5, "stockpile", "2025-07-04", None), "c", "2025-10-13", "x")
    (event,) = decide(state, ask, lambda seq: None)
    assert state.accounts == {} and event.stream == "account/nds"
    apply(state, event)
    assert state.accounts["nds"].at_least(1) == 5


def test_every_command_has_a_word_of_its_own() -> None:
    words = [c.word for c in COMMANDS]
    assert len(set(words)) == len(words) and "init" not in words


def test_notes_are_checked(ledger: Ledger) -> None:
    fund = Fund("nds", 5, "stockpile", "2025-07-04", None)
    assert "--note" in ledger.wrong(fund, "certifier", note="a\x07b")
    ledger.do(fund, "certifier", note="Public Law 119-21 — “section 20004”")
    assert "--on = '2025-02-30'" in ledger.wrong(fund, "certifier", on="2025-02-30")
    assert "is after the ledger's day" in ledger.wrong(fund, "certifier", on="2999-01-01")
