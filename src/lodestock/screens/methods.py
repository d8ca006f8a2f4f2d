"""Methods: with which formulas does the program compute."""

from __future__ import annotations

from lodestock.programme.methods import ROOMS, methods_document
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.screens.form import Field, Grid, Part, Prose, Screen
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["method_screen", "methods_screen"]

_QUESTION = "With which formulas does the program compute?"


def methods_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of all methods.

    Raises
    ------
    InputError : a room that does not compute
    """
    room = query.one("room")
    if room is not None and room not in ROOMS:
        raise InputError(Problem("room", room, "is no room that computes", nearest(room, ROOMS)))
    document = methods_document()
    rows = tuple(
        {
            "name": m["name"],
            "room": m["room"],
            "summary": m["summary"].replace("`", ""),
            "formulas": "\n".join(m["formulas"]) or None,
        }
        for m in document["methods"]
    )
    fields = (
        Field("name", "method", link="/methods/{name}"),
        Field("room", "room", is_filter=True),
        Field("summary", "what it returns"),
        Field("formulas", "formulas"),
    )
    told = sum(1 for r in rows if r["formulas"])
    grid = Grid("methods", "Methods by room; with a formula where the docstring holds one", fields,
                tuple(sorted(rows, key=lambda r: (r["formulas"] is None, r["name"]))), is_main=True)  # fmt: skip
    return Screen(f"{len(rows)} methods, {told} with a formula of their own", _QUESTION, "lodestock methods --json",
                  document, (grid,))  # fmt: skip


def method_screen(shelf: Shelf, query: Query, name: str) -> Screen:
    """Return the page of one method.

    Raises
    ------
    InputError : no method has that name
    """
    document = methods_document(name)
    (method,) = document["methods"]
    parts: list[Part] = [Prose("Formulas", "\n".join(method["formulas"]))] if method["formulas"] else []
    parts += [
        Prose(title, method[key])
        for title, key in (
            ("In words", "text"),
            ("Parameters and results", "parameters"),
            ("References", "references"),
        )
        if method[key]
    ]
    return Screen(method["summary"], _QUESTION, f"lodestock methods {method['name']} --json", document, tuple(parts),
                  crumbs=(("Methods", "/methods"),))  # fmt: skip
