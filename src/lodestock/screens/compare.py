"""Compare: up to four items side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from lodestock.programme.materials import materials_document
from lodestock.programme.names import find_items
from lodestock.programme.size_pictures import item_names
from lodestock.records.errors import InputError, Problem
from lodestock.report import three_digits
from lodestock.screens.form import MATERIAL, Field, Figure, Grid, Links, Part, Screen
from lodestock.screens.material import gap_figures
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["MOST", "compare_screen"]

MOST = 4
"""Most items that are compared."""


def compare_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of up to four items side by side.

    Raises
    ------
    InputError : an item that is not in the list, or more than four of them
    """
    meant = (i for word in query.many("item") for i in find_items(shelf.case.dataset, word, "item"))
    items = tuple(dict.fromkeys(meant))
    if len(items) > MOST:
        raise InputError(
            Problem("item", items[MOST], f"is one more than the {MOST} that a page compares", "Leave it out")
        )
    document = materials_document(shelf.case, items=items)
    names = item_names(shelf.case)
    kept = shelf.current("size")
    rows: list[dict[str, Any]] = document["materials"] if items else []
    if kept is not None:
        by = {m["material"]: m for m in kept.document("size")["materials"]}
        told = ("requirement_t", "net_requirement_t", "requirement_usd", "gap_t", "gap_share", "p_short")
        rows = [{**r, **{n: by.get(r["material"], {}).get(n) for n in told}} for r in rows]
    fields = (
        Field("material", "item", link=MATERIAL["material"]),
        Field("basis", "counted as"),
        Field("grade"),
        Field("demand_t", "US demand, t a year", is_number=True),
        Field("price_usd_per_t", "price, USD/t", is_number=True),
        Field("gap_t", "mean gap, t", is_number=True),
        Field("gap_share", "gap in years of demand", is_number=True),
        Field("p_short", "chance of a gap", is_number=True, is_part=True),
        Field("requirement_t", "requirement, t", is_number=True),
        Field("requirement_usd", "requirement, USD", is_number=True),
    )
    parts: list[Part] = [
        *_choices(items, names),
        Grid("compared", "Side by side", fields, tuple(rows), is_main=True),
    ]
    if kept is not None:
        parts += [_named(f, item) for item in items for f in gap_figures(kept, item, names[item])]
    notices = () if items else ("Choose up to four items below.",)
    return Screen(
        title=_finding(rows, names),
        question="How do these items differ?",
        command=" ".join(["lodestock materials", *(f"--item {i}" for i in items), "--json"]),
        document=document,
        parts=tuple(parts),
        notices=(*notices, *shelf.notices(kept, "size")),
        crumbs=(("Materials", "/materials"),),
    )


def _finding(rows: list[dict[str, Any]], names: dict[str, str]) -> str:
    """Return which of the items needs most stock, in USD where its price is known."""
    known = [r for r in rows if r.get("requirement_usd") is not None]
    if not known:
        return " against ".join(names[r["material"]] for r in rows) or "No item is chosen yet"
    order = sorted(known, key=lambda r: (-r["requirement_usd"], r["material"]))
    amounts = [f"{names[r['material']]} {three_digits(r['requirement_usd'] / 1e6)}" for r in order]
    return f"Stock that each should have, USD million: {', '.join(amounts)}"


def _choices(items: tuple[str, ...], names: dict[str, str]) -> list[Part]:
    """Return links that take an item away, or add one while there is room."""

    def place(some: list[str]) -> str:
        return "/compare" + (f"?{urlencode([('item', i) for i in some])}" if some else "")

    out: list[Part] = []
    if items:
        less = tuple((names[i], place([o for o in items if o != i]), True) for i in items)
        out.append(Links("Take away", less))
    if len(items) < MOST:
        more = tuple((n, place([*items, i]), False) for i, n in names.items() if i not in items)
        out.append(Links("Add", more))
    return out


def _named(part: Figure, item: str) -> Figure:
    """Return a figure under a name of its item, so that each has its own address."""
    return replace(part, name=f"{part.name}-{item}", grid=replace(part.grid, name=f"{part.grid.name}-{item}"))
