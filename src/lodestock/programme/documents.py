"""The JSON objects that scripts read."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from lodestock.programme.project import Case
from lodestock.programme.vintages import find_stale
from lodestock.records.text import replace_unseen
from lodestock.records.version import __version__

__all__ = ["NOT_YET", "dumps", "header", "input_hash"]

NOT_YET = "not yet"
"""Why a key is null whose room or method does not exist yet."""


def header(command: str, case: Case | None, *, seed: int = 0, draws: int = 1) -> dict[str, Any]:
    """Return what every object starts with; `seconds` is filled in by the door.

    Without a case, as where a damaged installation has none, what follows from it is None.
    """
    return {
        "command": command,
        "version": __version__,
        "as_of": case.card.as_of.isoformat() if case else None,
        "dataset_hash": case.dataset.hash if case else None,
        "scenario_hash": case.card.hash if case else None,
        "card": case.card.name if case else None,
        "seed": seed,
        "draws": draws,
        "seconds": None,
        "overlays": [
            {
                "file": o.file,
                "line": o.line,
                "row": f"{o.table}/{o.row_id}",
                "action": o.action,
                "author": o.author,
                "reason": o.reason,
            }
            for o in (case.dataset.overlays if case else ())
        ],
        "doubts": [
            {"place": p.place, "value": p.value or None, "reason": p.reason, "remedy": p.remedy}
            for p in (case.dataset.doubts if case else ())
        ],
        "stale": find_stale(case) if case else [],
    }


def input_hash(head: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of all that a run's results follow from."""
    names = ("version", "as_of", "dataset_hash", "scenario_hash", "seed", "draws")
    text = json.dumps({**{n: head[n] for n in names}, **options}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def dumps(document: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Write a document as JSON, numbers unrounded; refuse what JSON has no word for.

    Signs that cannot be seen or that steer a terminal are written as escapes, as JSON has them.
    """
    text = json.dumps(_plain(document), indent=indent, ensure_ascii=False, allow_nan=False)
    return replace_unseen(text, lambda sign: sign if sign == "\n" else json.dumps(sign)[1:-1])


def _plain(value: Any) -> Any:
    """Return a value of plain Python types."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value
