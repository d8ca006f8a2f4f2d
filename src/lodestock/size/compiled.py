"""How loops are compiled: without Python's lock, with no rounding changed, kept on disk between processes.

Nothing is compiled as parallel: batches run in threads of the engine, and a fork or a second thread is safe.
Compiled code is kept in a folder named by the hash of all sources of this room, because a cached caller would not
notice that a callee in another file has changed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import config

__all__ = ["inlined", "jit"]


def _folder() -> str:
    """Return a folder in which compiled code can be kept, new for every change of the sources."""
    here = Path(__file__).parent
    sources = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(here.glob("*.py")))).hexdigest()[:16]
    given = config.CACHE_DIR  # type: ignore[attr-defined]
    for home in (given, os.path.expanduser("~/.cache"), tempfile.gettempdir()):
        if not home:
            continue
        folder = Path(home) / "lodestock" / sources
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return str(folder)
        except OSError:
            continue
    return tempfile.mkdtemp(prefix="lodestock-")


_FOLDER = _folder()


def inlined(function: Callable[..., Any]) -> Any:
    """Return the function for use inside compiled ones, whose body it becomes part of."""
    return njit(inline="always", error_model="numpy")(function)


def jit(function: Callable[..., Any], *, allocates: bool = False) -> Any:
    """Return the function compiled.

    One that allocates no array counts no references either: around a branch numba counts one for each array of
    a record, which costs more than a loop over quarters.
    """
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    config.CACHE_DIR = _FOLDER  # type: ignore[attr-defined]
    try:
        options: dict[str, Any] = {"error_model": "numpy", "_nrt": allocates}
        return njit(nogil=True, cache=True, **options)(function)
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]
