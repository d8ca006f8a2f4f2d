"""What stands in a folder after results were put into it, and after a program was killed on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodestock.programme.placing import INDEX, file_hash, place_whole, written_files
from lodestock.records.errors import InputError


def run(folder: Path, **files: str) -> Path:
    """Make the folder of a run: names with two underscores lie in a folder."""
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    hashes = {p.relative_to(folder).as_posix(): file_hash(p) for p in folder.rglob("*") if p.is_file()}
    (folder / INDEX).write_text(json.dumps({"files": hashes}))
    return folder


def content(folder: Path) -> dict[str, str]:
    found = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}
    return {k: v for k, v in found.items() if k != INDEX}


def test_a_run_replaces_the_one_before_and_removes_what_it_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    place_whole(run(tmp_path / "1", a="1", fans__tin="1", deep__er__x="1"), out)
    (out / "mine.txt").write_text("mine")
    place_whole(run(tmp_path / "2", a="2", fans__zinc="2"), out)
    assert content(out) == {"a": "2", "fans/zinc": "2", "mine.txt": "mine"}
    assert not (out / "deep").exists()
    assert written_files(out) == {n: {file_hash(out / n)} for n in ("a", "fans/zinc")}


@pytest.mark.parametrize("name", ["a", "fans/tin", "fans", INDEX])
def test_a_file_of_the_users_is_never_replaced(tmp_path: Path, name: str) -> None:
    out, new = tmp_path / "out", run(tmp_path / "new", a="2", fans__tin="2")
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("mine")
    with pytest.raises(InputError, match="was not written by lodestock, or was changed since"):
        place_whole(new, out)
    assert [p.read_text() for p in out.rglob("*") if p.is_file()] == ["mine"]


def test_a_file_that_was_changed_since_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    place_whole(run(tmp_path / "1", a="1", b="1"), out)
    (out / "a").write_text("my edit")
    (out / "b").write_text("my edit")
    with pytest.raises(InputError, match=r"out/a: .*nor were 1 more files"):
        place_whole(run(tmp_path / "2", a="2", b="2"), out)
    place_whole(run(tmp_path / "3", c="3"), out)
    assert content(out) == {"a": "my edit", "b": "my edit", "c": "3"}


@pytest.mark.parametrize("moved", [0, 1, 2, 3])
def test_a_program_that_is_killed_while_it_moves_files_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    """Killed after any number of files, the next run owns those of both, and leaves its own alone."""
    out = tmp_path / "out"
    place_whole(run(tmp_path / "1", a="1", b="1", c="1"), out)
    real, left = Path.replace, [moved]

    def killed(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            place_whole(run(tmp_path / "2", a="2", b="2", d="2"), out)
    place_whole(run(tmp_path / "3", a="3", d="3", e="3"), out)
    assert content(out) == {"a": "3", "d": "3", "e": "3"}


def test_a_forged_index_removes_nothing_outside(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other.txt"
    out.mkdir()
    other.write_text("mine")
    (out / INDEX).write_text(json.dumps({"files": {"../other.txt": file_hash(other)}}))
    place_whole(run(tmp_path / "1", a="1"), out)
    assert other.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', '{"files": {"a": 1}}', "nonsense"])
def test_an_index_that_is_none_owns_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / INDEX).write_text(text)
    assert not any(len(digest) == 64 for known in written_files(tmp_path).values() for digest in known)
