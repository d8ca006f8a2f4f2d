"""The order of the commands in the help, and the panels that they stand in: the order in which they are used."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

__all__ = ["BEGIN", "LOOK", "LOOP", "RUNS", "SOUND", "InOrder"]

BEGIN, LOOP = "Begin here", "The loop, in its order"
LOOK, RUNS, SOUND = "Look things up", "What a project keeps", "Is all well?"

_ORDER = (
    *("demo", "new"),
    *("watch", "assess", "size", "plan", "ledger", "report", "web"),
    *("cards", "events", "materials", "explain", "table", "data", "methods"),
    *("runs", "compare"),
    "check",
)


class InOrder(TyperGroup):
    """The commands in the order in which they are used; one that the order does not know comes last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands in the order of the help."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda n: _ORDER.index(n) if n in _ORDER else len(_ORDER))
