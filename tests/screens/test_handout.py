"""The sources of a page that is handed on."""

from __future__ import annotations

from lodestock.screens import Field, Grid, Screen, Shelf
from lodestock.screens.handout import sources_grid


def test_a_source_that_a_table_names_is_there(shelf: Shelf) -> None:
    base = sources_grid(shelf, [])
    keys = {r["key"] for r in base.rows}
    assert "usgs_mcs2026_csv" in keys and len(keys) < len(shelf.case.dataset.rows("sources"))
    other = next(r["key"] for r in shelf.case.dataset.rows("sources") if r["key"] not in keys)
    grid = Grid("g", "t", (Field("source"),), ({"source": f"{other}; usgs_mcs2026_csv"}, {"source": None}))
    assert {r["key"] for r in sources_grid(shelf, [Screen("t", "q", "c", {}, (grid,))]).rows} == {
        *keys,
        other,
    }
