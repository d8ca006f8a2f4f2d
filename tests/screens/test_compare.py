"""Items side by side."""

from __future__ import annotations

from lodestock.screens import Figure, Shelf
from lodestock.screens.compare import MOST
from tests.screens.see import see


def test_each_item_has_a_column_of_pictures_under_its_own_name(shelf: Shelf) -> None:
    items = ["cobalt", "tin", "antimony", "tantalum"]
    assert len(items) == MOST
    screen = see(shelf, "/compare", "&".join(f"item={i}" for i in [*items[::-1], "tin"]))
    assert screen.main is not None and [r["material"] for r in screen.main.rows] == sorted(items)
    names = [p.name for p in screen.parts if isinstance(p, Figure)]
    assert set(names) == {f"{f}-{i}" for f in ("gap-quarters", "waterfall") for i in items}
    assert screen.title == "Tantalum against Antimony against Tin against Cobalt"


def test_without_an_item_it_says_how_to_choose(shelf: Shelf) -> None:
    screen = see(shelf, "/compare")
    assert (
        "/compare?item=cobalt&item=tin" in screen.notices[0]
        and screen.main is not None
        and not screen.main.rows
    )
