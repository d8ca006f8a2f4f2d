from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from lodestock.programme.project import new_project
from tests.cli.ledger_calls import call, open_account, show


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_project(tmp_path / "p")
    open_account(made)
    return made


def test_a_head_is_signed_and_held_against_the_journal(folder: Path, tmp_path: Path) -> None:
    signed = tmp_path / "head.json"
    found = call(folder, "head", "--sign", str(signed), by="au")
    assert found["event"] == "head_signed" and json.loads(signed.read_text())["hash"] == found["hash"]
    assert call(folder, "head")["head"] == found["hash"] == call(folder, "status")["head"]
    call(folder, "certify", "nds", "--usd", "10", "--for", "a", by="fc")
    verified = call(folder, "verify", "--head", str(signed))
    assert verified["ok"] and verified["first_bad"] is None and verified["events"] == found["seq"] + 1
    assert call(folder, "head", "--sign", str(signed), by="fc", code=4)["refused"]["rule"] == "role"
    assert "holds the head signed at entry" in show(folder, "verify", "--head", str(signed))
    (tmp_path / "no.json").write_text("[]", encoding="utf-8")
    assert (
        "holds no signed head" in call(folder, "verify", "--head", str(tmp_path / "no.json"), code=2)["error"]
    )
    (folder / "ledger.key").write_text("not hex", encoding="utf-8")
    assert "no Ed25519 key" in call(folder, "head", "--sign", str(signed), by="au", code=2)["error"]
    (folder / "ledger.key").write_text("11" * 32, encoding="utf-8")
    assert "is not the ledger's" in call(folder, "head", "--sign", str(signed), by="au", code=2)["error"]


def test_no_other_file_is_written_over(folder: Path, tmp_path: Path) -> None:
    head = call(folder, "head")["head"]
    for name in ("ledger.db", "ledger.key", "scenario.yaml"):
        before = (folder / name).read_bytes()
        assert (
            "holds no signed head"
            in call(folder, "head", "--sign", str(folder / name), by="au", code=2)["error"]
        )
        assert (
            name == "ledger.db" or (folder / name).read_bytes() == before
        )  # SQLite tidies its own file at any time
    for place in (tmp_path, tmp_path / "none" / "h.json", Path("/dev/full")):
        assert "error" in call(folder, "head", "--sign", str(place), by="au", code=2)
    assert call(folder, "head")["head"] == head and call(folder, "verify")["ok"]


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    for name, make in (
        ("folder", lambda p: p.mkdir()),
        ("text", lambda p: p.write_text("no database" * 99)),
        ("link", lambda p: p.symlink_to(tmp_path / "nowhere" / "x")),
    ):
        project = new_project(tmp_path / name)
        make(project / "ledger.db")
        for command in ("init", "status", "verify"):
            assert "ledger.db" in call(project, command, code=2)["error"]
        assert not (project / "ledger.key").exists()


def test_a_change_behind_its_back_is_found(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute("UPDATE funds SET allotted = allotted - 1")
    found = call(folder, "verify", code=1)
    assert (
        not found["ok"]
        and "fund row of nds" in found["first_bad"]["reason"]
        and found["first_bad"]["seq"] == 9
    )


def test_history_of_a_thing(folder: Path) -> None:
    call(folder, "certify", "nds", "--usd", "10", "--for", "a", by="fc")
    names = [h["event"] for h in call(folder, "history", "nds")["history"]]
    assert names == ["appropriated", "apportioned", "allotted", "certified"]
    assert [h["event"] for h in call(folder, "history", "a")["history"]] == ["certified"]
    assert "Did you mean 'nds'" in call(folder, "history", "ndz", code=2)["error"]
    assert "allotted" in show(folder, "history")
    assert call(folder, "history", "--on", "2025-01-01")["history"] == []


def test_status_on_a_day(folder: Path) -> None:
    assert call(folder, "status", "--on", "2025-01-01")["accounts"] == []
    assert "No account yet" in show(folder, "status", "--on", "2025-01-01")
    assert "--on" in call(folder, "status", "--on", "2999-01-01", code=2)["error"]


def test_init_says_whose_it_is(folder: Path, tmp_path: Path) -> None:
    assert call(folder, "init", code=4)["refused"]["rule"] == "exists"
    assert "is not a project" in call(tmp_path, "init", code=2)["error"]
    other = new_project(tmp_path / "q")
    assert "is not admin" in call(other, "init", by="me", code=2)["error"]
    made = call(other, "init", by="admin")
    assert [e["event"] for e in made["events"]] == ["ledger_opened", "person_named"]
    assert (other / "ledger.key").stat().st_mode & 0o077 == 0
