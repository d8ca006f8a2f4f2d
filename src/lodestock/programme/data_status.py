"""The use case DATA STATUS: how many rows each table has, how new and how good they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lodestock.programme.documents import NOT_YET, header
from lodestock.programme.project import Case
from lodestock.records.frames import FrameSpec

__all__ = ["DATED", "data_status_document", "newest_text"]

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

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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


def newest_text(texts: Iterable[str]) -> str | None:
    """Return the text with the latest year, by the last year of four digits in each; None where no text has one.

    Of texts of the same year it is the last in the order of text, which for ISO dates is that of time.

    Parameters
    ----------
    texts : dates, years or periods

    >>> newest_text(["2016-2020", "2025-02", "2025-10-13", "derived"])
    '2025-10-13'
    """
    dated = [(years[-1], text) for text in texts if (years := _YEAR.findall(text))]
    return max(dated)[1] if dated else None


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
