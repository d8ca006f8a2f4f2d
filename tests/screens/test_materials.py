"""The list of items."""

from __future__ import annotations

from lodestock.screens import Query, Shelf, show_page
from tests.screens.see import see


def test_every_item_stands_there_with_what_the_run_requires(shelf: Shelf) -> None:
    screen = see(shelf, "/materials")
    kept = shelf.current("plan")
    assert screen.main is not None and kept is not None and len(screen.main.rows) == 59
    by = {m["material"]: m["requirement_usd"] for m in kept.document("size")["materials"]}
    assert {r["material"]: r["requirement_usd"] for r in screen.main.rows} == by
    graded = sum(r["grade"] == "A" for r in screen.main.rows)
    assert screen.title == f"59 items; the demand of {graded} is of grade A"


def test_a_group_is_chosen(shelf: Shelf) -> None:
    screen = see(shelf, "/materials")
    shown = show_page(screen, Query({}))
    groups = {r["group"] for r in screen.main.rows}  # type: ignore[union-attr]
    assert set(shown.choices["group"]) == groups and len(groups) > 3
    one = sorted(groups)[0]
    some = show_page(screen, Query({"group": (one,), "sort": ("-requirement_usd",)})).whole
    assert some is not None and {r["group"] for r in some.rows} == {one}
