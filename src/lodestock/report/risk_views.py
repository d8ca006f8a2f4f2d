"""Views of supply risk: the items that a method ranks, and why some have no score."""

from __future__ import annotations

import re
from typing import Any

from lodestock.records.lookups import OWN
from lodestock.report.views import Block, Document, Head, Table, Words, cut, percent, three_digits

__all__ = ["assess_view"]

_REASONS = 5
"""Reasons that are told."""

_NAMED = 4
"""Items that a reason names."""

_WORDS = {
    "hhi": "sum of the squared shares of output, 0 to 1 (one country)",
    "largest": "largest producer",
    "ir": "net import reliance, 0 to 1 (-: sourcing is not known at this stage, so world output stands alone)",
    "eu_state": "state in the EU's study of 2023",
    "si_ei": "substitution index of the EU, 1: no substitute",
    "import_risk": "how unstable the countries of supply are, 0 to 1",
    "cf": "characterisation factor, kg of copper per kg",
    "dp": "how likely output is to fail, 0 to 1",
    "te": "net import reliance, 0 to 1",
    "servable_t": "tonnes short that stock may serve",
    "worst_regime": "phase of the emergency that costs most",
}
"""What a part in a column means."""


_ALIKE = frozenset({"concentration", "eu-economic-importance"})
"""Methods that do not look at whose supply it is."""


def assess_view(document: Document) -> list[Block]:
    """Return the ranking of each method.

    Parameters
    ----------
    document : JSON object of `lodestock assess`
    """
    out: list[Block] = [Words(document["finding"], "finding")]
    if document.get("country", OWN) != OWN:
        same = [m["title"] for m in document["methods"] if m["name"] in _ALIKE]
        alike = f" The same for every country: {', '.join(same)}." if same else ""
        out.append(Words(f"Whose supply is at risk: {document['country_name']}.{alike}", "note"))
    for method in document["methods"]:
        rows = [r for r in document["materials"] if r["method"] == method["name"]]
        out += _ranking(document, method, rows)
    pairs = [p for p in document["agreement"] if p["spearman"] is not None]
    if pairs:
        heads = (Head("method", False), Head("other method", False), Head("items"), Head("rank correlation"))
        cells = tuple((p["a"], p["b"], str(p["items"]), _number(p["spearman"])) for p in pairs)
        title = "Do the methods agree? From 1 (the same order) over 0 (none in common) to -1 (the reverse), on all items"
        out.append(Table(title, heads, cells, cut=False))
    if any(r["spread"] for r in document["materials"]):
        out.append(Words(document["uncertainty"]["assumed"], "note"))
    top = next(iter(document["materials"]), None)
    if top:
        limited = document.get("country", OWN) != OWN or any(
            document.get(n) for n in ("stage", "year", "trade")
        )
        opens = f"`lodestock explain assess/{top['material']}.{top['method']}` opens a score"
        out.append(
            Words("--json has the parts and rows behind each of these scores" if limited else opens, "note")
        )
    return out


def _ranking(document: Document, method: Document, rows: list[dict[str, Any]]) -> list[Block]:
    """Return what a method says: its table, what the columns mean, and why items have no score."""
    out: list[Block] = []
    scored = [r for r in rows if r["score"] is not None]
    bounded = [r for r in rows if r["score"] is None and r["high"] is not None]
    told = [*scored, *sorted(bounded, key=lambda r: (-r["high"], r["material"]))]
    title = f"{method['title']}, {method['scale']}"
    parts, trials = method["shown"], any(r["spread"] for r in rows)
    span = ("5 %", "95 %", "in first ten") if trials else ("from", "to")
    numbers = ("score", *span, *(p.replace("_", " ") for p in parts), "known")
    heads = (
        Head("", is_number=True), Head("item", is_number=False), Head("stage", is_number=False),
        *(Head(w) for w in numbers), Head("figures", is_number=False),
    )  # fmt: skip
    cells = tuple(
        (
            "-" if r["rank"] is None else str(r["rank"]), r["material"], r["stage"] or "-", _number(r["score"]),
            *_span(r, trials), *(_cell(r["parts"].get(p)) for p in parts), percent(r["coverage"], 0),
            (r["vintage"] or "-").partition(";")[0],
        )
        for r in told
    )  # fmt: skip
    out.append(Table(title, heads, cells) if cells else Words(title))
    out += _earlier(document, scored)
    out.append(Words(f"{method['meaning']}.", "note"))
    if cells:
        ends = (
            "5 % to 95 %: between these lie nine in ten trials"
            if trials
            else "from, to: what unknown inputs leave open"
        )
        meanings = [f"{p.replace('_', ' ')}: {_WORDS[p]}" for p in parts if p in _WORDS]
        out.append(
            Words(
                "; ".join([ends, "known: how much of what the method needs is known", *meanings]) + ".",
                "note",
            )
        )
        whole = told[0]["vintage"] or ""
        if ";" in whole:
            bank = " (WGI: the governance indicators of the World Bank)" if "WGI" in whole else ""
            out.append(
                Words(
                    f"Figures of {told[0]['material']}: {whole}{bank}; --json has those of each item.", "note"
                )
            )
    if document["uncertainty"]["trials"] and not method.get("varies", True):
        out.append(
            Words(f"{method['title']} is not drawn anew by --trials: each trial would size the card.", "note")
        )
    return out + _without([r for r in rows if r["score"] is None])


def _without(rows: list[dict[str, Any]]) -> list[Block]:
    """Return why items have no score, those of one reason together."""
    reasons: dict[str, list[dict[str, Any]]] = {}
    for r in rows:
        text = " ".join(r["missing"])
        reasons.setdefault(re.sub(rf"\b{re.escape(r['material'])}\b", "the item", text), []).append(r)
    out: list[Block] = []
    for text, found in list(reasons.items())[:_REASONS]:
        names = ", ".join(r["material"] for r in found[:_NAMED])
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        have = "has" if len(found) == 1 else "have"
        out.append(Words(f"{names}{more} {have} no score: {text}", "note"))
    left = sum(len(found) for found in list(reasons.values())[_REASONS:])
    if left:
        out.append(Words(f"For other reasons {left} more have none: --json gives each", "note"))
    return out


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
