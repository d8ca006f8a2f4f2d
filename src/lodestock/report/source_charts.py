"""The picture of what new sources take off the requirement of an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestock.report.charts import Spec, colour_scale, empty_chart
from lodestock.report.row_layers import rows_axis
from lodestock.report.theme import GROUP_COLOURS, INK, Caption, start_spec
from lodestock.report.views import three_digits

__all__ = ["source_chart", "source_words"]

_MAX_ROWS = 20
"""Sources that are shown, those that take most off."""

_ROOM = 1.45
"""Length of the axis over the longest bar, so that the words at its end have room."""


def source_words(row: Mapping[str, Any]) -> str:
    """Return a source in a few words: a project by its name, a producer by its country and stage.

    Parameters
    ----------
    row : entry of `sources` in the JSON object
    """
    what = f"project {row['name']}" if row["name"] else row["kind"]
    return f"{row['country_name']}, {row['stage']}: {what}"


def source_chart(rows: Sequence[Mapping[str, Any]], caption: Caption) -> Spec:
    """Return a bar for each source that changes the requirement, with its tonnes a year at the end.

    Parameters
    ----------
    rows : entries of `sources` in the JSON object, what takes most off first
    caption : its words
    """
    moving = [r for r in rows if r["requirement_off_t"]]
    if not moving:
        return empty_chart(caption, "No source that is not used today changes the requirement.")
    shown = moving[:_MAX_ROWS]
    bars = [
        {
            "source": source_words(r),
            "off": r["requirement_off_t"],
            "side": r["side"],
            "label": f"{three_digits(r['requirement_off_t'])} t off, {three_digits(r['t_per_year'])} t a year"
            + (f" from {r['first_output']}" if r.get("first_output") else "")
            + ("" if r["lawful"] == "yes" else f", lawful: {r['lawful']}"),
            "end": max(r["requirement_off_t"], 0.0),
        }
        for r in shown
    ]
    y = rows_axis("source", [b["source"] for b in bars])
    low, high = min(0.0, *(b["off"] for b in bars)), max(0.0, *(b["off"] for b in bars))
    x = {"type": "quantitative", "scale": {"domain": [low, high * _ROOM or -low * _ROOM], "nice": False},
         "axis": {"title": "tonnes taken off the requirement", "tickCount": 5}}  # fmt: skip
    colour = {"field": "side", "type": "nominal", "scale": colour_scale(GROUP_COLOURS, {b["side"] for b in bars}),
              "legend": {"title": None}}  # fmt: skip
    still = sum(r["requirement_off_t"] == 0 for r in rows)
    unsized = sum(r["requirement_off_t"] is None for r in rows)
    notes = (
        [f"The {len(shown)} sources that take most off, of {len(moving)}."]
        if len(moving) > len(shown)
        else []
    )
    left = [f"{still} that change nothing"] * bool(still) + [f"{unsized} that cannot be sized"] * bool(
        unsized
    )
    notes += [f"Not drawn: {', '.join(left)}."] if left else []
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "data": {"values": bars},
        "width": 520,
        "height": {"step": 24},
        "layer": [
            {"mark": {"type": "bar", "height": 16},
             "encoding": {"y": y, "x": {**x, "field": "off"}, "color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11.5, "color": INK},
             "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "label"}}},
        ],
    }  # fmt: skip
