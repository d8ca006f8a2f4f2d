"""What every command does alike: progress, JSON, errors, exit codes."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import typer

from lodestock.records.errors import LodestockError

__all__ = ["Progress", "answer", "door"]

_PATIENCE = 2.0


class Progress:
    """Shows what is being done once it takes longer than two seconds; on a terminal only, on stderr."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self._shown = False

    def __call__(self, what: str) -> None:
        """Say what is being done."""
        if not sys.stderr.isatty():
            return
        passed = time.perf_counter() - self.start
        if passed >= _PATIENCE or self._shown or what.startswith(("planning", "writing")):
            self._shown = True
            sys.stderr.write(f"\r\x1b[K{what} ... {passed:.0f} s")
            sys.stderr.flush()

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextlib.contextmanager
def door() -> Iterator[Progress]:
    """Turn what a user can mend into a message on stderr and an exit code."""
    progress = Progress()
    try:
        yield progress
    except LodestockError as error:
        progress.done()
        for problem in error.problems:
            typer.echo(f"lodestock: {problem}", err=True)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        raise typer.Exit(0) from None
    finally:
        progress.done()


def answer(
    document: dict[str, Any], progress: Progress, *, as_json: bool, show: Callable[[dict[str, Any]], None]
) -> None:
    """Print a document as one JSON object, or show it to a person."""
    from lodestock.programme.documents import dumps

    document["seconds"] = round(time.perf_counter() - progress.start, 3)
    progress.done()
    if as_json:
        typer.echo(dumps(document))
    else:
        show(document)
