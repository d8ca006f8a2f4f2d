"""World maps: who makes an item, and where money goes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from lodestock.report.charts import Spec
from lodestock.report.theme import INK, Caption, start_spec
from lodestock.report.views import three_digits, two_digits

__all__ = ["buy_map", "share_map"]

Ring = list[list[float]]

_BOUNDARIES = "Boundaries are Natural Earth's; no position is taken on them."
_SHADES = ["#c9deec", "#93bdd8", "#5590b8", "#1f5f8b", "#0d2f4d"]
"""Fills of classes, few to many."""

_NO_FIGURE, _OUTLINE, _ADVERSARY = "#eff0f1", "#aab2b9", "#c0392b"
_SHARE_BREAKS = [5.0, 15.0, 30.0, 50.0]
"""Upper ends of the classes of shares, in per cent: alike on every map, so that maps can be compared."""

_MONEY_BREAKS = [m * 10.0**e for e in range(-3, 7) for m in (1, 2, 5)]
_LABELLED = 3
_WIDTH, _HEIGHT = 620, 285
_DEGREES_A_LINE, _DEGREES_A_SIGN = 9.0, 4.2
"""Height of a label and width of a sign on the map, in degrees of latitude and longitude."""

_SMALL_DEGREES = 60.0
"""Area, in square degrees, below which a country would vanish under its label."""

_MAP_EDGE = 176.0


def share_map(shapes: Mapping[str, Any], shares: pl.DataFrame, caption: Caption) -> Spec:
    """Return a map of the countries by their share; those without a figure are pale grey, adversaries outlined.

    Parameters
    ----------
    shapes : GeoJSON; see `lodestock.data.maps.read_shapes`
    shares : country (ISO3, or another code for what no source gives to a country), country_name, share_pct (0 to 100,
        missing where not stated), group (see `GROUP_COLOURS`)
    """
    known = shares.filter(pl.col("share_pct").is_not_null())
    rows = {
        r["country"]: {
            "name": r["country_name"],
            "value": r["share_pct"],
            "group": r["group"],
            "said": f"{two_digits(r['share_pct'])} %",
            "label": f"{r['country']} {two_digits(r['share_pct'])} %",
            "outlined": r["group"] == "adversary",
        }
        for r in known.iter_rows(named=True)
    }
    names = _class_names(_SHARE_BREAKS, "{} %")
    notes = _unknown(shares, "share_pct", "Share not stated")
    tooltips = {"said": "share", "group": "group"}
    return _map(shapes, rows, _SHARE_BREAKS, names, None, tooltips, caption.noting(*notes))


def buy_map(shapes: Mapping[str, Any], buys: pl.DataFrame, caption: Caption) -> Spec:
    """Return a map of the countries by the money that goes there.

    Parameters
    ----------
    shapes : GeoJSON; see `lodestock.data.maps.read_shapes`
    buys : country (ISO3), country_name, ceiling_usd (USD, missing where not known), items (names, as text)
    """
    known = buys.filter(pl.col("ceiling_usd").is_not_null())
    rows = {
        r["country"]: {
            "name": r["country_name"],
            "value": r["ceiling_usd"] / 1e6,
            "items": r["items"],
            "said": f"USD {three_digits(r['ceiling_usd'] / 1e6)} million",
            "label": f"{r['country']} {three_digits(r['ceiling_usd'] / 1e6)}",
        }
        for r in known.iter_rows(named=True)
    }
    most = max((r["value"] for r in rows.values()), default=0.0)
    breaks = [b for b in _MONEY_BREAKS if b < most][1 - len(_SHADES) :]
    names = _class_names(breaks, "{}")
    notes = [
        f"Labelled: the {_LABELLED} largest, USD million.",
        *_unknown(buys, "ceiling_usd", "Ceiling not known"),
    ]
    tooltips = {"said": "ceiling", "items": "items"}
    return _map(shapes, rows, breaks, names, "USD million", tooltips, caption.noting(*notes))


def _unknown(frame: pl.DataFrame, column: str, words: str) -> list[str]:
    """Return a note that names the countries of which a column is missing."""
    names = frame.filter(pl.col(column).is_null()).sort("country")["country_name"].to_list()
    return [f"{words}: {', '.join(names)}."] if names else []


def _map(
    shapes: Mapping[str, Any],
    rows: dict[str, dict[str, Any]],
    breaks: Sequence[float],
    classes: list[str],
    unit: str | None,
    tooltips: dict[str, str],
    caption: Caption,
) -> Spec:
    """Return a map of rows by code; each has name, value, said and label."""
    none = "no figure"
    features: list[dict[str, Any]] = []
    rings: dict[str, list[Ring]] = {}
    for shape, geometry in zip(shapes["features"], _slimmed(shapes), strict=True):
        code = shape["properties"]["iso3"]
        row = rows.get(code)
        feature = {
            "type": "Feature",
            "geometry": geometry,
            "name": shape["properties"]["name"],
            "class": none,
        }
        if row is not None:
            shown = {k: v for k, v in row.items() if k not in ("value", "label")}
            feature |= {**shown, "class": classes[sum(row["value"] >= b for b in breaks)]}
            rings.setdefault(code, []).extend(polygon[0] for polygon in geometry["coordinates"])
        features.append(feature)
    scale = {"domain": [*classes, none], "range": [*_SHADES[-len(classes) :], _NO_FIGURE]}
    tooltip = [{"field": "name", "title": "country"}, {"field": "class", "title": "class"}]
    labels = _labels(rows, rings)
    fill = {"field": "class", "type": "nominal", "scale": scale, "sort": None,
            "legend": {"title": unit, "titleOrient": "left", "symbolStrokeColor": _OUTLINE, "symbolStrokeWidth": 0.7,
                       "symbolSize": 130, "columns": 6}}  # fmt: skip
    layers: list[Spec] = [
        {"data": {"values": features},
         "mark": {"type": "geoshape", "stroke": _OUTLINE, "strokeWidth": 0.5},
         "encoding": {"color": fill, "tooltip": [*tooltip, *({"field": f, "title": t} for f, t in tooltips.items())]}},
    ]  # fmt: skip
    notes = []
    if any(f.get("outlined") for f in features):
        ring = {"type": "geoshape", "fill": None, "stroke": _ADVERSARY, "strokeWidth": 1.3}
        outlined = [{"type": "Feature", "geometry": f["geometry"]} for f in features if f.get("outlined")]
        layers.append({"data": {"values": outlined}, "mark": ring})
        notes.append("Outlined in red: adversaries.")
    if set(rows) - set(rings):
        notes.append(f"Not on the map: {_away(rows, rings)}.")
    return {
        **start_spec(caption.noting(" ".join([*notes, _BOUNDARIES]))),
        "width": _WIDTH,
        "height": _HEIGHT,
        "projection": {"type": "equalEarth"},
        "layer": [*layers, *_label_layers(labels)],
    }


def _class_names(breaks: Sequence[float], form: str) -> list[str]:
    """Return the words of the classes that breaks part, few to many."""
    if not breaks:
        return ["any amount"]
    between = [form.format(f"{low:g} to {high:g}") for low, high in pairwise(breaks)]
    return [f"under {form.format(f'{breaks[0]:g}')}", *between, f"from {form.format(f'{breaks[-1]:g}')}"]


def _away(rows: dict[str, dict[str, Any]], rings: dict[str, list[Ring]]) -> str:
    """Return the rows without a shape, in words."""
    return ", ".join(f"{rows[c]['name']} {rows[c]['said']}" for c in sorted(set(rows) - set(rings)))


def _slimmed(shapes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the geometries of shapes as they are drawn, made once for shapes that are read once."""
    if not _SLIMMED or _SLIMMED[0][0] is not shapes:
        _SLIMMED[:] = [(shapes, [_slim(shape["geometry"]) for shape in shapes["features"]])]
    return _SLIMMED[0][1]


_SLIMMED: list[tuple[Mapping[str, Any], list[dict[str, Any]]]] = []
"""The last shapes that were drawn, and their geometries."""


def _slim(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a geometry with its points rounded to a tenth of a degree, a fifth of a pixel, each point once in a row.

    A ring that would lose its area or turn round stays as it is, so that small islands stay on the map.
    """
    polygons = [[_slim_ring(ring) for ring in polygon] for polygon in geometry["coordinates"]]
    return {"type": geometry["type"], "coordinates": polygons}


def _slim_ring(ring: Ring) -> Ring:
    """Return a ring with its points rounded, or as it is."""
    points = [[round(x, 1), round(y, 1)] for x, y in ring]
    kept = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    before, after = _area(ring), _area(kept)
    return kept if len(kept) >= 4 and after * before > 0 and abs(after) > 0.5 * abs(before) else ring


def _plane(ring: Ring) -> Ring:
    """Return a ring on a plane: where it crosses the line of the date, its west is moved on by a turn."""
    longitudes = [x for x, _ in ring]
    return [[x % 360, y] for x, y in ring] if max(longitudes) - min(longitudes) > 180 else ring


def _area(ring: Ring) -> float:
    """Return the signed area of a ring in square degrees of a plane."""
    ring = _plane(ring)
    return math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _centre(ring: Ring) -> tuple[float, float]:
    """Return the centroid of a ring, or the middle of its widest part at that latitude where the centroid is outside."""
    ring = _plane(ring)
    parts = [(a[0] * b[1] - b[0] * a[1], a, b) for a, b in pairwise(ring)]
    whole = 3 * math.fsum(p for p, _, _ in parts)
    x, y = (math.fsum(p * (a[i] + b[i]) for p, a, b in parts) / whole for i in (0, 1))
    edges = sorted(
        a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) for _, a, b in parts if (a[1] > y) != (b[1] > y)
    )
    inside = list(zip(edges[::2], edges[1::2], strict=True))
    if inside and not any(west <= x <= east for west, east in inside):
        west, east = max(inside, key=lambda span: span[1] - span[0])
        x = (west + east) / 2
    return round(x, 2), round(y, 2)


def _labels(rows: dict[str, dict[str, Any]], rings: dict[str, list[Ring]]) -> list[dict[str, Any]]:
    """Return the labels of the largest rows, moved where they would cover each other or a small country."""
    first = sorted(rings, key=lambda c: (-rows[c]["value"], c))[:_LABELLED]
    outlines = {c: max(rings[c], key=lambda ring: abs(_area(ring))) for c in first}
    centres = {c: _centre(outlines[c]) for c in first}
    labels: list[dict[str, Any]] = []
    for code in first:
        x, y = centres[code]
        text = rows[code]["label"]
        half = len(text) * _DEGREES_A_SIGN / 2
        is_small = abs(_area(outlines[code])) < _SMALL_DEGREES
        across = (half + 4, -half - 4, 0.0) if is_small else (0.0, half + 4, -half - 4)
        moves = [
            (dx, dy * _DEGREES_A_LINE)
            for dy in (0, 1, -1, 2, -2, 3, -3)
            for dx in across
            if dx or dy or not is_small
        ]
        others = [centres[c] for c in first if c != code]
        dx, dy = next((m for m in moves if _is_free(x + m[0], y + m[1], half, labels, others)), moves[0])
        edge = (x + dx - math.copysign(half, dx), y + dy) if dx else (x, y + dy - math.copysign(3.5, dy))
        place = {
            "x": x,
            "y": y,
            "at_x": x + dx,
            "at_y": y + dy,
            "edge_x": edge[0],
            "edge_y": edge[1],
            "half": half,
        }
        labels.append({**{k: round(v, 2) for k, v in place.items()}, "text": text, "moved": bool(dx or dy)})
    return labels


def _is_free(
    x: float, y: float, half: float, labels: list[dict[str, Any]], centres: list[tuple[float, float]]
) -> bool:
    """Return whether a label of a half width has its place inside the map, off other labels and centres."""
    return (
        abs(x) + half <= _MAP_EDGE
        and not any(
            abs(x - o["at_x"]) < half + o["half"] and abs(y - o["at_y"]) < _DEGREES_A_LINE - 0.01
            for o in labels
        )
        and not any(abs(x - cx) < half + 2 and abs(y - cy) < _DEGREES_A_LINE * 0.6 for cx, cy in centres)
    )


def _label_layers(labels: list[dict[str, Any]]) -> list[Spec]:
    """Return lines to labels that were moved, and the labels with a white rim."""
    if not labels:
        return []
    at = {
        "longitude": {"field": "at_x", "type": "quantitative"},
        "latitude": {"field": "at_y", "type": "quantitative"},
    }
    moved = [v for v in labels if v["moved"]]
    text = {"type": "text", "fontSize": 13, "fontWeight": "bold"}
    words = {**at, "text": {"field": "text"}}
    edge = {
        "longitude": {"field": "edge_x", "type": "quantitative"},
        "latitude": {"field": "edge_y", "type": "quantitative"},
    }
    spot = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    lines: list[Spec] = [
        {
            "data": {"values": moved},
            "mark": {"type": "rule", "color": INK},
            "encoding": {**edge, "longitude2": {"field": "x"}, "latitude2": {"field": "y"}},
        },
        {
            "data": {"values": moved},
            "mark": {"type": "circle", "color": INK, "size": 26, "opacity": 1, "stroke": "white"},
            "encoding": spot,
        },
    ]
    return [
        *(lines if moved else []),
        {"data": {"values": labels},
         "mark": {**text, "color": "white", "stroke": "white", "strokeWidth": 3.5, "strokeJoin": "round"},
         "encoding": words},
        {"data": {"values": labels}, "mark": {**text, "color": INK}, "encoding": words},
    ]  # fmt: skip
