"""How documents are printed on a terminal: console, tables, numbers, the foot of every answer."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

__all__ = [
    "CLASSES",
    "FEW",
    "HEADS",
    "NARROW",
    "Document",
    "first_rows",
    "make_table",
    "millions",
    "open_console",
    "print_foot",
    "print_more",
    "print_titled",
    "tonnes",
]

Document = dict[str, Any]

CLASSES = ("defence", "semiconductor", "essential-core", "essential-other")
"""Demand classes that stock may serve."""

HEADS = ("defence", "semi-\nconductor", "essential\ncore", "essential\nother")
"""The same as heads of columns."""

FEW = 10
"""Rows of a table that are shown unless all are asked for."""

NARROW = 110
"""Width of a terminal below which tables stand closer and reasons are cut to their first words."""


def open_console() -> Console:
    """Return a console that prints text as it stands; wide enough for tables where it is no terminal."""
    width = None if Console().is_terminal else 140
    return Console(width=width, highlight=False, markup=False, emoji=False)


def print_titled(console: Console, title: str, table: Table) -> None:
    """Print a title on a line of its own, however narrow the table is."""
    console.print(title, style="bold")
    console.print(table)


def make_table(*columns: str, left: int = 1) -> Table:
    """Return a table whose first columns are words and the rest numbers; the first is never broken."""
    gap = 1 if open_console().width < NARROW else 2
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, gap, 0, 0))
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i < left else "right", overflow="fold", no_wrap=i == 0)
    return table


def tonnes(value: float | None) -> str:
    """Write tonnes: what is missing as a dash, nothing as 0."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def millions(value: float | None) -> str:
    """Write USD in millions."""
    return "-" if value is None else f"{value / 1e6:,.2f}"


def print_foot(console: Console, document: Document) -> None:
    """Print what was written, and what the result follows from."""
    for name in document.get("files", []):
        console.print(f"wrote {name}", style="dim")
    console.print(
        f"card {document['card']}, as of {document['as_of']}, dataset {document['dataset_hash'][:12]}, "
        f"scenario {document['scenario_hash'][:12]}, lodestock {document['version']}, {document['seconds']} s",
        style="dim",
    )
    for change in document["overlays"]:
        who = change["author"] or "no author given"
        console.print(
            f"overlay {change['file']}:{change['line']} {change['action']} {change['row']} ({who})",
            style="dim",
        )


def first_rows(rows: list[Any], full: bool) -> list[Any]:
    """Return the first `FEW` rows, or all where they are asked for."""
    return rows if full else rows[:FEW]


def print_more(console: Console, rows: list[Any], full: bool) -> None:
    """Say how many rows are not shown."""
    if len(rows) > FEW and not full:
        console.print(f"{len(rows) - FEW} more: --full shows all", style="dim")
