"""Parameters of a page."""

from __future__ import annotations

import pytest

from lodestock.records.errors import InputError
from lodestock.screens.form import Field, Grid, Screen
from lodestock.screens.query import PAGE_ROWS, Param, Query, show_page

FIELDS = (Field("name"), Field("kind", is_filter=True), Field("n", is_number=True))


def screen(rows: list[dict[str, object]]) -> Screen:
    grid = Grid("g", "t", FIELDS, tuple(rows), is_main=True)
    return Screen("t", "q", "c", {}, (Grid("other", "o", FIELDS, ()), grid))


ROWS = [
    {"name": "b", "kind": "x", "n": 2},
    {"name": "A", "kind": "y", "n": None},
    {"name": "c", "kind": "x", "n": 10.5},
]


def names(query: Query) -> list[object]:
    shown = show_page(screen(ROWS), query)
    assert shown.whole is not None
    return [r["name"] for r in shown.whole.rows]


def test_a_table_is_filtered_and_sorted_with_what_is_missing_last() -> None:
    assert names(Query({})) == ["b", "A", "c"]
    assert names(Query({"sort": ("n",)})) == ["b", "c", "A"] and names(Query({"sort": ("-n",)})) == [
        "c",
        "b",
        "A",
    ]
    assert names(Query({"sort": ("name",)})) == ["A", "b", "c"]
    assert names(Query({"kind": ("x",), "sort": ("-n",)})) == ["c", "b"]
    assert names(Query({"kind": ("x", "y")})) == ["b", "A", "c"]
    with pytest.raises(InputError, match="stands in no row"):
        names(Query({"kind": ("z",)}))
    assert names(Query({"name": ("b",)})) == ["b", "A", "c"]  # no filter is offered there
    assert show_page(screen(ROWS), Query({"kind": ("x",)})).choices == {"kind": ("x", "y")}


def test_a_long_table_is_cut_to_pages() -> None:
    rows = [{"name": str(i), "kind": "x", "n": i} for i in range(2 * PAGE_ROWS + 1)]
    last = show_page(screen(rows), Query({"page": ("3",)}))
    assert (last.page, last.pages) == (3, 3) and last.screen.main is not None and last.whole is not None
    assert [r["n"] for r in last.screen.main.rows] == [2 * PAGE_ROWS] and len(last.whole.rows) == len(rows)
    assert last.screen.grid("other") is not None
    with pytest.raises(InputError, match="beyond the last page, 3"):
        show_page(screen(rows), Query({"page": ("4",)}))
    assert show_page(screen([]), Query({})).pages == 1


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "x", "²", "9" * 20])
def test_a_page_is_a_whole_number(page: str) -> None:
    with pytest.raises(InputError, match="page"):
        show_page(screen(ROWS), Query({"page": (page,)}))


def test_what_a_page_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="is no column of the table g"):
        show_page(screen(ROWS), Query({"sort": ("colour",)}))
    with pytest.raises(InputError, match="is no parameter of this page"):
        Query({"crad": ("x",)}).check((Param("card", "a card"),))
    with pytest.raises(InputError, match="given too often"):
        Query({"card": ("x", "y")}).check((Param("card", "a card"),))
    with pytest.raises(InputError, match="too long"):
        Query({"card": ("x" * 201,)}).check((Param("card", "a card"),))
    with pytest.raises(InputError, match="control sign"):
        Query({"card": ("x\0",)}).check((Param("card", "a card"),))
    Query({"item": ("x", "y"), "sort": ("n",), "page": ("1",)}).check((Param("item", "items", is_list=True),))
    assert Query.of([("a", ""), ("b", "1"), ("b", "2")]) == Query({"b": ("1", "2")})
    bare = Screen("t", "q", "c", {}, ())
    assert show_page(bare, Query({})).whole is None
    with pytest.raises(InputError, match="without a table"):
        show_page(bare, Query({"page": ("1",)}))
