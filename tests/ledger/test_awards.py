from __future__ import annotations

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import Cancel, Deobligate, MakeAward, Modify, Order, Solicit
from lodestock.ledger.certificates import Certify
from lodestock.ledger.decide import Reverse
from tests.ledger.conftest import Ledger


def amounts(ledger: Ledger, award: str = "a") -> tuple[int, int | None, int, int]:
    a = ledger.desk.book_on(None).state.awards[award]
    return a.ceiling_cents, a.minimum_cents, a.obligated_cents, a.outlay_cents


def test_an_award_obligates_its_minimum_and_not_its_ceiling(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    ledger.do(Solicit("s", "scandium", 4500, 6_400_000), "officer")
    certificate = str(ledger.do(Certify("nds", 50, "s"), "certifier")["id"])
    two = ("Rio Tinto", "APL")
    wrong = MakeAward("a", two, "cobalt", 4500, 20, certificate, "s")
    assert "was for scandium" in str(ledger.refused(wrong, "officer"))
    assert (
        ledger.refused(MakeAward("a", two, "scandium", 19, 20, certificate, "s"), "officer").rule == "ceiling"
    )
    assert (
        ledger.refused(MakeAward("a", two, "scandium", 4500, 51, certificate, "s"), "officer").rule
        == "certificate"
    )
    bare = MakeAward("a", two, "scandium", 4500, 20, certificate)
    assert ledger.refused(bare, "officer").rule == "justification"
    ledger.do(MakeAward("a", two, "scandium", 4500, 20, certificate, "s"), "officer")
    assert amounts(ledger) == (4500, 20, 20, 0)
    state = ledger.desk.book_on(None).state
    assert state.solicitations["s"].state == "awarded" and state.solicitations["s"].award == "a"
    again = MakeAward("b", two, "scandium", 4500, 1, certificate, "s")
    assert "is awarded" in str(ledger.refused(again, "officer"))
    assert "is named twice" in ledger.wrong(
        MakeAward("c", ("x", "x"), "scandium", 1, 0, certificate, "s"), "officer"
    )
    ledger.do(Order("a", 30, certificate), "officer")
    assert amounts(ledger) == (4500, 20, 50, 0)


def test_orders_stay_below_the_ceiling(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    certificate = ledger.award(100, ceiling=60)
    ledger.do(Order("a", 59, certificate), "officer")
    error = ledger.refused(Order("a", 2, certificate), "officer")
    assert (error.rule, error.asked_cents, error.available_cents) == ("ceiling", 2, 1)
    ledger.do(Modify("a", 61), "officer")
    ledger.do(Order("a", 2, certificate), "officer")
    assert ledger.refused(Modify("a", 60), "officer").rule == "ceiling"
    assert "changes nothing" in ledger.wrong(Modify("a"), "officer")
    ledger.do(Modify("a", vendors=("Vendor in Pennsylvania",)), "officer")
    assert ledger.desk.book_on(None).state.awards["a"].vendors == ("Vendor in Pennsylvania",)
    assert "Did you mean 'a'" in ledger.wrong(Order("A", 2, certificate), "officer")


def test_an_order_is_paid_from_the_account_of_its_award(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    ledger.fund("other", 100)
    ledger.award()
    certificate = str(ledger.do(Certify("other", 10, "a"), "certifier")["id"])
    assert ledger.refused(Order("a", 1, certificate), "officer").rule == "purpose"


def test_receipts_buy_replacement_only(ledger: Ledger) -> None:
    ledger.fund("receipts", 100, "restricted_receipts", last=None)
    ledger.do(Solicit("s", "tin"), "officer")
    certificate = str(ledger.do(Certify("receipts", 50, "s"), "certifier")["id"])
    error = ledger.refused(MakeAward("a", ("x",), "tin", 50, 1, certificate, "s"), "officer")
    assert error.rule == "receipts" and "50 USC 98h" in error.cite
    replacing = MakeAward("a", ("x",), "tin", 50, 1, certificate, "s", justification="replaces rotated tin")
    ledger.do(replacing, "officer")


def test_money_is_taken_back_until_it_is_paid(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    certificate = ledger.award(50)
    order = ledger.do(Order("a", 50, certificate), "officer")["seq"]
    assert ledger.refused(Deobligate("a", 51), "officer").available_cents == 50
    back = ledger.do(Deobligate("a", 20), "officer")["seq"]
    assert amounts(ledger)[2] == 30
    assert "paid or de-obligated" in str(ledger.refused(Reverse(order, "x"), "officer"))
    ledger.do(Reverse(back, "x"), "officer")
    ledger.do(Reverse(order, "x"), "officer")
    assert (
        amounts(ledger)[2] == 0 and ledger.desk.book_on(None).state.certificates[certificate].left_cents == 50
    )
    assert ledger.desk.verify().ok


def test_expired_money_adjusts_and_obligates_no_more(ledger: Ledger) -> None:
    ledger.fund("nds", 100, first="2024-10-01", last="2025-09-30", on="2025-01-01")
    on = "2025-09-30"
    certificate = str(ledger.do(Certify("nds", 50, "a"), "certifier", on=on)["id"])
    award = MakeAward("a", ("x",), "tin", 50, 0, certificate, justification="one source")
    ledger.do(award, "officer", on=on)
    ledger.do(Order("a", 20, certificate), "officer", on=on)
    assert ledger.refused(Order("a", 20, certificate), "officer", on="2025-10-01").rule == "period"
    ledger.do(Deobligate("a", 1), "officer", on="2025-10-01")


def test_undoing_awards_and_solicitations(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    opened = ledger.do(Solicit("s", "tin"), "officer")["seq"]
    certificate = str(ledger.do(Certify("nds", 50, "a"), "certifier")["id"])
    award = MakeAward("a", ("x",), "tin", 50, 5, certificate, "s", (("refined", "CAN"),))
    made = ledger.do(award, "officer")["seq"]
    assert ledger.refused(Reverse(opened, "x"), "officer").rule == "whole"
    changed = ledger.do(Modify("a", 60), "officer")["seq"]
    assert "changes of the award followed" in str(ledger.refused(Reverse(made, "x"), "officer"))
    ledger.do(Reverse(changed, "x"), "officer")
    ledger.do(Reverse(made, "x"), "officer")
    cancelled = ledger.do(Cancel("s"), "officer")["seq"]
    assert ledger.refused(Cancel("s"), "officer").rule == "state"
    ledger.do(Reverse(cancelled, "x"), "officer")
    ledger.do(Reverse(opened, "x"), "officer")
    assert "is not in the ledger" in ledger.wrong(Cancel("s"), "officer")
    assert ledger.desk.verify().ok


def test_an_account_stays_while_something_names_it(ledger: Ledger) -> None:
    ledger.do(Fund("nds", 100, "investment", "2025-07-04", None), "certifier")
    first = ledger.desk.verify().events
    for release in (Apportion, Allot):
        ledger.do(release("nds", 100), "certifier")
    certificate = ledger.award(50)
    ledger.do(Cancel(certificate), "officer")
    for seq in (first + 2, first + 1):
        ledger.do(Reverse(seq, "x"), "certifier")
    assert "names it" in str(ledger.refused(Reverse(first, "x"), "certifier"))


def test_an_award_stays_while_a_change_of_it_stands(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    certificate = str(ledger.do(Certify("nds", 50, "a"), "certifier")["id"])
    award = MakeAward("a", ("x",), "tin", 100, 50, certificate, justification="x")
    made = ledger.do(award, "officer")["seq"]
    changes = [ledger.do(Modify("a", cents), "officer")["seq"] for cents in (200, 100)]
    assert ledger.refused(Reverse(made, "x"), "officer").rule == "whole"
    assert ledger.refused(Modify("a", 49), "officer").rule == "ceiling"
    ledger.do(Deobligate("a", 50), "officer")
    assert "guaranteed" in str(ledger.refused(Modify("a", 49), "officer"))
    for seq in reversed(changes):
        ledger.do(Reverse(seq, "x"), "officer")
    assert ledger.refused(Reverse(made, "x"), "officer").rule == "whole"


def test_an_award_is_not_cancelled_but_de_obligated(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    ledger.award()
    assert "deobligate" in str(ledger.refused(Cancel("a"), "officer"))
