"""Vega-Lite specs -> SVG and PNG files, the same bytes every time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lodestock.records.errors import InputError, Problem

__all__ = ["write_chart"]

_SCALE = 2.0


def write_chart(spec: dict[str, Any], folder: Path, name: str) -> list[Path]:
    """Write a spec as ``name.svg`` and ``name.png`` into a folder, made if absent; return both paths.

    Raises
    ------
    InputError : the spec takes data from a web address; without a network the chart would silently be empty
    """
    import vl_convert

    _refuse_addresses(spec, name)
    folder.mkdir(parents=True, exist_ok=True)
    svg, png = folder / f"{name}.svg", folder / f"{name}.png"
    svg.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    png.write_bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE))
    return [svg, png]


def _refuse_addresses(node: Any, name: str) -> None:
    """Raise `InputError` if any part of a spec has the key ``url``."""
    if isinstance(node, dict):
        if "url" in node:
            remedy = "Put the values into the spec"
            raise InputError(Problem(f"chart {name}", str(node["url"]), "takes data by address", remedy))
        for child in node.values():
            _refuse_addresses(child, name)
    elif isinstance(node, list):
        for child in node:
            _refuse_addresses(child, name)
