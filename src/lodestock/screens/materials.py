"""Materials: which items are there, how good are their figures, and what does the programme do about them."""

from __future__ import annotations

from typing import Any

from lodestock.programme.materials import materials_document
from lodestock.screens.form import MATERIAL, Field, Grid, Screen
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["materials_screen"]


def materials_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of all items."""
    case = shelf.case
    kept = shelf.current("size")
    document = materials_document(case)
    rows = document["materials"]
    graded = sum(1 for r in rows if r["grade"] == "A")
    fields = (
        Field("material", "item", link=MATERIAL["material"]),
        Field("name", "name"),
        Field("symbol", "symbol"),
        Field("group", "group", is_filter=True),
        Field("basis", "counted as"),
        Field("grade", "grade", meaning="A primary record to D assumption", is_filter=True),
        Field("demand_t", "US demand, t a year", is_number=True),
        Field("price_usd_per_t", "price, USD/t", is_number=True),
        Field("requirement_t", "requirement, t", is_number=True),
        Field("requirement_usd", "requirement, USD", is_number=True),
    )
    told = _told(kept, rows)
    note = f"Requirement of run {kept.id}." if kept else "No run of the project says what is required yet."
    grid = Grid(
        "materials",
        "Items",
        fields,
        told,
        note=note,
        source="Tables materials, us_demand, price.",
        is_main=True,
    )
    return Screen(
        title=f"{len(rows)} items; the demand of {graded} is of grade A",
        question="Which items are there, and how good are their figures?",
        command="lodestock materials --json",
        document=document,
        parts=(grid,),
        notices=shelf.notices(kept, "size"),
    )


def _told(kept: Any, rows: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return the items with what the run requires of each."""
    if kept is None:
        return tuple(rows)
    by = {m["material"]: m for m in kept.document("size")["materials"]}
    names = ("requirement_t", "requirement_usd")
    return tuple({**r, **{n: by.get(r["material"], {}).get(n) for n in names}} for r in rows)
