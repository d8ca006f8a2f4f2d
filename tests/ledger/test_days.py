from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import Cancel, Deobligate, MakeAward, Modify, Order, Solicit
from lodestock.ledger.certificates import Certify
from lodestock.ledger.days import dated
from lodestock.ledger.decide import Reverse
from lodestock.ledger.lots import Accept, Assay, Deliver
from lodestock.ledger.payments import Pay, RecordInvoice
from tests.ledger.conftest import Ledger


@pytest.fixture
def address(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def fund(ledger: Ledger, on: str, account: str = "A", **more: str) -> int:
    command = Fund(account, 100, "investment", "2025-01-01", "2029-09-30", **more)
    return int(ledger.do(command, "certifier", on=on)["seq"])


def levels(ledger: Ledger, day: str, account: str = "A") -> list[int]:
    found = ledger.desk.book_on(day).state.accounts[account]
    assert min(found.balances) >= 0
    return [found.at_least(k) for k in range(1, 7)]


def test_a_thing_made_anew_counts_from_its_second_making(ledger: Ledger) -> None:
    seq = fund(ledger, "2026-02-01")
    ledger.do(Reverse(seq, "x"), "certifier", on="2026-02-01")
    fund(ledger, "2026-05-01")
    ledger.do(Apportion("A", 100), "certifier", on="2026-03-01")
    assert ledger.desk.book_on("2026-04-01").state.accounts == {}
    assert levels(ledger, "2026-05-01") == [100, 100, 0, 0, 0, 0]


def test_accounts_made_anew_the_other_way_round_hold_no_circle(ledger: Ledger) -> None:
    a, b = fund(ledger, "2026-02-01", "A"), fund(ledger, "2026-02-01", "B", within="A")
    ledger.do(Reverse(b, "x"), "certifier", on="2026-09-01")
    ledger.do(Reverse(a, "x"), "certifier", on="2026-09-01")
    fund(ledger, "2026-05-01", "B")
    fund(ledger, "2026-02-01", "A", within="B")
    assert ledger.desk.book_on("2026-03-01").state.accounts["B"].within == "A"
    assert ledger.desk.book_on("2026-09-01").state.accounts["A"].within == "B"


def test_money_given_back_later_is_not_used_earlier(ledger: Ledger) -> None:
    fund(ledger, "2026-02-01")
    for release in (Apportion, Allot):
        ledger.do(release("A", 100), "certifier", on="2026-02-01")
    ledger.do(Certify("A", 100, "x"), "certifier", on="2026-02-01")
    ledger.do(Cancel("certificate-1"), "officer", on="2026-09-01")
    ledger.do(Certify("A", 60, "x"), "certifier", on="2026-03-01")
    assert levels(ledger, "2026-04-01") == [100, 100, 100, 100, 0, 0]
    assert levels(ledger, "2026-09-01") == [100, 100, 100, 60, 0, 0]


def test_what_is_released_later_is_used_later(ledger: Ledger) -> None:
    fund(ledger, "2026-02-01")
    for release in (Apportion, Allot):
        ledger.do(release("A", 100), "certifier", on="2026-09-01")
    certificate = str(ledger.do(Certify("A", 100, "x"), "certifier", on="2026-03-01")["id"])
    award = MakeAward("x", ("v",), "tin", 500, 100, certificate, justification="one source")
    ledger.do(award, "officer", on="2026-03-02")
    ledger.do(RecordInvoice("x", 100, "1"), "officer", on="2026-03-03")
    ledger.do(Pay("x", 100, "1"), "certifier", on="2026-03-04")
    assert levels(ledger, "2026-08-31") == [100, 0, 0, 0, 0, 0]
    assert levels(ledger, "2026-09-01") == [100] * 6
    counts = {e.event.name: day for day, e in dated(ledger.desk.entries())}
    assert {counts[n] for n in ("certified", "awarded", "invoiced", "paid")} == {"2026-09-01"}


def test_a_forgotten_entry_counts_from_its_own_day(ledger: Ledger) -> None:
    ledger.fund("A", 100, on="2025-08-01")
    certificate = str(ledger.do(Certify("A", 90, "x"), "certifier", on="2025-09-01")["id"])
    award = MakeAward("x", ("v",), "tin", 90, 0, certificate, justification="one source")
    ledger.do(award, "officer", on="2025-09-01")
    ledger.do(Order("x", 30, certificate), "officer", on="2025-12-01")
    ledger.do(Order("x", 20, certificate), "officer", on="2025-10-01")
    assert levels(ledger, "2025-10-31")[4] == 20 and levels(ledger, "2025-12-01")[4] == 50
    ledger.do(Deobligate("x", 50), "officer", on="2025-11-01")
    assert levels(ledger, "2025-11-15")[4] == 20 and levels(ledger, "2025-12-01")[4] == 0


def test_steps_of_a_lot_and_terms_of_an_award_follow_each_other(ledger: Ledger) -> None:
    ledger.fund("nds", 100, on="2025-08-01")
    ledger.do(Solicit("s", "tin"), "officer", on="2025-09-01")
    ledger.do(Cancel("s"), "officer", on="2025-12-01")
    cancelled = ledger.desk.book_on(None).seq
    ledger.do(Reverse(cancelled, "hasty"), "officer", on="2025-10-01")
    certificate = str(ledger.do(Certify("nds", 5, "s"), "certifier", on="2025-09-02")["id"])
    ledger.do(MakeAward("x", ("v",), "tin", 90, 0, certificate, "s"), "officer", on="2025-09-03")
    ledger.do(Modify("x", 200), "officer", on="2026-03-01")
    ledger.do(Modify("x", 300), "officer", on="2026-02-01")
    ledger.do(Deliver("x", "lot", 10, "0"), "keeper", on="2026-03-05")
    ledger.do(Assay("lot", "0.5"), "keeper", on="2026-05-01")
    ledger.do(Accept("lot"), "keeper", on="2026-04-01")
    assert ledger.desk.book_on("2025-11-30").state.awards == {}
    assert ledger.desk.book_on("2025-12-01").state.solicitations["s"].award == "x"
    assert ledger.desk.book_on("2026-02-15").state.awards["x"].ceiling_cents == 90
    assert ledger.desk.book_on("2026-03-01").state.awards["x"].ceiling_cents == 300
    assert ledger.desk.book_on("2026-04-15").state.lots["lot"].state == "delivered"
    assert ledger.desk.book_on("2026-05-01").state.lots["lot"].state == "accepted"
