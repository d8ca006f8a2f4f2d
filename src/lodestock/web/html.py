"""Screens as HTML: templates, and how numbers and addresses are written."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lodestock.records.text import visible
from lodestock.records.version import __version__
from lodestock.report.live import vega_version
from lodestock.screens import PAGES, Figure, Grid, Links, Param, Prose, Query, Shown
from lodestock.screens.form import counted
from lodestock.screens.query import PAGE_ROWS

__all__ = ["address", "cell_words", "policy_hash", "read_static", "render", "write_error", "write_page"]


def write_page(
    shown: Shown, path: str, query: Query, params: tuple[Param, ...], project: Mapping[str, Any]
) -> str:
    """Return a page as HTML.

    Parameters
    ----------
    shown : the screen, its main table as it is asked for
    path : of the page, as it stands in the address
    query : its parameters
    params : those that it may have
    project : folder, card, as_of, dataset, warnings (sentences)
    """
    told = {
        "shown": shown,
        "screen": shown.screen,
        "path": path,
        "query": query,
        "params": params,
        "project": project,
    }
    return render("screen.html", **told)


def write_error(status: int, title: str, problems: Sequence[Mapping[str, str]]) -> str:
    """Return a page that says what is wrong and what to do.

    Parameters
    ----------
    status : of HTTP
    title : in words
    problems : place, value, reason, remedy
    """
    return render("error.html", status=status, title=title, problems=problems)


def render(template: str, **told: Any) -> str:
    """Return a template filled with values, every text escaped.

    Parameters
    ----------
    template : name of its file
    told : values by name
    """
    return _environment().get_template(template).render(**told)


def read_static(name: str) -> str:
    """Return a style or a script of the pages.

    Parameters
    ----------
    name : of its file
    """
    return resources.files("lodestock.web").joinpath("static", name).read_text(encoding="utf-8")


def policy_hash(text: str) -> str:
    """Return the word of a content security policy that allows exactly this style or script.

    Parameters
    ----------
    text : of the style or script
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def cell_words(value: Any, is_label: bool = False, is_part: bool = False) -> str:
    """Return a cell as people read it: numbers with four digits, thousands apart; a dash for what is missing.

    Parameters
    ----------
    value : of the cell
    is_label : whether a number names something, such as a year
    is_part : whether a number is a part of 1, written in per cent

    >>> cell_words(1234567.8), cell_words(0.123456), cell_words(None), cell_words(["a", "b"])
    ('1,234,568', '0.1235', '-', 'a; b')
    """
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(v) for v in value) or "-"
    if isinstance(value, str):
        return value
    if is_label:
        return str(value)
    number = float(value)
    if not math.isfinite(number):
        return "-" if math.isnan(number) else str(number)
    if is_part:
        return f"{100 * number:.3g} %"
    return f"{number:,.0f}" if abs(number) >= 1000 or number == int(number) else f"{number:.4g}"


def address(path: str, query: Query, **changed: str | None) -> str:
    """Return an address with some parameters changed; the page number falls where anything else changes.

    Parameters
    ----------
    changed : name -> value; None takes the parameter away
    """
    values = {k: v for k, v in query.values.items() if k != "page"}
    for name, value in changed.items():
        values.pop(name, None)
        if value is not None:
            values[name] = (value,)
    pairs = [(k, v) for k, some in values.items() for v in some]
    return quote(path, safe="/") + (f"?{urlencode(pairs)}" if pairs else "")


def _coded(text: str) -> Markup:
    """Return words in which what stands between backquotes is set as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 and i < len(parts) - 1 else part
        for i, part in enumerate(parts)
    )


def _visible(value: Any) -> Any:
    """Return what a page shows of a value: signs that cannot be seen, or that turn the line, as escapes."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value, keep="\n\t")


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("lodestock.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    menu = [(p.menu, p.path) for p in PAGES if p.menu]
    edition = f"{__version__}-{vega_version()}"  # scripts and styles are kept by browsers until it changes
    env.globals.update(
        address=address, counted=counted, version=__version__, edition=edition, PAGE_ROWS=PAGE_ROWS, menu=menu
    )
    env.filters.update(words=cell_words, coded=_coded)
    kinds = {"figure": Figure, "grid": Grid, "links": Links, "prose": Prose}
    env.tests.update({name: (lambda part, kind=kind: isinstance(part, kind)) for name, kind in kinds.items()})
    return env
