"""Words of a command line before and after a command reads them: what is empty, cannot be seen or is not there yet."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from typer.core import TyperGroup

from lodestock.cli.door import door
from lodestock.cli.interrupt import listening, tell_stopped
from lodestock.cli.panels import InOrder
from lodestock.cli.terminal import colours, deliver, lost, ready_streams, say
from lodestock.records.errors import InputError, Problem
from lodestock.records.text import find_control, visible

__all__ = ["PLANNED", "Group", "Program"]

PLANNED = {
    "plan": (
        "frontier", "evaluate", "--min", "--max", "--lock", "--ban", "--with", "--without", "--risk-aversion", "--tail",
    ),
    "ledger": ("export", "import"),
    "data": ("diff", "import"),
}  # fmt: skip
"""Command -> words below it that are planned and do not exist yet."""


class Group(TyperGroup):
    """Commands under one name. Refuses a value that is empty, as where a variable of the shell is not set."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return name, command and its words; see `typer.core.TyperGroup`."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not isinstance(command, TyperGroup):
            _refuse_empty(command, rest)
        return name, command, rest


class Program(InOrder, Group):
    """The whole command line: readies the streams, runs a command, and ends the process with its exit code."""

    def main(self, args: Sequence[str] | None = None, *others: Any, **more: Any) -> Any:
        """Run the words of a command line; see `typer.core.TyperGroup`."""
        ready_streams()
        if sys.stdout is None:
            say(
                "standard output is closed, so the answer would be lost. Redirect it, as to a file or /dev/null."
            )
            raise SystemExit(2)
        with listening(), colours(sys.argv[1:] if args is None else args) as words:
            code = 0
            try:
                super().main(words, *others, **more)
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
                if _comes_of(ended, BrokenPipeError):
                    code = 0
                if _comes_of(ended, KeyboardInterrupt):
                    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would end in a traceback
                    tell_stopped()
            except OSError as error:  # the help cannot be written
                code = lost(error)
            raise SystemExit(deliver(code))

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the words before the name of a command; see `typer.core.TyperGroup`."""
        with _plain_words():
            _refuse_controls(args)
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; see `typer.core.TyperGroup`."""
        with _plain_words():
            return super().invoke(ctx)


def _refuse_controls(words: Sequence[str]) -> None:
    """Refuse a word with a control character, which nobody types by intent. Bytes that are no UTF-8 may name a file."""
    for number, word in enumerate(words, 1):
        control = find_control(word.encode("utf-8", "replace").decode("utf-8"))
        if control:
            with door():
                reason = f"holds the control character {control}"
                raise InputError(Problem(f"word {number} of the command", word, reason, "Leave it out"))


def _refuse_empty(command: Any, words: Sequence[str]) -> None:
    """Refuse an option or argument that is given and empty; an option with a check of its own speaks for itself."""
    options = {name: p for p in command.params for name in p.opts if name.startswith("-")}
    before = None
    for word in words:
        name, sign, value = word.partition("=")
        option = options.get(name) if sign else before
        if not (value if sign and option else word).strip() and (option is None or option.callback is None):
            place = option.opts[0] if option else f"a word after {command.name}"
            with door():
                reason = "is empty, as where a variable of the shell is not set"
                raise InputError(Problem(place, "", reason, "Give a value, or leave it out"))
        before = options.get(word)
        before = None if before is None or before.is_flag else before


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    """Make what the parser says of wrong use fit to be shown, and say where a word is not there yet."""
    try:
        yield
    except Exception as error:
        message, ctx = getattr(error, "message", None), getattr(error, "ctx", None)
        if isinstance(message, str):
            command = ctx.info_name if ctx is not None and ctx.parent is not None else ""
            later = [w for w in PLANNED.get(command, ()) if w in _words_of(message)]
            error.message = visible(message)  # type: ignore[attr-defined]
            if "unexpected extra argument" in message and command in ("size", "plan"):
                given = next((w for w in _words_of(message) if w.endswith((".yaml", ".yml"))), "")
                error.message += f". Write --card {given} for a card." if given else ""  # type: ignore[attr-defined]
            if later:
                error.message = f"There is no {later[0]!r} here, not yet: it is planned for a later version."  # type: ignore[attr-defined]
                # names that are like it would mislead
                error.possibilities = None  # type: ignore[attr-defined]
        raise


def _words_of(message: str) -> set[str]:
    return {w.strip("'\"().,:;").partition("=")[0] for w in message.split()}


def _comes_of(error: BaseException, kind: type[BaseException]) -> bool:
    """Say whether an error of some kind led to this one."""
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, kind):
            return True
    return False
