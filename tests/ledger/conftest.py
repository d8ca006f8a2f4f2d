"""A ledger with its people and an open account, on both databases."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import MakeAward
from lodestock.ledger.certificates import Certify
from lodestock.ledger.command import Command
from lodestock.ledger.people import CERTIFIER, CUSTODIAN, OFFICER, NamePerson
from lodestock.programme.desk import Desk
from lodestock.records.errors import LodestockError, RuleError
from lodestock.store.journal import Journal
from tests.postgres import Server

KEY = "11" * 32
"""Private key of ledgers in tests."""


def soaked(count: int) -> int:
    """Return the part of a big count that the minutes of a soak allow; an hour allows all of it."""
    return round(count * int(os.environ.get("SOAK_MINUTES", "60")) / 60)


@dataclass
class Ledger:
    """A desk, and who does what there."""

    desk: Desk

    def do(self, command: Command, by: str, **more: Any) -> dict[str, Any]:
        return self.desk.carry_out(command, by, **more).said

    def refused(self, command: Command, by: str, **more: Any) -> RuleError:
        before = self.desk.verify()
        with pytest.raises(RuleError) as found:
            self.do(command, by, **more)
        after = self.desk.verify()
        assert (before.head, before.events) == (after.head, after.events) and after.ok
        return found.value

    def wrong(self, command: Command, by: str, **more: Any) -> str:
        before = self.desk.verify().head
        with pytest.raises(LodestockError) as found:
            self.do(command, by, **more)
        assert found.value.exit_code == 2 and self.desk.verify().head == before
        return str(found.value)

    def fund(
        self, account: str, cents: int, purpose: str = "investment", on: str | None = None, **more: Any
    ) -> None:
        """Make an account whose money may all be certified."""
        terms = {"first": "2025-07-04", "last": "2029-09-30", **more}
        self.do(Fund(account, cents, purpose, **terms), "certifier", on=on)
        self.do(Apportion(account, cents), "certifier", on=on)
        self.do(Allot(account, cents), "certifier", on=on)

    def award(self, cents: int = 0, ceiling: int = 1000, name: str = "a", account: str = "nds") -> str:
        """Make an award, and return a certificate of some cents for its orders."""
        certificate = str(self.do(Certify(account, cents or 1, name), "certifier")["id"])
        award = MakeAward(
            name, ("undisclosed",), "antimony", ceiling, None, certificate, justification="sole source"
        )
        self.do(award, "officer")
        return certificate


@pytest.fixture
def new_ledger_at() -> Callable[[str | Path], Ledger]:
    def make(address: str | Path) -> Ledger:
        ledger = Ledger(Desk(Journal(address)))
        ledger.desk.make(KEY)
        for person, role in (
            ("certifier", CERTIFIER), ("officer", OFFICER), ("keeper", CUSTODIAN), ("auditor", "auditor"),
        ):  # fmt: skip
            ledger.do(NamePerson(person, (role,)), "admin")
        return ledger

    return make


@pytest.fixture
def ledger(new_ledger_at: Callable[[str | Path], Ledger], address: str | Path) -> Ledger:
    return new_ledger_at(address)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return tmp_path / "ledger.db"
    server: Server = request.getfixturevalue("server")
    return server.new_database()
