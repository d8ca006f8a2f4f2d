"""Items side by side."""

from __future__ import annotations

from lodestock.screens import Figure, Links, Shelf
from lodestock.screens.compare import MOST
from tests.screens.see import see


def test_each_item_has_a_column_of_pictures_under_its_own_name(shelf: Shelf) -> None:
    items = ["cobalt", "tin", "antimony", "tantalum"]
    assert len(items) == MOST
    screen = see(shelf, "/compare", "&".join(f"item={i}" for i in [*items[::-1], "tin"]))
    assert screen.main is not None and [r["material"] for r in screen.main.rows] == sorted(items)
    names = [p.name for p in screen.parts if isinstance(p, Figure)]
    assert set(names) == {f"{f}-{i}" for f in ("gap-quarters", "waterfall") for i in items}
    assert (
        screen.title
        == "Stock that each should have, USD million: Tantalum 66, Antimony 40.3, Cobalt 30.4, Tin 0"
    )


def test_without_an_item_it_says_how_to_choose(shelf: Shelf) -> None:
    screen = see(shelf, "/compare")
    assert "below" in screen.notices[0] and screen.main is not None and not screen.main.rows


def test_items_are_added_and_taken_away_by_links(shelf: Shelf) -> None:
    less, more = (p for p in see(shelf, "/compare", "item=cobalt&item=tin").parts if isinstance(p, Links))
    assert [(w, a) for w, a, _ in less.links] == [
        ("Cobalt", "/compare?item=tin"),
        ("Tin", "/compare?item=cobalt"),
    ]
    assert len(more.links) == 57 and all(
        a.startswith("/compare?item=cobalt&item=tin&item=") for _, a, _ in more.links
    )
    full = see(shelf, "/compare", "item=cobalt&item=tin&item=nickel&item=zinc")
    assert [p.title for p in full.parts if isinstance(p, Links)] == ["Take away"]


def test_items_go_by_any_of_their_names(shelf: Shelf) -> None:
    screen = see(shelf, "/compare", "item=B&item=Cobalt&item=boron")
    assert [r["material"] for r in screen.main.rows] == ["boron", "cobalt"]
    assert screen.command == "lodestock materials --item boron --item cobalt --json"
