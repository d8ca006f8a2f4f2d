"""Runs the command line as a process: at a terminal, in a pipe, with streams closed, on a code page, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

COMMAND = (sys.executable, "-m", "lodestock.cli")


def environment(**more: str) -> dict[str, str]:
    """Return the variables of a process: those of this one but for what decides on colours, and more."""
    deciding = (
        "NO_COLOR",
        "FORCE_COLOR",
        "PY_COLORS",
        "GITHUB_ACTIONS",
        "TTY_COMPATIBLE",
        "CLICOLOR_FORCE",
        "COLUMNS",
    )
    kept = {k: v for k, v in os.environ.items() if k not in deciding}
    return {**kept, "TERM": "xterm-256color", **more}


def piped(*words: str | bytes, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command with its streams in pipes."""
    return subprocess.run([*COMMAND, *words], capture_output=True, env=environment(**variables))


def shell(line: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell, in which `lodestock` is the command; the exit code is the command's."""
    command = " ".join(f"'{w}'" for w in COMMAND)
    script = f'set -o pipefail; lodestock() {{ {command} "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", script], capture_output=True, env=environment(**variables))


def typed(*words: str, width: int = 200, **variables: str) -> tuple[int, bytes]:
    """Run a command at a terminal, and return its exit code and all that the terminal gets."""
    ours, theirs = _open_terminal(width)
    process = subprocess.Popen(
        [*COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**variables)
    )
    os.close(theirs)
    out = b""
    while part := _read(ours):
        out += part
    os.close(ours)
    return process.wait(), out


def stopped(
    words: Sequence[str], after: float, folder: Path, by: signal.Signals = signal.SIGINT
) -> tuple[int, float, bytes, bytes]:
    """Run a command at a terminal for stderr, press Ctrl-C, and return exit code, seconds it took to end, and words.

    Parameters
    ----------
    after : seconds for which the command runs
    folder : where it runs
    by : the signal, that of Ctrl-C unless another is given
    """
    process = subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=environment()
    )
    time.sleep(after)
    start = time.perf_counter()
    process.send_signal(by)
    out, err = process.communicate(timeout=60)
    return process.returncode, time.perf_counter() - start, out, err


def _open_terminal(width: int) -> tuple[int, int]:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    return ours, theirs


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the process at the other end is gone
        return b""
