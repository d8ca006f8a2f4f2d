"""The commands that read the news, as a person and a script meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodestock.programme import watch
from lodestock.programme.desk import Place
from lodestock.programme.project import new_project
from lodestock.records.text import visible
from tests.cli.test_commands import call
from tests.programme.test_digest import decided
from tests.programme.test_watch import Sums, write


@pytest.fixture(autouse=True)
def _sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_finder", Sums)


def test_events_for_a_person(tmp_path: Path) -> None:
    text, *_ = write(tmp_path)
    out, error = call("watch", "read", str(text), "--published", "2025-10-13")
    assert error == "" and out.startswith(
        "a, published 2025-10-13\n  1. award, announced: dla; tin; 5,000,000 USD\n"
    )
    assert '     "$5m" (21-24): amount\n' in out and out.endswith("2 events in 1 text\n")


def test_one_that_cannot_be_read_is_told_at_the_end_and_the_others_are_read(tmp_path: Path) -> None:
    paths = [*map(str, write(tmp_path)), str(tmp_path / "gone.txt")]
    out, error = call("watch", "read", *paths, "--json", code=2)
    documents = json.loads(out)["documents"]
    assert [len(d["events"]) for d in documents] == [2, 2, 2, 2, 0, 2, 0]
    assert error.splitlines() == [f"lodestock: {d['error']}" for d in documents if d["error"]]
    assert "gone.txt: is not there. Correct the name of the file or folder." in error
    out, error = call("watch", "read", *paths, code=2)
    assert "10 events in 5 texts; 2 could not be read" in out and error.count("\n") == 2


def test_words_of_a_text_steer_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"id": "x\\u001b[31m", "title": "\\u202et", "text": "$5m\\u202e \\u001b]0;PWN\\u0007 $6m"}',
        encoding="utf-8",
    )
    for words in ((), ("--json",)):
        out, _ = call("watch", "read", str(tmp_path / "a.json"), *words)
        assert (visible(out) == out and "\\u001b[31m" in out) or "\\x1b[31m" in out


def test_a_wrong_day_is_refused() -> None:
    assert (
        "--published = 'Monday': is not a date. Write it as 2025-10-13."
        in call("watch", "read", "x", "--published", "Monday", code=2)[1]
    )


def test_a_digest_for_a_terminal_a_script_and_a_file(tmp_path: Path) -> None:
    place = Place(new_project(tmp_path / "p"))
    decided(place)
    words = ("watch", "digest", "-C", str(tmp_path / "p"))
    out, _ = call(*words, "--since", "2025-10-01", "--out", str(tmp_path / "d.html"))
    assert out.startswith("News since 2025-10-01\n4 events from 2 texts") and visible(out) == out
    assert (tmp_path / "d.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    found = json.loads(call(*words, "--json", "--out", str(tmp_path / "d.html"), "--force")[0])
    assert found["command"] == "watch digest" and found["files"] == [str(tmp_path / "d.html")]
    assert "is there already" in call(*words, "--out", str(tmp_path / "d.html"), code=2)[1]
    assert "ends in neither .md nor .html" in call(*words, "--out", str(tmp_path / "d"), code=2)[1]
