"""Blocks of words and tables on a terminal, and the foot of every answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

from rich.console import Console
from rich.table import Table as RichTable

from lodestock.cli.terminal import wants_colour
from lodestock.records.text import visible
from lodestock.report.views import Block, Document, Table

__all__ = ["NARROW", "open_console", "show_document"]

NARROW = 110
"""Width of a terminal below which tables stand closer and reasons are cut to their first words."""

_CHANGES = 5
"""Rows changed by overlays that the foot of an answer names."""

_STYLES = {"finding": "bold", "note": "dim", "command": "", "": ""}


def open_console() -> Console:
    """Return a console that takes no word for a command of its own; wide enough for tables where it is no terminal."""
    width = None if Console().is_terminal else 140
    colour: Literal["auto"] | None = "auto" if wants_colour() else None
    return Console(width=width, highlight=False, markup=False, emoji=False, color_system=colour)


def show_document(
    view: Callable[[Document], Iterable[Block]], *, full: bool = False, foot: bool = True
) -> Callable[[Document], None]:
    """Return what shows a document to a person.

    Parameters
    ----------
    view : makes its blocks
    full : shows all rows of every table
    foot : says what the result follows from, where the document has a card
    """

    def show(document: Document) -> None:
        console = open_console()
        for block in view(document):
            if isinstance(block, Table):
                _print_table(console, block, full)
            else:
                _print(console, block.text, _STYLES[block.style], keep="\n", breaks=block.style != "command")
        if foot and document["card"] is not None:
            _print_foot(console, document)

    return show


def _print(console: Console, text: str, style: str, *, keep: str = "", breaks: bool = True) -> None:
    """Print words; what a terminal would obey, or cannot show, is written as an escape."""
    console.print(visible(text, keep=keep, encoding=console.encoding), style=style, soft_wrap=not breaks)


def _print_table(console: Console, table: Table, full: bool) -> None:
    """Print a table under its title, and how many rows are not shown."""
    narrow = console.width < NARROW
    out = RichTable(box=None, pad_edge=False, header_style="dim", padding=(0, 1 if narrow else 2, 0, 0))
    for i, head in enumerate(table.heads):
        justify = "right" if head.is_number else "left"
        out.add_column(head.text, justify=justify, overflow="fold", no_wrap=i == 0)  # type: ignore[arg-type]
    rows, left = table.shown(full)
    for row in rows:
        short = (
            c.partition(":")[0] if narrow and h.shortens else c for h, c in zip(table.heads, row, strict=True)
        )
        out.add_row(*(visible(c, keep="", encoding=console.encoding) for c in short))
    for row in table.totals:
        out.add_row(*(visible(c, keep="", encoding=console.encoding) for c in row), style="bold")
    if table.title:
        _print(console, table.title, "bold", keep="\n")
    console.print(out)
    if left:
        _print(console, f"{left} more: --full shows all", "dim")


def _print_foot(console: Console, document: Document) -> None:
    """Print what was written, and what the result follows from."""
    if document.get("files"):
        _print(console, f"wrote {_told(document['files'])}", "dim")
    _print(
        console,
        f"card {document['card']}, as of {document['as_of']}, dataset {document['dataset_hash'][:12]}, "
        f"scenario {document['scenario_hash'][:12]}, lodestock {document['version']}, {document['seconds']} s",
        "dim",
    )
    for change in document["overlays"][:_CHANGES]:
        who = change["author"] or "no author given"
        line = "" if change["line"] is None else f":{change['line']}"
        where = f"overlay {change['file']}{line}"
        _print(console, f"{where} {change['action']} {change['row']} ({who})", "dim")
    left = len(document["overlays"]) - _CHANGES
    if left > 0:
        _print(console, f"overlays change {left} more rows: --json lists them", "dim")


def _told(files: list[str]) -> str:
    """Return names of files in few words: those of folders as a number."""
    inside = Counter(name.rpartition("/")[0] for name in files)
    top = [name for name in files if "/" not in name]
    folders = [
        f"{n} file{'' if n == 1 else 's'} in {folder}/" for folder, n in sorted(inside.items()) if folder
    ]
    return ", ".join([*top, *folders])
