"""What a page that is handed on needs beside its screens: the sources that they name."""

from __future__ import annotations

from collections.abc import Iterable

from lodestock.screens.form import Figure, Grid, Screen
from lodestock.screens.shelf import Shelf
from lodestock.screens.tables import SOURCE_FIELDS

__all__ = ["sources_grid"]


def sources_grid(shelf: Shelf, screens: Iterable[Screen]) -> Grid:
    """Return the sources of the figures: those that tables of the screens name, and those that the sized items rest on.

    Parameters
    ----------
    screens : of the page
    """
    dataset, named = shelf.case.dataset, set[str]()
    for screen in screens:
        for part in screen.parts:
            grid = part.grid if isinstance(part, Figure) else part
            rows = grid.rows if isinstance(grid, Grid) else ()
            named |= {str(r["source"]) for r in rows if r.get("source")}
    for table in (
        "us_demand",
        "import_shares",
        "global_supply_shares",
        "price",
        "demand_classes",
        "appropriations",
    ):
        named |= {str(r["source"]) for r in dataset.rows(table) if r["source"]}
    keys = {key.strip() for words in named for key in words.split(";")}
    rows = tuple(r for r in dataset.rows("sources") if r["key"] in keys)
    return Grid("sources", f"{len(rows)} sources", SOURCE_FIELDS, rows)
