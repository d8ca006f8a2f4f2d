"""How loops are compiled: without Python's lock, with no rounding changed, kept on disk between processes.

Nothing is compiled as parallel: batches run in threads of the engine, and a fork or a second thread is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

from lodestock.size.draw.code_cache import KeptCode

__all__ = ["inlined", "jit"]


def inlined(function: Callable[..., Any]) -> Any:
    """Return the function for use inside compiled ones, whose body it becomes part of.

    Parameters
    ----------
    function : to be compiled with its callers
    """
    return njit(inline="always", error_model="numpy")(function)


def jit(function: Callable[..., Any], *, allocates: bool = False) -> Any:
    """Return the function compiled.

    One that allocates no array counts no references either: around a branch numba counts one for each array of
    a record, which costs more than a loop over quarters.

    Parameters
    ----------
    function : to be compiled at its first call
    allocates : whether it makes arrays
    """
    options: dict[str, Any] = {"error_model": "numpy", "_nrt": allocates}
    compiled = njit(nogil=True, **options)(function)
    compiled._cache = KeptCode(function)
    return compiled
