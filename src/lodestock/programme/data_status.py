"""The use case DATA STATUS: how many rows each table has, how new and how good they are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lodestock.programme.documents import NOT_YET, header
from lodestock.programme.project import Case
from lodestock.programme.vintages import newest_text
from lodestock.records.frames import FrameSpec

__all__ = ["DATED", "data_status_document"]

DATED = (
    "announced",
    "as_of",
    "date",
    "fiscal_year",
    "known_from",
    "price_year",
    "report_year",
    "valid_from",
    "year",
    "year_or_period",
    "years_used",
)
"""Columns that say from when a figure is. Those that name a day to come, such as a deadline, are not among them."""


def data_status_document(case: Case) -> dict[str, Any]:
    """Return the JSON object of `lodestock data status` but for `seconds`.

    Parameters
    ----------
    case : gives the tables, with overlays
    """
    overlaid: dict[str, set[str]] = {}
    for change in case.dataset.overlays:
        overlaid.setdefault(change.table, set()).add(change.row_id)
    tables = [
        {
            **_counts(spec, case.dataset.rows(name)),
            "overlaid": len(overlaid.get(name, ())),
            "missing": _empty_cells(spec, case.dataset.rows(name)),
        }
        for name, spec in case.dataset.specs.items()
    ]
    undated = [t["table"] for t in tables if t["newest"] is None]
    missing = {f"tables[].newest {t}": "the table dates no row" for t in undated}
    return {
        **header("data status", case),
        "tables": tables,
        "assumed": None,
        "missing": {"assumed": NOT_YET, **missing},
    }


def _counts(spec: FrameSpec, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return name, meaning, rows, newest date and grades of a table."""
    dated = [n for n in DATED if n in spec.names]
    grades = Counter(str(r["quality"]) for r in rows if r.get("quality") is not None)
    return {
        "table": spec.name,
        "meaning": spec.meaning,
        "rows": len(rows),
        "newest": newest_text(str(r[n]) for r in rows for n in dated if r[n] is not None),
        "grades": dict(sorted(grades.items())),
    }


def _empty_cells(spec: FrameSpec, rows: list[dict[str, Any]]) -> int:
    """Return the number of empty cells in the columns that may be empty."""
    optional = [c.name for c in spec.columns if not c.required]
    return sum(r[n] is None for r in rows for n in optional)
