from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lodestock.ledger.accounts import Fund
from lodestock.ledger.decide import SignHead
from lodestock.ledger.people import CERTIFIER, NamePerson
from lodestock.programme.desk import Desk, Place, find_journal, open_desk
from lodestock.programme.project import new_project
from lodestock.records.errors import InputError, RuleError
from lodestock.store.journal import Journal

KEY = "22" * 32


def test_a_ledger_is_opened_once(tmp_path: Path) -> None:
    desk = Desk(Journal(tmp_path / "ledger.db"))
    first = desk.make(KEY)
    assert Desk(Journal(tmp_path / "ledger.db")).make(KEY) == first
    with pytest.raises(RuleError, match="with another key"):
        Desk(Journal(tmp_path / "ledger.db")).make("33" * 32)
    desk.carry_out(NamePerson("certifier", (CERTIFIER,)), "admin")
    with pytest.raises(RuleError, match="is there already"):
        desk.make(KEY)


def test_a_demo_stands_still(tmp_path: Path) -> None:
    desk = Desk(Journal(tmp_path / "ledger.db"))
    desk.make(KEY, at="2025-10-13T00:00:00Z", as_of="2025-10-13")
    desk.carry_out(NamePerson("certifier", (CERTIFIER,)), "admin", at="2025-10-13T00:00:00Z")
    assert [e.event.on for e in desk.entries()] == ["2025-10-13"] * 3 and desk.day(None) == "2025-10-13"
    with pytest.raises(InputError, match="is after the ledger's day 2025-10-13"):
        desk.carry_out(NamePerson("x", ("viewer",)), "admin", on="2025-10-14")


def test_two_desks_see_each_other(tmp_path: Path) -> None:
    one, two = (Desk(Journal(tmp_path / "ledger.db")) for _ in range(2))
    one.make(KEY)
    one.carry_out(NamePerson("certifier", (CERTIFIER,)), "admin")
    two.carry_out(Fund("nds", 5, "stockpile", "2025-07-04", None), "certifier")
    with pytest.raises(RuleError, match="is in the ledger already"):
        one.carry_out(Fund("nds", 5, "stockpile", "2025-07-04", None), "certifier")
    assert one.verify().ok and one.verify().events == 4


def test_where_a_ledger_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LODESTOCK_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is not a project"):
        find_journal(Place())
    project = new_project(tmp_path / "p")
    assert find_journal(Place(project)).address == project / "ledger.db"
    assert find_journal(Place(None, "postgresql://x/y")).address == "postgresql://x/y"
    monkeypatch.setenv("LODESTOCK_DATABASE_URL", "postgresql://x/z")
    assert find_journal(Place(project)).address == "postgresql://x/z"
    monkeypatch.delenv("LODESTOCK_DATABASE_URL")
    (project / "ledger.db").unlink(missing_ok=True)
    with pytest.raises(InputError, match="holds no ledger"):
        open_desk(Place(project))


def test_a_head_is_signed_with_a_key(tmp_path: Path) -> None:
    desk = Desk(Journal(tmp_path / "ledger.db"))
    desk.make(KEY)
    desk.carry_out(NamePerson("auditor", ("auditor",)), "admin")
    with pytest.raises(InputError, match="signing key"):
        desk.carry_out(SignHead(), "auditor")
    assert desk.verify().ok and desk.verify().events == 3


@pytest.mark.parametrize("body", ["x", "{}", '{"form":1}'])
def test_a_changed_journal_is_said_to_be_so_whatever_is_asked(tmp_path: Path, body: str) -> None:
    desk = Desk(Journal(tmp_path / "ledger.db"))
    desk.make(KEY)
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET body = ? WHERE seq = 2", (body,))
    for ask in (desk.catch_up, lambda: desk.book_on("2025-10-13"), lambda: list(desk.dated())):
        with pytest.raises(InputError, match="ledger verify"):
            ask()
    assert not desk.verify().ok
