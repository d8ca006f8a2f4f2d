from __future__ import annotations

from lodestock.ledger.decide import Reverse
from lodestock.ledger.lots import Accept, Assay, Deliver
from lodestock.ledger.people import APPROVER, CUSTODIAN, NamePerson
from lodestock.ledger.release import Approve, AskRelease
from tests.ledger.conftest import Ledger


def release(grams: int, purpose: str = "shell cores") -> AskRelease:
    return AskRelease("x", grams, "president-any-time", purpose, "war")


def stocked(ledger: Ledger) -> int:
    ledger.fund("nds", 100, "stockpile")
    ledger.award()
    ledger.do(Deliver("a", "x", 2000, "0"), "keeper")
    ledger.do(Assay("x", "0.5"), "keeper")
    return int(ledger.do(Accept("x"), "keeper")["seq"])


def on_hand(ledger: Ledger) -> int | None:
    return ledger.desk.book_on(None).state.lots["x"].on_hand_grams


def test_stock_moves_when_another_person_approves_what_was_asked(ledger: Ledger) -> None:
    accepted = stocked(ledger)
    ledger.do(NamePerson("both", (APPROVER, CUSTODIAN)), "admin")
    asked = ledger.do(release(600), "both")
    assert on_hand(ledger) == 1000
    error = ledger.refused(Approve(asked["hash"]), "both")
    assert error.rule == "approval" and "GAO-14-704G" in error.cite
    ledger.do(Approve(asked["hash"]), "admin")
    assert on_hand(ledger) == 400
    assert ledger.refused(Approve(asked["hash"]), "admin").rule == "approval"
    assert ledger.refused(release(401), "keeper").rule == "stock"
    assert "release of the lot" in str(ledger.refused(Reverse(accepted, "x"), "keeper"))
    assert ledger.refused(Reverse(asked["seq"], "x"), "both").rule == "whole"
    assert "waits for approval" in ledger.wrong(Approve("00" * 32), "admin")
    assert ledger.desk.verify().ok


def test_a_later_request_lets_the_first_fall(ledger: Ledger) -> None:
    stocked(ledger)
    first = ledger.do(release(600), "keeper")["hash"]
    second = ledger.do(release(600, "radar"), "keeper")["hash"]
    assert first != second
    assert "replaced by a later one" in str(ledger.refused(Approve(first), "admin"))
    ledger.do(Approve(second), "admin")
    third, fourth = (ledger.do(release(400), "keeper")["hash"] for _ in range(2))
    assert ledger.refused(Approve(third), "admin").rule == "approval"
    ledger.do(Approve(fourth), "admin")
    assert on_hand(ledger) == 0


def test_only_accepted_stock_is_released(ledger: Ledger) -> None:
    ledger.fund("nds", 100, "stockpile")
    ledger.award()
    ledger.do(Deliver("a", "x", 2000, "0"), "keeper")
    assert ledger.refused(release(1), "keeper").rule == "state"
