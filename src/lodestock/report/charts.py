"""Frames -> Vega-Lite specs that hold their data, with titles that say what is shown."""

from __future__ import annotations

from typing import Any

import polars as pl

from lodestock.report.theme import ACCENT, CLASS_COLOURS, GROUP_COLOURS, INK, PALE, Caption, start_spec
from lodestock.report.views import three_digits

__all__ = [
    "Spec",
    "awards_chart",
    "colour_scale",
    "control_chart",
    "empty_chart",
    "requirement_chart",
    "spending_chart",
    "waterfall_chart",
]

Spec = dict[str, Any]
_MILLION = 1e6
_MAX_ITEMS = 20
"""Number of items in the chart of requirements."""

_MIN_LABELLED_PCT = 7
"""Smallest share, in per cent, whose part of a bar has room for the code of the country."""

_MIN_SHOWN_MUSD = 1e-3
"""Smallest value, in USD million, that is shown on a log axis."""


def colour_scale(table: dict[str, str], present: set[str]) -> dict[str, list[str]]:
    """Return a Vega-Lite colour scale of the names in `present`, in the order of `table` (name -> colour)."""
    names = [name for name in table if name in present]
    return {"domain": names, "range": [table[name] for name in names]}


def empty_chart(caption: Caption, sentence: str) -> Spec:
    """Return a chart that holds one sentence, for use where there is nothing to draw."""
    return {
        **start_spec(caption),
        "data": {"values": [{"text": sentence}]},
        "width": 480,
        "height": 60,
        "mark": {"type": "text", "fontSize": 14, "color": INK},
        "encoding": {"text": {"field": "text"}},
    }


def requirement_chart(classes: pl.DataFrame, caption: Caption) -> Spec:
    """Return the requirement by item and class, and the part of it that the plan does not buy.

    Totals span four orders of magnitude. Therefore each item has its totals on a log axis (filled mark: the
    requirement, hollow mark: what the plan leaves) and beside them a bar of the shares of its classes.

    Parameters
    ----------
    classes : material, material_name, demand_class, requirement_usd, left_usd
    """
    if classes.is_empty():
        return empty_chart(caption, "Nothing is lacking: no item has a gap that stock may serve.")
    items: dict[str, dict[str, float]] = {}
    for r in classes.iter_rows(named=True):
        item = items.setdefault(r["material_name"], {"requirement": 0.0, "left": 0.0})
        item["requirement"] += r["requirement_usd"] / _MILLION
        item["left"] += r["left_usd"] / _MILLION
    order = sorted(items, key=lambda n: (-items[n]["requirement"], n))[:_MAX_ITEMS]
    totals = [
        {"item": n, "kind": kind, "usd": items[n][key], "label": _label(**items[n])}
        for n in order
        for kind, key in (("requirement", "requirement"), ("left after the plan", "left"))
        if items[n][key] >= _MIN_SHOWN_MUSD
    ]
    parts = [
        {"item": r["material_name"], "class": r["demand_class"], "usd": r["requirement_usd"] / _MILLION,
         "place": list(CLASS_COLOURS).index(r["demand_class"])}
        for r in classes.iter_rows(named=True)
        if r["material_name"] in order
    ]  # fmt: skip
    y = {"field": "item", "type": "nominal", "sort": order, "title": None}
    return {
        **start_spec(
            caption.noting(
                f"The {len(order)} largest items by value at the prices of the as-of date; hollow: what the plan leaves."
            )
        ),
        "spacing": 26,
        "hconcat": [_totals_panel(totals, y), _classes_panel(parts, y)],
        "resolve": {"scale": {"color": "independent"}},
    }


def _totals_panel(totals: list[dict[str, Any]], y: Spec) -> Spec:
    """Return the panel of totals on a log axis."""
    axis = {"title": "USD million (log scale)", "values": [0.01, 0.1, 1, 10, 100, 1000], "format": "~g"}
    domain = {"type": "log", "domainMin": min(0.1, *(t["usd"] for t in totals)) / 2, "nice": False}
    x = {"field": "usd", "type": "quantitative", "scale": domain, "axis": axis}
    requirements = [t for t in totals if t["kind"] == "requirement"]
    mark = {"type": "point", "size": 95, "strokeWidth": 2, "opacity": 1}
    kinds = ["requirement", "left after the plan"]
    return {
        "width": 400,
        "height": {"step": 25},
        "data": {"values": totals},
        "layer": [
            {"mark": {"type": "line", "color": PALE, "strokeWidth": 4},
             "encoding": {"y": y, "x": x, "detail": {"field": "item"}}},
            {"mark": mark,
             "encoding": {
                 "y": y,
                 "x": x,
                 "stroke": {"value": ACCENT},
                 "fill": {"field": "kind", "type": "nominal", "scale": {"domain": kinds, "range": [ACCENT, "white"]},
                          "legend": {"title": None, "symbolType": "circle", "symbolStrokeColor": ACCENT}},
             }},
            {"data": {"values": requirements},
             "mark": {"type": "text", "align": "left", "dx": 11, "fontSize": 11.5, "color": INK},
             "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _label(requirement: float, left: float) -> str:
    """Return the label of a requirement; it says so if the plan buys all of it or none."""
    bought = (
        ", all bought"
        if left < _MIN_SHOWN_MUSD
        else ", none bought"
        if left >= requirement * (1 - 1e-6)
        else ""
    )
    return f"{three_digits(requirement)}{bought}"


def _classes_panel(parts: list[dict[str, Any]], y: Spec) -> Spec:
    """Return the panel of class shares."""
    scale = colour_scale(CLASS_COLOURS, {p["class"] for p in parts})
    return {
        "width": 260,
        "height": {"step": 25},
        "data": {"values": parts},
        "mark": {"type": "bar", "height": 15},
        "encoding": {
            "y": {**y, "axis": {"labels": False, "ticks": False, "domain": False, "title": None}},
            "x": {"field": "usd", "type": "quantitative", "stack": "normalize",
                  "axis": {"title": "share of the requirement by class", "format": ".0%", "tickCount": 4}},
            "color": {"field": "class", "type": "nominal", "scale": scale, "legend": {"title": None, "columns": 2}},
            "order": {"field": "place", "type": "quantitative"},
        },
    }  # fmt: skip


def control_chart(shares: pl.DataFrame, caption: Caption) -> Spec:
    """Return the shares of countries in each stage: one bar per item and stage, in the order given.

    Parameters
    ----------
    shares : material_name, stage, country_iso3, country_name, share_pct, group
    """
    if shares.is_empty():
        return empty_chart(caption, "No item is short, so no stage is shown.")
    groups = list(GROUP_COLOURS)
    rows, labels, order = [], [], []
    for r in shares.iter_rows(named=True):
        row = f"{r['material_name']} · {r['stage']}"
        if row not in order:
            order.append(row)
        rows.append({"row": row, "share": r["share_pct"], "group": r["group"], "place": groups.index(r["group"]),
                     "country": r["country_iso3"]})  # fmt: skip
    for row in order:
        bar = sorted(
            (r for r in rows if r["row"] == row), key=lambda r: (r["place"], -r["share"], r["country"])
        )
        start = 0.0
        for r in bar:
            r["from"], r["to"] = start, start + r["share"]
            start += r["share"]
            if r["share"] >= _MIN_LABELLED_PCT and r["group"] != "unattributed":
                dark = r["group"] in ("adversary", "own")
                text = f"{r['country']} {r['share']:.0f}"
                labels.append({"row": row, "at": r["from"] + r["share"] / 2, "text": text,
                               "ink": "white" if dark else INK})  # fmt: skip
    y = {"field": "row", "type": "nominal", "sort": order, "title": None}
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "title": "share of world output, %",
    }
    scale = colour_scale(GROUP_COLOURS, {r["group"] for r in rows})
    note = f"World output by stage; shares of {_MIN_LABELLED_PCT} % and more carry the country's code."
    return {
        **start_spec(caption.noting(note)),
        "width": 640,
        "height": {"step": 24},
        "layer": [
            {"data": {"values": rows},
             "mark": {"type": "bar", "height": 19, "stroke": "white", "strokeWidth": 0.7},
             "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"},
                          "color": {"field": "group", "type": "nominal", "scale": scale, "legend": {"title": None}}}},
            {"data": {"values": labels},
             "mark": {"type": "text", "fontSize": 11, "baseline": "middle"},
             "encoding": {"y": y, "x": {**x, "field": "at"}, "text": {"field": "text"},
                          "color": {"field": "ink", "type": "nominal", "scale": None}}},
        ],
    }  # fmt: skip


def spending_chart(spend: pl.DataFrame, caption: Caption) -> Spec:
    """Return spending by quarter and account, and below it the cumulative spending against the limit.

    Parameters
    ----------
    spend : quarter, account_id, account_name, spend_usd, limit_usd
    """
    if spend.is_empty():
        return empty_chart(caption, "No account is open in the window.")
    rows = [
        {"quarter": r["quarter"], "account": r["account_name"], "usd": r["spend_usd"] / _MILLION,
         "label": three_digits(r["spend_usd"] / _MILLION) if r["spend_usd"] else ""}
        for r in spend.iter_rows(named=True)
    ]  # fmt: skip
    accounts = sorted(
        {r["account"] for r in rows}, key=lambda a: (-sum(r["usd"] for r in rows if r["account"] == a), a)
    )
    shades = dict(zip(accounts, [ACCENT, "#d9a441", "#4f9d69", "#7a6a9b", "#a23b3b"] * 3, strict=False))
    limits = {r["account_name"]: (r["limit_usd"] or 0.0) / _MILLION for r in spend.iter_rows(named=True)}
    unused = [a for a in accounts if not sum(r["usd"] for r in rows if r["account"] == a)]
    used = [a for a in accounts if a not in unused] or accounts[:1]
    scale = {"domain": used, "range": [shades[a] for a in used]}
    quarters = sorted({r["quarter"] for r in rows})
    x = {
        "field": "quarter",
        "type": "ordinal",
        "sort": quarters,
        "axis": {"labelAngle": 0, "title": "quarter of obligation"},
    }
    colour = {
        "field": "account",
        "type": "nominal",
        "scale": scale,
        "legend": {"title": None, "direction": "vertical"},
    }
    top: Spec = {
        "width": 560, "height": 230, "data": {"values": [r for r in rows if r["account"] in used]},
        "layer": [
            {"mark": {"type": "bar", "width": 46},
             "encoding": {"x": x, "y": {"field": "usd", "type": "quantitative", "title": "USD million"}, "color": colour}},
            {"transform": [{"filter": "datum.usd > 0"}],
             "mark": {"type": "text", "dy": -8, "fontSize": 12, "color": INK},
             "encoding": {"x": x, "y": {"field": "usd", "type": "quantitative"}, "text": {"field": "label"}}},
        ],
    }  # fmt: skip
    notes = [f"Unused: {a}, limit USD {limits[a]:,.0f} million." for a in unused]
    return {
        **start_spec(caption.noting(*notes)),
        "spacing": 30,
        "vconcat": [top, _cumulative(rows, used[0], quarters, limits[used[0]], x)],
    }


def _cumulative(rows: list[dict[str, Any]], account: str, quarters: list[str], limit: float, x: Spec) -> Spec:
    """Return the panel of an account's spending so far against its limit."""
    so_far, points = 0.0, []
    for q in quarters:
        so_far += sum(r["usd"] for r in rows if r["quarter"] == q and r["account"] == account)
        points.append({"quarter": q, "usd": so_far, "label": three_digits(so_far)})
    y = {
        "field": "usd",
        "type": "quantitative",
        "title": "USD million so far",
        "scale": {"domain": [0, limit * 1.12]},
    }
    rule = [{"usd": limit, "text": f"ceiling {limit:,.0f}", "quarter": quarters[0]}]
    return {
        "width": 560, "height": 190,
        "layer": [
            {"data": {"values": rule}, "mark": {"type": "rule", "color": "#a23b3b", "strokeDash": [6, 4]},
             "encoding": {"y": y}},
            {"data": {"values": rule},
             "mark": {"type": "text", "color": "#a23b3b", "align": "left", "dx": -34, "dy": -8, "fontSize": 12},
             "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
            {"data": {"values": points}, "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5},
             "encoding": {"x": x, "y": y}},
            {"data": {"values": points}, "mark": {"type": "circle", "color": ACCENT, "size": 55, "opacity": 1},
             "encoding": {"x": x, "y": y}},
            {"data": {"values": points}, "mark": {"type": "text", "dy": -12, "fontSize": 12, "color": INK},
             "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def awards_chart(rows: pl.DataFrame, caption: Caption) -> Spec:
    """Return the buys announced in October 2025 beside the plan.

    Parameters
    ----------
    rows : material_name, kind (``real award ceiling``, ``plan ceiling``), usd (missing where
        not known), note, requirement_usd
    """
    if rows.is_empty():
        return empty_chart(caption, "No announced buy stands in the tables.")
    kinds = ["real award ceiling", "plan ceiling", "requirement"]
    values = [
        {
            "item": r["material_name"],
            "kind": r["kind"],
            "usd": r["usd"] / _MILLION,
            "label": three_digits(r["usd"] / _MILLION),
        }
        for r in rows.filter(pl.col("usd").is_not_null()).iter_rows(named=True)
    ]
    for r in rows.filter(pl.col("kind") == "plan ceiling").iter_rows(named=True):
        if r["requirement_usd"] is not None:
            usd = r["requirement_usd"] / _MILLION
            values.append(
                {"item": r["material_name"], "kind": "requirement", "usd": usd, "label": three_digits(usd)}
            )
    largest_usd = {v["item"]: max(w["usd"] for w in values if w["item"] == v["item"]) for v in values}
    order = sorted(largest_usd, key=lambda n: (-largest_usd[n], n))
    y = {"field": "kind", "type": "nominal", "sort": kinds, "title": None, "axis": None}
    x = {"field": "usd", "type": "quantitative", "title": "USD million"}
    scale = {"domain": kinds, "range": ["#d9a441", ACCENT, PALE]}
    notes = [
        "An announced buy is a ceiling, not an obligation. Requirement at the prices of the as-of date; the plan's ceiling "
        "also pays freight, duty and the rise of the price that its orders cause, so it may stand above the requirement.",
    ]
    return {
        **start_spec(caption.noting(*notes)),
        "data": {"values": values},
        "facet": {"row": {"field": "item", "type": "nominal", "sort": order, "title": None,
                          "header": {"labelAngle": 0, "labelAlign": "left", "labelPadding": 12}}},
        "spacing": 12,
        "spec": {
            "width": 520, "height": {"step": 24},
            "layer": [
                {"mark": {"type": "bar", "height": 19},
                 "encoding": {"y": y, "x": x, "color": {"field": "kind", "type": "nominal", "scale": scale,
                                                        "legend": {"title": None}}}},
                {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 12, "color": INK},
                 "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
            ],
        },
    }  # fmt: skip


def waterfall_chart(
    steps: pl.DataFrame, caption: Caption, *, axis: str = "tonnes over the emergency"
) -> Spec:
    """Return floating bars from usual supply to the requirement; steps that change nothing are left out.

    Parameters
    ----------
    steps : step_no, step, tonnes (a signed change; for ``start`` and ``total`` a level), kind (``start``, ``loss``,
        ``gain``, ``total``)
    """
    if steps.is_empty():
        return empty_chart(caption, "There is no step to show.")
    level, bars = 0.0, []
    for r in steps.sort("step_no").iter_rows(named=True):
        is_level = r["kind"] in ("start", "total")
        if not is_level and not r["tonnes"]:
            continue
        low, high = (0.0, r["tonnes"]) if is_level else (level, level + r["tonnes"])
        level = high
        sign = "" if is_level else "+" if r["tonnes"] > 0 else "−"
        bars.append({"step": r["step"], "from": min(low, high), "to": max(low, high), "kind": r["kind"],
                     "label": f"{sign}{_tonnes(abs(r['tonnes']))}"})  # fmt: skip
    order = [b["step"] for b in bars]
    y = {"field": "step", "type": "nominal", "sort": order, "title": None}
    room = {"domainMax": 1.15 * max(b["to"] for b in bars) or 1.0, "nice": False}
    x = {"type": "quantitative", "scale": room, "axis": {"title": axis, "tickCount": 6, "grid": False}}
    table = {"start": ACCENT, "loss": "#a23b3b", "gain": "#4f9d69", "total": "#5b6670"}
    scale = colour_scale(table, {b["kind"] for b in bars})
    return {
        **start_spec(caption),
        "width": 560,
        "height": {"step": 30},
        "data": {"values": bars},
        "layer": [
            {"mark": {"type": "bar", "height": 20},
             "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"},
                          "color": {"field": "kind", "type": "nominal", "scale": scale, "legend": None}}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "color": INK},
             "encoding": {"y": y, "x": {**x, "field": "to"}, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _tonnes(value: float) -> str:
    """Return tonnes as text: from 1,000 whole tonnes, below that three significant figures."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
