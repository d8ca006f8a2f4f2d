"""Options that commands of every kind have alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Force", "Json", "Out"]

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write documents, tables and pictures into a folder."),
]
Force = Annotated[bool, typer.Option("--force", help="Write into a folder that is not empty.")]
