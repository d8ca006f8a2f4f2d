"""The commands that look things up: tables, cards, events, the state of the data, methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lodestock.cli.door import answer, door, show_text
from lodestock.cli.options import AsOf, Folder, Force, Full, Json
from lodestock.cli.program import Group

__all__ = [
    "cards_command", "data_app", "events_command", "methods_command", "report_command", "status_command", "table_command",
    "web_command",
]  # fmt: skip

data_app = typer.Typer(
    cls=Group,
    help="Look at the reference data: how much there is, how new and how good.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def table_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A table, as us_demand.")],
    item: Annotated[
        str | None,
        typer.Option("--item", metavar="M", help="Keep the rows of one item, by id, name or symbol."),
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
    as_overlay: Annotated[
        bool,
        typer.Option(
            "--csv", help="Print the rows as a file for the overlays of a project, to be changed there."
        ),
    ] = False,
    folder: Folder = None,
    full: Full = False,
    as_json: Json = False,
) -> None:
    """Show a reference table with the project's overlays laid over, or print it as an overlay to start from."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.project import open_case
        from lodestock.programme.tables import overlay_csv, read_where, table_document
        from lodestock.records.errors import InputError, Problem
        from lodestock.report.look_views import table_view

        if as_overlay and as_json:
            raise InputError(
                Problem("--csv", "", "prints CSV, and --json prints JSON", "Give one of the two")
            )
        conditions, case = read_where(where or ()), open_case(folder)
        document = table_document(case, name, item=item, where=conditions, sort=sort)
        shown = show_document(table_view, full=full)
        answer(
            document,
            progress,
            as_json=as_json,
            show=(lambda d: show_text(overlay_csv(case, d))) if as_overlay else shown,
        )


def cards_command(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A bundled card, or a YAML file of yours.")
    ] = None,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Print the card as its file writes it, to start from.")
    ] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """List the scenario cards, or say what one assumes and leaves to chance."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.cards import cards_document
        from lodestock.programme.project import open_case
        from lodestock.records.errors import InputError, Problem
        from lodestock.report.explain_views import cards_view

        if as_yaml and name is None:
            raise InputError(
                Problem("--yaml", "", "needs the name of a card", "Write it as `cards quiet --yaml`")
            )
        document = cards_document(open_case(folder), name)
        shown = show_document(cards_view, foot=False)
        answer(
            document, progress, as_json=as_json, show=(lambda d: show_text(d["yaml"])) if as_yaml else shown
        )


def events_command(
    items: Annotated[
        list[str] | None,
        typer.Option(
            "--item", metavar="M", help="Only those on this item, by id, name or symbol (repeatable)."
        ),
    ] = None,
    folder: Folder = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List export controls, tariffs and other policy, each as it stood on the as-of date."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.events import events_document
        from lodestock.programme.project import open_case
        from lodestock.report.explain_views import events_view

        document = events_document(open_case(folder, None, as_of), items=tuple(items or ()))
        answer(document, progress, as_json=as_json, show=show_document(events_view))


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
    with door() as progress:
        from lodestock.screens import Shelf
        from lodestock.web.serve import serve

        progress.done()  # a server has nothing to wait for
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
