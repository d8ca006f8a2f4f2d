"""The commands that look at tables, the state of the data, and methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lodestock.cli.door import answer, door
from lodestock.cli.options import Folder, Force, Full, Json
from lodestock.cli.program import Group

__all__ = ["data_app", "methods_command", "report_command", "status_command", "table_command", "web_command"]

data_app = typer.Typer(
    cls=Group,
    help="Look at the reference data: how much there is, how new and how good.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def table_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A table, as us_demand.")],
    item: Annotated[
        str | None, typer.Option("--item", metavar="M", help="Keep the rows of one item.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COLUMN=VALUE",
            help="Keep rows with that text in a cell; no VALUE: with none (repeatable).",
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option("--sort", metavar="COLUMN", help="Sort by a column; -COLUMN from the largest down."),
    ] = None,
    folder: Folder = None,
    full: Full = False,
    as_json: Json = False,
) -> None:
    """Show a reference table with the project's overlays laid over."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.project import open_case
        from lodestock.programme.tables import read_where, table_document
        from lodestock.report.look_views import table_view

        conditions = read_where(where or ())
        document = table_document(open_case(folder), name, item=item, where=conditions, sort=sort)
        answer(document, progress, as_json=as_json, show=show_document(table_view, full=full))


@data_app.callback()
def _top() -> None:
    """Keep `status` a word of its own, as long as it is the only one."""


@data_app.command("status")
def status_command(folder: Folder = None, as_json: Json = False) -> None:
    """Say of every table how many rows it has, how new they are, their grades, and what overlays changed."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.data_status import data_status_document
        from lodestock.programme.project import open_case
        from lodestock.report.look_views import data_status_view

        document = data_status_document(open_case(folder))
        answer(document, progress, as_json=as_json, show=show_document(data_status_view))


def methods_command(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A method to print whole: its name, or the last part of it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the formulas that the program computes with, or print one method whole."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.methods import methods_document
        from lodestock.report.look_views import methods_view

        answer(methods_document(name), progress, as_json=as_json, show=show_document(methods_view))


def web_command(
    folder: Folder = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="Port on 127.0.0.1; 0: any that is free.")
    ] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Show the programme in a browser, on this machine only."""
    with door():
        from lodestock.screens import Shelf
        from lodestock.web.serve import serve

        serve(Shelf(folder), port, browse=not no_open, say=lambda words: print(words, flush=True))


def report_command(
    folder: Folder = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the run as one self-contained page.")
    ] = None,
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="ID", help="A run of the project; else the one that answers now."),
    ] = None,
    force: Force = False,
    full: Full = False,
    as_json: Json = False,
) -> None:
    """Say how the programme stands: coverage, money, where it buys, what changed."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.report.look_views import report_view
        from lodestock.screens import Shelf
        from lodestock.screens.overview import overview_document

        shelf = Shelf(folder)
        document = overview_document(shelf, run)
        if html is not None:
            from lodestock.web.handout import write_handout

            progress("drawing the page")
            document["files"] = [str(write_handout(shelf, html, run=run, force=force))]
        answer(document, progress, as_json=as_json, show=show_document(report_view, full=full))
