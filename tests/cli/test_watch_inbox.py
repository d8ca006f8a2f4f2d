"""The commands of the inbox, as a person and a script meet them: from a text to a row and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lodestock.programme import watch
from lodestock.programme.project import new_project
from tests.cli.test_commands import call
from tests.programme.test_demo import nulls
from tests.programme.test_watch import Sums


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project into whose inbox a text with two awards was read."""
    monkeypatch.setattr(watch, "_finder", Sums)
    monkeypatch.delenv("LODESTOCK_USER", raising=False)
    made = new_project(tmp_path / "p")
    (tmp_path / "a.txt").write_text("The stockpile bought $5m of tin, and $7m more.", encoding="utf-8")
    out, _ = call("watch", "read", str(tmp_path / "a.txt"), "-C", str(made))
    assert "  1. w1: award, announced: dla; tin; 5,000,000 USD" in out and "  2. w2: " in out
    return made


def ask(folder: Path, *words: str, code: int = 0) -> dict[str, Any]:
    """Return the JSON object of a command of the inbox."""
    out, error = call("watch", *words, "-C", str(folder), "--json", code=code)
    return dict(json.loads(out)) if out else {"error": error}


def test_from_a_text_to_a_row_and_back(folder: Path) -> None:
    read = ask(folder, "read", str(folder.parent / "a.txt"))
    assert read["documents"][0]["proposals"] == ["w1", "w2"], "the same text again adds nothing"
    accepted = ask(folder, "accept", "w1", "--by", "ann", "--on", "2026-01-05", "--note", "read it")
    assert (accepted["command"], accepted["id"], accepted["state"]) == ("watch accept", "w1", "accepted")
    assert accepted["rows"] == [{"table": "awards", "row_id": "watch-w1"}]
    table = json.loads(
        call("table", "awards", "--where", "award_id=watch-w1", "-C", str(folder), "--json")[0]
    )
    assert table["rows"][0]["ceiling_musd"] == 5.0
    assert [(o["file"], o["line"], o["author"], o["reason"]) for o in table["overlays"]] == [
        ("watch/w1", None, "ann", "read it")
    ]
    refused = ask(folder, "accept", "w1", "--by", "bob", code=4)
    assert (refused["command"], refused["refused"]["rule"]) == ("watch accept", "state")
    assert ask(folder, "undo", "w1", "--by", "bob")["state"] == "new"
    assert ask(folder, "reject", "w2", "--by", "ann")["state"] == "rejected"
    found = ask(folder, "inbox")
    assert [(p["id"], p["state"], p["rows"]) for p in found["proposals"]] == [
        ("w1", "new", []),
        ("w2", "rejected", []),
    ]
    assert [p["id"] for p in ask(folder, "inbox", "--state", "new")["proposals"]] == ["w1"]


def test_a_line_to_copy_is_never_broken(folder: Path) -> None:
    out, _ = call("watch", "accept", "w1", "--by", "ann", "-C", str(folder))
    (award,) = (line for line in out.splitlines() if "ledger award" in line)
    assert award.endswith("--justification <WHY NO COMPETITION>") and len(award) > 140


def test_a_person_edits_merges_and_looks(folder: Path) -> None:
    edited = call(
        "watch", "edit", "w1", "materials=antimony", "until=2027-01-31", "--by", "ann", "-C", str(folder)
    )
    assert edited[0] == "w1 is new\nSet by hand: materials=antimony, until=2027-01-31.\n"
    assert "antimony; 5,000,000 USD; until 2027-01-31" in call("watch", "inbox", "-C", str(folder))[0]
    merged, _ = call("watch", "merge", "w1", "w2", "--by", "ann", "-C", str(folder))
    assert merged.startswith("w1 is new\nw2 is merged into it: its texts stand beside")
    assert "w2  merged into w1" in call("watch", "inbox", "-C", str(folder))[0]
    out, _ = call("watch", "effect", "w1", "--draws", "10", "-C", str(folder))
    assert out.startswith("w1 changes 0 items; the plan moves by 0.00% of its value\n")
    assert "Its row stands beside the plan, and the plan is not made from it." in out


def test_whatever_is_null_says_why(folder: Path) -> None:
    for words in (
        ("inbox",),
        ("effect", "w2"),
        ("accept", "w2", "--by", "ann"),
        ("inbox",),
        ("undo", "w2", "--by", "a"),
    ):
        document = ask(folder, *words)
        told = {key.split(" ")[0] for key in document.get("missing", {})}
        assert nulls(document) - {"seconds", "overlays[].line"} <= told, words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "w1"), "--by: is missing: nobody says who asks"),
        (("reject", "w9", "--by", "ann"), "proposal = 'w9': is not in the inbox. It holds w1 to w2"),
        (("edit", "w1", "colour=red", "--by", "ann"), "edit = 'colour=red': is no field of an event"),
        (("accept", "w1", "--status", "gone", "--by", "ann"), "--status = 'gone': is not an allowed word"),
        (("inbox", "--state", "open"), "--state = 'open': is no state of a proposal"),
        (("effect", "w1", "--database", "x"), "is not the address of a PostgreSQL database"),
        (("merge", "w1", "w1", "--by", "ann"), "merge = 'w1': is the same proposal"),
    ],
)
def test_wrong_use_is_told_in_one_line(folder: Path, words: tuple[str, ...], said: str) -> None:
    _, error = call("watch", *words, "-C", str(folder), code=2)
    assert said in error and error.count("\n") == 1


def test_a_dry_run_and_a_folder_that_is_no_project_keep_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("It bought $9m of tin.", encoding="utf-8")
    read = ask(folder, "read", str(tmp_path / "b.txt"), "--dry-run")
    assert "proposals" not in read["documents"][0] and len(ask(folder, "inbox")["proposals"]) == 2
    _, error = call("watch", "read", str(tmp_path / "b.txt"), "-C", str(tmp_path), code=2)
    assert "is not a project" in error
