"""The commands of the inbox: what the news proposes, and what people decide on it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from lodestock.cli.door import answer, door
from lodestock.cli.ledger_options import By, Database, Folder, Note
from lodestock.cli.options import AsOf, Cluster, Draws, Full, Json, Seed, Workers
from lodestock.cli.watch import watch_app

__all__ = ["watch_app"]

Id = Annotated[str, typer.Argument(metavar="ID", help="A proposal, such as w1.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day for which it counts; else today.")]


@watch_app.command("inbox")
def inbox_command(
    state: Annotated[
        str | None,
        typer.Option("--state", help="Only these: new, awaiting second, accepted, rejected or merged."),
    ] = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List what the news proposes: the words behind it, contradictions side by side, and what was decided."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.inbox import inbox_document
        from lodestock.report.inbox_views import inbox_view

        document = inbox_document(Place(folder, database), state)
        answer(document, progress, as_json=as_json, show=show_document(inbox_view, foot=False))


@watch_app.command("accept")
def accept_command(
    id: Id,
    status: Annotated[
        str | None, typer.Option("--status", help="Status in place of what the texts say, such as in_force.")
    ] = None,
    by: By = None,
    on: On = None,
    note: Note = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Let an event count: its rows are laid over the tables. Two people must, where it moves the plan by over 1 %."""
    with door("watch accept", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.accept import accept_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import Words
        from lodestock.programme.size import use_engine
        from lodestock.report.inbox_views import decided_view

        engines = partial(use_engine, None, None)
        words = Words(by, on, None, note)
        document = accept_document(
            Place(folder, database), words, id, engines, status=status, monitor=progress
        )
        progress.recorded = f"the decision on {id}"
        answer(document, progress, as_json=as_json, show=show_document(decided_view, foot=False))


@watch_app.command("reject")
def reject_command(
    id: Id,
    by: By = None,
    on: On = None,
    note: Note = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Leave an event out; nothing changes."""
    _decide("reject", as_json, (folder, database), (by, on, note), id)


@watch_app.command("edit")
def edit_command(
    id: Id,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="Field and value, as effective=2026-12-01, 'materials=gallium;tin' or quantity=none.",
        ),
    ],
    by: By = None,
    on: On = None,
    note: Note = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Set fields of an event by hand, before it is accepted."""
    _decide("edit", as_json, (folder, database), (by, on, note), id, changes)


@watch_app.command("merge")
def merge_command(
    id: Id,
    other: Annotated[str, typer.Argument(metavar="ID", help="The one that goes; its texts go to the first.")],
    by: By = None,
    on: On = None,
    note: Note = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say that two proposals tell one deal; the first stays."""
    _decide("merge", as_json, (folder, database), (by, on, note), id, other)


@watch_app.command("undo")
def undo_command(
    id: Id,
    by: By = None,
    on: On = None,
    note: Note = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Take back the last decision on a proposal: that it was accepted, rejected or merged."""
    _decide("undo", as_json, (folder, database), (by, on, note), id)


def _decide(act: str, as_json: bool, where: tuple[Any, Any], said: tuple[Any, Any, Any], *what: Any) -> None:
    """Carry out a decision, and show how the proposal stands."""
    with door(f"watch {act}", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme import inbox
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import Words
        from lodestock.report.inbox_views import decided_view

        by, on, note = said
        decide = getattr(inbox, f"{act}_document")
        document = decide(Place(*where), Words(by, on, None, note), *what)
        progress.recorded = f"the decision on {what[0]}"
        answer(document, progress, as_json=as_json, show=show_document(decided_view, foot=False))


@watch_app.command("digest")
def digest_command(
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="First day of reading or deciding that is told; else all."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it as Markdown (.md) or as one page (.html)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tell day by day what the news proposed and what was decided, with the words behind it."""
    with door() as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.digest import digest_document
        from lodestock.report.digest_views import digest_view

        if out is not None:
            from lodestock.web.digest import check_digest, write_digest

            check_digest(out, force=force)
        document = digest_document(Place(folder, database), since)
        document["files"] = [] if out is None else [str(write_digest(document, out))]
        answer(document, progress, as_json=as_json, show=show_document(digest_view, foot=False))


@watch_app.command("effect")
def effect_command(
    id: Id,
    card: Annotated[str | None, typer.Option("--card", help="A bundled card or a YAML file.")] = None,
    draws: Draws = None,
    seed: Seed = 0,
    workers: Workers = None,
    cluster: Cluster = None,
    budget: Annotated[
        float | None,
        typer.Option(
            "--budget", metavar="USD", help="Most that may be obligated; else the programme's ceiling."
        ),
    ] = None,
    as_of: AsOf = None,
    full: Full = False,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say what an event moves: SIZE and PLAN without it and with it on the same draws, as if it were decided."""
    with door("watch effect", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.accept import effect_document
        from lodestock.programme.desk import Place
        from lodestock.programme.effect import Question
        from lodestock.programme.size import use_engine
        from lodestock.report.inbox_views import effect_view

        document = effect_document(
            Place(folder, database),
            id,
            partial(use_engine, workers, cluster),
            card=card,
            as_of=as_of,
            ask=Question(draws, seed, budget),
            monitor=progress,
        )
        answer(document, progress, as_json=as_json, show=show_document(effect_view, full=full))
