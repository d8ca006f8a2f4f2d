"""The version of lodestock, which travels with every result."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
