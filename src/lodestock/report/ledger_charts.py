"""Pictures of the ledger."""

from __future__ import annotations

from typing import Any

import polars as pl

from lodestock.report.charts import Spec, empty_chart
from lodestock.report.theme import ACCENT, INK, Caption, start_spec
from lodestock.report.views import three_digits

__all__ = ["burn_down_chart"]

_KINDS = {
    "committed": "#d9a441",
    "obligated": ACCENT,
    "paid": "#123a5c",
}
"""Colour of each amount, light to dark as money comes nearer to being gone."""

_MILLION = 1e6

_PACES = {"target date": "#a23b3b", "legal expiry": "#7b8794"}
"""Colour of the even pace to each end."""


def burn_down_chart(rows: pl.DataFrame, terms: pl.DataFrame, day: str, caption: Caption) -> Spec:
    """Return what is committed, obligated and paid of each account, beside an even pace to its ends.

    Parameters
    ----------
    rows : account, date, committed_usd, obligated_usd, expended_usd
    terms : account, first, target, last, appropriated_usd, within
    day : on which the last figures are true, ISO date
    """
    panels = [
        _panel(terms.row(i, named=True), rows.filter(pl.col("account") == terms["account"][i]), day)
        for i in range(terms.height)
    ]
    if not panels:
        return empty_chart(caption, "The ledger has no account with a last day yet.")
    note = (
        "Steps: what is committed by certificates, obligated by orders, and paid, as a part of the account. Lines: an even "
        "pace from the first day to the target date and to the last day on which the account may obligate. Each amount "
        "holds the next one. Accounts of which nothing is apportioned are left out."
    )
    return {**start_spec(caption.noting(note)), "spacing": 34, "vconcat": panels}


def _panel(term: dict[str, Any], rows: pl.DataFrame, day: str) -> Spec:
    """Return the panel of one account."""
    whole = term["appropriated_usd"]
    start, end = min(term["first"], day), max(term["last"] or term["target"] or day, day)
    amounts = {"committed": "committed_usd", "obligated": "obligated_usd", "paid": "expended_usd"}
    steps = [
        {"date": at, "part": usd / whole if whole else 0.0, "kind": kind}
        for kind, column in amounts.items()
        for at, usd in ({start: 0.0} | dict(zip(rows["date"], rows[column], strict=True))).items()
        if at >= start
    ]
    last = rows.row(-1, named=True)
    said = "; ".join(f"{kind} {three_digits(last[column] / _MILLION)}" for kind, column in amounts.items())
    paces = [
        {"date": at, "part": part, "pace": name}
        for name, stop in (("target date", term["target"]), ("legal expiry", term["last"]))
        if stop is not None
        for at, part in ((term["first"], 0.0), (stop, 1.0))
    ]
    inside = f", a ceiling inside {term['within']}" if term["within"] else ""
    x = {
        "field": "date",
        "type": "temporal",
        "scale": {"domain": [start, end]},
        "axis": {"title": None, "format": "%b %Y", "tickCount": 8, "labelOverlap": True},
    }
    y = {
        "field": "part",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": "part of the account", "format": ".0%", "tickCount": 5},
    }
    kinds, ends = list(_KINDS), list(_PACES)
    return {
        "title": {
            "text": f"{term['account']}: USD {three_digits(whole / _MILLION)} million{inside}",
            "subtitle": said,
            "fontSize": 13,
            "offset": 8,
        },
        "width": 640,
        "height": 150,
        "layer": [
            {"data": {"values": paces},
             "mark": {"type": "line", "strokeDash": [5, 4], "strokeWidth": 1.6},
             "encoding": {"x": x, "y": y, "color": {
                 "field": "pace", "type": "nominal", "scale": {"domain": ends, "range": [_PACES[e] for e in ends]},
                 "legend": {"title": "even pace to", "symbolType": "stroke"}}}},
            {"data": {"values": steps},
             "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.4},
             "encoding": {"x": x, "y": y, "stroke": {
                 "field": "kind", "type": "nominal", "scale": {"domain": kinds, "range": [_KINDS[k] for k in kinds]},
                 "legend": {"title": "of the account", "symbolType": "stroke"}}}},
            {"data": {"values": [{"date": day}]}, "mark": {"type": "rule", "color": INK, "opacity": 0.35},
             "encoding": {"x": x}},
        ],
    }  # fmt: skip
