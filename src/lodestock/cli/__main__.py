"""``python -m lodestock.cli`` runs the command line."""

from __future__ import annotations

from lodestock.cli import main

if __name__ == "__main__":
    main()
