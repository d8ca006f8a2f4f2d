"""The command line: a thin door, no arithmetic.

In: words typed by a person or a script. Out: tables on a terminal, or one JSON object on stdout with --json.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from lodestock.cli.commands import app

    app()
