"""Pictures of how controls come and go."""

from __future__ import annotations

import math

import polars as pl

from lodestock.report.charts import Spec
from lodestock.report.theme import ACCENT, INK, PALE, Caption, start_spec

__all__ = ["backtest_chart"]


def backtest_chart(rows: pl.DataFrame, caption: Caption) -> Spec:
    """Return the chance that each control is in force on later days, beside what happened.

    Parameters
    ----------
    rows : event_id, date, p_in_force, state
    """
    chances: dict[str, list[float]] = {}
    for r in rows.iter_rows(named=True):
        chances.setdefault(r["event_id"], []).append(r["p_in_force"])
    order = sorted(chances, key=lambda e: (-math.fsum(chances[e]) / len(chances[e]), e))
    outcome = {"in_force": "in force", "unknown": "not known"}
    values = [
        {**r, "p": f"{r['p_in_force']:.0%}", "outcome": outcome.get(r["state"], "not in force")}
        for r in rows.iter_rows(named=True)
    ]
    words = ["in force", "not in force", "not known"]
    y = {"field": "event_id", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 200}}
    x = {
        "field": "p_in_force",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1.12]},
        "axis": {"values": [0, 0.5, 1], "format": "%"},
    }
    colour = {
        "field": "outcome",
        "type": "nominal",
        "scale": {"domain": words, "range": [ACCENT, "#d9a441", PALE]},
        "legend": {"title": "what happened", "orient": "top"},
    }
    return {
        **start_spec(caption),
        "data": {"values": values},
        "facet": {"column": {"field": "date", "type": "nominal", "title": None, "header": {"labelFontSize": 13}}},
        "spacing": 18,
        "spec": {
            "width": 210,
            "height": {"step": 22},
            "layer": [
                {"mark": {"type": "bar", "height": 15}, "encoding": {"y": y, "x": x, "color": colour}},
                {"mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11, "color": INK},
                 "encoding": {"y": y, "x": x, "text": {"field": "p"}}},
            ],
        },
    }  # fmt: skip
