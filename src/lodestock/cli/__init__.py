"""The command line: a thin door, no arithmetic.

In: words typed by a person or a script. Out: tables on a terminal, or one JSON object on stdout with --json.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        from lodestock.cli.commands import app

        app()
    except KeyboardInterrupt:  # it came before the commands were there to take it
        from lodestock.cli.interrupt import end_now, tell_stopped

        tell_stopped()
        end_now()
    except SystemExit as ended:
        import signal

        from lodestock.cli.interrupt import EXIT_CODE, end_now

        if ended.code == EXIT_CODE:
            end_now()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the answer is out: there is nothing to stop any more
        raise
