"""Results put into a folder: all of them, in place of what an earlier run wrote there and of nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from lodestock.programme.folders import HIDDEN
from lodestock.records.errors import InputError, Problem

__all__ = ["INDEX", "file_hash", "place_whole", "written_files"]

INDEX = "run.json"
"""Written last: a folder without it is not whole. It holds the SHA-256 of every other file of its run."""

_BEGUN = f"{HIDDEN}begun.json"
"""What is being put into a folder, so that a program that is killed on the way leaves no file that nobody owns."""


def place_whole(made: Path, folder: Path) -> None:
    """Move the files below one folder to their places below another, the index last.

    What an earlier run wrote there and this one does not is removed; empty folders that it leaves too.

    Parameters
    ----------
    made : holds whole files, on the same disk
    folder : may hold anything

    Raises
    ------
    InputError : a file that would be replaced was not written by a run, or was changed since; nothing is moved then
    """
    new = {p.relative_to(made).as_posix(): p for p in sorted(made.rglob("*")) if p.is_file()}
    hashes = {name: file_hash(path) for name, path in new.items() if name != INDEX}
    ours = written_files(folder)
    refuse = [name for name in new if not _may_go(folder, name, ours, hashes.get(name))]
    if refuse:
        path, more = folder / refuse[0], len(refuse) - 1
        also = f", nor were {more} more files" if more else ""
        reason = f"was not written by lodestock, or was changed since{also}"
        raise InputError(Problem(str(path), "", reason, "Move it away, or give another folder"))
    folder.mkdir(parents=True, exist_ok=True)
    begun = {name: sorted({*ours.get(name, ()), digest}) for name, digest in hashes.items()}
    (folder / _BEGUN).write_text(
        json.dumps({**{n: sorted(h) for n, h in ours.items()}, **begun}), encoding="utf-8"
    )
    for name in sorted(ours.keys() - new.keys()):
        _remove(folder, name, ours[name])
    for name in sorted(new, key=lambda n: (n == INDEX, n)):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        new[name].replace(target)
    (folder / _BEGUN).unlink()


def written_files(folder: Path) -> dict[str, set[str]]:
    """Return the files that runs wrote into a folder, each with the hashes that it may have.

    Parameters
    ----------
    folder : its index is read, and what a program that was killed had begun
    """
    out: dict[str, set[str]] = {}
    for name, key in ((INDEX, "files"), (_BEGUN, None)):
        try:
            found = json.loads((folder / name).read_text(encoding="utf-8"))
            listed = found[key] if key else found
            for path, digests in listed.items():
                known = digests if isinstance(digests, list) else [digests]
                out.setdefault(str(path), set()).update(map(str, known))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
    return out


def file_hash(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _may_go(folder: Path, name: str, ours: dict[str, set[str]], new: str | None) -> bool:
    """Return whether nothing of the user's stands where a file is to be put."""
    there = folder / name
    if any(p.exists() and not p.is_dir() for p in there.parents if p.is_relative_to(folder)):
        return False
    if not there.exists() and not there.is_symlink():
        return True
    if name == INDEX:  # it cannot hold its own hash
        return there.is_file() and bool(ours)
    return there.is_file() and file_hash(there) in {*ours.get(name, ()), new}


def _remove(folder: Path, name: str, known: set[str]) -> None:
    """Remove a file as a run wrote it, and the folders that it leaves empty; a name outside of the folder stays."""
    path = folder / name
    if (
        not path.is_file()
        or not path.resolve().is_relative_to(folder.resolve())
        or file_hash(path) not in known
    ):
        return
    path.unlink()
    for parent in path.relative_to(folder).parents[:-1]:
        if any((folder / parent).iterdir()):
            break
        (folder / parent).rmdir()
