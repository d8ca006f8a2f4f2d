"""Compiled code kept on disk between processes: only where no other user can write, and used only if it is whole.

Loading compiled code runs it. So a folder is used only if it and all folders above it belong to this user or to root
and nobody else can write there; and a file only if it still has the checksum that stands in front of it, because a
power cut leaves files empty or cut, and whoever tidies up may mix them.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import stat
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

__all__ = ["KeptCode", "source_hash", "why_not_private"]

_DIGEST = hashlib.sha256().digest_size


def source_hash(room: Path) -> str:
    """Return a hash of all sources below a folder: names and contents, sub-folders included.

    Parameters
    ----------
    room : folder of the sources
    """
    digest = hashlib.sha256()
    for path in sorted(room.rglob("*.py")):
        source = path.read_bytes()
        digest.update(f"{path.relative_to(room).as_posix()}\n{len(source)}\n".encode() + source)
    return digest.hexdigest()[:16]


def why_not_private(folder: Path) -> str | None:
    """Return why another user could have written into a folder, or None if only this user and root could.

    The folder must belong to this user; the folders above it to this user or to root, or be sticky, as /tmp is.
    Where the system has no owners in this sense (Windows), each user's cache folder is private as it is.

    Parameters
    ----------
    folder : an existing folder, without symbolic links on its path
    """
    if not hasattr(os, "geteuid"):
        return None
    for path in (folder, *folder.parents):
        found = path.lstat()
        ours = (os.geteuid(),) if path == folder else (os.geteuid(), 0)
        if found.st_uid not in ours:
            return f"{path} belongs to another user"
        shared = found.st_mode & (stat.S_IWOTH if _own_group(found.st_gid) else stat.S_IWOTH | stat.S_IWGRP)
        if shared and (path == folder or not found.st_mode & stat.S_ISVTX):
            return f"{path} can be written by other users"
    return None


def _own_group(group: int) -> bool:
    """Return whether a group is that of this user alone, as many systems give one to each user."""
    import grp
    import pwd

    try:
        user, named = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    return group == user.pw_gid and named.gr_name == user.pw_name and set(named.gr_mem) <= {user.pw_name}


@cache
def _folder() -> Path | None:
    """Return the folder of the code compiled from these sources, or None where it cannot be kept."""
    room = next(p for p in Path(__file__).parents if p.name == "size")
    given = os.environ.get("NUMBA_CACHE_DIR")
    for home in (given, os.path.expanduser("~/.cache")):
        if not home:
            continue
        top = Path(os.path.realpath(home)) / "lodestock"
        folder = top / source_hash(room)
        try:
            top.parent.mkdir(parents=True, exist_ok=True)
            top.mkdir(mode=0o700, exist_ok=True)
            reason = why_not_private(top)
            if reason is None:
                folder.mkdir(mode=0o700, exist_ok=True)
                reason = why_not_private(folder)
            if reason is None:
                with tempfile.TemporaryFile(dir=folder):
                    return folder
        except OSError as error:
            reason = f"{error.filename or folder}: {error.strerror}"
        _tell_once(f"compiled code is not kept: {reason}. Set NUMBA_CACHE_DIR to a folder of your own")
    _tell_once("nothing is kept, so each run compiles for half a minute")
    return None


@cache
def _tell_once(line: str) -> None:
    """Print a line on stderr, if there is one, the first time in a process."""
    if sys.stderr is not None:
        print(f"lodestock: {line}", file=sys.stderr)


class KeptCode(_Cache):
    """The code that one function was compiled to, one file per signature, processor and version of the compiler.

    A file is the SHA-256 of its own name and contents, then the contents.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._enabled = True

    @property
    def cache_path(self) -> str | None:
        """Folder of the files."""
        folder = _folder()
        return None if folder is None else str(folder)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the result of compiling for a signature, or None where none is kept whole.

        Parameters
        ----------
        sig : types of the arguments
        target_context : of the compiler
        """
        path = self._path(sig, target_context.codegen())
        if path is None or not path.exists():
            return None
        try:
            with path.open("rb") as file:
                ours = not hasattr(os, "geteuid") or os.fstat(file.fileno()).st_uid == os.geteuid()
                raw = file.read() if ours else b""
        except OSError:
            raw = b""
        if raw[:_DIGEST] != _digest(path, raw[_DIGEST:]):
            _tell_once(f"compiled code in {path.parent} is damaged, and is compiled again")
            return None
        target_context.refresh()
        return CompileResult._rebuild(target_context, *pickle.loads(raw[_DIGEST:]))

    def save_overload(self, sig: Any, cres: Any) -> None:
        """Keep the result of compiling for a signature; where that is not possible, only say so.

        Parameters
        ----------
        sig : types of the arguments
        cres : what the compiler made
        """
        path = self._path(sig, cres.codegen)
        if path is None or cres.lifted or cres.library.has_dynamic_globals:
            return
        contents = dumps(cres._reduce())
        try:
            handle, part = tempfile.mkstemp(prefix=".part-", dir=path.parent)
            try:
                with open(handle, "wb") as file:
                    file.write(_digest(path, contents) + contents)
                os.replace(part, path)
            except OSError:
                os.unlink(part)
                raise
        except OSError as error:
            _tell_once(f"compiled code is not kept: {path}: {error.strerror}")

    def _path(self, sig: Any, codegen: Any) -> Path | None:
        folder = _folder()
        if not self._enabled or folder is None:
            return None
        made_by = (str(sig), codegen.magic_tuple(), numba.__version__, platform.python_version())
        return folder / f"{self._name}-{hashlib.sha256(repr(made_by).encode()).hexdigest()[:16]}.bin"

    def enable(self) -> None:
        """Load and keep code from now on."""
        self._enabled = True

    def disable(self) -> None:
        """Neither load nor keep code from now on."""
        self._enabled = False

    def flush(self) -> None:
        """Forget what is kept of this function."""
        folder = _folder()
        for path in folder.glob(f"{self._name}-*.bin") if folder else ():
            path.unlink(missing_ok=True)


def _digest(path: Path, contents: bytes) -> bytes:
    return hashlib.sha256(path.name.encode() + b"\n" + contents).digest()
