from __future__ import annotations

import pytest

from lodestock.ledger.accounts import Apportion, Fund
from lodestock.ledger.awards import Deobligate, Order
from lodestock.ledger.book import answer_of, fund_changes
from lodestock.ledger.decide import Reverse
from lodestock.ledger.entries import Event
from lodestock.ledger.payments import Pay, RecordInvoice
from lodestock.ledger.state import Account, State
from tests.ledger.conftest import Ledger


def test_a_key_gives_the_same_answer_and_nothing_twice(ledger: Ledger) -> None:
    fund = Fund("nds", 100, "investment", "2025-07-04", "2029-09-30")
    first = ledger.do(fund, "certifier", key="k")
    assert ledger.do(fund, "certifier", key="k") == first
    for other, by, more in (
        (Fund("nds", 101, "investment", "2025-07-04", "2029-09-30"), "certifier", {}),
        (fund, "officer", {}),
        (fund, "certifier", {"note": "again"}),
        (fund, "certifier", {"on": "2025-10-13"}),
    ):
        assert ledger.refused(other, by, key="k", **more).rule == "conflict"


def test_a_thing_that_changed_is_refused_to_who_saw_it_before(ledger: Ledger) -> None:
    ledger.do(Fund("nds", 100, "investment", "2025-07-04", "2029-09-30"), "certifier")
    ledger.do(Apportion("nds", 10), "certifier", expected=1)
    error = ledger.refused(Apportion("nds", 10), "certifier", expected=1)
    assert error.rule == "conflict" and "at version 2, not 1" in str(error)


def test_questions_on_a_day(ledger: Ledger) -> None:
    ledger.fund("nds", 100, on="2025-08-01")
    certificate = ledger.award(50)
    ledger.do(Order("a", 30, certificate), "officer", on="2025-09-01")
    ledger.do(RecordInvoice("a", 30, "n"), "officer")
    ledger.do(Pay("a", 10, "n"), "certifier", on="2025-10-01")
    ledger.do(Deobligate("a", 5), "officer")
    assert ledger.desk.book_on("2025-07-31").state.accounts == {}
    early = ledger.desk.book_on("2025-10-13").state
    assert early.accounts["nds"].at_least(3) == 100 and early.awards == {}
    assert ledger.desk.book_on("2025-10-13").head == ledger.desk.verify().head
    today = ledger.desk.day(None)
    assert ledger.desk.book_on(today).state == ledger.desk.book_on(None).state


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_what_was_undone_later_was_so_before(ledger: Ledger) -> None:
    ledger.do(Fund("nds", 100, "investment", "2025-07-04", "2029-09-30"), "certifier", on="2025-08-01")
    seq = ledger.do(Apportion("nds", 60), "certifier", on="2025-09-01")["seq"]
    ledger.do(Reverse(seq, "too early"), "certifier", on="2025-10-01")
    ledger.do(Reverse(seq - 1, "too early"), "certifier", on="2025-08-15")
    assert ledger.desk.book_on("2025-09-30").state.accounts["nds"].at_least(2) == 60
    assert ledger.desk.book_on("2025-10-01").state.accounts == {}


def test_cumulative_amounts_change_by_what_moves() -> None:
    state = State()
    state.accounts["whole"] = Account("stockpile", "2025-07-04", None, None, None, None)
    state.accounts["part"] = Account("stockpile", "2025-07-04", None, None, "whole", None)
    order = Event("ordered", "award/a", {"account": "part", "cents": 5})
    assert fund_changes(state, order) == {"part": [0, 0, 0, 0, 5, 0], "whole": [0, 0, 0, 0, 5, 0]}
    back = Event("deobligated", "award/a", {"account": "whole", "cents": 5})
    assert fund_changes(state, back) == {"whole": [0, 0, 0, -5, -5, 0]}
    fund = Event("appropriated", "account/part", {"account": "part", "cents": 5})
    assert fund_changes(state, fund) == {"part": [5, 0, 0, 0, 0, 0]}


def test_an_answer_lists_events_where_there_are_several(ledger: Ledger) -> None:
    entries = list(ledger.desk.entries())
    assert set(answer_of(entries[:1])) == {"seq", "event", "hash", "id"}
    two = answer_of(entries[:2])
    assert two["seq"] == 2 and [e["event"] for e in two["events"]] == ["ledger_opened", "person_named"]
