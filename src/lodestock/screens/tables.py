"""Data and sources: what is each number, where does it come from, and who changed it."""

from __future__ import annotations

from functools import partial
from typing import Any

from lodestock.programme.data_status import data_status_document
from lodestock.programme.dominance import ask_dominance
from lodestock.programme.explain import explain_document
from lodestock.programme.size_pictures import dataset_source
from lodestock.programme.specs import DOMINANCE
from lodestock.programme.tables import table_document
from lodestock.programme.write import same
from lodestock.records.dataset import cell_text
from lodestock.records.errors import InputError, Problem
from lodestock.report import three_digits
from lodestock.report.explain_views import risk_facts, risk_parts
from lodestock.report.views import tonnes
from lodestock.screens.figures import title_of
from lodestock.screens.form import MATERIAL, SOURCES, Field, Figure, Grid, Part, Screen, counted, grid_of
from lodestock.screens.material import material_screen
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["SOURCE_FIELDS", "data_screen", "table_screen", "word_screen"]


SOURCE_FIELDS = (
    Field("key", "source", link="/data/sources?column=key&value={key}"),
    Field("title"),
    Field("publisher"),
    Field("year"),
    Field("url", "where"),
    Field("licence_or_status", "licence"),
)
"""Columns of a list of sources."""

_HALF = 50.0
"""Per cent of the world at a stage above which a country is said to control it."""


def data_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of all tables."""
    document = data_status_document(shelf.case)
    rows = tuple(
        {**t, "grades": ", ".join(f"{n} {g}" for g, n in t["grades"].items())} for t in document["tables"]
    )
    fields = (
        Field("table", link="/data/{table}"),
        Field("meaning", "what it holds"),
        Field("rows", is_number=True),
        Field("newest"),
        Field("grades", "rows by grade"),
        Field("overlaid", "rows changed by overlays", is_number=True),
        Field("missing", "cells without a value", is_number=True),
    )
    changed = sum(t["overlaid"] for t in document["tables"])
    grid = Grid("tables", "Tables", fields, rows, is_main=True)
    return Screen(
        title=f"{len(rows)} tables with {sum(t['rows'] for t in document['tables']):,} rows; overlays change {changed}",
        question="What does the programme know, how new is it, and how good?",
        command="lodestock data status --json",
        document=document,
        parts=(grid, _overlays(shelf)),
    )


def _overlays(shelf: Shelf) -> Grid:
    """Return what overlays changed."""
    rows = tuple(
        {"file": c.file, "line": c.line, "row": f"{c.table}/{c.row_id}", "table": c.table, "action": c.action,
         "author": c.author, "reason": c.reason}
        for c in shelf.case.dataset.overlays
    )  # fmt: skip
    fields = (
        Field("row", link="/data/{table}"),
        Field("action"),
        Field("author"),
        Field("reason"),
        Field("file"),
        Field("line", is_number=True),
    )
    return Grid("overlays", f"{counted(len(rows), 'row')} changed by overlays of this project", fields, rows)


def table_screen(shelf: Shelf, query: Query, table: str) -> Screen:
    """Return the page of a table, browsed, filtered and sorted; each cell leads to where it comes from.

    Raises
    ------
    InputError : no table, item or column has the name that is asked for
    """
    column, value = query.one("column"), query.one("value")
    if value is not None and column is None:
        raise InputError(
            Problem("value", value, "stands without a column", "Choose the column that should hold it")
        )
    where = ((column, value or ""),) if column else ()
    document = table_document(shelf.case, table, item=query.one("item"), where=where, sort=query.one("sort"))
    fields = tuple(
        Field(f["name"], f["name"], is_number=f["kind"] in ("number", "integer"), unit=f["unit"] or "",
              meaning=f["meaning"], link=_link(table, f["name"]))
        for f in document["fields"]
    )  # fmt: skip
    fields = (*fields, Field("overlay", "changed by"))
    shown = f" of {len(shelf.case.dataset.rows(table)):,}" if where or query.one("item") else ""
    words = [f"--item {query.one('item')}"] if query.one("item") else []
    words += [f"--where {column}={value or ''}"] if column else []
    words += [f"--sort {query.one('sort')}"] if query.one("sort") else []
    grid = Grid(table, document["meaning"], fields, tuple(document["rows"]), is_main=True,
                source=f"Dataset {shelf.case.dataset.hash[:8]}, with the overlays of this project.")  # fmt: skip
    return Screen(
        title=f"{table}: {counted(len(document['rows']), 'row', shown)}",
        question=f"What does the table {table} hold?",
        command=" ".join(["lodestock table", table, *words, "--json"]),
        document=document,
        parts=(grid,),
        crumbs=(("Data", "/data"),),
    )


def _link(table: str, name: str) -> str:
    """Return where a cell leads: to the cell; a key of a source to the list of sources."""
    if name == "row_id" or "." in name:
        return ""
    if name == "source":
        return SOURCES
    return f"/explain/{table}/{{row_id}}.{name}"


def word_screen(shelf: Shelf, query: Query, word: str) -> Screen:
    """Return the page of a cell, a country or a parameter: value, source, locator, grade, overlay.

    Raises
    ------
    InputError : nothing has that name
    """
    if shelf.case.dataset.row("materials", word) is not None:
        return material_screen(shelf, query, word)
    document = explain_document(shelf.case, word, runs=shelf.runs())
    names = ("value", "unit", "basis", "grade", "source", "locator", "date", "rule", "overlay")
    table = word.partition("/")[0] if "/" in word else ""
    source = str(document["source"] or "")
    rows: list[dict[str, Any]] = [
        {"what": n, "said": cell_text(document[n]) or ("none" if n == "overlay" else "not stated")}
        for n in names
    ]
    risk = document.get("risk")
    if risk:
        rows += [{"what": what, "said": said} for what, said in risk_facts(risk)]
    fields = (Field("what"), Field("said", "what is said of it" if risk else "what the table says"))
    supplies = document.get("supplies")
    parts: list[Part] = [
        *(_of_country(shelf, document) if supplies else []),
        Grid("word", f"What stands behind {word}", fields, tuple(rows), is_main=not supplies),
    ]
    if risk and risk_parts(risk):
        made = (Field("part"), Field("value", is_number=True))
        values = tuple({"part": part, "value": value} for part, value in risk_parts(risk))
        parts.append(Grid("parts", f"What {word} is made of", made, values))
    if source:
        parts.append(_sources(shelf, source))
    if document["inputs"] and not supplies:
        cells = (Field("word", "cell", link="/explain/{word}"), Field("value", is_number=True))
        parts.append(
            Grid("inputs", f"{len(document['inputs'])} cells of {word}", cells, tuple(document["inputs"]))
        )
    shown = cell_text(document["value"]) or "no value"
    if risk and risk["score"] is not None:
        shown = tonnes(risk["score"])
    unit = f" {document['unit']}" if document["unit"] and document["value"] is not None else ""
    grade = f", grade {document['grade']}" if document["grade"] else ""
    crumbs = (("Data", "/data"), (table, f"/data/{table}")) if table else (("Data", "/data"),)
    if risk:
        crumbs = (("Materials", "/materials"), (risk["name"], f"/materials/{risk['material']}"))
    figure = "What is this figure, and where does it come from?"
    return Screen(
        title=_control_of(document) if supplies else f"{word}: {shown}{unit}{grade}",
        question="What does this country control?" if supplies else figure,
        command=f"lodestock explain {word} --json",
        document=document,
        parts=tuple(parts),
        crumbs=crumbs,
    )


def _control_of(document: dict[str, Any]) -> str:
    """Return of how many items a country makes more than half of the world's supply at some stage."""
    large = {s["material"] for s in document["supplies"] if s["share_pct"] > _HALF}
    most = document["supplies"][0]
    first = f"most of all of {most['material']} at stage {most['stage']}, {three_digits(most['share_pct'])} %"
    if not large:
        return f"{document['value']} makes more than half of the world's supply of no item; {first}"
    return f"{document['value']} makes more than half of the world's supply of {counted(len(large), 'item')}, {first}"


def _of_country(shelf: Shelf, document: dict[str, Any]) -> list[Part]:
    """Return the picture and tables of what a country controls, the largest shares first, and of its controls in force."""
    name, day = document["value"], document["as_of"]
    supplied = tuple({**s, "applications": ", ".join(s["applications"])} for s in document["supplies"])
    supplies = (
        Field("material", "item", link="/materials/{material}"),
        Field("stage"),
        Field("share_pct", "share of the world, %", is_number=True, link="/explain/{word}"),
        Field("requirement_t", f"required on {document['card']}, t", is_number=True),
        Field("gap_if_stopped_t", "lacking if it ships nothing for a year, t", is_number=True),
        Field("applications", "used for"),
    )
    controls = (
        Field("event_id", "event", link="/explain/{event_id}"),
        Field("announced"),
        Field("instrument"),
        Field("summary", "what it says"),
    )
    held = ask_dominance(shelf.case, document["word"])
    behind = grid_of(
        held.output.frames[DOMINANCE.name], DOMINANCE, links=MATERIAL, source=dataset_source(shelf.case)
    )
    (spec,) = held.output.pictures.values()
    return [
        Figure("dominance", title_of(spec), partial(same, spec), behind),
        Grid("supplies", f"What {name} controls, by item and stage", supplies, supplied, is_main=True),
        Grid("controls", f"Controls of {name} in force on {day}", controls, tuple(document["controls"])),
    ]


def _sources(shelf: Shelf, keys: str) -> Grid:
    """Return the sources of a figure."""
    rows = []
    for key in (k.strip() for k in keys.split(";")):
        row = shelf.case.dataset.row("sources", key)
        rows.append(row or {"key": key, "title": "is not in the table of sources"})
    return Grid("sources", "Source" if len(rows) == 1 else f"{len(rows)} sources", SOURCE_FIELDS, tuple(rows))
