"""What every command does alike: progress, JSON, errors, exit codes."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import typer

from lodestock.cli.interrupt import tell_stopped
from lodestock.cli.terminal import drop, lost, say
from lodestock.records.errors import LodestockError, Problem, RuleError, refused
from lodestock.records.text import visible

__all__ = ["Progress", "answer", "door", "show_text"]

_PATIENCE = 2.0


class Progress:
    """Shows what is being done, and for how long, once it has taken two seconds; on a terminal, on stderr.

    `recorded` names what was written to a ledger, and `is_answering` says that the answer is being printed, so that
    the two are not taken for each other where one of them fails.
    """

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.recorded: str | None = None
        self.is_answering = False
        self._what, self._since, self._first, self._part = "working", self.start, 0.0, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)
        if sys.stderr is not None and sys.stderr.isatty():  # a daemon may have none
            self._thread.start()

    def __call__(self, what: str, done: float | None = None) -> None:
        """Take note of what is being done, and of which part of it is over."""
        part = done or 0.0
        if part <= self._part or not self._part:  # other work than before
            self._since, self._first = time.perf_counter(), part
        self._what, self._part = what, part

    def seconds(self) -> float:
        """Return how long the command has run."""
        return time.perf_counter() - self.start

    def cancelled(self) -> bool:
        """Return False: a person stops a command with Ctrl-C, which raises `KeyboardInterrupt`."""
        return False

    def line(self) -> str:
        """Return what is being done in words, with the time left where it can be told."""
        now = time.perf_counter()
        if self._first < self._part < 1:
            left = (now - self._since) * (1 - self._part) / (self._part - self._first)
            return f"{self._what}, {left:.0f} s left"
        return f"{self._what} ... {now - self.start:.0f} s"

    def _show(self) -> None:
        pause, width = _PATIENCE, 0
        while not self._over.wait(pause):
            pause, line = 0.2, visible(self.line(), keep="")
            width = max(width, len(line))
            sys.stderr.write(
                f"\r{line:<{width}}"
            )  # blanks clear what was there: a terminal may know no escapes
            sys.stderr.flush()
        if width:
            sys.stderr.write(f"\r{'':<{width}}\r")
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

            refusal = {**refused_document(command, error), "seconds": round(progress.seconds(), 3)}
            show_text(f"{dumps(refusal)}\n")
        for line in error.lines():
            say(line)
        if isinstance(error, RuleError):
            say(f"refused by rule {error.rule}: {error.cite}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        progress.done()
        tell_stopped(progress.recorded)
        raise
    except OSError as error:
        progress.done()
        if progress.is_answering and isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None  # whoever read it has seen enough
        if progress.recorded is not None:
            drop(sys.stdout)
            say(
                f"{progress.recorded} was recorded, but its answer cannot be printed: {error.strerror or error}."
            )
            raise typer.Exit(1) from None
        if progress.is_answering:
            raise typer.Exit(lost(error)) from None
        say(str(refused(error)))
        raise typer.Exit(LodestockError.exit_code) from None
    finally:
        progress.done()


def answer(
    document: dict[str, Any], progress: Progress, *, as_json: bool, show: Callable[[dict[str, Any]], None]
) -> None:
    """Print a document as one JSON object, or show it to a person."""
    from lodestock.programme.documents import dumps
    from lodestock.programme.vintages import stale_words

    if document.get("seconds") is None:  # an answer that was kept says how long it took
        document["seconds"] = round(progress.seconds(), 3)
    progress.done()
    for doubt in document.get("doubts", ()):
        problem = Problem(doubt["place"], doubt["value"] or "", doubt["reason"], doubt["remedy"])
        say(f"warning: {problem}")
    for words in stale_words(document.get("stale") or ()):
        say(f"warning: {words}")
    progress.is_answering = True
    if as_json:
        show_text(f"{dumps(document)}\n")
    else:
        show(document)
    sys.stdout.flush()


def show_text(text: str) -> None:
    """Print JSON or a text for a file as it stands, in UTF-8 whatever the encoding of the terminal is."""
    typer.echo(text.encode(), nl=False)
