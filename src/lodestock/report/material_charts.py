"""Pictures of one item: who makes it, what it costs, what it is used for, and how much of it is lacking."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from textwrap import wrap
from typing import Any

import polars as pl

from lodestock.records.frames import totals
from lodestock.report.charts import Spec, colour_scale, empty_chart
from lodestock.report.row_layers import row_labels, rows_axis
from lodestock.report.theme import ACCENT, CLASS_COLOURS, GROUP_COLOURS, INK, Caption, start_spec
from lodestock.report.views import three_digits, tier_words

__all__ = ["gap_quarters_chart", "price_chart", "stage_shares_chart", "usage_chart"]

_WHOLE_PCT, _ROUNDING_PCT = 100.0, 0.5
_NOT_STATED = "not stated"
_MIN_LABELLED_PCT = 10
"""Smallest share, in per cent, whose part of a bar has room for the code of the country."""

_TIERS = [(ACCENT, "circle"), ("#d98a1f", "square"), ("#7a3b8f", "triangle-up"), ("#4f9d69", "diamond")]
"""Colour and sign of each tier of a price."""

_MUTED, _RULE = "#5b6670", "#7b8794"
_PRICE_WIDTH, _PRICE_HEIGHT = 530, 260
_GAP_WIDTH = 560
_MARK_PX = 19
"""Room for the number of an event, in pixels."""

_MIN_DAYS = 300
"""Fewest days on the axis of prices, so that one price does not stand on an axis of hours."""


def stage_shares_chart(shares: pl.DataFrame, caption: Caption) -> Spec:
    """Return one bar a stage, parted by country and coloured by group, with the concentration at its right.

    Parameters
    ----------
    shares : stage, country (ISO3), share_pct (0 to 100, missing where not stated), group (see `GROUP_COLOURS`), hhi
        (0 to 10,000, missing where not known), concentration (words for it); country_name is shown where there is such a
        column; the stages stand in the order given
    """
    if shares.is_empty():
        return empty_chart(caption, "No share of a country is stated.")
    parts: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for stage in dict.fromkeys(shares["stage"].to_list()):
        rows = shares.filter(pl.col("stage") == stage)
        parts += _parts(stage, rows)
        hhi, words = rows["hhi"][0], rows["concentration"][0] or ""
        number = "HHI not known" if hhi is None else f"HHI {hhi:,.0f}"
        ends.append({"stage": stage, "text": f"{number}, {words}" if words else number})
    order = [e["stage"] for e in ends]
    y = {"field": "stage", "type": "nominal", "sort": order, "title": None}
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "title": "share of world output, %",
    }
    scale = colour_scale({**GROUP_COLOURS, _NOT_STATED: "#ffffff"}, {p["group"] for p in parts})
    colour = {"field": "group", "type": "nominal", "scale": scale,
              "legend": {"title": None, "symbolStrokeColor": _RULE, "symbolStrokeWidth": 0.7}}  # fmt: skip
    tooltip = [{"field": f} for f in ("stage", "country", "share", "group")]
    labels = [p for p in parts if p["text"]]
    note = f"World output by stage; shares of {_MIN_LABELLED_PCT} % and more carry the country's code."
    missing = shares.filter(pl.col("share_pct").is_null())
    unknown = ", ".join(f"{r['country']} ({r['stage']})" for r in missing.iter_rows(named=True))
    return {
        **start_spec(caption.noting(note, *([f"Share not stated: {unknown}."] if unknown else [])), at_edge=True),
        "width": 380,
        "height": {"step": 34},
        "layer": [
            {"data": {"values": parts},
             "mark": {"type": "bar", "height": 25},
             "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}, "color": colour, "tooltip": tooltip,
                          "stroke": {"condition": {"test": f"datum.group == '{_NOT_STATED}'", "value": _RULE},
                                     "value": "white"},
                          "strokeDash": {"condition": {"test": f"datum.group == '{_NOT_STATED}'", "value": [3, 3]},
                                         "value": [1, 0]}}},
            {"data": {"values": labels},
             "mark": {"type": "text", "fontSize": 11, "baseline": "middle"},
             "encoding": {"y": y, "x": {**x, "field": "at"}, "text": {"field": "text"},
                          "color": {"field": "ink", "type": "nominal", "scale": None}}},
            {"data": {"values": ends},
             "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "color": INK},
             "encoding": {"y": y, "x": {**x, "datum": 100}, "text": {"field": "text"}}},
        ],
    }  # fmt: skip


def _parts(stage: str, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the parts of a stage's bar from left to right; what is left of 100 % is not stated."""
    groups = list(GROUP_COLOURS)
    known = rows.filter(pl.col("share_pct").is_not_null()).to_dicts()
    known.sort(key=lambda r: (groups.index(r["group"]), -r["share_pct"], r["country"]))
    rest = _WHOLE_PCT - math.fsum(r["share_pct"] for r in known)
    if rest > _ROUNDING_PCT:
        known.append({"country": _NOT_STATED, "share_pct": rest, "group": _NOT_STATED})
    out, start = [], 0.0
    for r in known:
        share = r["share_pct"]
        is_named = share >= _MIN_LABELLED_PCT and r["group"] != "unattributed"
        text = _NOT_STATED if r["group"] == _NOT_STATED else f"{r['country']} {share:.0f}"
        has_room = is_named and (r["group"] != _NOT_STATED or share >= 2 * _MIN_LABELLED_PCT)
        out.append(
            {
                "stage": stage,
                "country": r.get("country_name") or r["country"],
                "group": r["group"],
                "share": f"{share:.3g} %",
                "from": start,
                "to": min(start + share, _WHOLE_PCT),
                "at": start + share / 2,
                "text": text if has_room else "",
                "ink": "white" if r["group"] in ("adversary", "own") else INK,
            }
        )
        start += share
    return out


def price_chart(prices: pl.DataFrame, events: pl.DataFrame, caption: Caption) -> Spec:
    """Return prices by the day from which they are known, with their ranges, and numbered events above them.

    Parameters
    ----------
    prices : known_from (ISO date, month or year), tier, price_usd_per_t, low, high (USD per t; missing where not known)
    events : announced (ISO date, month or year), label
    """
    shown = prices.filter(pl.col("price_usd_per_t").is_not_null()).sort("tier", "known_from")
    if shown.is_empty():
        return empty_chart(caption, "No price is known.")
    tiers = list(dict.fromkeys(shown["tier"].to_list()))
    points = [
        {
            "day": _day(r["known_from"]).isoformat(),
            "known from": r["known_from"],
            "tier": tier_words(r["tier"]),
            "usd": r["price_usd_per_t"],
            "low": r["low"],
            "high": r["high"],
            "label": f"{r['price_usd_per_t']:,.0f}",
            "range": "" if r["low"] is None or r["high"] is None else f"{r['low']:,.0f} to {r['high']:,.0f}",
        }
        for r in shown.iter_rows(named=True)
    ]
    marks = [
        {
            "day": _day(r["announced"]).isoformat(),
            "announced": r["announced"],
            "event": r["label"],
            "no": str(n),
        }
        for n, r in enumerate(events.sort("announced", "label").iter_rows(named=True), 1)
    ]
    start, end = _domain([_day(p["day"]) for p in (*points, *marks)])
    rows = _rows_of_marks(marks, start, end)
    most = max(max(p["usd"], p["high"] or 0.0) for p in points)
    room = _PRICE_HEIGHT - _MARK_PX * rows - 16
    names = [tier_words(t) for t in tiers]
    x = {"field": "day", "type": "temporal", 
         "axis": {"title": None, "format": "%b %Y", "tickCount": 7, "labelOverlap": True},
         "scale": {"type": "utc", "domain": [start.isoformat(), end.isoformat()]}}  # fmt: skip
    y = {"field": "usd", "type": "quantitative", "axis": {"title": "USD per t", "format": ",d", "tickCount": 5},
         "scale": {"domain": [0, most * _PRICE_HEIGHT / room], "nice": False}}  # fmt: skip
    used = _TIERS[: len(names)]
    legend = {"title": None, "symbolOpacity": 1} if len(names) > 1 else None
    colour = {"field": "tier", "type": "nominal", "legend": legend,
              "scale": {"domain": names, "range": [c for c, _ in used]}}  # fmt: skip
    shape = {"field": "tier", "type": "nominal", "legend": legend,
             "scale": {"domain": names, "range": [s for _, s in used]}}  # fmt: skip
    tooltip = [
        *({"field": f} for f in ("tier", "known from")),
        {"field": "label", "title": "USD per t"},
        {"field": "range", "title": "low to high"},
    ]
    ranged = [p for p in points if p["range"]]
    last = [[p for p in points if p["tier"] == name][-1] for name in names]
    bar = {"type": "rule", "strokeWidth": 6, "opacity": 0.28, "strokeCap": "butt"}
    layers: list[Spec] = [
        *_event_layers(marks, x),
        {"data": {"values": ranged}, "mark": bar,
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour, "tooltip": tooltip}},
        {"data": {"values": points}, "mark": {"type": "line", "strokeWidth": 1.8},
         "encoding": {"x": x, "y": y, "color": colour}},
        {"data": {"values": points}, "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
         "encoding": {"x": x, "y": y, "color": colour, "shape": shape, "tooltip": tooltip}},
        {"data": {"values": last}, 
         "mark": {"type": "text", "align": "left", "dx": 8, "dy": -2, "fontSize": 12, "color": INK},
         "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
    ]  # fmt: skip
    key = [f"{m['no']}: {m['announced']}, {m['event']}" for m in marks]
    notes = ["Bars: low to high where a source gives both."] if ranged else []
    return {
        **start_spec(caption.noting(*notes, *key), at_edge=True),
        "width": _PRICE_WIDTH,
        "height": _PRICE_HEIGHT,
        "layer": layers if ranged else [layer for layer in layers if layer["mark"] is not bar],
    }


def _event_layers(marks: list[dict[str, Any]], x: Mapping[str, Any]) -> list[Spec]:
    """Return thin rules at the days of events, and their numbers in circles at the top."""
    if not marks:
        return []
    data = {"data": {"values": marks}}
    at = {"x": x, "y": {"field": "top", "type": "quantitative", "scale": None}}
    tooltip = [{"field": "announced"}, {"field": "event"}]
    return [
        {**data, "mark": {"type": "rule", "color": _RULE, "strokeWidth": 1, "strokeDash": [2, 3]}, "encoding": {"x": x}},
        {**data,
         "mark": {"type": "circle", "color": "white", "stroke": _MUTED, "strokeWidth": 1.2, "size": 215, "opacity": 1},
         "encoding": {**at, "tooltip": tooltip}},
        {**data, "mark": {"type": "text", "fontSize": 10.5, "color": INK, "baseline": "middle"},
         "encoding": {**at, "text": {"field": "no"}}},
    ]  # fmt: skip


def _rows_of_marks(marks: list[dict[str, Any]], start: date, end: date) -> int:
    """Set the place of each mark below the top, in pixels, so that none covers another; return the number of rows."""
    rightmost: list[float] = []
    for mark in marks:
        px = _PRICE_WIDTH * (_day(mark["day"]) - start).days / (end - start).days
        row = next((n for n, other in enumerate(rightmost) if px - other >= _MARK_PX), len(rightmost))
        rightmost[row : row + 1] = [px]
        mark["top"] = _MARK_PX * (row + 0.5)
    return len(rightmost)


def _day(text: str) -> date:
    """Return an ISO date, month or year as a day, the first of it."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 7 else f"{text}-01"[:10])


def _domain(days: list[date]) -> tuple[date, date]:
    """Return the first and last day of an axis that holds `days`, with room at the right for a label."""
    first, last = min(days).toordinal(), max(days).toordinal()
    lacking = max(0, _MIN_DAYS - (last - first))
    span = last - first + lacking
    return (
        date.fromordinal(first - lacking // 2 - span // 25),
        date.fromordinal(last + lacking // 2 + span // 7),
    )


def gap_quarters_chart(gaps: pl.DataFrame, caption: Caption) -> Spec:
    """Return the gap by quarter and class as stacked columns, with a line for what stock may serve.

    Parameters
    ----------
    gaps : quarter, demand_class, gap_t, servable_t (tonnes in the quarter)
    """
    known = gaps.filter(pl.col("gap_t").is_not_null())
    if known.is_empty() or not (known["gap_t"] > 0).any():
        return empty_chart(caption, "No quarter leaves a gap.")
    values = [
        {**r, "place": list(CLASS_COLOURS).index(r["demand_class"]), "tonnes": three_digits(r["gap_t"])}
        for r in known.sort("quarter", "demand_class").iter_rows(named=True)
    ]
    served = totals(gaps, ["quarter"], ["servable_t"]).filter(pl.col("servable_t").is_not_null())
    steps = [{**r, "tonnes": three_digits(r["servable_t"])} for r in served.iter_rows(named=True)]
    quarters = sorted(set(gaps["quarter"]))
    first_only = "substring(datum.value, 5) == '1' ? datum.value : ''"
    axis: Spec = {"title": None, "labelAngle": 0, "labelOverlap": False, "labelExpr": first_only}
    if len(quarters) <= 8:
        axis.pop("labelExpr")
    x = {"field": "quarter", "type": "ordinal", "sort": quarters, "scale": {"domain": quarters}, "axis": axis}
    y = {"type": "quantitative", "axis": {"title": "gap, tonnes per quarter", "tickCount": 6}}
    wide = min(56.0, 0.9 * _GAP_WIDTH / len(quarters))
    present = [v for v in values if v["gap_t"] > 0]
    scale = colour_scale(CLASS_COLOURS, {v["demand_class"] for v in present})
    absent = gaps.filter(pl.col("gap_t").is_null())
    missing = ", ".join(f"{r['quarter']} {r['demand_class']}" for r in absent.iter_rows(named=True))
    notes = ["Line: what stock may serve, all classes."] if steps else []
    notes += [f"Not known: {missing}."] if missing else []
    line: Spec = {"type": "line", "interpolate": "step"}
    at = {"x": x, "y": {**y, "field": "servable_t"}}
    said = [{"field": "quarter"}, {"field": "tonnes", "title": "stock may serve, t"}]
    lines: list[Spec] = [
        {"data": {"values": steps}, "mark": {**line, "color": "white", "strokeWidth": 5}, "encoding": at},
        {"data": {"values": steps}, "mark": {**line, "color": INK, "strokeWidth": 2}, "encoding": at},
        {"data": {"values": steps},
         "mark": {"type": "circle", "color": INK, "stroke": "white", "size": 45, "opacity": 1},
         "encoding": {**at, "tooltip": said}},
    ]  # fmt: skip
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "width": _GAP_WIDTH,
        "height": 260,
        "layer": [
            {"data": {"values": present},
             "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.4, "width": wide},
             "encoding": {"x": x, "y": {**y, "field": "gap_t", "stack": "zero"}, "order": {"field": "place"},
                          "color": {"field": "demand_class", "type": "nominal", "scale": scale, "legend": {"title": None}},
                          "tooltip": [{"field": "quarter"}, {"field": "demand_class", "title": "class"},
                                      {"field": "tonnes", "title": "gap, t"}]}},
            *(lines if steps else []),
        ],
    }  # fmt: skip


def usage_chart(uses: pl.DataFrame, caption: Caption) -> Spec:
    """Return what an item is used for, the largest share first; uses without a share are named in a note.

    Parameters
    ----------
    uses : end_use, share_pct (0 to 100, missing where not stated)
    """
    known = uses.filter(pl.col("share_pct").is_not_null())
    missing = uses.filter(pl.col("share_pct").is_null()).sort("end_use")["end_use"].to_list()
    said = [f"Share not stated: {'; '.join(missing)}."] if missing else []
    if known.is_empty():
        return empty_chart(caption.noting(*said), "No share of a use is stated.")
    rows = known.sort("share_pct", "end_use", descending=[True, False])
    values = [
        {"use": "|".join(wrap(r["end_use"], 36)), "end use": r["end_use"], "share": r["share_pct"],
         "label": f"{r['share_pct']:.3g} %"}
        for r in rows.iter_rows(named=True)
    ]  # fmt: skip
    lines = max(v["use"].count("|") for v in values) + 1
    names = [v["use"] for v in values]
    y = rows_axis("use", names, is_labelled=False)
    x = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domainMin": 0},
        "axis": {"title": "share of use, %", "tickCount": 5},
    }
    tooltip = [{"field": "end use"}, {"field": "label", "title": "share"}]
    return {
        **start_spec(caption.noting(*said), at_edge=True),
        "width": 340,
        "height": {"step": max(24, 14 * lines + 6)},
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "height": 15, "color": ACCENT}, "encoding": {"y": y, "x": x, "tooltip": tooltip}},
            {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 12, "color": INK},
             "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
            row_labels(names, y),
        ],
    }  # fmt: skip
