"""The picture of what one country controls, item by item and stage by stage."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lodestock.records.scenario import STAGES
from lodestock.report.charts import Spec, colour_scale, empty_chart
from lodestock.report.theme import INK, Caption, start_spec

__all__ = ["dominance_chart"]

_BANDS = {"above 80 %": "#a23b3b", "above 50 %": "#e0b36a", "50 % or less": "#eef1f4"}
"""Colour of each band, dark to light, so that they also differ in grey."""

_MAX_ITEMS = 45
"""Items that are shown, those with the largest shares."""


def dominance_chart(rows: Sequence[Mapping[str, Any]], caption: Caption) -> Spec:
    """Return a table of shares, items down and stages across, shaded by band; only items with a stage above 50 %.

    Parameters
    ----------
    rows : entries of `dominance` in the JSON object, the largest share first: name, stage, share, above, year
    caption : its words
    """
    items = list(dict.fromkeys(r["name"] for r in rows if r["above"]))
    if not items:
        return empty_chart(caption, "No stage of any item is above 50 % of the world's output.")
    shown = items[:_MAX_ITEMS]
    cells = [
        {
            "item": r["name"],
            "stage": r["stage"],
            "band": f"above {r['above']} %" if r["above"] else "50 % or less",
            "label": f"{r['share']:.0%}",
            "share": f"{r['share']:.1%}",
            "year": r["year"],
            "dark": r["above"] == 80,
        }
        for r in rows
        if r["name"] in shown and r["share"] is not None
    ]
    stages = [g for g in STAGES if any(c["stage"] == g for c in cells)]
    y = {"field": "item", "type": "nominal", "sort": shown, "scale": {"domain": shown}, "title": None}
    x = {"field": "stage", "type": "nominal", "sort": stages, "scale": {"domain": stages},
         "axis": {"title": None, "orient": "top", "labelAngle": 0}}  # fmt: skip
    colour = {"field": "band", "type": "nominal", "scale": colour_scale(_BANDS, {c["band"] for c in cells}),
              "legend": {"title": None}}  # fmt: skip
    notes = [
        f"Share of world output by stage, in per cent{_years(cells)}; an empty cell: no such stage, or no share is stated."
    ]
    if len(items) > len(shown):
        notes.append(
            f"The {len(shown)} items with the largest shares of {len(items)} with a stage above 50 %."
        )
    tooltip = [{"field": f} for f in ("item", "stage", "share", "year")]
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "data": {"values": cells},
        "width": {"step": 96},
        "height": {"step": 20},
        "layer": [
            {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 1.5},
             "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip}},
            {"mark": {"type": "text", "fontSize": 11},
             "encoding": {"x": x, "y": y, "text": {"field": "label"},
                          "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK}}},
        ],
    }  # fmt: skip


def _years(cells: Sequence[Mapping[str, Any]]) -> str:
    """Return from which years the shares are, in words; nothing where no year is told."""
    years = sorted(y for c in cells for y in re.findall(r"\d{4}", str(c["year"])))
    if not years:
        return ""
    return (
        f", of {years[0]}"
        if years[0] == years[-1]
        else f", the latest known of each, {years[0]} to {years[-1]}"
    )
