"""Outlines of countries for maps."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["read_shapes"]


@cache
def read_shapes() -> dict[str, Any]:
    """Return the outlines as a GeoJSON feature collection; it is shared, so change none of it.

    Each feature has ``properties`` ``iso3`` (empty where Natural Earth draws land that has no code of its own) and
    ``name``, and a ``MultiPolygon`` in degrees of longitude and latitude. Antarctica is left out. A code may have
    more than one feature.

    Source: Natural Earth 1:50m, public domain; see ``THIRD_PARTY.md``.
    """
    file = resources.files("lodestock.data").joinpath("maps", "country_shapes.geojson")
    shapes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return shapes
