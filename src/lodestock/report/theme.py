"""One house theme for every picture: quiet axes, fixed colours, one typeface."""

from __future__ import annotations

from typing import Any

__all__ = ["ACCENT", "CLASS_COLOURS", "GROUP_COLOURS", "INK", "PALE", "start_spec", "theme_config"]

INK = "#22282f"
"""Colour of text."""

ACCENT = "#1f5f8b"
"""Colour of the main marks."""

PALE = "#c9d3dc"
"""Colour of marks in the background."""

CLASS_COLOURS = {
    "defence": "#123a5c",
    "semiconductor": "#1b7f8c",
    "essential-core": "#4f9d69",
    "essential-other": "#d9a441",
    "civil": "#b9c0c7",
}
"""Colour of each demand class, dark to light in order of value, so that they also differ in grey."""

GROUP_COLOURS = {
    "adversary": "#a23b3b",
    "other": "#e0b36a",
    "ally": "#7fb2cf",
    "own": "#123a5c",
    "unattributed": "#d5d9dd",
}
"""Colour of each group of countries."""


def theme_config() -> dict[str, Any]:
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


def start_spec(title: str, subtitle: str | list[str]) -> dict[str, Any]:
    """Return the part that every spec starts with: schema, theme, title and subtitle."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": theme_config(),
        "title": {"text": title, "subtitle": subtitle},
    }
