from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lodestock.ledger.decide import SignHead
from lodestock.ledger.people import NamePerson
from lodestock.programme.accepted import open_inbox
from lodestock.programme.desk import Desk, Place
from lodestock.programme.inbox import add_texts
from lodestock.programme.ledger import make_ledger_in
from lodestock.programme.ledger_files import backup_document, restore_document
from lodestock.programme.project import new_project
from lodestock.programme.sample_ledger import write_sample
from lodestock.records.errors import InputError, RuleError
from lodestock.store.journal import Journal
from tests.postgres import Server
from tests.programme.news_cases import AWARD, text


@pytest.fixture
def project(tmp_path: Path, case) -> Path:  # type: ignore[no-untyped-def]
    folder = new_project(tmp_path / "p")
    write_sample(folder, case.dataset, "2025-10-13")
    return folder


def test_from_sqlite_to_postgresql_and_back(project: Path, tmp_path: Path, server: Server) -> None:
    key = (project / "ledger.key").read_text().strip()
    desk = Desk(Journal(project / "ledger.db"))
    signed = desk.carry_out(SignHead(), "auditor", key="k", private_key=key).head
    add_texts(Place(project), [text("a", AWARD)])
    first = backup_document(Place(project), tmp_path / "a.jsonl")
    address = server.new_database()
    restored = restore_document(Place(None, address), tmp_path / "a.jsonl")
    assert (restored["head"], restored["events"]) == (first["head"], first["events"])
    assert Desk(Journal(address)).verify(signed).ok
    assert open_inbox(Place(None, address)) == open_inbox(Place(project))
    second = backup_document(Place(None, address), tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes() and second[
        "head"
    ] == first["head"]
    other = new_project(tmp_path / "q")
    make_ledger_in(other)
    restore_document(Place(other), tmp_path / "b.jsonl")
    back = Desk(Journal(other / "ledger.db"))
    assert list(open_inbox(Place(other)).proposals) == ["w1"]
    assert back.verify(signed).ok and back.book_on(None).state == desk.book_on(None).state
    assert back.carry_out(SignHead(), "auditor", key="k", private_key=key).said["seq"] == first["events"]
    with pytest.raises(RuleError, match="is there already"):
        restore_document(Place(other), tmp_path / "b.jsonl")
    with pytest.raises(RuleError, match="is there already"):
        restore_document(Place(None, address), tmp_path / "b.jsonl")
    for place in (Place(new_project(tmp_path / "r")), Place(None, server.new_database())):
        add_texts(place, [text("b", AWARD)])
        with pytest.raises(RuleError, match="holds proposals of the news already"):
            restore_document(place, tmp_path / "b.jsonl")
        assert list(open_inbox(place).proposals) == ["w1"]


def test_nothing_is_replaced_unasked_and_nothing_bad_is_kept(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    backup_document(Place(project), file)
    with pytest.raises(InputError, match="is there already"):
        backup_document(Place(project), file)
    backup_document(Place(project), file, force=True)
    with pytest.raises(InputError, match="cannot be read or written"):
        backup_document(Place(project), tmp_path / "nowhere" / "a.jsonl")
    text = file.read_text(encoding="utf-8")
    other = new_project(tmp_path / "q")
    for name, changed in (
        ("one", text.replace("24500000000", "24600000000", 1)),
        ("two", text.replace("\n", "", 1)),
        ("three", "".join(text.splitlines(keepends=True)[:-2])),
        ("four", ""),
    ):
        (tmp_path / name).write_text(changed, encoding="utf-8")
        with pytest.raises(InputError):
            restore_document(Place(other), tmp_path / name)
    (tmp_path / "five").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        restore_document(Place(other), tmp_path / "five")
    with pytest.raises(InputError):
        restore_document(Place(other), tmp_path / "none")
    assert not (other / "ledger.db").exists()
    assert not [p for p in other.iterdir() if p.name.startswith(".lodestock")]


def test_a_ledger_that_does_not_verify_is_not_backed_up(project: Path, tmp_path: Path) -> None:
    with sqlite3.connect(project / "ledger.db") as connection:
        connection.execute("UPDATE funds SET appropriated = appropriated + 1")
    with pytest.raises(InputError, match="does not verify"):
        backup_document(Place(project), tmp_path / "a.jsonl")
    assert not (tmp_path / "a.jsonl").exists()


def test_a_ledger_with_people_is_kept(tmp_path: Path, project: Path) -> None:
    backup_document(Place(project), tmp_path / "a.jsonl")
    other = new_project(tmp_path / "q")
    make_ledger_in(other)
    Desk(Journal(other / "ledger.db")).carry_out(NamePerson("x", ("viewer",)), "admin")
    with pytest.raises(RuleError, match="is there already"):
        restore_document(Place(other), tmp_path / "a.jsonl")


def test_a_ledger_that_lost_its_form_is_not_replaced(tmp_path: Path, project: Path) -> None:
    backup_document(Place(project), tmp_path / "a.jsonl")
    with sqlite3.connect(project / "ledger.db") as connection:
        connection.execute("DROP TABLE alembic_version")
    with pytest.raises(InputError, match="is of another form"):
        restore_document(Place(project), tmp_path / "a.jsonl")
    (tmp_path / "end").write_text('{"lodestock_ledger_backup":1}\n"end"\n', encoding="utf-8")
    with pytest.raises(InputError, match="no line of a backup"):
        restore_document(Place(project), tmp_path / "end")
