"""Texts that mean harm: each is read or refused with one line, runs nothing, and stops no other."""

from __future__ import annotations

import io
import json
import os
import resource
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lodestock.records.text import visible
from tests.cli.test_commands import call

NEWS = (
    "The US Defense Logistics Agency awarded a contract worth $5 million to buy antimony on 9 October 2025."
)


def read(folder: Path, content: str | bytes, name: str = "a.txt", code: int = 0) -> dict[str, Any]:
    """Read a hostile file and then a plain one; return what is told of the first."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "plain.txt").write_text(NEWS, encoding="utf-8")
    words = ("watch", "read", str(folder / name), str(folder / "plain.txt"), "--published", "2025-10-13")
    out, error = call(*words, "--json", code=code)
    hostile, plain = json.loads(out)["documents"]
    assert [e["type"] for e in plain["events"]] == ["award"] and plain["error"] is None
    assert visible(out) == out and error.count("\n") == (hostile["error"] is not None)
    assert (hostile["error"] is not None) == (code == 2)
    text = hostile["text"] if hostile["text"] is not None else content
    for evidence in (e for event in hostile["events"] for e in event["evidence"]):
        assert isinstance(text, str) and text[evidence["start"] : evidence["end"]] == evidence["quote"]
    shown, _ = call(*words, code=code)
    assert visible(shown) == shown
    return dict(hostile)


def zip_bomb() -> bytes:
    """A megabyte of nothing inside a kilobyte, inside another archive."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 2**20)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.zip", inner.getvalue())
    return outer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", zip_bomb(), "is a zip archive, as .docx and .xlsx are too. Unpack it yourself"),
        ("a.json", zip_bomb(), "is a zip archive"),
        ("a.txt", f"{NEWS}\0".encode(), "holds NUL bytes"),
        ("a.json", "[" * 100_000 + "]" * 100_000, "brackets stand inside brackets too deep"),
        ("a.jsonl", '{"a":' * 100_000 + "0" + "}" * 100_000, "a.jsonl:1: is JSON in which brackets"),
        ("a.txt", "", "is empty"),
        ("a.json", '{"text": "x", "published": "\x1b]0;PWN\x07"}', "is no JSON: Invalid control character"),
        ("a.html", "<script>" + NEWS, "is a page without words that can be seen"),
    ],
    ids=["zip", "zip as JSON", "NUL", "JSON", "JSON lines", "empty", "control", "script"],
)  # fmt: skip
def test_what_is_refused_is_told_in_one_line(
    tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    assert words in read(tmp_path, content, name, code=2)["error"]


def test_a_page_of_a_hundred_thousand_elements_inside_each_other(tmp_path: Path) -> None:
    page = f"{'<b>' * 100_000}<p>{NEWS}</p>{'</b>' * 100_000}"
    found = read(tmp_path, page, "a.html")
    assert found["text"] == NEWS and [e["type"] for e in found["events"]] == ["award"]


def test_scripts_and_addresses_of_a_page_are_neither_run_nor_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = (
        '<html><head><script>document.write("The agency bought $9m of tin.")</script>'
        '<link rel="stylesheet" href="http://192.0.2.1/x.css"><base href="http://192.0.2.1/"></head>'
        f'<body onload="x()"><img src="http://192.0.2.1/x.png" onerror="x()"><p>{NEWS} &lt;script&gt;x()&lt;/script&gt;</p>'
        '<iframe src="file:///etc/passwd">$9m</iframe><object data="http://192.0.2.1">$9m</object></body></html>'
    )
    found = read(tmp_path, page, "a.html")
    assert found["text"] == f"{NEWS} <script>x()</script>" and len(found["events"]) == 1


def test_marks_that_turn_the_line_stay_in_the_text_and_never_reach_a_terminal(tmp_path: Path) -> None:
    text = NEWS.replace("$5", "\u202e$5").replace("antimony", "antimony\u202c\u200b \u2066\x1b[31m")
    found = read(tmp_path, text)
    assert found["text"] is None and len(found["events"]) == 1
    assert (
        found["events"][0]["materials"] == ["antimony"] and found["events"][0]["amount"]["value"] == 5_000_000
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_tell_the_same_event(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, f"{NEWS}\r\nL’état, “là”.".encode(encoding))
    assert found["text"].startswith(f"{NEWS}\r\n") and len(found["events"]) == 1


def test_a_bad_line_in_the_middle_and_two_documents_of_one_id(tmp_path: Path) -> None:
    line = json.dumps({"id": "n", "published": "2025-10-13", "text": NEWS})
    (tmp_path / "a.jsonl").write_text(f'{line}\n{{"id": "n", "text": \n{line}\n', encoding="utf-8")
    out, error = call("watch", "read", str(tmp_path), "--json", code=2)
    documents = json.loads(out)["documents"]
    assert [(d["id"], d["file"][-2:], len(d["events"])) for d in documents] == [
        ("n", ":1", 1), ("a:2", ":2", 0), ("n", ":3", 1),
    ]  # fmt: skip
    assert error.count("\n") == 1 and "a.jsonl:2: is no JSON" in error


def test_pipes_devices_and_loops_of_links_never_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "above").symlink_to(tmp_path)
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    out, error = call("watch", "read", str(tmp_path), "--json", code=2)
    assert [len(d["events"]) for d in json.loads(out)["documents"]] == [0, 1, 0, 0]
    assert error.count("\n") == 3 and error.count("is no regular file") == 2


def test_ten_thousand_figures_in_a_row(tmp_path: Path) -> None:
    figures = " ".join(f"${n},000 million {n} t 1 May 20{n % 100:02}" for n in range(2_500))
    read(tmp_path, f"{NEWS} {figures}")


def measured(path: Path, code: int) -> tuple[str, float, float]:
    """Read a file in a process of its own; return what it says on stderr, seconds of the processor and megabytes."""
    words = [sys.executable, "-m", "lodestock.cli", "watch", "read", str(path), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    limit = 2 * 2**30
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == code, done.stderr
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stderr, used.ru_utime - before, used.ru_maxrss / 1024


@pytest.mark.soak
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json", "a.jsonl"])
def test_fifty_megabytes_are_refused_at_once(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = f"{NEWS}\n" * (50 * 10**6 // len(NEWS))
    path.write_text(json.dumps({"text": text}) if "json" in name else text, encoding="utf-8")
    error, seconds, megabytes = measured(path, 2)
    assert error.count("\n") == 1 and ("is larger than 16 MB" in error or "16 million signs" in error)
    assert seconds < 10 and megabytes < 1000


@pytest.mark.soak
@pytest.mark.parametrize(
    "part", ["<a ", "<!--", '<a x="', "<div>", "<h1>x", "<p hidden>", "&#9", "<b> ", "<"]
)
def test_sixteen_megabytes_of_a_broken_page_take_seconds(tmp_path: Path, part: str) -> None:
    page = tmp_path / "a.html"
    page.write_text(f"<p>{NEWS}</p>{part * (16 * 10**6 // len(part))}", encoding="utf-8")
    _, seconds, megabytes = measured(page, 2 if part in ("<h1>x", "<") else 0)
    assert seconds < 60 and megabytes < 1500


@pytest.mark.soak
@pytest.mark.parametrize(
    "unit",
    [
        *(" $1,000 million", " 5,000 t", " antimony", " the agency bought", "\n\n", "$1-", "1."),
        *("Foo Corp. ", "; ", "which ", "(", "and ", f"\n{NEWS}", NEWS.replace(". ", "; ")),
    ],
)
def test_texts_of_figures_take_time_in_proportion_to_their_length(tmp_path: Path, unit: str) -> None:
    seconds = []
    for size in (100_000, 400_000):
        path = tmp_path / f"{size}.txt"
        path.write_text(NEWS + unit * (size // len(unit)), encoding="utf-8")
        seconds.append(measured(path, 0)[1])
    assert seconds[1] < 8 * seconds[0] + 5, seconds
