"""lodestock: which critical minerals to stockpile, how much, from whom and when.

>>> import lodestock as ls
>>> dataset = ls.load()
>>> short = ls.size(dataset, "base-war").frames["shortfalls"]
>>> germanium = short.filter(material="germanium", demand_class="defence")
>>> round(germanium["requirement_t"].item(), 2)
13.81
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lodestock.records.version import __version__

if TYPE_CHECKING:
    from lodestock.api import (
        assess,
        backtest,
        cards,
        compare,
        dominance,
        explain,
        load,
        plan,
        runs,
        size,
        sources,
    )

__all__ = [
    "__version__", "assess", "backtest", "cards", "compare", "dominance", "explain", "load", "plan", "runs", "size",
    "sources",
]  # fmt: skip


def _call(name: str) -> property:
    """Return a property that imports a function of the interface when it is asked for."""

    def get(package: ModuleType) -> Any:
        from lodestock import api

        return getattr(api, name)

    # Importing the room lodestock.size sets the attribute `size` of this package: the function stays.
    return property(get, lambda package, room: None)


class _Package(ModuleType):
    """Package whose functions are imported late and are not hidden by rooms of the same name."""

    backtest, cards, compare, explain = (_call(n) for n in ("backtest", "cards", "compare", "explain"))
    load, plan, runs, size = (_call(n) for n in ("load", "plan", "runs", "size"))
    assess, dominance, sources = (_call(n) for n in ("assess", "dominance", "sources"))

    def __dir__(self) -> list[str]:
        """Return the functions, which are no attributes before they are asked for, and no name that serves this file."""
        return sorted({*__all__, *(n for n in super().__dir__() if n.startswith("__"))})


sys.modules[__name__].__class__ = _Package
