"""The commands of the ledger that open, read and prove it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lodestock.cli.door import answer, door
from lodestock.cli.ledger import ledger_app
from lodestock.cli.ledger_options import By, Database, Expect, Folder, Key, Note, On, SigningKey
from lodestock.cli.options import Force, Json, Out

__all__ = ["ledger_app"]


@ledger_app.command("init")
def init_command(
    by: By = None,
    signing_key: SigningKey = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make the ledger of a project; the first person is `admin`, an approver."""
    with door("ledger init", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import Words, init_ledger
        from lodestock.report.ledger_views import answer_view

        document = init_ledger(Place(folder, database), Words(by), signing_key)
        answer(document, progress, as_json=as_json, show=show_document(answer_view, foot=False))


@ledger_app.command("head")
def head_command(
    sign: Annotated[
        Path | None, typer.Option("--sign", metavar="FILE", help="Sign the head into a file (auditor).")
    ] = None,
    signing_key: SigningKey = None,
    folder: Folder = None,
    database: Database = None,
    by: By = None,
    on: On = None,
    key: Key = None,
    note: Note = None,
    expect: Expect = None,
    as_json: Json = False,
) -> None:
    """Say where the journal ends, or sign it."""
    with door("ledger head", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import Words, head_document
        from lodestock.report.ledger_views import head_view

        words = Words(by, on, key, note, expect)
        document = head_document(Place(folder, database), words, sign, signing_key)
        answer(document, progress, as_json=as_json, show=show_document(head_view, foot=False))


@ledger_app.command("status")
def status_command(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="What counted on that day or before it.")
    ] = None,
    out: Out = None,
    force: Force = False,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say what was promised, paid and received."""
    with door("ledger status", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import status_document
        from lodestock.report.ledger_views import status_view

        document = status_document(Place(folder, database), on, out=out, force=force)
        answer(document, progress, as_json=as_json, show=show_document(status_view, foot=False))


@ledger_app.command("history")
def history_command(
    thing: Annotated[str | None, typer.Argument(metavar="[ID]", help="An account, award, person ...")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="What counts on that day or before it.")
    ] = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the entries of the journal, or those that name a thing."""
    with door("ledger history", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import history_document
        from lodestock.report.ledger_views import history_view

        document = history_document(Place(folder, database), thing, on)
        answer(document, progress, as_json=as_json, show=show_document(history_view, foot=False))


@ledger_app.command("verify")
def verify_command(
    head: Annotated[
        Path | None, typer.Option("--head", metavar="FILE", help="A head that was signed earlier.")
    ] = None,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Check that the journal is as it was written; exit 1 where it is not."""
    with door("ledger verify", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger import verify_document
        from lodestock.report.ledger_views import verify_view

        document = verify_document(Place(folder, database), head)
        answer(document, progress, as_json=as_json, show=show_document(verify_view, foot=False))
        if not document["ok"]:
            raise typer.Exit(1)


@ledger_app.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write all of the ledger to a text file, the same for every database; the signing key is not in it."""
    with door("ledger backup", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger_files import backup_document
        from lodestock.report.ledger_views import file_view

        document = backup_document(Place(folder, database), file, force=force)
        answer(document, progress, as_json=as_json, show=show_document(file_view, foot=False))


@ledger_app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    folder: Folder = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Bring a ledger back from a backup, into a project in which nothing happened yet, or an empty database."""
    with door("ledger restore", as_json=as_json) as progress:
        from lodestock.cli.show import show_document
        from lodestock.programme.desk import Place
        from lodestock.programme.ledger_files import restore_document
        from lodestock.report.ledger_views import file_view

        document = restore_document(Place(folder, database), file)
        answer(document, progress, as_json=as_json, show=show_document(file_view, foot=False))
