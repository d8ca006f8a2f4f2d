"""The commands that read the news."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lodestock.cli.door import answer, door
from lodestock.cli.ledger_options import Database, Folder
from lodestock.cli.options import Json
from lodestock.cli.program import Group
from lodestock.cli.terminal import say

__all__ = ["watch_app"]

watch_app = typer.Typer(
    cls=Group,
    help="Read the news: find what it tells, and decide what counts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@watch_app.callback()
def _top() -> None:
    """Keep `read` a word of its own, as long as it is the only one."""


@watch_app.command("read")
def read_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Texts, pages, JSON, JSON lines, and folders of them."),
    ],
    published: Annotated[
        str | None,
        typer.Option(
            "--published", metavar="DATE", help="Day of publication of texts that do not give their own."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell the events, and put none into the project's inbox.")
    ] = False,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Find the events that texts tell, each with the words behind it; in a project they go into its inbox."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.inbox import keeper_for
        from lodestock.programme.watch import watch_read_document
        from lodestock.report.watch_views import watch_read_view

        keep = None if dry_run else keeper_for(folder, database)
        document = watch_read_document(files, published=published, keep=keep, monitor=progress)
        answer(document, progress, as_json=as_json, show=show_document(watch_read_view, foot=False))
        errors = [d["error"] for d in document["documents"] if d["error"] is not None]
        for error in errors:
            say(error)
        if errors:
            raise typer.Exit(2)
