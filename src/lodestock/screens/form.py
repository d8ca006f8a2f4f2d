"""What a screen is made of: words, tables of values, figures with the table behind each, and links."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import polars as pl

from lodestock.records.dataset import cell_text
from lodestock.records.frames import FrameSpec
from lodestock.records.text import defused
from lodestock.report import Spec, Words

__all__ = [
    "MATERIAL",
    "SOURCES",
    "Field",
    "Figure",
    "Grid",
    "Links",
    "Part",
    "Prose",
    "Row",
    "Screen",
    "counted",
    "cut_finding",
    "fields_of",
    "grid_of",
]

Row = Mapping[str, Any]

MATERIAL = {"material": "/materials/{material}"}
"""Where the name of an item leads."""

SOURCES = "/data/sources?column=key&value={each}"
"""Where keys of sources lead, each to its row."""

_UNITS = re.compile(r"_(usd_per_t|usd|t|pct|percent|kg|quarters)$")
"""How the name of a column ends that says its unit."""

_MARKS = re.compile(r" (\d+: \d{4})")
"""Where the key of a numbered mark begins in the notes of a picture, such as ``2: 2024-12-03``."""

_PARTS = (
    "share",
    "p_any",
    "p_short",
    "break_even_probability",
    "break_even_low",
    "break_even_high",
)
"""Columns of result frames whose numbers are parts of 1."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table on a screen.

    Attributes
    ----------
    name : key of its values, and name of the column in CSV
    head : words of the head; the name where empty
    is_number : set to the right
    unit : of its numbers
    meaning : one line
    link : pattern of an address, such as ``/materials/{material}``, filled from the row; a row that lacks one of its
        values has no link; with ``{each}`` the parts of a text between semicolons have one each
    is_filter : whether a list of its values is offered to choose from
    is_part : whether its numbers are parts of 1, which a page writes in per cent
    """

    name: str
    head: str = ""
    is_number: bool = False
    unit: str = ""
    meaning: str = ""
    link: str = ""
    is_filter: bool = False
    is_part: bool = False

    @property
    def words(self) -> str:
        """Words of the head, with the unit."""
        if self.head:
            return self.head
        name = (_UNITS.sub("", self.name) if self.unit else self.name).replace("_", " ")
        says = not self.unit or name == self.unit or (name, self.unit) == ("tonnes", "t")
        return name if says else f"{name}, {self.unit}"

    @property
    def is_label(self) -> bool:
        """Whether its whole numbers name something, such as a year, and are written without thousands."""
        return self.name.endswith("year") or self.name in ("seed", "line")

    def address(self, row: Row) -> str | None:
        """Return where a cell leads; None where nowhere."""
        if not self.link or row.get(self.name) in (None, ""):
            return None
        try:
            return self.link.format_map(_Quoted(row))
        except KeyError:
            return None

    def pieces(self, row: Row) -> list[tuple[Any, str | None]]:
        """Return the values of a cell, each with where it leads; most cells have one."""
        value = row.get(self.name)
        if "{each}" not in self.link or not isinstance(value, str):
            return [(value, self.address(row))]
        return [(v, self.address({**row, "each": v})) for v in (v.strip() for v in value.split(";")) if v]


class _Quoted(dict[str, str]):
    """The values of a row as parts of an address; one that is missing is not there."""

    def __init__(self, row: Row) -> None:
        super().__init__({k: quote(str(v), safe="/") for k, v in row.items() if v is not None and v != ""})


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of values.

    Attributes
    ----------
    name : of the table, in addresses
    title : the finding or the subject, in words
    fields : columns
    rows : key -> value; what is missing is None
    note : how to read it
    source : where the values come from
    is_main : whether the parameters of the page filter, sort and page it
    folded : whether it is closed until somebody opens it
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    note: str = ""
    source: str = ""
    is_main: bool = False
    folded: bool = False

    def values(self) -> list[dict[str, Any]]:
        """Return the rows with the columns that are shown."""
        return [{f.name: row.get(f.name) for f in self.fields} for row in self.rows]

    def csv(self) -> str:
        """Return the table as CSV: numbers unrounded, what is missing empty, no text that would run as a formula."""
        out = io.StringIO()
        writer = csv.writer(out)  # lines end as RFC 4180 says, so that every sign of a line end is quoted
        writer.writerow([f.name for f in self.fields])
        writer.writerows([_csv_cell(v) for v in row.values()] for row in self.values())
        return out.getvalue()


def _csv_cell(value: Any) -> str:
    """Return a cell of a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(v) for v in value)
    text = cell_text(value)
    return defused(text) if isinstance(value, str) else text


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and the table behind it.

    Attributes
    ----------
    name : of the figure, in addresses
    title : the finding, with its number
    spec : makes the Vega-Lite spec, the same as in files
    grid : the values behind it
    """

    name: str
    title: str
    spec: Callable[[], Spec]
    grid: Grid

    @property
    def notes(self) -> str:
        """How to read it, as the picture itself says."""
        said = self.spec().get("title", {}).get("subtitle", [])
        return said if isinstance(said, str) else _MARKS.sub(r"\n\1", " ".join(said))


@dataclass(frozen=True, slots=True)
class Links:
    """A row of links, such as a stepper.

    Attributes
    ----------
    title : what is chosen
    links : words, address, and whether it is the one that is shown
    """

    title: str
    links: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text that stands as it was written, such as a formula.

    Attributes
    ----------
    title : of the text
    text : lines
    """

    title: str
    text: str


def cut_finding(finding: str | None) -> tuple[str, str]:
    """Return what a finding says first, for a title, and the rest of it, for the words below.

    >>> cut_finding("The plan spends USD 5 million; the money ends the buying."), cut_finding(None)
    (('The plan spends USD 5 million', 'The money ends the buying.'), ('', ''))
    """
    first, _, rest = (finding or "").partition("; ")
    return first.removesuffix("."), rest[:1].upper() + rest[1:]


def counted(number: int, thing: str, of: str = "") -> str:
    """Return a number of things in words.

    >>> counted(1, "row"), counted(1200, "row"), counted(3, "row", " of 5")
    ('1 row', '1,200 rows', '3 of 5 rows')
    """
    return f"{number:,}{of} {thing}" + ("" if number == 1 and not of else "s")


Part = Words | Grid | Figure | Links | Prose


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: a question, its finding, and what shows it.

    Attributes
    ----------
    title : the finding, with its number
    question : what the page answers
    command : what prints the same document
    document : the JSON object that scripts read
    parts : from top to bottom
    notices : what is missing, and what to do; shown first
    crumbs : words and address of the pages above
    """

    title: str
    question: str
    command: str
    document: Mapping[str, Any]
    parts: tuple[Part, ...]
    notices: tuple[str, ...] = ()
    crumbs: tuple[tuple[str, str], ...] = ()

    @property
    def main(self) -> Grid | None:
        """The table that the page's parameters filter and that its CSV holds; the first one where none is named."""
        grids = [p for p in self.parts if isinstance(p, Grid)]
        return next((g for g in grids if g.is_main), grids[0] if grids else None)

    def grid(self, name: str) -> Grid | None:
        """Return a table of the page, or the one behind a figure."""
        some = (p.grid if isinstance(p, Figure) else p for p in self.parts if isinstance(p, (Grid, Figure)))
        return next((g for g in some if g.name == name), None)

    def figure(self, name: str) -> Figure | None:
        """Return a figure of the page."""
        return next((p for p in self.parts if isinstance(p, Figure) and p.name == name), None)

    def with_main(self, grid: Grid) -> Screen:
        """Return the page with another main table."""
        old = self.main
        return replace(self, parts=tuple(grid if p is old else p for p in self.parts))


def fields_of(
    spec: FrameSpec,
    *,
    only: Iterable[str] = (),
    links: Mapping[str, str] | None = None,
    filters: Iterable[str] = (),
    heads: Mapping[str, str] | None = None,
) -> tuple[Field, ...]:
    """Return the columns of a frame as those of a table.

    Parameters
    ----------
    only : names of the columns that are shown, in this order; all where empty
    links : name -> pattern of an address
    filters : names of the columns whose values are offered to choose from
    heads : name -> words of the head, in place of the name and its unit
    """
    links, filters, heads = links or {}, set(filters), heads or {}
    columns = {c.name: c for c in spec.columns}
    return tuple(
        Field(
            name,
            heads.get(name, ""),
            is_number=columns[name].kind in ("number", "integer"),
            unit=columns[name].unit,
            meaning=columns[name].meaning,
            link=links.get(name, ""),
            is_filter=name in filters,
            is_part=name in _PARTS,
        )
        for name in (tuple(only) or spec.names)
    )


def grid_of(frame: pl.DataFrame, spec: FrameSpec, title: str = "", **told: Any) -> Grid:
    """Return a frame of a run as a table.

    Parameters
    ----------
    frame : in the form of `spec`, or with some of its rows
    spec : its form
    title : in words; the meaning of the form where empty
    told : ``only``, ``links``, ``filters``, ``heads`` of `fields_of`, and what else a `Grid` has, such as ``note``
    """
    fields = fields_of(spec, **{k: told.pop(k) for k in ("only", "links", "filters", "heads") if k in told})
    return Grid(told.pop("name", spec.name), title or spec.meaning, fields, tuple(frame.to_dicts()), **told)
