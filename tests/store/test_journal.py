from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from lodestock.records.errors import InputError
from lodestock.records.journal import AnswerRow, JournalRow
from lodestock.store.journal import Journal, Transaction
from tests.postgres import Server

ZERO = "0" * 64


def row(seq: int, prev: str = ZERO) -> JournalRow:
    return JournalRow(seq, "award/a", seq, prev, f"{seq:064d}", f"{{{seq}}}")


def test_rows_are_read_back_in_order(address: str | Path) -> None:
    journal = Journal(address)
    assert not journal.exists()
    journal.make()
    journal.make()
    assert journal.exists()
    answer = AnswerRow("k", "c", 2, "{}")
    rows = [row(1), row(2, f"{1:064d}")]
    journal.write(lambda work: work.append(rows, {"nds": [9, 5, 0, 0, 0, 0]}, [answer], {2: "ab"}))
    journal.write(lambda work: work.append([row(3, f"{2:064d}")], {"nds": [0, 4, 0, 0, 0, 0]}))
    with journal.reading() as work:
        assert list(work.rows(1)) == [rows[1], row(3, f"{2:064d}")] and work.last() == 3
        assert work.row(2) == rows[1] and work.row(4) is None
        assert work.answer("k") == answer and work.answer("x") is None and work.answers() == [answer]
        assert work.funds() == {"nds": (9, 9, 0, 0, 0, 0)} and work.signatures() == {2: "ab"}
        assert work.faults() == []


@pytest.mark.parametrize("change", ["UPDATE journal SET body = 'x'", "DELETE FROM journal", "DELETE FROM funds",
    "UPDATE answers SET answer = 'x'", "DELETE FROM signatures"])  # fmt: skip
def test_what_is_written_stays(address: str | Path, change: str) -> None:
    journal = Journal(address)
    journal.make()
    answer = AnswerRow("k", "c", 1, "{}")
    journal.write(lambda work: work.append([row(1)], {"nds": [1, 0, 0, 0, 0, 0]}, [answer], {1: "ab"}))
    with pytest.raises(DBAPIError, match="what is written is not"):
        journal.write(lambda work: work.connection.execute(text(change)))
    if not isinstance(address, Path):
        for table in ("journal", "answers", "signatures", "funds"):
            with pytest.raises(DBAPIError, match="what is written is not deleted"):
                journal.write(lambda work, t=table: work.connection.execute(text(f"TRUNCATE {t}")))  # type: ignore[misc]
    else:
        replace = "INSERT OR REPLACE INTO journal SELECT * FROM journal"
        with pytest.raises(DBAPIError):
            journal.write(lambda work: work.connection.execute(text(replace)))


def test_an_entry_follows_the_last_one(address: str | Path) -> None:
    journal = Journal(address)
    journal.make()
    for wrong in ([row(2)], [row(1), row(3, f"{1:064d}")], [row(1, "1" * 64)], [row(1), row(2)]):
        with pytest.raises(DBAPIError, match="an entry follows the last one"):
            journal.write(lambda work, w=wrong: work.append(w, {}))  # type: ignore[misc]
    with journal.reading() as work:
        assert work.last() == 0


@pytest.mark.parametrize("amounts", [(1, 2, 0, 0, 0, 0), (5, 5, 5, 5, 5, 6), (-1, -1, -1, -1, -1, -1)])
def test_the_database_itself_refuses_an_overspent_account(
    address: str | Path, amounts: tuple[int, ...]
) -> None:
    journal = Journal(address)
    journal.make()
    with pytest.raises(IntegrityError):
        journal.write(lambda work: work.append([row(1)], {"nds": amounts}))
    journal.write(lambda work: work.append([row(1)], {"nds": [1, 1, 1, 1, 1, 1]}))
    with pytest.raises(IntegrityError):
        journal.write(lambda work: work.append([row(2, f"{1:064d}")], {"nds": [0, 0, 0, 0, 0, 1]}))
    with journal.reading() as work:
        assert work.last() == 1 and work.funds() == {"nds": (1,) * 6}


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("a letter, and no database" * 50, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used: file is not a database"):
        Journal(tmp_path / "ledger.db").exists()
    nobody = Journal("postgresql://me:secret@127.0.0.1:1/x")
    with pytest.raises(InputError, match="cannot be used") as found:
        nobody.exists()
    assert "secret" not in str(found.value)


def test_a_newer_form_is_refused(address: str | Path) -> None:
    journal = Journal(address)
    journal.make()
    journal.write(
        lambda work: work.connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    )
    assert journal.exists()
    for use in (journal.check, journal.make):
        with pytest.raises(InputError, match="is of another form"):
            use()
    with journal.reading() as work:
        assert work.faults() == ["the database says it is at migration 0999, not 0002"]


def test_two_make_the_same_tables_at_once(server: Server) -> None:
    address = server.new_database()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: Journal(address).make(), range(6)))
    with Journal(address).reading() as work:
        assert work.faults() == []


def test_what_postgresql_refuses_is_said(server: Server) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        Journal(server.url("nowhere")).exists()
    with pytest.raises(InputError, match="cannot be used") as found:
        Journal(f"{server.url('postgres')}&foo=bar&password=geheim").exists()
    assert "geheim" not in str(found.value)
    server.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(InputError, match="is not the encoding UTF8"):
        Journal(server.url("latin")).make()
    server.sql("CREATE ROLE guest LOGIN")
    address = server.new_database()
    guest = address.replace("postgres@", "guest@")
    with pytest.raises(InputError, match="permission denied"):
        Journal(guest).make()
    Journal(address).make()
    with pytest.raises(InputError, match="permission denied"), Journal(guest).reading() as work:
        work.last()


def test_a_write_that_the_database_drops_is_not_acknowledged(server: Server) -> None:
    journal = Journal(server.new_database())
    journal.make()
    journal.write(
        lambda work: work.connection.execute(
            text("CREATE RULE zz AS ON INSERT TO journal DO INSTEAD NOTHING")
        )
    )
    with pytest.raises(RuntimeError, match="did not keep what was written"):
        journal.write(lambda work: work.append([row(1)], {}))


def test_work_is_tried_again_where_postgresql_asks_for_it(server: Server) -> None:
    journal = Journal(server.new_database())
    journal.make()
    tries = []

    def busy(work: Transaction, until: int = 3) -> int:
        tries.append(work)
        if len(tries) < until:
            work.connection.execute(text("DO $$BEGIN RAISE EXCEPTION SQLSTATE '40001'; END$$"))
        return len(tries)

    assert journal.write(busy) == 3
    with pytest.raises(InputError, match="was busy in 10 tries"):
        journal.write(lambda work: busy(work, 99))
    assert len(tries) == 13
