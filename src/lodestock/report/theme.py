"""One house theme for every picture: quiet axes, fixed colours, one typeface."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any

from lodestock.records.text import visible

__all__ = [
    "ACCENT",
    "CLASS_COLOURS",
    "GROUP_COLOURS",
    "INK",
    "OUTER",
    "PALE",
    "Caption",
    "is_placed",
    "place_source",
    "start_spec",
    "theme_config",
    "with_visible_words",
]

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


OUTER = ("$schema", "config", "title", "usermeta")
"""Parts of a spec that stay outside where its chart is wrapped."""

_TITLE_WIDTH, _NOTE_WIDTH, _FOOT_WIDTH = 72, 118, 140
"""Signs in a line of a title, of notes, and of the foot."""


def theme_config() -> dict[str, Any]:
    """Return the Vega-Lite config of the house theme."""
    font = "Liberation Sans, Arial, Helvetica, sans-serif"  # the first is drawn here; a browser may lack it
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


@dataclass(frozen=True, slots=True)
class Caption:
    """Words of a picture.

    Attributes
    ----------
    title : the finding, with its number
    notes : what is shown, and how to read it, a line each
    source : what the result follows from, for the foot of the picture
    """

    title: str
    notes: tuple[str, ...] = ()
    source: str = ""

    def noting(self, *notes: str) -> Caption:
        """Return the caption with more notes below its own."""
        return replace(self, notes=(*self.notes, *notes))


def start_spec(caption: Caption, *, at_edge: bool = False) -> dict[str, Any]:
    """Return the part that every spec starts with: schema, theme, title, notes, and the source for the foot.

    Parameters
    ----------
    caption : its words
    at_edge : the title stands at the left edge of the picture, above the labels of the axis, not of the marks
    """
    frame = {"frame": "bounds"} if at_edge else {}
    lines = [part for note in caption.notes for part in wrap(note, _NOTE_WIDTH)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": theme_config(),
        "title": {"text": wrap(caption.title, _TITLE_WIDTH), "subtitle": lines, **frame},
        "usermeta": {"source": caption.source},
    }


def place_source(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec as it is drawn: the source stands below the chart, from the left edge; once, however often asked.

    Vega-Lite draws one title a view; therefore the source is the title of the chart inside a concatenation of one.
    """
    spec = with_visible_words(spec)
    source = spec.get("usermeta", {}).get("source")
    if not source or is_placed(spec):
        return spec
    outer = {n: spec[n] for n in OUTER}
    foot = {"text": wrap(source, _FOOT_WIDTH), "orient": "bottom", "anchor": "start", "frame": "bounds",
            "fontSize": 10, "fontWeight": "normal", "color": "#5b6670", "offset": 14}  # fmt: skip
    inner = {n: value for n, value in spec.items() if n not in outer}
    return {**outer, "vconcat": [{**inner, "title": foot}]}


def with_visible_words(part: Any) -> Any:
    """Return a spec in whose words no sign steers, cannot be seen or breaks the file; see `visible`.

    Parameters
    ----------
    part : of a spec, or all of it
    """
    if isinstance(part, str):
        return visible(part)
    if isinstance(part, dict):
        return {with_visible_words(k): with_visible_words(v) for k, v in part.items()}
    return [with_visible_words(v) for v in part] if isinstance(part, list) else part


def is_placed(spec: dict[str, Any]) -> bool:
    """Say whether `place_source` has wrapped a spec: then its one chart has the source as its title."""
    charts = spec.get("vconcat", [])
    title = charts[0].get("title") if len(charts) == 1 else None
    return isinstance(title, dict) and title.get("orient") == "bottom"
