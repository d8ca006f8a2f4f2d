"""What every explanation has alike: its keys, and the sizing that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lodestock.engine import Serial
from lodestock.programme.documents import header
from lodestock.programme.kept import Kept, kept_sizing, newest_runs
from lodestock.programme.project import Case
from lodestock.programme.size import size_case
from lodestock.size import Shortfalls

__all__ = ["explained", "find_sizing"]

_STATED = ("value", "unit", "basis", "grade", "source", "locator", "date", "rule", "overlay")


def explained(case: Case, word: str, **found: Any) -> dict[str, Any]:
    """Return the JSON object of an explanation: the keys that each has, null where nothing is stated, and its own.

    Parameters
    ----------
    case : what the word is asked of
    word : that is explained
    found : values of keys
    """
    return {
        **header("explain", case),
        "word": word,
        **{n: found.get(n) for n in _STATED},
        "inputs": found.get("inputs", []),
        "used_by": found.get("used_by", []),
        **{k: v for k, v in found.items() if k not in (*_STATED, "inputs", "used_by")},
        "missing": {n: "not stated by the table" for n in _STATED if found.get(n) is None and n != "overlay"},
    }


def find_sizing(case: Case, draws: int, seed: int, runs: Iterable[Kept] | None) -> Kept | Shortfalls | None:
    """Return what sizes a case: a run where one does, else computed now, else nothing.

    Parameters
    ----------
    case : that is sized
    draws, seed : of the sizing
    runs : that may answer, and where none does nothing is computed; None: those of the project, and where none of them
        answers the card is sized now
    """
    kept = kept_sizing(
        case,
        newest_runs(case) if runs is None else runs,
        draws=draws,
        seed=seed,
        any_program=runs is not None,
    )
    if kept is not None or runs is not None:
        return kept
    return size_case(case, Serial(), draws=draws, seed=seed)
