"""Views of supply risk: the items that a method ranks, and why some have no score."""

from __future__ import annotations

from typing import Any

from lodestock.report.views import Block, Document, Head, Table, Words, cut, percent, three_digits

__all__ = ["assess_view"]

_REASONS = 5
"""Items without a score whose reason is told."""


def assess_view(document: Document) -> list[Block]:
    """Return the ranking of each method.

    Parameters
    ----------
    document : JSON object of `lodestock assess`
    """
    out: list[Block] = [Words(document["finding"], "finding")]
    for method in document["methods"]:
        out += _ranking(document, method)
    pairs = document["agreement"]
    if pairs:
        heads = (Head("method", False), Head("other method", False), Head("items"), Head("rank correlation"))
        cells = tuple((p["a"], p["b"], str(p["items"]), _number(p["spearman"])) for p in pairs)
        out.append(Table("Do the methods agree?", heads, cells, cut=False))
    if document["uncertainty"]["trials"]:
        out.append(Words(document["uncertainty"]["assumed"], "note"))
    return out


def _ranking(document: Document, method: dict[str, Any]) -> list[Block]:
    """Return the items that a method scores, and why others have no score."""
    rows = [r for r in document["materials"] if r["method"] == method["name"]]
    scored = [r for r in rows if r["score"] is not None]
    without = [r for r in rows if r["score"] is None]
    parts, trials = method["shown"], any(r["spread"] for r in rows)
    span = ("5 %", "95 %", "in first ten") if trials else ("from", "to")
    numbers = ("score", *span, *(p.replace("_", " ") for p in parts), "known")
    heads = (
        Head("", is_number=True), Head("item", is_number=False), Head("stage", is_number=False),
        *(Head(w) for w in numbers), Head("figures", is_number=False),
    )  # fmt: skip
    cells = tuple(
        (
            str(r["rank"]), r["material"], r["stage"] or "-", _number(r["score"]), *_span(r, trials),
            *(_cell(r["parts"].get(p)) for p in parts), percent(r["coverage"], 0), cut(r["vintage"] or "-", 48),
        )
        for r in scored
    )  # fmt: skip
    reasons = [f"{r['material']} has no score: {' '.join(r['missing'])}" for r in without[:_REASONS]]
    if len(without) > _REASONS:
        reasons.append(f"{len(without) - _REASONS} more have none: --json gives every reason")
    return [
        Table(f"{method['title']}, {method['scale']}", heads, cells),
        *_earlier(document, scored),
        Words(f"{method['meaning']}.", "note"),
        *(Words(reason, "note") for reason in reasons),
    ]


def _earlier(document: Document, rows: list[dict[str, Any]]) -> list[Block]:
    """Return the scores beside those of another year, the largest differences first; none where none is named."""
    if document["against"] is None:
        return []
    told = [r for r in rows if r["earlier"]["difference"] is not None]
    told.sort(key=lambda r: (-abs(r["earlier"]["difference"]), r["material"]))
    heads = (
        Head("item", False), Head("stage", False), Head(str(document["against"])), Head(str(document["year"])),
        Head("difference"), Head("which is a", False),
    )  # fmt: skip
    cells = tuple(
        (r["material"], r["stage"] or "-", _number(r["earlier"]["score"]), _number(r["score"]),
         _number(r["earlier"]["difference"]), r["earlier"]["kind"])
        for r in told
    )  # fmt: skip
    return [Table(f"Beside {document['against']}", heads, cells)]


def _span(row: dict[str, Any], trials: bool) -> tuple[str, ...]:
    """Write the quantiles of the trials and the chance of being among the first ten, else what the inputs allow."""
    if not trials:
        return _number(row["low"]), _number(row["high"])
    spread = row["spread"] or {}
    return _number(spread.get("p05")), _number(spread.get("p95")), percent(spread.get("p_top"), 0)


def _number(value: float | None) -> str:
    return "-" if value is None else three_digits(value)


def _cell(value: Any) -> str:
    """Write a part of a score."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return three_digits(float(value))
    return "-" if value is None else cut(str(value), 24)
