from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from lodestock.size.draw.code_cache import source_hash, why_not_private

ROOT_ONLY = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files to another user"
)
NOBODY = 65534


def draw(home: Path, **env: str) -> tuple[str, str]:
    """Draw a number with a compiled function, in a process whose cache folder lies in a home."""
    code = "from lodestock.size.draw.randoms import lane; print(lane(1, 2, 3, 0))"
    clean = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "HOME": str(home), **env},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a home whose cache folder holds compiled code, and the number drawn."""
    home = tmp_path_factory.mktemp("home")
    right, err = draw(home)
    assert err == ""
    return home, right


def test_compiled_code_is_kept_and_used(home: tuple[Path, str]) -> None:
    files = sorted((home[0] / ".cache" / "lodestock").glob("*/*.bin"))
    before = {p: p.stat().st_mtime_ns for p in files}
    assert len(files) >= 2
    assert draw(home[0]) == (home[1], "")
    assert {p: p.stat().st_mtime_ns for p in files} == before


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "mixed"])
def test_damaged_code_is_compiled_again(home: tuple[Path, str], damage: str) -> None:
    files = sorted((home[0] / ".cache" / "lodestock").glob("*/*.bin"))
    contents = [p.read_bytes() for p in files]
    for n, path in enumerate(files):
        whole = contents[n]
        damaged = {
            "empty": b"",
            "cut": whole[: len(whole) // 2],
            "changed": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
            "mixed": contents[n - 1],
        }[damage]
        path.write_bytes(damaged)
    found, err = draw(home[0])
    assert found == home[1] and "is damaged, and is compiled again" in err and err.count("\n") == 1
    assert all(len(p.read_bytes()) > 1000 for p in files)


def test_a_folder_that_others_can_write_is_not_private(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert why_not_private(folder) is None
    folder.chmod(0o777)
    assert why_not_private(folder) == f"{folder} can be written by other users"
    folder.chmod(0o1777)
    assert why_not_private(folder) == f"{folder} can be written by other users"
    folder.chmod(0o700)
    folder.parent.chmod(0o777)
    assert why_not_private(folder) == f"{folder.parent} can be written by other users"
    folder.parent.chmod(0o1777)
    assert why_not_private(folder) is None


class Marker:
    """What an attacker would leave: an object whose loading writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@ROOT_ONLY
@pytest.mark.parametrize("who", ["another user owns it", "others can write it"])
def test_code_of_another_user_is_never_loaded(tmp_path: Path, home: tuple[Path, str], who: str) -> None:
    shared, marker = tmp_path / "shared", tmp_path / "pwned"
    draw(tmp_path, NUMBA_CACHE_DIR=str(shared))
    (folder,) = (shared / "lodestock").iterdir()
    for path in folder.iterdir():
        path.write_bytes(pickle.dumps(Marker(marker)))
        os.chown(path, NOBODY, NOBODY)
    if who == "another user owns it":
        os.chown(shared / "lodestock", NOBODY, NOBODY)
    else:
        folder.chmod(0o777)
    found, err = draw(Path("/proc/nope"), NUMBA_CACHE_DIR=str(shared))
    assert found == home[1] and not marker.exists()
    reason = "belongs to another user" if who == "another user owns it" else "can be written by other users"
    assert reason in err and "NUMBA_CACHE_DIR" in err and "each run compiles" in err


@ROOT_ONLY
def test_a_file_of_another_user_is_not_loaded_from_a_folder_that_was_open_once(tmp_path: Path) -> None:
    right, _ = draw(tmp_path)
    for path in (tmp_path / ".cache" / "lodestock").glob("*/*.bin"):
        os.chown(path, NOBODY, NOBODY)
    found, err = draw(tmp_path)
    assert found == right and "is damaged" in err


def test_a_home_that_cannot_be_written_keeps_nothing(home: tuple[Path, str], tmp_path: Path) -> None:
    found, err = draw(Path("/proc/nope"), TMPDIR=str(tmp_path))
    assert found == home[1] and "is not kept" in err
    assert list(tmp_path.iterdir()) == []


def test_the_hash_of_sources_covers_folders_inside_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "draw").mkdir()
    seen = {source_hash(tmp_path)}
    for name, text in (("a.py", "x = 1"), ("draw/b.py", "y = 1"), ("draw/b.py", "y = 2"), ("draw/c.py", "")):
        (tmp_path / name).write_text(text)
        seen.add(source_hash(tmp_path))
    (tmp_path / "a.py").rename(tmp_path / "aa.py")
    assert len(seen | {source_hash(tmp_path)}) == 6
