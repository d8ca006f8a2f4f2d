"""Pictures of drawn scenarios: fans, a heat map of items by card, shortfalls by class."""

from __future__ import annotations

from typing import Any

import polars as pl

from lodestock.report.charts import Spec, colour_scale, empty_chart
from lodestock.report.theme import ACCENT, CLASS_COLOURS, INK, Caption, start_spec

__all__ = ["classes_chart", "fan_chart", "heat_chart"]

_SHADES = ["#ffffff", "#fbe3cf", "#f2b48a", "#d9744f", "#a23b3b", "#5c1a24"]


def fan_chart(quantiles: pl.DataFrame, caption: Caption) -> Spec:
    """Return the gap of an item by quarter as bands of quantiles, with median and mean; as one line where all are equal.

    Parameters
    ----------
    quantiles : quarter, mean, p05, p25, p50, p75, p95; tonnes per quarter
    """
    if quantiles.is_empty() or quantiles["p95"].max() == 0 == quantiles["mean"].max():
        return empty_chart(caption, "No draw leaves a gap.")
    values = quantiles.to_dicts()
    x = {"field": "quarter", "type": "ordinal", "sort": None,
         "axis": {"title": None, "labelAngle": 0, "labelExpr": "substring(datum.value, 5) == '1' ? datum.value : ''",
                  "labelOverlap": False}}  # fmt: skip
    y = {"type": "quantitative", "axis": {"title": "gap, tonnes per quarter", "tickCount": 6}}

    def band(low: str, high: str, name: str) -> Spec:
        return {
            "mark": {"type": "area", "interpolate": "step", "opacity": 1},
            "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}, "color": {"datum": name}},
        }

    def line(field: str, name: str, dash: list[int]) -> Spec:
        mark = {"type": "line", "interpolate": "step", "strokeWidth": 2.4, "strokeDash": dash}
        return {"mark": mark, "encoding": {"x": x, "y": {**y, "field": field}, "color": {"datum": name}}}

    if quantiles["p05"].equals(quantiles["p95"]):
        single = {**line("mean", "gap", [1, 0]), "data": {"values": values}}
        single["encoding"].pop("color")
        return {**start_spec(caption), "width": 640, "height": 300, **single}
    names = ["5 to 95 of 100 draws", "25 to 75", "median", "mean"]
    scale = {"domain": names, "range": ["#dbe5ee", "#9dbdd4", ACCENT, "#a23b3b"]}
    return {
        **start_spec(caption),
        "width": 640,
        "height": 300,
        "data": {"values": values},
        "layer": [
            band("p05", "p95", names[0]),
            band("p25", "p75", names[1]),
            line("p50", names[2], [1, 0]),
            line("mean", names[3], [5, 3]),
        ],
        "encoding": {"color": {"type": "nominal", "scale": scale, "legend": {"title": None}}},
    }


def heat_chart(gaps: pl.DataFrame, caption: Caption) -> Spec:
    """Return a heat map of gaps, items down and cards across, the largest gap first.

    Parameters
    ----------
    gaps : material_name, card, years (mean gap over the horizon in years of demand)
    """
    if gaps.is_empty():
        return empty_chart(caption, "No card leaves a gap.")
    largest: dict[str, float] = {}
    for r in gaps.iter_rows(named=True):
        largest[r["material_name"]] = max(largest.get(r["material_name"], 0.0), r["years"])
    items = sorted(largest, key=lambda n: (-largest[n], n))
    cards = list(dict.fromkeys(gaps["card"].to_list()))
    top = max(largest.values())
    y = {"field": "material_name", "type": "nominal", "sort": items, "title": None}
    x = {
        "field": "card",
        "type": "nominal",
        "sort": cards,
        "axis": {"title": None, "orient": "top", "labelAngle": -35},
    }
    values = [{**r, "label": _years(r["years"]), "dark": r["years"] > 0.35 * top} for r in gaps.to_dicts()]
    return {
        **start_spec(caption),
        "data": {"values": values},
        "width": {"step": 64},
        "height": {"step": 19},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white"},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "years",
                        "type": "quantitative",
                        "scale": {"type": "sqrt", "domain": [0, top], "range": _SHADES, "interpolate": "lab"},
                        "legend": None,  # each cell shows its number
                    },
                },
            },
            {
                "mark": {"type": "text", "fontSize": 10.5},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "label"},
                    "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK},
                },
            },
        ],
    }


def _years(value: float) -> str:
    """Return years of demand as text; empty below 0.005 years."""
    return f"{value:.1f}" if value >= 0.95 else f"{value:.2f}" if value >= 0.005 else ""


def classes_chart(classes: pl.DataFrame, caption: Caption, *, axis: str) -> Spec:
    """Return stacked bars of items by class, the 25 largest items first.

    Parameters
    ----------
    classes : material_name, demand_class, value
    axis : title of the axis
    """
    positive = classes.filter(pl.col("value") > 0)
    if positive.is_empty():
        return empty_chart(caption, "Nothing is lacking.")
    totals: dict[str, float] = {}
    for r in positive.iter_rows(named=True):
        totals[r["material_name"]] = totals.get(r["material_name"], 0.0) + r["value"]
    order = sorted(totals, key=lambda n: (-totals[n], n))[:25]
    rows: list[dict[str, Any]] = [
        {**r, "place": list(CLASS_COLOURS).index(r["demand_class"])}
        for r in positive.to_dicts()
        if r["material_name"] in order
    ]
    scale = colour_scale(CLASS_COLOURS, {r["demand_class"] for r in rows})
    return {
        **start_spec(caption),
        "width": 560,
        "height": {"step": 22},
        "data": {"values": rows},
        "mark": {"type": "bar", "height": 14},
        "encoding": {
            "y": {"field": "material_name", "type": "nominal", "sort": order, "title": None},
            "x": {"field": "value", "type": "quantitative", "axis": {"title": axis, "tickCount": 6}},
            "color": {"field": "demand_class", "type": "nominal", "scale": scale, "legend": {"title": None}},
            "order": {"field": "place", "type": "quantitative"},
        },
    }
