"""What the commands of the ledger have alike: options, and how one that writes is carried out."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lodestock.cli.door import answer, door
from lodestock.cli.options import Json
from lodestock.cli.program import Group

if TYPE_CHECKING:
    from lodestock.ledger.command import Command

__all__ = [
    "By", "Database", "Expect", "Folder", "Key", "Material", "Note", "On", "Origin", "SigningKey", "Tonnes", "Usd",
    "ledger_app", "writes",
]  # fmt: skip

ledger_app = typer.Typer(
    cls=Group,
    help="Run the programme: accounts, awards, lots and payments, in a journal that only grows.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Folder = Annotated[
    Path | None, typer.Option("-C", metavar="DIR", help="Project folder; else the current one.")
]
Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="PostgreSQL in place of the project's ledger.db."),
]
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who asks; else LODESTOCK_USER.")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Day for which it counts; else the ledger's day.")
]
Key = Annotated[
    str | None, typer.Option("--key", help="The same key again gives the same answer, and nothing twice.")
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Words that are kept beside it.")]
Expect = Annotated[
    int | None,
    typer.Option(
        "--expect", metavar="VERSION", min=0, help="Refuse if the thing has changed since this version."
    ),
]
Usd = Annotated[str, typer.Option("--usd", metavar="USD", help="Digits with at most two decimals.")]
Material = Annotated[str, typer.Option("--material", metavar="M", help="An item of the tables.")]
Origin = Annotated[
    list[str] | None,
    typer.Option(
        "--origin", metavar="STAGE=ISO3", help="mined, refined, separated or melted where (repeatable)."
    ),
]
Tonnes = Annotated[
    str | None, typer.Option("--tonnes", metavar="T", help="Digits with at most six decimals.")
]
SigningKey = Annotated[
    Path | None,
    typer.Option(
        "--signing-key", metavar="FILE", help="Private key; else LODESTOCK_SIGNING_KEY, or ledger.key."
    ),
]


def _said(
    folder: Folder = None,
    database: Database = None,
    by: By = None,
    on: On = None,
    key: Key = None,
    note: Note = None,
    expect: Expect = None,
    as_json: Json = False,
) -> None:
    """Take what a person says beside every command that writes."""


def writes(word: str) -> Callable[[Callable[..., Command]], Callable[..., None]]:
    """Register a function that makes a command as the command line's `word`, with the options that all have.

    The function gets the place of the ledger where it has a parameter of that name.

    Parameters
    ----------
    word : of the command line
    """

    def register(make: Callable[..., Command]) -> Callable[..., None]:
        wants_place = "place" in make.__annotations__
        make.__annotations__ = {k: v for k, v in make.__annotations__.items() if k not in ("place", "return")}
        asked = [p for n, p in inspect.signature(make, eval_str=True).parameters.items() if n != "place"]
        beside = inspect.signature(_said, eval_str=True).parameters.values()

        @functools.wraps(make)
        def run(**given: Any) -> None:
            with door(f"ledger {word}", as_json=given["as_json"]) as progress:
                from lodestock.cli.show import show_document
                from lodestock.programme.desk import Place
                from lodestock.programme.ledger import Words, carry_out
                from lodestock.report.ledger_views import answer_view

                place = Place(given["folder"], given["database"])
                words = Words(*(given[n] for n in ("by", "on", "key", "note", "expect")))
                own = {p.name: given[p.name] for p in asked}
                command = make(place=place, **own) if wants_place else make(**own)
                document = carry_out(place, words, command)
                progress.recorded = f"entry {document['seq']}"
                show = show_document(answer_view, foot=False)
                answer(document, progress, as_json=given["as_json"], show=show)

        parameters = [*asked, *beside]
        run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
        )
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return ledger_app.command(word)(run)

    return register
