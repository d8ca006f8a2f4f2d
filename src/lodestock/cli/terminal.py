"""The streams of the process: what they can show, whether in colours, and what is said where they end early."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from lodestock.records.text import visible

__all__ = ["colours", "deliver", "drop", "lost", "ready_streams", "say", "wants_colour"]

_OPTION = "--no-color"

_FORCE = ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""Variables that make libraries write colours into files and pipes too. Ours are for people at a terminal only."""


@contextlib.contextmanager
def colours(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of a command line without ``--no-color``, which may stand anywhere before ``--``.

    Meanwhile no library writes colours into what is no terminal; with the option or the variable ``NO_COLOR``, none
    writes colours, bold or dim at all.

    Parameters
    ----------
    words : of the command line, without the program's name
    """
    before = {name: os.environ.pop(name, None) for name in _FORCE}
    before["NO_COLOR"] = os.environ.get("NO_COLOR")
    end = words.index("--") if "--" in words else len(words)
    if _OPTION in words[:end]:
        os.environ["NO_COLOR"] = "1"
    if not wants_colour() or "typer.rich_utils" in sys.modules:  # slow to import, and else right as it is
        from typer import rich_utils

        rich_utils.FORCE_TERMINAL = None
        rich_utils.COLOR_SYSTEM = "auto" if wants_colour() else None
    try:
        yield [w for i, w in enumerate(words) if w != _OPTION or i >= end]
    finally:
        os.environ.pop("NO_COLOR", None)
        os.environ.update({name: value for name, value in before.items() if value is not None})


def wants_colour() -> bool:
    """Say whether a terminal may show colours, bold and dim."""
    return not os.environ.get("NO_COLOR")


def ready_streams() -> None:
    """Make the streams take any text: a sign that their encoding lacks is written as an escape.

    The numbers of streams that are closed are taken: else the next file that is opened would get the words meant for
    a stream.
    """
    with contextlib.suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (for all of the process)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def say(words: str) -> None:
    """Write a line to stderr; it is lost where nobody can read it."""
    line = visible(f"lodestock: {words}", keep="", encoding=sys.stderr.encoding or "utf-8")
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def deliver(code: int) -> int:
    """Return the exit code of the process, once all that was written has arrived.

    A reader that went away, such as `head`, had what it wanted: that is no error. A disk that is full is one.

    Parameters
    ----------
    code : of the command
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        drop(sys.stdout)
    except OSError as error:
        return lost(error)
    return code


def lost(error: OSError) -> int:
    """Say that the answer cannot be written, and return the exit code for it."""
    drop(sys.stdout)
    reason = f"cannot be written: {error.strerror or error}, so the answer is lost"
    say(f"standard output: {reason}. Send it to a place that takes it.")
    return 2


def drop(stream: TextIO) -> None:
    """Let what a stream still holds vanish: Python would try to write it once more at its end, and complain."""
    with contextlib.suppress(OSError, ValueError):
        number = os.open(os.devnull, os.O_WRONLY)
        os.dup2(number, stream.fileno())
        os.close(number)
