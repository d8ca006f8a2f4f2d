"""Vega-Lite specs -> SVG, PNG and JSON files, the same bytes every time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestock.records.errors import InputError, Problem
from lodestock.report.theme import place_source

__all__ = ["Chart", "draw_png", "draw_svg", "refuse_addresses", "write_chart"]

_SCALE = 2.0

_REFUSED = {
    "url": "takes data by address",
    "sequence": "makes rows of its own",
    "graticule": "makes rows of its own",
    "sphere": "makes rows of its own",
}
"""Keys that no spec of ours has: a picture of a project that somebody else made could have them."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture that a notebook shows.

    Attributes
    ----------
    name : of the picture
    spec : Vega-Lite
    """

    name: str
    spec: dict[str, Any]

    def save(self, folder: str | Path) -> list[Path]:
        """Write it as SVG, PNG and JSON into a folder and return the paths; see `write_chart`."""
        return write_chart(self.spec, Path(folder), self.name)

    def __repr__(self) -> str:
        """Return the title."""
        return f"<picture {self.name}: {' '.join(self.spec['title']['text'])}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Return the picture as Vega-Lite, as SVG where a notebook does not draw that, and in words."""
        return {
            "application/vnd.vegalite.v5+json": place_source(self.spec),
            "image/svg+xml": draw_svg(self.spec, self.name),
            "text/plain": repr(self),
        }


def write_chart(spec: dict[str, Any], folder: Path, name: str) -> list[Path]:
    """Write a spec as ``name.svg``, ``name.png`` and ``name.vl.json`` into a folder, made if absent; return the paths.

    The JSON is the spec as it is drawn, so that a page can show the picture live.

    Raises
    ------
    InputError : see `refuse_addresses`; without a network the chart would silently be empty
    """
    drawn = draw_svg(spec, name), draw_png(spec, name)
    folder.mkdir(parents=True, exist_ok=True)
    svg, png, source = (folder / f"{name}.{ending}" for ending in ("svg", "png", "vl.json"))
    svg.write_text(drawn[0], encoding="utf-8")
    png.write_bytes(drawn[1])
    source.write_text(
        json.dumps(place_source(spec), ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )
    return [svg, png, source]


def draw_svg(spec: dict[str, Any], name: str) -> str:
    """Return a spec drawn as SVG, with its source at the foot.

    Parameters
    ----------
    spec : Vega-Lite
    name : of the chart, for errors

    Raises
    ------
    InputError : see `refuse_addresses`
    """
    import vl_convert

    refuse_addresses(spec, name)
    drawn: str = vl_convert.vegalite_to_svg(place_source(spec))
    return drawn


def draw_png(spec: dict[str, Any], name: str) -> bytes:
    """Return a spec drawn as PNG, at two pixels a unit, with its source at the foot.

    Parameters
    ----------
    spec, name : see `draw_svg`

    Raises
    ------
    InputError : see `refuse_addresses`
    """
    import vl_convert

    refuse_addresses(spec, name)
    drawn: bytes = vl_convert.vegalite_to_png(place_source(spec), scale=_SCALE)
    return drawn


def refuse_addresses(node: Any, name: str) -> None:
    """Refuse a spec that takes data from a web address, or that makes rows of its own, as many as it likes.

    Parameters
    ----------
    node : the spec, or a part of it
    name : of the chart

    Raises
    ------
    InputError : any part of it has one of the keys `_REFUSED`, or a transform other than a filter
    """
    if isinstance(node, dict):
        for key, reason in _REFUSED.items():
            if key in node:
                raise InputError(
                    Problem(f"chart {name}", str(node[key])[:100], reason, "Put the values into the spec")
                )
        transforms = node.get("transform", [])
        if not isinstance(transforms, list) or any(
            not isinstance(t, dict) or set(t) != {"filter"} for t in transforms
        ):
            reason = "has a transform other than a filter"
            raise InputError(
                Problem(f"chart {name}", str(transforms)[:100], reason, "Put the values into the spec")
            )
        for child in node.values():
            refuse_addresses(child, name)
    elif isinstance(node, list):
        for child in node:
            refuse_addresses(child, name)
