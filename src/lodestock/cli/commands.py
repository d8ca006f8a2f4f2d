"""The commands. Heavy imports stand inside them, so that help is quick."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from lodestock.cli.assess import assess_command
from lodestock.cli.door import answer, door
from lodestock.cli.ledger_reading import ledger_app
from lodestock.cli.looking import (
    cards_command,
    data_app,
    events_command,
    methods_command,
    report_command,
    table_command,
    web_command,
)
from lodestock.cli.options import AsOf, Cluster, Draws, Folder, Force, Full, Index, Json, Out, Seed, Workers
from lodestock.cli.panels import BEGIN, LOOK, LOOP, RUNS, SOUND
from lodestock.cli.program import Program
from lodestock.cli.watch_inbox import watch_app

__all__ = ["app"]

_WHAT = (
    "For agencies that stockpile critical minerals: which to buy, how much, from whom and when, under budgets, export "
    "controls and war scenarios. Bundled is the public case of the United States."
)

app = typer.Typer(
    name="lodestock",
    cls=Program,
    help=_WHAT,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(watch_app, name="watch", rich_help_panel=LOOP)
app.add_typer(ledger_app, name="ledger", rich_help_panel=LOOP)
app.add_typer(data_app, name="data", rich_help_panel=LOOK)
app.command("assess", rich_help_panel=LOOP)(assess_command)
app.command("report", rich_help_panel=LOOP)(report_command)
app.command("web", rich_help_panel=LOOP)(web_command)
app.command("cards", rich_help_panel=LOOK)(cards_command)
app.command("events", rich_help_panel=LOOK)(events_command)
app.command("table", rich_help_panel=LOOK)(table_command)
app.command("methods", rich_help_panel=LOOK)(methods_command)

CardName = Annotated[str | None, typer.Option("--card", help="A bundled card or a YAML file.")]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Compute again, where the project keeps the answer already.")
]


def _version(asked: bool) -> None:
    if asked:
        from lodestock.records.version import __version__

        typer.echo(f"lodestock {__version__}")
        raise typer.Exit()


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    no_color: Annotated[
        bool,
        typer.Option(
            "--no-color", help="No colours, bold or dim, as with NO_COLOR; may stand after any command."
        ),
    ] = False,
) -> None:
    """Keep `--version` and `--no-color` options of the program; its help is that of the program."""


@app.command("demo", rich_help_panel=BEGIN)
def demo_command(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the project.")] = Path(
        "lodestock-demo"
    ),
    force: Force = False,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Run the whole loop on the bundled data and leave a project with tables and pictures."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.demo import make_demo
        from lodestock.report.plan_views import demo_view

        document = make_demo(out, force=force, fresh=fresh, seconds=progress.seconds, monitor=progress)
        answer(document, progress, as_json=as_json, show=show_document(demo_view))


@app.command("new", rich_help_panel=BEGIN)
def new_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the project.")],
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Make an empty project: scenario.yaml, overlays/, runs/, ledger.db."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.documents import header
        from lodestock.programme.ledger import make_ledger_in
        from lodestock.programme.project import new_project, open_case
        from lodestock.report.plan_views import new_view

        made = new_project(folder, force=force)
        make_ledger_in(made)
        document = {**header("new", open_case(made)), "project": str(made), "missing": {}}
        answer(document, progress, as_json=as_json, show=show_document(new_view, foot=False))


@app.command("size", rich_help_panel=LOOP)
def size_command(
    folder: Folder = None,
    card: CardName = None,
    draws: Draws = None,
    seed: Seed = 0,
    workers: Workers = None,
    cluster: Cluster = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="EVENT", help="Show the effect of an event (repeatable)."),
    ] = None,
    backtest: Annotated[
        bool,
        typer.Option(
            "--backtest", help="Compare the controls of a past card with what happened, and size nothing."
        ),
    ] = False,
    out: Out = None,
    force: Force = False,
    fresh: Fresh = False,
    full: Full = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say what an emergency would leave us short of, by item and class."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.backtest import ask_backtest, backtest_index
        from lodestock.programme.project import open_case
        from lodestock.programme.runs import answer_question
        from lodestock.programme.size import use_engine
        from lodestock.programme.size_pictures import ask_size, size_index
        from lodestock.records.errors import InputError, Problem
        from lodestock.report.size_views import backtest_view, size_view

        if backtest and without:
            raise InputError(
                Problem(
                    "--without",
                    without[0],
                    "compares sizes, and --backtest sizes nothing",
                    "Give one of the two",
                )
            )
        case = open_case(folder, card, as_of)
        engines, events = partial(use_engine, workers, cluster), tuple(without or ())
        if backtest:
            index = backtest_index(case, draws=draws, seed=seed)
            ask = partial(ask_backtest, case, engines, draws=draws, seed=seed, monitor=progress)
        else:
            index = size_index(case, draws=draws, seed=seed, without=events)
            ask = partial(ask_size, case, engines, draws=draws, seed=seed, without=events, monitor=progress)
        progress("sizing")
        document = answer_question(case, index, ask, progress.seconds, fresh=fresh, out=out, force=force)
        show = show_document(backtest_view if backtest else size_view, full=full)
        answer(document, progress, as_json=as_json, show=show)


@app.command("plan", rich_help_panel=LOOP)
def plan_command(
    folder: Folder = None,
    budget: Annotated[
        float | None,
        typer.Option(
            "--budget", metavar="USD", help="Most that may be obligated; else the programme's ceiling."
        ),
    ] = None,
    card: CardName = None,
    draws: Draws = None,
    seed: Seed = 0,
    workers: Workers = None,
    cluster: Cluster = None,
    gap: Annotated[
        float,
        typer.Option("--gap", min=0.0, help="Gap at which the linear programme stops, of the benefit."),
    ] = 1e-3,
    integers: Annotated[
        bool | None,
        typer.Option(
            "--integers/--no-integers",
            help="Hold each line to zero or the smallest order; unset: yes, unless the gap is below 1e-5.",
        ),
    ] = None,
    method: Annotated[
        str, typer.Option("--method", help="cuts, or extensive: the whole programme in one.")
    ] = "cuts",
    mode: Annotated[
        str, typer.Option("--mode", help="requirement: buy for a class at most what it requires.")
    ] = "requirement",
    write_mps: Annotated[
        Path | None,
        typer.Option("--write-mps", metavar="FILE", help="Write the whole programme for a solver outside."),
    ] = None,
    out: Out = None,
    force: Force = False,
    fresh: Fresh = False,
    full: Full = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Plan purchases for the emergency, under law, markets and money."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.left import find_left
        from lodestock.programme.plan_output import PlanOptions, ask_plan, plan_index
        from lodestock.programme.project import open_case
        from lodestock.programme.runs import answer_question
        from lodestock.programme.size import use_engine
        from lodestock.report.plan_views import plan_view

        case = open_case(folder, card, as_of)
        left = find_left(case)
        options = PlanOptions(draws, seed, budget, gap, integers, method, mode, write_mps, left)
        engines = partial(use_engine, workers, cluster)
        index = plan_index(case, options)
        ask = partial(ask_plan, case, engines, options, monitor=progress)
        again = fresh or write_mps is not None  # a run that is kept holds no such file
        document = answer_question(case, index, ask, progress.seconds, fresh=again, out=out, force=force)
        answer(document, progress, as_json=as_json, show=show_document(plan_view, full=full))


@app.command("runs", rich_help_panel=RUNS)
def runs_command(folder: Folder = None, as_json: Json = False) -> None:
    """List the runs that a project keeps."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.project import open_case
        from lodestock.programme.runs import runs_document
        from lodestock.report.plan_views import rows_view

        view = rows_view("runs", "id", "command", "card", "as_of", "draws", "seed", "budget_usd")
        answer(runs_document(open_case(folder)), progress, as_json=as_json, show=show_document(view))


@app.command("compare", rich_help_panel=RUNS)
def compare_command(
    one: Annotated[str, typer.Argument(metavar="A", help="A card, run, project or date.")],
    two: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    folder: Folder = None,
    card: CardName = None,
    draws: Draws = None,
    seed: Seed = 0,
    workers: Workers = None,
    cluster: Cluster = None,
    as_json: Json = False,
) -> None:
    """Say what differs between two cards, runs, projects or dates, and what it does to requirement and plan."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.compare import compare_document
        from lodestock.programme.size import use_engine
        from lodestock.report.plan_views import compare_view

        with use_engine(workers, cluster) as engine:
            document = compare_document(
                folder, one, two, engine, card=card, draws=draws, seed=seed, monitor=progress
            )
        answer(document, progress, as_json=as_json, show=show_document(compare_view))


@app.command("materials", rich_help_panel=LOOK)
def materials_command(
    folder: Folder = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="M", help="List only this item, by id, name or symbol (repeatable)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the items, what they are counted in, and how good their figures are."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.materials import materials_document
        from lodestock.programme.project import open_case
        from lodestock.report.look_views import materials_view

        document = materials_document(open_case(folder), items=tuple(items or ()))
        answer(document, progress, as_json=as_json, show=show_document(materials_view))


@app.command("explain", rich_help_panel=LOOK)
def explain_command(
    word: Annotated[
        str,
        typer.Argument(
            help="An item, country, event, card, table, parameter or word of the glossary, a cell as "
            "table/row_id.column, or `scenario`."
        ),
    ],
    index: Index = 0,
    item: Annotated[str, typer.Option("--item", help="Item, with `scenario`.")] = "cobalt",
    folder: Folder = None,
    card: CardName = None,
    draws: Draws = None,
    seed: Seed = 0,
    full: Full = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Say what a word means, where its figures come from, and for an item from supply to requirement.

    `explain scenario I --item M` prints one scenario of one item so that anyone can multiply it out.
    """
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.explain import explain_document, scenario_document
        from lodestock.programme.project import open_case
        from lodestock.report import explain_view, scenario_view

        case = open_case(folder, card, as_of)
        if word == "scenario":
            document = scenario_document(case, index, item, draws=draws, seed=seed)
        else:
            document = explain_document(case, word, draws=draws, seed=seed)
        view = scenario_view if word == "scenario" else explain_view
        answer(document, progress, as_json=as_json, show=show_document(view, full=full))


@app.command("check", rich_help_panel=SOUND)
def check_command(folder: Folder = None, as_json: Json = False) -> None:
    """Check the installation, the data and the reference cases; exit 1 where one fails."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.check import check_document
        from lodestock.report.plan_views import check_view

        document = check_document(folder)
        answer(document, progress, as_json=as_json, show=show_document(check_view))
        if not document["ok"]:
            raise typer.Exit(1)
