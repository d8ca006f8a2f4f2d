"""Pictures of supply risk: items ranked by a score, with what is not known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestock.report.charts import Spec
from lodestock.report.theme import ACCENT, INK, Caption, start_spec
from lodestock.report.views import three_digits

__all__ = ["agreement_chart", "risk_chart"]

_MOST = 25
"""Items that a picture holds."""

_NAMED = 6
"""Items without a score that a picture names."""


def risk_chart(rows: Sequence[Mapping[str, Any]], caption: Caption) -> Spec:
    """Return the scores of the riskiest items as bars, each with a line from its least to its largest value.

    Parameters
    ----------
    rows : name, stage, score, low and high, the riskiest first; those without a score are named in a note
    caption : words
    """
    scored = [r for r in rows if r["score"] is not None]
    without = [str(r["name"]) for r in rows if r["score"] is None]
    left = len(scored) - _MOST
    notes = []
    if left > 0:
        notes.append(f"The first {_MOST} of {len(scored)} items.")
    if without:
        more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
        notes.append(f"Without a score: {', '.join(without[:_NAMED])}{more}.")
    values = [
        {
            "item": f"{r['name']}, {r['stage']}" if r["stage"] else r["name"],
            "score": r["score"],
            **_ends(r),
            "text": three_digits(r["score"]),
        }
        for r in scored[:_MOST]
    ]
    y = {"field": "item", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}}
    x = {"field": "score", "type": "quantitative", "title": None, "scale": {"domainMin": 0}}
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "data": {"values": values},
        "width": 560,
        "height": {"step": 21},
        "layer": [
            {"mark": {"type": "bar", "height": 14, "color": ACCENT}, "encoding": {"y": y, "x": x}},
            {
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": INK},
                "encoding": {
                    "y": y,
                    "x": {"field": "high", "type": "quantitative"},
                    "text": {"field": "text"},
                },
            },
        ],
    }


def _ends(row: Mapping[str, Any]) -> dict[str, float]:
    """Return the ends of the line on a bar: the quantiles of the trials, else what the known inputs allow."""
    spread = row.get("spread")
    if spread:
        return {"low": spread["p05"], "high": spread["p95"]}
    return {n: row["score"] if row[n] is None else row[n] for n in ("low", "high")}


def agreement_chart(pairs: Sequence[Mapping[str, Any]], caption: Caption) -> Spec:
    """Return the rank correlations of methods as a matrix.

    Parameters
    ----------
    pairs : a, b, items and spearman
    caption : words
    """
    order = list(dict.fromkeys(name for r in pairs for name in (r["a"], r["b"])))
    values = [
        {
            "a": x,
            "b": y,
            "rho": r["spearman"],
            "text": "-" if r["spearman"] is None else f"{r['spearman']:.2f}",
            "items": f"{r['items']} items",
        }
        for r in pairs
        for x, y in ((r["a"], r["b"]), (r["b"], r["a"]))
    ]
    axis = {"type": "nominal", "sort": order, "title": None}
    x = {"field": "a", **axis, "axis": {"orient": "top", "labelAngle": -30, "labelLimit": 220}}
    y = {"field": "b", **axis}
    colour = {
        "field": "rho",
        "type": "quantitative",
        "scale": {"domain": [-1, 0, 1], "range": ["#a23b3b", "#ffffff", ACCENT]},
        "legend": None,
    }
    ink = {"condition": {"test": "abs(datum.rho) > 0.6", "value": "white"}, "value": INK}
    return {
        **start_spec(caption, at_edge=True),
        "data": {"values": values},
        "width": {"step": 104},
        "height": {"step": 52},
        "layer": [
            {"mark": {"type": "rect", "stroke": "white"}, "encoding": {"x": x, "y": y, "color": colour}},
            {
                "mark": {"type": "text", "dy": -7, "fontSize": 14, "fontWeight": "bold"},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": ink},
            },
            {
                "mark": {"type": "text", "dy": 11, "fontSize": 10.5},
                "encoding": {"x": x, "y": y, "text": {"field": "items"}, "color": ink},
            },
        ],
    }
