"""One page to hand on: a run in a single file that opens from disk, with live pictures and tables that sort and filter."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lodestock.programme.documents import dumps
from lodestock.programme.folders import check_new, write_whole
from lodestock.records.errors import InputError, Problem
from lodestock.report.live import bare_spec, live_spec, vega_script
from lodestock.report.render import draw_svg
from lodestock.screens import Figure, Query, Screen, Shelf, build_screen, page_at
from lodestock.screens.handout import sources_grid
from lodestock.web.html import policy_hash, read_static, render

__all__ = ["write_handout"]

_PAGES = ("/overview", "/plan", "/scenario", "/ledger")
"""Pages that the file holds, in this order; their names become headings."""


def write_handout(shelf: Shelf, file: Path, *, run: str | None = None, force: bool = False) -> Path:
    """Write a run as one self-contained HTML file and return its path.

    Parameters
    ----------
    shelf : the project
    file : is made whole; one that is there already is refused
    run : name of the run; else the one that answers for the project as it is now
    force : lets `file` be replaced

    Raises
    ------
    InputError : the project has no run that holds a plan; the file is there, or cannot be written
    """
    check_new(file, "--html", force=force)
    kept = shelf.current("plan", run)
    if kept is None:
        raise InputError(
            Problem("report", str(shelf.folder or ""), "holds no plan", shelf.notices(None, "plan")[0])
        )
    return write_whole(file, _page(shelf, kept.index, run))


def _page(shelf: Shelf, index: Mapping[str, Any], run: str | None) -> str:
    """Return the text of the file; its foot tells what the run followed from."""
    screens: list[tuple[str, Screen]] = []
    for path in _PAGES:
        page = page_at(path)
        query = Query({"run": (run,)} if run and any(p.name == "run" for p in page.params) else {})
        screens.append((page.menu, build_screen(page, shelf, query, {})))
    figures = {
        f"{name.lower()}-{part.name}": part
        for name, screen in screens
        for part in screen.parts
        if isinstance(part, Figure)
    }
    # No HTML parser may take a text inside the script for its end.
    script = "\n".join((vega_script(), read_static("live.js"), read_static("tables.js"))).replace(
        "</script", "<\\/script"
    )
    style = read_static("style.css")
    return render(
        "handout.html",
        screens=screens,
        sources=sources_grid(shelf, (screen for _, screen in screens)),
        pictures={name: _as_address(draw_svg(bare_spec(f.spec()), name)) for name, f in figures.items()},
        specs=_as_json({name: live_spec(f.spec()) for name, f in figures.items()}),
        notice=read_static("notice.txt"),
        script=script,
        style=style,
        policy=(
            f"default-src 'none'; script-src {policy_hash(script)}; style-src {policy_hash(style)}; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        index=index,
    )


def _as_address(svg: str) -> str:
    """Return a picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _as_json(specs: dict[str, object]) -> str:
    """Return specs as JSON that no HTML parser takes for the end of the script around it."""
    return dumps(specs).replace("<", "\\u003c")
