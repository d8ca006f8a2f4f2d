"""The command that says where supply is fragile."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from lodestock.cli.door import answer, door
from lodestock.cli.options import AsOf, Draws, Folder, Force, Full, Json, Out, Seed, between

__all__ = ["assess_command"]


def assess_command(
    folder: Folder = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", metavar="M", help="A method, or all (repeatable); else concentration."),
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="M", help="Only this item, by id, name or symbol (repeatable)."),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option("--country", metavar="ISO3", help="Whose supply is at risk; else the planning country."),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", metavar="STAGE", help="One stage; else the worst of each item."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="Y",
            callback=between(1900, 2100, "1900 to 2100"),
            help="Year of the figures; else the latest.",
        ),
    ] = None,
    card: Annotated[
        str | None, typer.Option("--card", help="A bundled card or a YAML file, for programme risk.")
    ] = None,
    draws: Draws = None,
    seed: Seed = 0,
    out: Out = None,
    force: Force = False,
    full: Full = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say where supply is fragile: every item scored by published methods, each score open to its inputs."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.assess import ask_assess, assess_index, read_asked
        from lodestock.programme.project import open_case
        from lodestock.programme.runs import answer_question
        from lodestock.report.risk_views import assess_view

        case = open_case(folder, card, as_of)
        asked = read_asked(
            case,
            methods=tuple(method or ()),
            items=tuple(items or ()),
            country=country,
            stage=stage,
            year=year,
            draws=draws,
            seed=seed,
        )
        progress("assessing")
        ask = partial(ask_assess, case, asked)
        document = answer_question(
            case, assess_index(case, asked), ask, progress.seconds, out=out, force=force
        )
        answer(document, progress, as_json=as_json, show=show_document(assess_view, full=full))
