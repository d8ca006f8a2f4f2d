"""An empty database of each kind."""

from __future__ import annotations

from tests.ledger.conftest import address

__all__ = ["address"]
