"""Changes made behind the ledger's back, each of which `verify` must find; an untouched copy verifies."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from lodestock.ledger.awards import Deobligate, Order, Solicit
from lodestock.ledger.decide import Reverse, SignHead
from lodestock.ledger.heads import Head
from lodestock.ledger.payments import Pay, RecordInvoice
from lodestock.programme.desk import Desk, verify_in
from lodestock.records.errors import LodestockError
from lodestock.store.journal import Journal, Transaction
from lodestock.store.tables import AMOUNTS, TRIGGERS
from tests.ledger.conftest import KEY, Ledger, soaked


@pytest.fixture
def written(ledger: Ledger) -> tuple[Ledger, Head]:
    """A ledger with every kind of row, and its last head, signed."""
    ledger.fund("nds", 1000)
    ledger.fund("programme", 800, within="nds")
    certificate = ledger.award(300, account="programme")
    for n in range(6):
        ledger.do(Order("a", 10 + n, certificate), "officer", key=f"order {n}")
        ledger.do(RecordInvoice("a", 10, str(n)), "officer", note="héllo")
        ledger.do(Pay("a", 5, str(n)), "certifier", key=f"pay {n}")
        if n % 2:
            ledger.desk.carry_out(SignHead(), "auditor", private_key=KEY)
    last = ledger.do(Deobligate("a", 3), "officer")["seq"]
    ledger.do(Reverse(last, "too soon"), "officer", key="back")
    ledger.do(Solicit("s", "cobalt"), "officer")
    head = ledger.desk.carry_out(SignHead(), "auditor", private_key=KEY).head
    assert head is not None
    return ledger, head


@dataclass
class Attack:
    """Somebody who may do anything to the tables, and who hides what he did to the triggers."""

    work: Transaction
    chance: random.Random
    events: int

    def sql(self, statement: str, **values: Any) -> list[Any]:
        found = self.work.connection.execute(text(statement), values)
        return [tuple(r) for r in found] if found.returns_rows else []

    @property
    def dialect(self) -> str:
        return self.work.connection.dialect.name

    def drop(self, name: str) -> None:
        if self.dialect == "sqlite":
            self.sql(f"DROP TRIGGER {name}")
        else:
            self.work.connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")

    def make(self, name: str) -> None:
        self.work.connection.exec_driver_sql(TRIGGERS[self.dialect][name])

    def any_seq(self) -> int:
        return self.chance.randint(1, self.events)

    def flipped(self, value: str) -> str:
        at = self.chance.randrange(len(value))
        other = self.chance.choice([c for c in "0123456789abcdefxyz ,}" if c != value[at]])
        return value[:at] + other + value[at + 1 :]

    # each returns the entry that must be named, or None where any will do
    def payload(self) -> int | None:
        seq = self.any_seq()
        ((body,),) = self.sql("SELECT body FROM journal WHERE seq = :s", s=seq)
        self.sql("UPDATE journal SET body = :b WHERE seq = :s", b=self.flipped(body), s=seq)
        return seq

    def column(self) -> int | None:
        seq, name = self.any_seq(), self.chance.choice(("stream", "hash", "prev"))
        ((value,),) = self.sql(f"SELECT {name} FROM journal WHERE seq = :s", s=seq)
        self.sql(f"UPDATE journal SET {name} = :v WHERE seq = :s", v=self.flipped(value), s=seq)
        return seq

    def version(self) -> int | None:
        seq = self.any_seq()
        self.sql("UPDATE journal SET version = version + 1000 WHERE seq = :s", s=seq)
        return seq

    def deleted(self) -> int | None:
        seq = self.any_seq()
        self.sql("DELETE FROM journal WHERE seq = :s", s=seq)
        return seq

    def cut(self) -> int | None:
        first = self.events - self.chance.randint(0, 3)
        self.sql("DELETE FROM journal WHERE seq >= :s", s=first)
        return first

    def swapped(self) -> int | None:
        one, two = sorted(self.chance.sample(range(1, self.events + 1), 2))
        self.sql("UPDATE journal SET seq = 1000000 WHERE seq = :s", s=one)
        self.sql("UPDATE journal SET seq = :o WHERE seq = :s", o=one, s=two)
        self.sql("UPDATE journal SET seq = :t WHERE seq = 1000000", t=two)
        return one

    def replaced(self) -> int | None:
        seq = self.any_seq()
        ((stream, version, prev, digest, body),) = self.sql(
            "SELECT stream, version, prev, hash, body FROM journal WHERE seq = :s", s=seq
        )
        row = {"q": seq, "m": stream, "v": version, "p": prev, "h": digest, "b": self.flipped(body)}
        if self.dialect == "sqlite":
            self.sql("INSERT OR REPLACE INTO journal VALUES (:q, :m, :v, :p, :h, :b)", **row)
        else:
            self.sql("DELETE FROM journal WHERE seq = :q", q=seq)
            self.sql("INSERT INTO journal VALUES (:q, :m, :v, :p, :h, :b)", **row)
        return seq

    def fund(self) -> int | None:
        name = self.chance.choice(AMOUNTS)
        account = self.chance.choice(("nds", "programme"))
        (row,) = self.sql("SELECT * FROM funds WHERE account = :a", a=account)
        every = dict(zip(AMOUNTS, row[1:], strict=True))
        now = every[name]
        place = AMOUNTS.index(name)
        low = every[AMOUNTS[place + 1]] if place < 5 else 0
        high = every[AMOUNTS[place - 1]] if place else now + 1000
        values = [v for v in (low, high, now + 1, now - 1) if low <= v <= high and v != now]
        if not values:
            self.sql("UPDATE funds SET appropriated = appropriated + 1 WHERE account = :a", a=account)
        else:
            self.sql(
                f"UPDATE funds SET {name} = :v WHERE account = :a", v=self.chance.choice(values), a=account
            )
        return None

    def fund_gone(self) -> int | None:
        self.sql("DELETE FROM funds WHERE account = :a", a=self.chance.choice(("nds", "programme")))
        return None

    def answer(self) -> int | None:
        key, content, seq, said = self.chance.choice(
            self.sql("SELECT key, content, seq, answer FROM answers")
        )
        name = self.chance.choice(("key", "content", "answer"))
        value = self.flipped({"key": key, "content": content, "answer": said}[name])
        self.sql(f"UPDATE answers SET {name} = :v WHERE key = :k", v=value, k=key)
        return None if name == "key" else int(seq)

    def answer_moved(self) -> int | None:
        key, seq = self.chance.choice(self.sql("SELECT key, seq FROM answers"))
        self.sql("UPDATE answers SET seq = seq + 1 WHERE key = :k", k=key)
        return int(seq)

    def answer_gone(self) -> int | None:
        key, seq = self.chance.choice(self.sql("SELECT key, seq FROM answers"))
        self.sql("DELETE FROM answers WHERE key = :k", k=key)
        return int(seq)

    def signature(self) -> int | None:
        seq, value = self.chance.choice(self.sql("SELECT seq, signature FROM signatures"))
        self.sql("UPDATE signatures SET signature = :v WHERE seq = :s", v=self.flipped(value), s=seq)
        return int(seq)

    def signature_gone(self) -> int | None:
        ((seq,),) = self.chance.sample(self.sql("SELECT seq FROM signatures"), 1)
        self.sql("DELETE FROM signatures WHERE seq = :s", s=seq)
        return int(seq)

    def migration(self) -> int | None:
        self.sql("UPDATE alembic_version SET version_num = '0000'")
        return 0

    def trigger(self) -> int | None:
        """Drop a trigger for good, or put an empty one in its place."""
        name = self.chance.choice(sorted(TRIGGERS[self.dialect]))
        self.drop(name)
        if self.chance.random() < 0.5:
            body = TRIGGERS[self.dialect][name]
            if self.dialect == "sqlite":
                self.work.connection.exec_driver_sql(body.replace("RAISE(ABORT", "max('x'"))
            else:
                self.work.connection.exec_driver_sql(body.replace("RAISE EXCEPTION", "RAISE NOTICE"))
        return 0

    def form(self) -> int | None:
        """Change what holds the tables together, but leave the names."""
        kinds = {
            "sqlite": (
                "CREATE UNIQUE INDEX zz ON answers(content)",
                "INSERT INTO alembic_version VALUES ('0999')",
            ),
            "postgresql": (
                "ALTER TABLE funds DROP CONSTRAINT funds_not_overspent; "
                "ALTER TABLE funds ADD CONSTRAINT funds_not_overspent CHECK (true)",
                "DROP TRIGGER journal_no_update ON journal; CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
                "FOR EACH ROW WHEN (false) EXECUTE FUNCTION journal_no_update(); "
                "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_no_update",
                "CREATE RULE zz AS ON INSERT TO journal DO INSTEAD NOTHING",
                "ALTER TABLE journal DISABLE TRIGGER journal_no_delete",
                "ALTER TABLE journal ENABLE TRIGGER journal_no_delete",
            ),
        }
        for statement in self.chance.choice(kinds[self.dialect]).split("; "):
            self.work.connection.exec_driver_sql(statement)
        return 0

    def strange(self) -> int | None:
        """Put a value of another type, where the database lets it."""
        if self.dialect == "postgresql":
            self.sql("DROP TABLE answers CASCADE")
            return 0
        self.sql(
            self.chance.choice(
                (
                    "UPDATE journal SET body = CAST(body AS BLOB) WHERE seq = 5",
                    "UPDATE journal SET body = X'ff' WHERE seq = 5",
                    "UPDATE journal SET stream = 7 WHERE seq = 5",
                    "INSERT INTO answers VALUES ('zz', 'c', 'abc', 'x')",
                    "UPDATE signatures SET signature = CAST(signature AS BLOB)",
                    "UPDATE signatures SET seq = 'abc' WHERE seq = (SELECT max(seq) FROM signatures)",
                    "UPDATE funds SET account = CAST(account AS BLOB)",
                    "DELETE FROM journal",
                    "DROP TABLE funds",
                )
            )
        )
        return None

    def strike(self, kind: str) -> int | None:
        """Do one kind of harm; everything but the harm itself is put back as it was."""
        if kind in ("trigger", "form"):
            return self.trigger() if kind == "trigger" else self.form()
        for name in TRIGGERS[self.dialect]:
            self.drop(name)
        named: int | None = getattr(self, kind)()
        for name in TRIGGERS[self.dialect] if kind != "strange" else ():
            self.make(name)
        return named


KINDS = (
    "payload", "payload", "column", "version", "deleted", "cut", "swapped", "replaced", "fund", "fund", "fund_gone",
    "answer", "answer_moved", "answer_gone", "signature", "signature_gone", "migration", "trigger", "form", "strange",
)  # fmt: skip


class UndoError(Exception):
    """Ends a transaction so that nothing of it stays."""


def run(written: tuple[Ledger, Head], trials: int) -> Counter[str]:
    ledger, head = written
    assert ledger.desk.verify(head).ok
    found: Counter[str] = Counter()
    for trial in range(trials):
        kind, chance = KINDS[trial % len(KINDS)], random.Random(trial)

        def attack(work: Transaction, kind: str = kind, chance: random.Random = chance) -> None:
            named = Attack(work, chance, head.seq).strike(kind)
            verdict = verify_in(work, head)
            assert verdict.first_bad is not None, (kind, "was not found")
            if named is not None:
                assert verdict.first_bad.seq == named, (kind, verdict.first_bad)
            found[kind] += 1
            raise UndoError

        with pytest.raises(UndoError):
            ledger.desk.journal.write(attack)
    assert ledger.desk.verify(head).ok
    return found


def test_three_hundred_changes_are_found(written: tuple[Ledger, Head]) -> None:
    assert set(run(written, 300)) == set(KINDS)


@pytest.mark.soak
def test_ten_thousand_changes_are_found(written: tuple[Ledger, Head]) -> None:
    run(written, soaked(10_000))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_file_that_was_changed_on_the_disk(
    written: tuple[Ledger, Head], address: Path, tmp_path: Path
) -> None:
    """A byte of the database file itself: either SQLite finds it or the chain does, where it holds anything."""
    ledger, head = written
    with ledger.desk.journal.reading() as work:
        body = next(iter(work.rows(20))).body.encode()
    ledger.desk.journal.close()
    data = bytearray(address.read_bytes())
    at = data.index(body) + len(body) // 2
    data[at] ^= 1
    (tmp_path / "copy.db").write_bytes(bytes(data))
    try:
        verdict = Desk(Journal(tmp_path / "copy.db")).verify(head)
        assert verdict.first_bad is not None and verdict.first_bad.seq in (0, 21)
    except LodestockError as error:
        assert "cannot be read" in str(error)
