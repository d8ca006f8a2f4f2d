"""What a score of ASSESS rests on, down to the cells and their sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lodestock.assess.methods import METHODS
from lodestock.programme.assess import ranked_scores
from lodestock.programme.assess_words import Asked
from lodestock.programme.explained import explained
from lodestock.programme.kept import Kept
from lodestock.programme.names import one_item
from lodestock.programme.project import Case
from lodestock.programme.size_loss import find_loss
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["explain_risk"]


def explain_risk(
    case: Case, word: str, draws: int | None, seed: int, runs: Iterable[Kept] | None
) -> dict[str, Any]:
    """Explain a score: its parts, and every cell that entered.

    Parameters
    ----------
    case : gives the tables and the as-of date
    word : item and method, as ``gallium.concentration``
    draws, seed, runs : of the sizing that programme risk rests on, see `lodestock.programme.size_loss.find_loss`

    Raises
    ------
    InputError : no item or no method has that name
    """
    item_word, _, name = word.rpartition(".")
    if not item_word or name not in METHODS:
        known = nearest(name, METHODS)
        remedy = f"Write it as assess/ITEM.METHOD, as assess/gallium.concentration. {known}"
        raise InputError(Problem("explain", f"assess/{word}", "names no score", remedy))
    item = one_item(case.dataset, item_word, "explain assess")
    method = METHODS[name]
    asked = Asked((name,), draws=draws, seed=seed)
    loss = find_loss(case, draws, seed, runs) if asked.sizes else None
    row = next(r for r in ranked_scores(case, method, asked, loss) if r["material"] == item)
    grades = [g for r in row["inputs"] if (g := (case.dataset.row_at(r) or {}).get("quality"))]
    return {
        **explained(
            case,
            f"assess/{item}.{name}",
            value=row["score"],
            unit=method.scale if method.unit else f"on a scale from {method.scale}",
            basis=row["form"],
            grade=max(grades, default=None),
            source=";".join(row["sources"]) or None,
            locator=None,
            date=row["vintage"],
            rule=f"{method.title}: {method.meaning}",
            inputs=[{"word": w, "value": v} for r in row["inputs"] for w, v in _cells(case, r)],
            used_by=["assess"],
            risk=row,
        ),
        "kind": "risk",
        "note": "",
        "also": [],
    }


def _cells(case: Case, word: str) -> list[tuple[str, float]]:
    """Return the numbers of a row, each with the word that explains it."""
    table, row = word.partition("/")[0], case.dataset.row_at(word) or {}
    names = [
        c.name
        for c in case.dataset.specs[table].columns
        if c.kind == "number" and c.name not in ("low", "high")
    ]
    return [(f"{word}.{n}", row[n]) for n in names if row.get(n) is not None]
