"""Ctrl-C: one line and exit code 130, within a second, also while the solver or the drawing does not listen."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from lodestock.cli.terminal import say

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

__all__ = ["EXIT_CODE", "end_now", "listening", "tell_stopped"]

EXIT_CODE = 130

_PATIENCE = 0.6
"""Seconds that the command has to stop by itself, and to remove what it had begun to write."""

_AGAIN = 0.05
"""Seconds after which a request to end is made again that could not be heard."""

_told = threading.Lock()
"""Held once the line is said, which two threads may want to do."""


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """End the process soon after Ctrl-C, whatever it does meanwhile.

    Python raises `KeyboardInterrupt` only between two of its own steps, so a solver that computes for a minute would
    go on for a minute. A thread is woken by the signal itself and ends the process where nothing else has by then.
    What it may leave is a hidden folder, which the next command in that place removes. A request to end (SIGTERM) lets
    the command remove it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = signal.getsignal(signal.SIGTERM)
    if asked is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _end_in_order)
    hook, sys.unraisablehook = sys.unraisablehook, _keep_quiet
    try:
        with _listening_to_ctrl_c():
            yield
    finally:
        sys.unraisablehook = hook
        signal.signal(signal.SIGTERM, asked)


@contextlib.contextmanager
def _listening_to_ctrl_c() -> Iterator[None]:
    """See `listening`; a shell lets programs in the background ignore Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    if _told.locked():
        _told.release()
    here, there = socket.socketpair()
    there.setblocking(False)
    over = threading.Event()
    before = signal.set_wakeup_fd(there.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(here, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        there.close()


def tell_stopped(recorded: str | None = None) -> None:
    """Say once that Ctrl-C stopped the command.

    Parameters
    ----------
    recorded : what it had written to a ledger
    """
    if _told.acquire(blocking=False):
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # leave the line with ^C and what was being done
        say(f"stopped by Ctrl-C{f'; {recorded} was recorded' if recorded else ''}.")


def end_now() -> NoReturn:
    """End the process with the exit code of Ctrl-C. Python's own end would at times be a signal instead of a code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(EXIT_CODE)


def _end_in_order(number: int, _: object) -> NoReturn:
    """Leave through every `finally`, with the exit code that a shell gives to a program which a signal ended."""
    raise SystemExit(128 + number)


def _keep_quiet(unraisable: UnraisableHookArgs) -> None:
    """Say nothing of a Ctrl-C or of an end that came where Python must ignore it, as while it imports.

    After Ctrl-C the thread that watches ends the process; the request to end is made again, where it will be heard.
    """
    if isinstance(unraisable.exc_value, SystemExit):
        threading.Timer(_AGAIN, os.kill, (os.getpid(), signal.SIGTERM)).start()
    elif not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _watch(here: socket.socket, over: threading.Event) -> None:
    """Wait for Ctrl-C, and end the process unless the command is over soon after; a socket that closes is the end."""
    with here:
        while number := here.recv(1):
            mine = (
                signal.getsignal(signal.SIGINT) is signal.default_int_handler
            )  # a web server stops by itself
            if number[0] == signal.SIGINT and mine and not over.wait(_PATIENCE):
                tell_stopped()
                end_now()
