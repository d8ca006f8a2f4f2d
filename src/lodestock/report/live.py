"""Vega-Lite specs as pages show them: without title and foot, alive in a browser, and what draws them there."""

from __future__ import annotations

from copy import deepcopy
from importlib.metadata import version
from typing import Any

from lodestock.report.theme import OUTER, is_placed, with_visible_words

__all__ = ["bare_spec", "live_spec", "vega_script", "vega_version"]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Edition that the script in the browser draws; it tells of any other on the console."""


def bare_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec without its title and foot, which a page says in words.

    Parameters
    ----------
    spec : as it was made, or as `lodestock.report.theme.place_source` wraps it
    """
    spec = with_visible_words(spec)
    inner = {**{n: spec[n] for n in OUTER if n in spec}, **spec["vconcat"][0]} if is_placed(spec) else spec
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


def vega_version() -> str:
    """Return the version of the script of `vega_script`, for its address."""
    return version("vl-convert-python")


def vega_script() -> str:
    """Return the script that draws specs in a browser: Vega, Vega-Lite and Vega-Embed, about 900 kB; it takes a second."""
    import vl_convert

    script: str = vl_convert.javascript_bundle(None)  # type: ignore[arg-type]  # its stub forgets None
    return script
