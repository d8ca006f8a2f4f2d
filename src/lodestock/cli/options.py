"""Options that commands of every kind have alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["AsOf", "Folder", "Force", "Full", "Json", "Out"]

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Date on which prices, events, groups and duties are taken, as 2025-10-13."),
]
Folder = Annotated[
    Path | None,
    typer.Option("-C", metavar="DIR", help="Project folder; else the current one, else the bundled case."),
]
Full = Annotated[bool, typer.Option("--full", help="Show all rows of every table, not the first ten.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write documents, tables and pictures into a folder."),
]
Force = Annotated[bool, typer.Option("--force", help="Write into a folder that is not empty.")]
