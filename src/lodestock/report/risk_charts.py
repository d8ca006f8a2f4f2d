"""Pictures of supply risk: items ranked by a score, with what is not known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestock.report.charts import Spec
from lodestock.report.theme import ACCENT, INK, Caption, start_spec
from lodestock.report.views import three_digits

__all__ = ["risk_chart"]

_MOST = 25
"""Items that a picture holds."""


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
        notes.append(f"Without a score: {', '.join(without[:6])}{', ...' if len(without) > 6 else ''}.")
    values = [
        {
            "item": f"{r['name']}, {r['stage']}" if r["stage"] else r["name"],
            "score": r["score"],
            "low": r["score"] if r["low"] is None else r["low"],
            "high": r["score"] if r["high"] is None else r["high"],
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
                "mark": {"type": "text", "align": "right", "dx": -6, "fontSize": 11, "color": "white"},
                "encoding": {"y": y, "x": x, "text": {"field": "text"}},
            },
        ],
    }
