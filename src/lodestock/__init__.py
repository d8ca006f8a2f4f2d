"""lodestock: which critical minerals to stockpile, how much, from whom and when.

>>> import lodestock as ls
>>> dataset = ls.load()
>>> germanium = ls.size(dataset, "base-war").frame().filter(material="germanium", demand_class="defence")
>>> round(germanium["requirement_t"].item(), 2)
13.81
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lodestock.records.version import __version__

if TYPE_CHECKING:
    from lodestock.api import cards, load, plan, size

__all__ = ["__version__", "cards", "load", "plan", "size"]


def _call(name: str) -> property:
    """Return a property that imports a function of the interface when it is asked for."""

    def get(package: ModuleType) -> Any:
        from lodestock import api

        return getattr(api, name)

    # Importing the room lodestock.size sets the attribute `size` of this package: the function stays.
    return property(get, lambda package, room: None)


class _Package(ModuleType):
    """Package whose functions are imported late and are not hidden by rooms of the same name."""

    cards, load, plan, size = _call("cards"), _call("load"), _call("plan"), _call("size")

    def __dir__(self) -> list[str]:
        """Return the functions too, which are no attributes before they are asked for."""
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Package
