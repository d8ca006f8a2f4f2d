"""One house theme for every picture: quiet axes, fixed colours, one typeface."""

from __future__ import annotations

from typing import Any

__all__ = ["ACCENT", "CLASS_COLOURS", "GROUP_COLOURS", "INK", "PALE", "config", "titled"]

INK = "#22282f"
ACCENT = "#1f5f8b"
PALE = "#c9d3dc"

CLASS_COLOURS = {
    "defence": "#123a5c",
    "semiconductor": "#1b7f8c",
    "essential-core": "#4f9d69",
    "essential-other": "#d9a441",
    "civil": "#b9c0c7",
}
"""Colour of each demand class, dark to light in order of value: they differ in grey too."""

GROUP_COLOURS = {
    "adversary": "#a23b3b",
    "other": "#e0b36a",
    "ally": "#7fb2cf",
    "own": "#123a5c",
    "unattributed": "#d5d9dd",
}
"""Colour of each group of countries."""


def config() -> dict[str, Any]:
    """Return the Vega-Lite config of the house theme."""
    font = "Liberation Sans"
    return {
        "background": "white",
        "font": font,
        "padding": 18,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": INK,
            "fontSize": 17,
            "fontWeight": "bold",
            "subtitleColor": "#5b6670",
            "subtitleFontSize": 11.5,
            "subtitlePadding": 5,
            "offset": 14,
        },
        "axis": {
            "labelColor": INK,
            "titleColor": "#5b6670",
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "grid": False,
            "domainColor": "#9aa4ad",
            "tickColor": "#9aa4ad",
            "labelLimit": 400,
        },
        "axisQuantitative": {"grid": True, "gridColor": "#e8ebee", "domain": False, "ticks": False},
        "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleColor": "#5b6670", "titleFontWeight": "normal",
                   "labelColor": INK, "orient": "top", "symbolType": "square", "labelLimit": 300},
        "header": {"labelFontSize": 13, "labelColor": INK, "labelFontWeight": "bold", "titleColor": INK},
    }  # fmt: skip


def titled(title: str, subtitle: str | list[str]) -> dict[str, Any]:
    """Return the frame of a spec: schema, theme, title and subtitle."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": config(),
        "title": {"text": title, "subtitle": subtitle},
    }
