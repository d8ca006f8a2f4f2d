"""Options that commands of every kind have alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from lodestock.cli.door import door
from lodestock.records.errors import InputError, Problem
from lodestock.records.protocols import MOST_DRAWS

__all__ = [
    "AsOf", "Cluster", "Draws", "Folder", "Force", "Full", "Index", "Json", "Out", "Seed", "Workers",
    "between",
]  # fmt: skip

_LARGEST = 2**63 - 1
"""Largest seed and index of a draw: whole numbers of 64 bits with a sign."""


def between(low: int, high: int, words: str) -> Callable[[typer.CallbackParam, int | None], int | None]:
    """Return what refuses a number outside bounds at once, whether or not the command comes to need it.

    Parameters
    ----------
    low, high : bounds, themselves allowed
    words : the bounds as a person reads them
    """

    def check(param: typer.CallbackParam, value: int | None) -> int | None:
        if value is not None and not low <= value <= high:
            with door():
                raise InputError(
                    Problem(param.opts[0], str(value), f"lies outside {words}", "Give a number inside")
                )
        return value

    return check


def _check_workers(workers: int | None) -> int | None:
    """Refuse a number of threads that no engine takes, whether or not this command comes to need one."""
    if workers is not None:
        from lodestock.engine.choose import check_workers

        with door():
            check_workers(workers)
    return workers


def _check_cluster(address: str | None) -> str | None:
    """Refuse an address that no scheduler can have, whether or not this command comes to need one."""
    if address is not None:
        from lodestock.engine.cluster import check_address

        with door():
            check_address(address)
    return address


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Date on which prices, events, groups and duties are taken, as 2025-10-13, or today."
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("-C", metavar="DIR", help="Project folder; else the current one, else the bundled case."),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", callback=between(0, _LARGEST, "0 to 2^63 - 1"), help="Seed of what a card leaves to chance."
    ),
]
Index = Annotated[
    int,
    typer.Argument(
        metavar="[I]",
        callback=between(0, _LARGEST, "0 to 2^63 - 1"),
        help="Index of the scenario, with `scenario`.",
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        callback=between(1, MOST_DRAWS, f"1 to {MOST_DRAWS:,}"),
        help="Number of draws, else 10,000; 1 for a deterministic card.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", callback=_check_workers, help="Threads to draw with, else as many as cores."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="TCP://...", callback=_check_cluster, help="Address of a Dask scheduler."
    ),
]
Full = Annotated[bool, typer.Option("--full", help="Show all rows of every table, not the first ten.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write documents, tables and pictures into a folder."),
]
Force = Annotated[bool, typer.Option("--force", help="Write into a folder that is not empty.")]
