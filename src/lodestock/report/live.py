"""Vega-Lite specs as pages show them: drawn without title and foot, alive in a browser, and what draws them there."""

from __future__ import annotations

import threading
from copy import deepcopy
from importlib.metadata import version
from typing import Any

from lodestock.report.render import refuse_addresses
from lodestock.report.theme import place_source

__all__ = ["bare_spec", "draw_png", "draw_svg", "live_spec", "vega_script", "vega_version"]

_SCALE = 2.0
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Edition that the script in the browser draws; it tells of any other on the console."""

_LOCK = threading.Lock()
"""The converter is one engine; pages that ask at once wait for each other."""

_OUTER = ("$schema", "config", "title", "usermeta")


def bare_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec without its title and foot, which a page says in words.

    Parameters
    ----------
    spec : as it was made, or as `lodestock.report.theme.place_source` wraps it
    """
    inner = {**{n: spec[n] for n in _OUTER if n in spec}, **spec["vconcat"][0]} if _is_placed(spec) else spec
    out = {n: v for n, v in inner.items() if n not in ("title", "usermeta")}
    out["config"] = {**spec["config"], "padding": 6}
    out["$schema"] = _SCHEMA
    return out


def live_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with what it does under a hand: tooltips on every mark, zoom along a number with shift and wheel.

    Parameters
    ----------
    spec : see `bare_spec`
    """
    out = deepcopy(bare_spec(spec))
    config = out["config"]
    config["mark"] = {**config.get("mark", {}), "tooltip": {"content": "encoding"}}
    views = out.get("layer", [out] if "mark" in out else [])
    # Vega cuts marks at the edge of what can be zoomed, and with them words that stand beside it.
    views = [] if any(_kind(v) == "text" for v in views) else views
    view = next(
        (v for v in views if _runs_along_numbers({**out.get("encoding", {}), **v.get("encoding", {})})), None
    )
    if view is not None and "params" not in view:
        shift = "[event.shiftKey]"
        view["params"] = [
            {
                "name": "zoom",
                "select": {
                    "type": "interval",
                    "encodings": ["x"],
                    "zoom": f"wheel!{shift}",
                    "translate": f"[pointerdown{shift}, window:pointerup] > window:pointermove!",
                },
                "bind": "scales",
            }
        ]
    return out


def _kind(view: dict[str, Any]) -> str:
    """Return the kind of mark of a view."""
    mark = view.get("mark", "")
    return str(mark["type"] if isinstance(mark, dict) else mark)


def _runs_along_numbers(encoding: dict[str, Any]) -> bool:
    """Say whether the x of a view is a number or a date that can be zoomed."""
    x = encoding.get("x", {})
    return x.get("type") in ("quantitative", "temporal") and "field" in x and "stack" not in x


def draw_svg(spec: dict[str, Any], *, bare: bool = False) -> str:
    """Return a spec drawn as SVG.

    Parameters
    ----------
    bare : without title and foot

    Raises
    ------
    InputError : the spec takes data from a web address
    """
    import vl_convert

    refuse_addresses(spec, "of a page")
    with _LOCK:
        drawn: str = vl_convert.vegalite_to_svg(bare_spec(spec) if bare else _whole(spec))
    return drawn


def draw_png(spec: dict[str, Any]) -> bytes:
    """Return a spec drawn as PNG, with its title and foot.

    Raises
    ------
    InputError : the spec takes data from a web address
    """
    import vl_convert

    refuse_addresses(spec, "of a page")
    with _LOCK:
        drawn: bytes = vl_convert.vegalite_to_png(_whole(spec), scale=_SCALE)
    return drawn


def _whole(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with its foot, which one that was read from a file has already."""
    return spec if _is_placed(spec) else place_source(spec)


def _is_placed(spec: dict[str, Any]) -> bool:
    """Say whether `place_source` has wrapped a spec: then its one chart has the source as its title."""
    charts = spec.get("vconcat", [])
    title = charts[0].get("title") if len(charts) == 1 else None
    return isinstance(title, dict) and title.get("orient") == "bottom"


def vega_version() -> str:
    """Return the version of the script of `vega_script`, for its address."""
    return version("vl-convert-python")


def vega_script() -> str:
    """Return the script that draws specs in a browser: Vega, Vega-Lite and Vega-Embed, about 900 kB; it takes a second."""
    import vl_convert

    script: str = vl_convert.javascript_bundle(None)  # type: ignore[arg-type]  # its stub forgets None
    return script
