"""The page of the plan."""

from __future__ import annotations

import polars as pl

from lodestock.screens import Figure, Shelf
from lodestock.screens.plan import plan_parts
from tests.screens.see import see


def test_its_tables_are_the_frames_of_the_run(shelf: Shelf) -> None:
    screen, kept = see(shelf, "/plan"), shelf.current("plan")
    assert kept is not None and screen.main is not None and screen.main.name == "lines"
    assert [r["tonnes"] for r in screen.main.rows] == kept.frame("plan")["tonnes"].to_list()
    for name in ("buys", "accounts", "awards", "barred_offers", "market", "purchase_history"):
        grid = screen.grid(name)
        assert grid is not None and len(grid.rows) == kept.frame(name).height > 0, name
    assert screen.document["finding"].startswith(screen.title) and "18 items" in screen.title
    unspent = kept.frame("unspent").filter(pl.col("code") != "no_requirement")
    assert [r["reason"] for r in screen.grid("unspent").rows] == unspent["reason"].to_list()  # type: ignore[union-attr]
    names = [p.name for p in plan_parts(kept) if isinstance(p, Figure)]
    assert names == ["requirement", "spending", "awards", "control"]


def test_binding_rules_are_in_words(shelf: Shelf) -> None:
    grid = see(shelf, "/plan").grid("binding")
    assert (
        grid is not None and [r["rule"] for r in grid.rows] == see(shelf, "/plan").document["plan"]["binding"]
    )
