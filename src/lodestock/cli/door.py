"""What every command does alike: progress, JSON, errors, exit codes."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import typer

from lodestock.records.errors import LodestockError, Problem, RuleError, refused

__all__ = ["Progress", "answer", "door"]

_PATIENCE = 2.0


class Progress:
    """Shows what is being done, and for how long, once it has taken two seconds; on a terminal, on stderr.

    `recorded` names what was written to a ledger, so that an answer that cannot be printed is not taken for a refusal.
    """

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.recorded: str | None = None
        self._what = "working"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)
        if sys.stderr is not None and sys.stderr.isatty():  # a daemon may have none
            self._thread.start()

    def __call__(self, what: str, done: float | None = None) -> None:
        """Take note of what is being done, and of which part of it is over."""
        self._what = what if done is None else f"{what} {done:.0%}"

    def seconds(self) -> float:
        """Return how long the command has run."""
        return time.perf_counter() - self.start

    def cancelled(self) -> bool:
        """Return False: a person stops a command with Ctrl-C, which raises `KeyboardInterrupt`."""
        return False

    def _show(self) -> None:
        pause = _PATIENCE
        while not self._over.wait(pause):
            pause = 0.2
            sys.stderr.write(f"\r\x1b[K{self._what} ... {time.perf_counter() - self.start:.0f} s")
            sys.stderr.flush()
        if pause < _PATIENCE:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def done(self) -> None:
        """Stop, and clear the line."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()


@contextlib.contextmanager
def door(command: str = "", *, as_json: bool = False) -> Iterator[Progress]:
    """Turn what a user can mend into a message on stderr and an exit code.

    Parameters
    ----------
    command : words of a command that rules may refuse
    as_json : prints such a refusal as a JSON object on stdout too
    """
    progress = Progress()
    try:
        yield progress
    except LodestockError as error:
        progress.done()
        if as_json and isinstance(error, RuleError):
            from lodestock.programme.documents import dumps
            from lodestock.programme.ledger import refused_document

            typer.echo(dumps({**refused_document(command, error), "seconds": round(progress.seconds(), 3)}))
        for line in error.lines():
            typer.echo(f"lodestock: {line}", err=True)
        if isinstance(error, RuleError):
            typer.echo(f"lodestock: refused by rule {error.rule}: {error.cite}", err=True)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        raise typer.Exit(0) from None
    except OSError as error:
        progress.done()
        if progress.recorded is not None:
            words = f"{progress.recorded} was recorded, but its answer cannot be printed: {error.strerror or error}"
            typer.echo(f"lodestock: {words}.", err=True)
            raise typer.Exit(1) from None
        typer.echo(f"lodestock: {refused(error)}", err=True)
        raise typer.Exit(LodestockError.exit_code) from None
    finally:
        progress.done()


def answer(
    document: dict[str, Any], progress: Progress, *, as_json: bool, show: Callable[[dict[str, Any]], None]
) -> None:
    """Print a document as one JSON object, or show it to a person."""
    from lodestock.programme.documents import dumps

    if document.get("seconds") is None:  # an answer that was kept says how long it took
        document["seconds"] = round(progress.seconds(), 3)
    progress.done()
    for doubt in document.get("doubts", ()):
        problem = Problem(doubt["place"], doubt["value"] or "", doubt["reason"], doubt["remedy"])
        typer.echo(f"lodestock: warning: {problem}", err=True)
    if as_json:
        typer.echo(dumps(document))
    else:
        show(document)
