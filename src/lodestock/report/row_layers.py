"""Parts of charts with a row a thing: the axis of rows, names of several lines at the left, words at the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lodestock.report.charts import Spec
from lodestock.report.theme import INK

__all__ = ["end_text", "row_labels", "rows_axis"]


def rows_axis(field: str, names: list[str], *, is_labelled: bool = True) -> Spec:
    """Return the axis of rows in their order.

    Parameters
    ----------
    field : of the data that holds the name of the row
    names : of the rows from the top
    is_labelled : whether the axis writes the names; otherwise `row_labels` does, in several lines
    """
    axis = {} if is_labelled else {"labels": False, "ticks": False}
    scale = {"domain": names}
    return {"field": field, "type": "nominal", "sort": names, "scale": scale, "title": None, "axis": axis}


def row_labels(names: Iterable[str], y: Spec) -> Spec:
    """Return the layer of the names of rows at the left; bars (``|``) part their lines.

    Parameters
    ----------
    names : of the rows
    y : the axis of rows
    """
    field = y["field"]
    return _lines([{field: name} for name in names], y, field, {"align": "right", "dx": -8}, 0)


def end_text(ends: list[dict[str, Any]], y: Spec, field: str, width: int) -> Spec:
    """Return the layer of words beside the right end of the axis; bars (``|``) part their lines.

    Parameters
    ----------
    ends : a row each, with its name and its words
    y : the axis of rows
    field : that holds the words
    width : of the chart, in pixels
    """
    return _lines(ends, y, field, {"align": "left", "dx": 8}, width)


def _lines(values: list[dict[str, Any]], y: Spec, field: str, place: dict[str, Any], x: int) -> Spec:
    """Return a layer of texts of several lines, each in the middle of its row."""
    return {
        "data": {"values": values},
        "mark": {"type": "text", "baseline": "middle", "lineBreak": "|", "lineHeight": 14, "fontSize": 12, "color": INK,
                 "dy": {"expr": f"-7 * (length(split(datum['{field}'], '|')) - 1)"}, **place},
        "encoding": {"y": y, "x": {"value": x}, "text": {"field": field}},
    }  # fmt: skip
