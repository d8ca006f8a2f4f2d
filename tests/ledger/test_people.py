from __future__ import annotations

import pytest

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import Cancel, Deobligate, MakeAward, Modify, Order, Solicit
from lodestock.ledger.certificates import Certify
from lodestock.ledger.command import Command
from lodestock.ledger.decide import COMMANDS, Reverse, SignHead
from lodestock.ledger.lots import Accept, Assay, Deliver, Reject
from lodestock.ledger.payments import Pay, RecordInvoice
from lodestock.ledger.people import APPROVER, AUDITOR, CERTIFIER, CUSTODIAN, OFFICER, ROLES, NamePerson
from lodestock.ledger.release import Approve, AskRelease
from tests.ledger.conftest import KEY, Ledger

ALLOWED: list[tuple[Command, set[str]]] = [
    (NamePerson("new", ("viewer",)), {APPROVER}),
    (Fund("f", 1, "stockpile", "2025-07-04", None), {CERTIFIER}),
    (Apportion("nds", 1), {CERTIFIER}),
    (Allot("nds", 1), {CERTIFIER}),
    (Certify("nds", 1, "a"), {CERTIFIER}),
    (Pay("a", 1, "n"), {CERTIFIER}),
    (Solicit("t", "tin"), {OFFICER}),
    (Cancel("s"), {OFFICER, APPROVER}),
    (MakeAward("b", ("x",), "tin", 1, 0, "certificate-2", justification="x"), {OFFICER}),
    (Order("a", 1, "certificate-1"), {OFFICER}),
    (Modify("a", 2000), {OFFICER}),
    (Deobligate("a", 1), {OFFICER}),
    (RecordInvoice("a", 1, "m"), {OFFICER}),
    (Deliver("a", "y", 1, "0"), {CUSTODIAN}),
    (Assay("x", "0.5"), {CUSTODIAN}),
    (Accept("z"), {CUSTODIAN}),
    (Reject("x"), {CUSTODIAN}),
    (AskRelease("z", 1, "rotation", "x", "war"), {CUSTODIAN}),
    (Approve("hash"), {APPROVER}),
    (SignHead(), {AUDITOR}),
]
"""The table of the design: command, and roles that may ask it."""


def test_every_command_is_in_the_table() -> None:
    assert {type(c) for c, _ in ALLOWED} == set(COMMANDS)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says(ledger: Ledger, role: str) -> None:
    ledger.do(NamePerson("somebody", (role,)), "admin")
    ledger.fund("nds", 100)
    certificate = ledger.award(50)
    ledger.do(Certify("nds", 10, "b"), "certifier")
    ledger.do(Fund("more", 5, "investment", "2025-07-04", None), "certifier")
    ledger.do(Apportion("more", 3), "certifier")
    ledger.do(Order("a", 30, certificate), "officer")
    ledger.do(Solicit("s", "tin"), "officer")
    ledger.do(RecordInvoice("a", 5, "n"), "officer")
    for lot in ("x", "z"):
        ledger.do(Deliver("a", lot, 1000, "0"), "keeper")
    ledger.do(Assay("z", "0.5"), "keeper")
    for command, roles in ALLOWED:
        if isinstance(command, (Apportion, Allot)):
            command = type(command)("more", 1)
        if isinstance(command, Approve):
            if ledger.desk.book_on(None).state.lots["z"].state != "accepted":
                ledger.do(Accept("z"), "keeper")
            asked = ledger.do(AskRelease("z", 1, "rotation", "x", "war"), "keeper")
            command = Approve(str(asked["hash"]))
        if isinstance(command, Reject):
            ledger.do(Deliver("a", "w", 1000, "0"), "keeper")
            command = Reject("w")
        if role in roles:
            ledger.do(command, "somebody", private_key=KEY if isinstance(command, SignHead) else None)
        else:
            assert ledger.refused(command, "somebody").rule == "role", command


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_nobody_gives_himself_a_role(ledger: Ledger) -> None:
    assert ledger.refused(NamePerson("admin", ("auditor",)), "admin").rule == "own_role"
    assert ledger.refused(NamePerson("officer", ("auditor",)), "admin").rule == "exists"
    assert "--role" in ledger.wrong(NamePerson("x", ("king",)), "admin")
    assert "is not a person" in ledger.wrong(NamePerson("x", ("viewer",)), "nobody")
    assert "is not an id" in ledger.wrong(NamePerson("x y", ("viewer",)), "admin")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_person_is_undone_until_he_acts(ledger: Ledger) -> None:
    seq = ledger.do(NamePerson("second", ("approver",)), "admin")["seq"]
    ledger.do(Reverse(seq, "wrong name"), "admin")
    assert "is not a person" in ledger.wrong(NamePerson("x", ("viewer",)), "second")
    seq = ledger.do(NamePerson("second", ("approver",)), "admin")["seq"]
    ledger.do(NamePerson("third", ("viewer",)), "second")
    assert "has acted since" in str(ledger.refused(Reverse(seq, "x"), "admin"))
    assert ledger.refused(Reverse(2, "x"), "second").rule == "whole"
    assert ledger.refused(Reverse(1, "x"), "second").rule == "whole"
    assert "is not in the journal" in ledger.wrong(Reverse(999, "x"), "second")
    assert ledger.refused(Reverse(3, "x"), "auditor").rule == "role"
