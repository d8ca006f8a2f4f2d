"""Pictures for overviews: what is covered, where the money stands, how far orders are, which inputs matter."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import polars as pl

from lodestock.report.charts import Spec, empty_chart
from lodestock.report.row_layers import end_text, row_labels, rows_axis
from lodestock.report.theme import ACCENT, INK, PALE, Caption, start_spec
from lodestock.report.views import three_digits, two_digits

__all__ = ["award_chart", "coverage_chart", "funds_chart", "tornado_chart"]

_MILLION = 1e6
_MAX_ROWS = 20
_HELD, _PLANNED, _DARK = "#123a5c", "#7fb2cf", "#123a5c"
_LOW, _HIGH = "#d9a441", ACCENT
_PX_A_SIGN = 6.4
"""Width of a sign of a label, in pixels."""

_FUNDS = {
    "appropriated": ("#dfe6ec", 26),
    "committed": ("#d9a441", 19),
    "obligated": (ACCENT, 13),
    "expended": (_DARK, 6),
}
_AWARDS = {"ceiling": ("#dfe6ec", 24), "obligated": (ACCENT, 15), "outlay": (_DARK, 6)}
"""Fill and height in pixels of each amount, the holding one before what it holds."""


def coverage_chart(items: pl.DataFrame, caption: Caption) -> Spec:
    """Return the requirement of each item with what is held and planned of it; at most 20 items, the largest first.

    Parameters
    ----------
    items : material_name, requirement_usd, held_usd (missing where not known), planned_usd; all USD
    """
    needed = items.filter(pl.col("requirement_usd") > 0).sort(
        "requirement_usd", "material_name", descending=[True, False]
    )
    if needed.is_empty():
        return empty_chart(caption, "No item has a requirement.")
    shown, rest = needed.head(_MAX_ROWS), needed.tail(-_MAX_ROWS)
    bars: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for r in shown.iter_rows(named=True):
        name, held, planned = r["material_name"], r["held_usd"] or 0.0, r["planned_usd"] or 0.0
        covered = _percent((held + planned) / r["requirement_usd"])
        said = f"{covered}, held not known" if r["held_usd"] is None else covered
        ends.append({"item": name, "text": said})
        for kind, start, usd in (
            ("requirement", 0.0, r["requirement_usd"]),
            ("held", 0.0, r["held_usd"]),
            ("planned", held, r["planned_usd"]),
        ):
            if usd:
                bars.append({"item": name, "kind": kind, "from": start / _MILLION, "to": (start + usd) / _MILLION,
                             "usd": f"USD {three_digits(usd / _MILLION)} million", "covered": said})  # fmt: skip
    y = rows_axis("item", [e["item"] for e in ends])
    x = {"type": "quantitative", "axis": {"title": "USD million", "tickCount": 5}}
    kinds = ["requirement", "held", "planned"]
    colour = {"field": "kind", "type": "nominal", "scale": {"domain": kinds, "range": ["white", _HELD, _PLANNED]},
              "legend": {"title": None, "symbolStrokeColor": INK, "symbolStrokeWidth": 1}}  # fmt: skip
    tooltip = [{"field": "item"}, {"field": "kind"}, {"field": "usd", "title": "value"}, {"field": "covered"}]

    def bar(is_outline: bool, height: int) -> Spec:
        values = [b for b in bars if (b["kind"] == "requirement") == is_outline]
        edge = {"stroke": INK, "strokeWidth": 1} if is_outline else {}
        return {
            "data": {"values": values},
            "mark": {"type": "bar", "height": height, **edge},
            "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}, "color": colour, "tooltip": tooltip},
        }  # fmt: skip

    note = "At the right: the part of the requirement that is held or planned."
    return {
        **start_spec(caption.noting(note, *_rest_note(rest), *_unknown_note(items)), at_edge=True),
        "width": 400,
        "height": {"step": 24},
        "layer": [
            bar(True, 17),
            bar(False, 11),
            end_text(ends, y, "text", 400),
        ],
    }


def _rest_note(rest: pl.DataFrame) -> list[str]:
    """Return what the items that are not shown come to, as a note."""
    if rest.is_empty():
        return []
    need = math.fsum(rest["requirement_usd"])
    covered = math.fsum((r["held_usd"] or 0.0) + (r["planned_usd"] or 0.0) for r in rest.to_dicts())
    unknown = rest["held_usd"].null_count()
    beside = f"; of {unknown} the held part is not known" if unknown else ""
    items = "1 more item needs" if len(rest) == 1 else f"{len(rest)} more items need"
    return [
        f"Not shown: {items} USD {three_digits(need / _MILLION)} million, of which USD "
        f"{three_digits(covered / _MILLION)} million are held or planned{beside}."
    ]


def _unknown_note(items: pl.DataFrame) -> list[str]:
    """Return the items without a known requirement, as a note."""
    names = items.filter(pl.col("requirement_usd").is_null()).sort("material_name")["material_name"].to_list()
    return [f"Requirement not known: {', '.join(names)}."] if names else []


def funds_chart(accounts: pl.DataFrame, caption: Caption) -> Spec:
    """Return how far the money of each account has gone, one line an account, a part of another below it.

    Parameters
    ----------
    accounts : account, appropriated_usd, committed_usd, obligated_usd, expended_usd (USD, each holds the next;
        missing where not known), days_left (missing where the account has no end), within (the account that
        holds it, or missing)
    """
    rows = _families(accounts.to_dicts())
    if not rows:
        return empty_chart(caption, "No account is open.")
    most = max((r["appropriated_usd"] or 0.0 for r in rows), default=0.0) / _MILLION or 1.0
    names, bars, ends, opens = [], [], [], []
    for r in rows:
        name = f"{r['account']}|in {r['within']}" if r["within"] else r["account"]
        names.append(name)
        bars += _nested(name, {k: r[f"{k}_usd"] for k in _FUNDS})
        whole, bound = r["appropriated_usd"], r["obligated_usd"]
        if whole is None:
            money = f"{_usd(bound)} obligated|of an amount not known"
            opens.append(_open_end(name, r["committed_usd"] or bound or 0.0, most))
        elif bound is None:
            money = f"obligated not known,|of {_usd(whole)}"
        else:
            money = (
                f"USD {three_digits(bound / _MILLION)} of {three_digits(whole / _MILLION)} million obligated"
            )
        left = "no last day" if r["days_left"] is None else _days(r["days_left"])
        ends.append({"row": name, "text": f"{money}|{left}" if money.count("|") == 0 else f"{money}, {left}"})
    y = rows_axis("row", names, is_labelled=False)
    notes = [
        "Each amount holds the next one: appropriated, committed by certificates, obligated by orders, expended."
    ]
    notes += ["Dashed: an amount that is not known; the line has no end."] if opens else []
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "width": 280,
        "height": {"step": 44},
        "layer": [
            *_nested_layers(bars, _FUNDS, y),
            *_open_layers(opens, y),
            end_text(ends, y, "text", 280),
            row_labels(names, y),
        ],
    }


def _families(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return accounts with each part right below the account that holds it."""
    names = {r["account"] for r in rows}
    out: list[dict[str, Any]] = []

    def add(row: dict[str, Any]) -> None:
        out.append(row)
        for part in rows:
            if part["within"] == row["account"] and part not in out:
                add(part)

    for row in rows:
        if row["within"] not in names and row not in out:
            add(row)
    return out


def _days(left: int) -> str:
    """Return the days that are left, in words."""
    if left < 0:
        return f"ended {-left:,} days ago"
    return "1 day left" if left == 1 else f"{left:,} days left"


def award_chart(awards: pl.DataFrame, caption: Caption) -> Spec:
    """Return what is paid and obligated of each order's ceiling; at most 20 orders, the largest first.

    Parameters
    ----------
    awards : award_id, material, vendors, outlay_usd, obligated_usd, ceiling_usd (USD, missing where not known)
    """
    if awards.is_empty():
        return empty_chart(caption, "No order is placed.")
    order = sorted(
        awards.to_dicts(), key=lambda r: (-(r["ceiling_usd"] or r["obligated_usd"] or 0.0), r["award_id"])
    )
    shown, rest = order[:_MAX_ROWS], order[_MAX_ROWS:]
    most = max((r[f"{k}_usd"] or 0.0 for r in shown for k in _AWARDS), default=0.0) / _MILLION or 1.0
    names, bars, ends, opens = [], [], [], []
    for r in shown:
        about = ", ".join(part for part in (r["material"], r["vendors"]) if part)
        name = f"{r['award_id']}|{_cut(about)}" if about else r["award_id"]
        names.append(name)
        bars += _nested(name, {k: r[f"{k}_usd"] for k in _AWARDS})
        bound, ceiling = r["obligated_usd"], r["ceiling_usd"]
        if ceiling is None:
            opens.append(_open_end(name, max(bound or 0.0, r["outlay_usd"] or 0.0), most))
            ends.append({"row": name, "text": f"{_usd(bound)} obligated,|ceiling not known"})
        elif bound is None:
            ends.append({"row": name, "text": f"obligated not known,|ceiling {_usd(ceiling)}"})
        else:
            text = f"USD {three_digits(bound / _MILLION)} of {three_digits(ceiling / _MILLION)} million|obligated"
            ends.append({"row": name, "text": text})
    y = rows_axis("row", names, is_labelled=False)
    notes = ["Each bar holds the next: the ceiling of the award, what is obligated, what is paid (outlay)."]
    notes += ["Dashed: a ceiling that is not known; the line has no end."] if opens else []
    notes += _award_rest(rest)
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "width": 280,
        "height": {"step": 40},
        "layer": [
            *_nested_layers(bars, _AWARDS, y),
            *_open_layers(opens, y),
            end_text(ends, y, "text", 280),
            row_labels(names, y),
        ],
    }


def _award_rest(rest: list[dict[str, Any]]) -> list[str]:
    """Return what the orders that are not shown come to, as a note."""
    if not rest:
        return []
    known = [r["ceiling_usd"] for r in rest if r["ceiling_usd"] is not None]
    orders = "1 more order" if len(rest) == 1 else f"{len(rest)} more orders"
    unknown = f"; of {len(rest) - len(known)} the ceiling is not known" if len(known) < len(rest) else ""
    return [f"Not shown: {orders} with ceilings of {_usd(math.fsum(known))}{unknown}."]


def tornado_chart(variants: pl.DataFrame, caption: Caption) -> Spec:
    """Return how far each input moves a value in USD from its base, the input that moves it furthest first.

    Parameters
    ----------
    variants : input, low_usd, base_usd, high_usd (the value with the input at its low, as it is, and at its high; low and
        high missing where not computed, base alike in all rows), low_label, high_label (words for the input's low and high)
    """
    rows = [r for r in variants.to_dicts() if r["low_usd"] is not None or r["high_usd"] is not None]
    if not rows:
        return empty_chart(caption, "No input was varied.")
    rows.sort(key=lambda r: (-_span(r), r["input"]))
    names = ["|".join(wrap(r["input"], 30)) for r in rows]
    base = rows[0]["base_usd"] / _MILLION
    bars, labels = [], []
    for name, r in zip(names, rows, strict=True):
        ends = {k: r[f"{k}_usd"] / _MILLION for k in ("low", "high") if r[f"{k}_usd"] is not None}
        right = max(ends, key=lambda k: (ends[k], k == "high"))
        for kind in sorted(ends, key=lambda k: -abs(ends[k] - base)):
            usd, is_right = ends[kind], kind == right if len(ends) > 1 else ends[kind] >= base
            words = f"{r[f'{kind}_label']}: {three_digits(usd)}"
            bars.append({"row": name, "from": min(usd, base), "to": max(usd, base), "kind": f"{kind} input", "text": words,
                         "input": r["input"]})  # fmt: skip
            at = max(usd, base) if is_right else min(usd, base)
            labels.append({"row": name, "at": at, "text": words, "is_right": is_right})
    y = rows_axis("row", names, is_labelled=False)
    x = {"type": "quantitative", "scale": {"domain": _room(labels, 330), "nice": False, "zero": False},
         "axis": {"title": "USD million", "tickCount": 5}}  # fmt: skip
    colour = {"field": "kind", "type": "nominal", "legend": {"title": None},
              "scale": {"domain": ["low input", "high input"], "range": [_LOW, _HIGH]}}  # fmt: skip

    def text(is_right: bool) -> Spec:
        side = {"align": "left", "dx": 5} if is_right else {"align": "right", "dx": -5}
        return {
            "data": {"values": [v for v in labels if v["is_right"] == is_right]},
            "mark": {"type": "text", "fontSize": 11.5, "color": INK, **side},
            "encoding": {"y": y, "x": {**x, "field": "at"}, "text": {"field": "text"}},
        }

    lacking = [r["input"] for r in rows if r["low_usd"] is None or r["high_usd"] is None]
    notes = [f"Line: USD {three_digits(base)} million with every input as it is."]
    notes += [f"One end not computed: {', '.join(lacking)}."] if lacking else []
    return {
        **start_spec(caption.noting(*notes), at_edge=True),
        "width": 460,
        "height": {"step": 30},
        "layer": [
            {"data": {"values": bars},
             "mark": {"type": "bar", "height": 17},
             "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}, "color": colour,
                          "tooltip": [{"field": "input"}, {"field": "text", "title": "USD million"}]}},
            {"data": {"values": [{"at": base}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.4},
             "encoding": {"x": {**x, "field": "at"}}},
            text(True),
            text(False),
            row_labels(names, y),
        ],
    }  # fmt: skip


def _span(row: dict[str, Any]) -> float:
    """Return how far an input moves the value, in USD."""
    values = [row[k] for k in ("low_usd", "base_usd", "high_usd") if row[k] is not None]
    return float(max(values) - min(values))


def _room(labels: list[dict[str, Any]], least_px: int, width: int = 460) -> list[float]:
    """Return the domain of an axis on which the labels beside its bars have room."""
    low, high = min(v["at"] for v in labels), max(v["at"] for v in labels)
    sides = [
        max((len(v["text"]) for v in labels if v["is_right"] == right), default=0) for right in (False, True)
    ]
    left, right = (min(_PX_A_SIGN * n + 8, (width - least_px) * 1.6) for n in sides)
    per_px = ((high - low) or abs(high) or 1.0) / max(width - left - right, 80)
    return [round(low - left * per_px, 6), round(high + right * per_px, 6)]


def _nested(name: str, amounts: dict[str, float | None]) -> list[dict[str, Any]]:
    """Return the bars of a row; an amount that is not known or nothing has none."""
    return [
        {"row": name, "kind": kind, "usd": usd / _MILLION, "said": _usd(usd)}
        for kind, usd in amounts.items()
        if usd
    ]


def _nested_layers(bars: list[dict[str, Any]], kinds: dict[str, tuple[str, int]], y: Spec) -> list[Spec]:
    """Return the layers of bars that hold each other, the widest below."""
    scale = {"domain": list(kinds), "range": [colour for colour, _ in kinds.values()]}
    colour = {"field": "kind", "type": "nominal", "scale": scale,
              "legend": {"title": None, "symbolStrokeColor": PALE, "symbolStrokeWidth": 1}}  # fmt: skip
    x = {
        "field": "usd",
        "type": "quantitative",
        "stack": None,
        "axis": {"title": "USD million", "tickCount": 4},
    }
    tooltip = [{"field": "kind"}, {"field": "said", "title": "amount"}]
    return [
        {
            "data": {"values": [b for b in bars if b["kind"] == kind]},
            "mark": {"type": "bar", "height": height},
            "encoding": {"y": y, "x": x, "color": colour, "tooltip": tooltip},
        }
        for kind, (_, height) in kinds.items()
    ]


def _open_end(name: str, start_usd: float, most: float) -> dict[str, Any]:
    """Return the line of an amount that is not known, from what it holds at least, USD, on an axis up to `most` million."""
    start = start_usd / _MILLION
    return {"row": name, "from": start, "to": start + 0.2 * most}


def _open_layers(opens: list[dict[str, Any]], y: Spec) -> list[Spec]:
    """Return dashed lines of amounts that are not known."""
    dashed = {"type": "rule", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1.3}
    reach = {"y": y, "x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"}}
    return [{"data": {"values": opens}, "mark": dashed, "encoding": reach}] if opens else []


def _cut(text: str) -> str:
    """Return a text of at most 36 signs."""
    return text if len(text) <= 36 else f"{text[:35].rstrip(' ,')}…"


def _usd(usd: float | None) -> str:
    """Return an amount in words."""
    return "USD not known" if usd is None else f"USD {three_digits(usd / _MILLION)} million"


def _percent(part: float) -> str:
    """Return a part as text in per cent, whole from 10."""
    return f"{two_digits(100 * part)} %"
