"""Streams of random numbers by name, and small helpers for arrays of whole numbers."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from lodestock.records.errors import DataError, Problem

__all__ = ["Ints", "offsets", "stream", "streams", "whole"]

Ints = np.ndarray[Any, np.dtype[np.int64]]


def stream(name: str) -> int:
    """Return the 32-bit key of a stream of random numbers.

    Parameters
    ----------
    name : for example ``reliability/CHL``

    >>> stream("regime")
    1791593247
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def whole(values: Any) -> Ints:
    """Return 64-bit whole numbers.

    Parameters
    ----------
    values : an array or a list of numbers
    """
    return np.array(values, dtype=np.int64)


def offsets(lists: list[list[Any]]) -> tuple[Ints, list[Any]]:
    """Return where each list starts in all of them joined, and the joined list.

    Parameters
    ----------
    lists : n lists
    """
    return whole(np.cumsum([0, *(len(x) for x in lists)])), [v for x in lists for v in x]


def streams(names: list[str]) -> Ints:
    """Return the keys of streams; two names with one key would share their numbers and are refused.

    Parameters
    ----------
    names : of the streams

    Raises
    ------
    DataError : two names with one key
    """
    keys = [stream(n) for n in names]
    if len(set(keys)) < len(set(names)):
        twice = sorted(n for n in names if keys.count(stream(n)) > names.count(n))
        reason = "two streams of random numbers share a key"
        raise DataError(Problem("names", ", ".join(twice), reason, "Rename one of the items"))
    return whole(keys)
