"""The command that says where supply is fragile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lodestock.cli.door import Progress, answer, door
from lodestock.cli.options import AsOf, Draws, Folder, Force, Full, Json, Out, Seed, between
from lodestock.records.errors import InputError, Problem

if TYPE_CHECKING:
    from lodestock.programme.project import Case
    from lodestock.programme.write import Answer
    from lodestock.report.views import Block, Document

    Question = tuple[dict[str, Any], Callable[[], Answer], Callable[[Document], Iterable[Block]]]

__all__ = ["assess_command"]


def assess_command(
    folder: Folder = None,
    method: Annotated[
        list[str] | None,
        typer.Option(
            "--method",
            metavar="M",
            help="A method (repeatable): concentration, eu-supply-risk, eu-economic-importance, geopolrisk, "
            "usgs-supply-risk, programme-risk; or all. Else concentration, with --trade geopolrisk.",
        ),
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
        str | None, typer.Option("--card", help="A bundled card or a YAML file, for what is sized.")
    ] = None,
    draws: Draws = None,
    seed: Seed = 0,
    against: Annotated[
        int | None,
        typer.Option(
            "--against",
            metavar="Y",
            callback=between(1900, 2100, "1900 to 2100"),
            help="With --year: another year to compare its scores with.",
        ),
    ] = None,
    trials: Annotated[
        int,
        typer.Option(
            "--trials",
            metavar="N",
            callback=between(0, 100_000, "0 to 100,000"),
            help="Draw the inputs anew so often, for intervals and chances of being among the first ten.",
        ),
    ] = 0,
    trade: Annotated[
        Path | None,
        typer.Option(
            "--trade",
            metavar="FILE",
            help="Your own table of trade, for geopolrisk: a CSV file with the columns that docs/method/assess.md lists.",
        ),
    ] = None,
    dominance: Annotated[
        str | None,
        typer.Option(
            "--dominance", metavar="ISO3", help="What one country controls by stage, in place of scores."
        ),
    ] = None,
    sources: Annotated[
        str | None,
        typer.Option("--sources", metavar="M", help="Sources of an item not used today, in place of scores."),
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option("--overlay", metavar="DIR", help="With --sources: write the rows that add each source."),
    ] = None,
    out: Out = None,
    force: Force = False,
    full: Full = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say where supply is fragile: every item scored by published methods, each score open to its inputs."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.folders import check_folder, prepare_folder
        from lodestock.programme.project import open_case
        from lodestock.programme.runs import answer_question

        scored = {
            "--method": method,
            "--item": items,
            "--country": country,
            "--stage": stage,
            "--trials": trials or None,
            "--trade": trade,
            "--against": against,
        }
        if dominance is not None:
            sized = {"--overlay": overlay, "--draws": draws, "--seed": seed or None}
            _refuse("--dominance", {**scored, **sized, "--sources": sources})
        elif sources is not None:
            _refuse("--sources", {**scored, "--year": year})
        elif overlay is not None:
            raise InputError(
                Problem("--overlay", str(overlay), "goes with --sources alone", "Name an item there")
            )
        case = open_case(folder, card, as_of)
        if dominance is not None:
            index, ask, view = _ask_dominance(case, dominance, year)
        elif sources is not None:
            index, ask, view = _ask_sources(case, sources, draws, seed, progress)
            if overlay is not None:  # refused before any work, and before a folder is made
                if out is not None:
                    check_folder(out, force=force)
                prepare_folder(overlay, force=force)
        else:
            progress("assessing")
            index, ask, view = _ask_scores(
                case,
                methods=tuple(method or ()),
                items=tuple(items or ()),
                country=country,
                stage=stage,
                year=year,
                draws=draws,
                seed=seed,
                trials=trials,
                trade=trade,
                against=against,
                progress=progress,
            )
        document = answer_question(case, index, ask, progress.seconds, out=out, force=force)
        if overlay is not None:
            from lodestock.programme.source_overlays import write_overlays

            document["overlay_files"] = write_overlays(case, document["material"], overlay, force=True)
        answer(document, progress, as_json=as_json, show=show_document(view, full=full))


def _refuse(asked: str, others: Mapping[str, object]) -> None:
    """Refuse options that say nothing about what is asked.

    Raises
    ------
    InputError : one of them is given
    """
    for name, value in others.items():
        if value is not None:
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            raise InputError(Problem(name, shown, f"says nothing about {asked}", "Leave one of the two out"))


def _ask_scores(case: Case, progress: Progress, **words: Any) -> Question:
    """Return what the scores follow from, what computes them, and their view; `words` are those of `read_asked`."""
    from lodestock.programme.assess import ask_assess
    from lodestock.programme.assess_words import assess_index, read_asked
    from lodestock.report.risk_views import assess_view

    asked = read_asked(case, **words)
    return assess_index(case, asked), partial(ask_assess, case, asked, progress), assess_view


def _ask_dominance(case: Case, word: str, year: int | None) -> Question:
    """Return what the shares of a country follow from, what computes them, and their view."""
    from lodestock.programme.dominance import ask_dominance, dominance_index
    from lodestock.programme.names import one_country
    from lodestock.report.dominance_views import dominance_view

    code = one_country(case.dataset, word, "--dominance")
    return dominance_index(case, code, year), partial(ask_dominance, case, code, year), dominance_view


def _ask_sources(case: Case, word: str, draws: int | None, seed: int, progress: Progress) -> Question:
    """Return what the new sources of an item follow from, what computes them, and their view."""
    from lodestock.programme.names import one_item
    from lodestock.programme.new_sources import ask_sources, sources_index
    from lodestock.programme.size import use_engine
    from lodestock.report.source_views import sources_view

    item = one_item(case.dataset, word, "--sources")

    def ask() -> Answer:
        with use_engine(None, None) as engine:
            return ask_sources(case, item, engine, draws=draws, seed=seed, monitor=progress)

    return sources_index(case, item, draws=draws, seed=seed), ask, sources_view
