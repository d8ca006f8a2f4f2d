"""Vega-Lite specs -> SVG, PNG and JSON files, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lodestock.records.errors import InputError, Problem
from lodestock.records.text import visible
from lodestock.report.theme import place_source, theme_config, with_visible_words

__all__ = ["Chart", "draw_png", "draw_svg", "refuse_addresses", "write_chart"]

_SCALE = 2.0

_LATIN = 0x24F
"""Last sign of the Latin letters, which every font has."""

_NO_SIGN = "\U0010fffd"
"""Of private use: no font has it, so that it is drawn as what is lacking is."""

_SIGNS = 8
"""Most signs that a picture names as lacking."""

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
        return visible(f"<picture {self.name}: {' '.join(self.spec['title']['text'])}>")

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
    spec = with_visible_words(spec)
    if signs := _find_lacking(spec):
        shown = ", ".join(f"U+{ord(c):04X}" for c in signs[:_SIGNS])
        end = " and others." if len(signs) > _SIGNS else "."
        words = f"Boxes stand for signs that no font has where this was drawn: {shown}{end}"
        usermeta = spec.get("usermeta", {})
        spec = {**spec, "usermeta": {**usermeta, "source": f"{usermeta.get('source', '')} {words}".strip()}}
    drawn: bytes = vl_convert.vegalite_to_png(place_source(spec), scale=_SCALE)
    return drawn


def _find_lacking(spec: dict[str, Any]) -> list[str]:
    """Return the signs in the words of a spec that are drawn as boxes. A PNG file cannot ask for another font.

    After a sign that no font has, the drawing looks in no other font for the rest of the words; therefore the others
    are drawn beside it.
    """
    found: set[str] = set()
    for text in _words_of(spec):
        rare = [c for c in dict.fromkeys(text) if ord(c) > _LATIN]
        first = next((c for c in rare if _draw_words(c) == _draw_words(_NO_SIGN)), "")
        found |= {c for c in rare if first and _draw_words(first + c) == _draw_words(first + _NO_SIGN)}
    return sorted(found)


def _words_of(part: Any) -> Iterator[str]:
    """Yield every text in a spec."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _words_of(inner)


@lru_cache(maxsize=4096)
def _draw_words(text: str) -> bytes:
    import vl_convert

    words = f'<text x="8" y="24" font-family="{theme_config()["font"]}">{text}</text>'
    drawn: bytes = vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="32">{words}</svg>'
    )
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
