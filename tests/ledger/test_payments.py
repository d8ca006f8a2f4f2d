from __future__ import annotations

from lodestock.ledger.awards import Order
from lodestock.ledger.decide import Reverse
from lodestock.ledger.lots import Accept, Assay, Deliver
from lodestock.ledger.payments import Pay, RecordInvoice
from lodestock.ledger.people import CERTIFIER, CUSTODIAN, NamePerson
from tests.ledger.conftest import Ledger


def test_a_payment_needs_an_invoice_and_what_is_obligated(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    certificate = ledger.award(50)
    ledger.do(Order("a", 30, certificate), "officer")
    assert "has no invoice yet" in ledger.wrong(Pay("a", 1, "n1"), "certifier")
    seq = ledger.do(RecordInvoice("a", 20, "n1"), "officer")["seq"]
    assert ledger.refused(RecordInvoice("a", 20, "n1"), "officer").rule == "exists"
    error = ledger.refused(Pay("a", 21, "n1"), "certifier")
    assert (error.rule, error.available_cents) == ("invoice", 20)
    paid = ledger.do(Pay("a", 15, "n1"), "certifier")["seq"]
    assert ledger.refused(Reverse(seq, "x"), "officer").rule == "whole"
    ledger.do(RecordInvoice("a", 50, "n2"), "officer")
    error = ledger.refused(Pay("a", 16, "n2"), "certifier")
    assert (error.rule, error.available_cents) == ("obligation", 15)
    assert ledger.desk.book_on(None).state.accounts["nds"].at_least(6) == 15
    ledger.do(Reverse(paid, "wrong bank"), "certifier")
    ledger.do(Reverse(seq, "x"), "officer")
    assert ledger.desk.book_on(None).state.accounts["nds"].at_least(6) == 0 and ledger.desk.verify().ok


def test_a_stockpile_pays_for_accepted_material_only(ledger: Ledger) -> None:
    ledger.fund("nds", 100, "stockpile")
    certificate = ledger.award(50)
    ledger.do(Order("a", 30, certificate), "officer")
    ledger.do(RecordInvoice("a", 20, "n1"), "officer")
    assert ledger.refused(Pay("a", 20, "n1"), "certifier").rule == "lot"
    ledger.do(NamePerson("both", (CERTIFIER, CUSTODIAN)), "admin")
    ledger.do(Deliver("a", "lot-1", 1000, "0.1"), "keeper")
    ledger.do(Assay("lot-1", "0.5"), "keeper")
    assert ledger.refused(Pay("a", 20, "n1"), "certifier").rule == "lot"
    seq = ledger.do(Accept("lot-1"), "both")["seq"]
    assert ledger.refused(Pay("a", 20, "n1"), "both").rule == "duties"
    ledger.do(Pay("a", 20, "n1"), "certifier")
    assert "rests on its accepted lots" in str(ledger.refused(Reverse(seq, "x"), "keeper"))


def test_what_looks_alike_is_alike(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    certificate = ledger.award(100)
    ledger.do(Order("a", 100, certificate), "officer")
    ledger.do(RecordInvoice("a", 60, "re\u0301f"), "officer", key="ke\u0301y")
    assert ledger.refused(RecordInvoice("a", 60, "réf"), "officer").rule == "exists"
    ledger.do(Pay("a", 60, "re\u0301f"), "certifier")
    again = ledger.do(RecordInvoice("a", 60, "réf"), "officer", key="kéy")
    assert again["event"] == "invoiced" and ledger.desk.verify().ok


def test_a_key_is_a_short_line_that_can_be_printed(ledger: Ledger) -> None:
    for key in ("", " ", "a\nb", "\u202ec", "\udcff", "x" * 201):
        assert "--key" in ledger.wrong(RecordInvoice("a", 60, "n"), "officer", key=key)
