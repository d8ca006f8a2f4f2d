from __future__ import annotations

from lodestock.ledger.awards import Cancel, Order, Solicit
from lodestock.ledger.certificates import Certify
from lodestock.ledger.decide import Reverse
from lodestock.ledger.people import CERTIFIER, OFFICER, NamePerson
from tests.ledger.conftest import Ledger


def test_what_is_left_of_a_certificate_stays_committed_until_it_is_cancelled(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    certificate = ledger.award(50)
    ledger.do(Order("a", 30, certificate), "officer")
    nds = ledger.desk.book_on(None).state.accounts["nds"]
    assert [nds.at_least(level) for level in range(1, 7)] == [100, 100, 100, 50, 30, 0]
    assert ledger.refused(Order("a", 21, certificate), "officer").available_cents == 20
    ledger.do(Cancel(certificate), "officer")
    nds = ledger.desk.book_on(None).state.accounts["nds"]
    assert [nds.at_least(level) for level in range(1, 7)] == [100, 100, 100, 30, 30, 0]
    assert ledger.refused(Order("a", 1, certificate), "officer").rule == "certificate"
    assert ledger.refused(Cancel(certificate), "officer").rule == "state"


def test_a_certificate_is_for_its_award_and_for_another_person(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    ledger.award(1)
    other = str(ledger.do(Certify("nds", 10, "b"), "certifier")["id"])
    assert ledger.refused(Order("a", 1, other), "officer").rule == "certificate"
    ledger.do(NamePerson("both", (CERTIFIER, OFFICER)), "admin")
    own = str(ledger.do(Certify("nds", 10, "a"), "both")["id"])
    error = ledger.refused(Order("a", 1, own), "both")
    assert error.rule == "duties" and "NIST SP 800-53 AC-5" in error.cite
    ledger.do(Order("a", 1, own), "officer")
    assert "certificate = 'certificate-9'" in ledger.wrong(Order("a", 1, "certificate-9"), "officer")
    assert "is not an id" in ledger.wrong(Solicit("certificate-3", "cobalt"), "officer")


def test_a_certificate_is_undone_while_whole(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    seq = ledger.do(Certify("nds", 100, "a"), "certifier")["seq"]
    ledger.do(Reverse(seq, "wrong account"), "certifier")
    second = ledger.do(Certify("nds", 60, "a"), "certifier")
    assert second["id"] == "certificate-2"
    cancelled = ledger.do(Cancel("certificate-2"), "officer")["seq"]
    ledger.do(Certify("nds", 50, "a"), "certifier")
    assert "committed elsewhere" in str(ledger.refused(Reverse(cancelled, "hasty"), "officer"))
    ledger.do(Cancel("certificate-3"), "officer")
    ledger.do(Reverse(cancelled, "hasty"), "officer")
    assert ledger.desk.book_on(None).state.certificates["certificate-2"].left_cents == 60
    assert ledger.refused(Reverse(second["seq"] + 1, "again"), "officer").rule == "whole"
    assert ledger.desk.verify().ok
