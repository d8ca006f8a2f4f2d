"""The way back from the ledger to the plan: what is left of each account on the as-of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestock.plan import PURCHASE_ACCOUNT
from lodestock.programme.project import Case

__all__ = ["Left", "find_left"]


@dataclass(frozen=True, slots=True)
class Left:
    """What a ledger leaves of its accounts.

    Attributes
    ----------
    usd : account -> USD that are neither committed nor expired, never more than the accounts around it have
    head : hash of the last entry of the journal
    events : number of its entries
    """

    usd: Mapping[str, float]
    head: str
    events: int

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object that tells it."""
        return {"head": self.head, "events": self.events, "left_usd": dict(self.usd), "note": self.note}

    @property
    def note(self) -> str:
        """What a plan takes from it, in words."""
        if PURCHASE_ACCOUNT not in self.usd:
            known = ", ".join(self.usd)
            return (
                f"The ledger has no account {PURCHASE_ACCOUNT}, which pays for purchases, but {known}: the plan takes "
                "the amounts of the tables."
            )
        return (
            f"The ledger leaves USD {self.usd[PURCHASE_ACCOUNT]:,.2f} of {PURCHASE_ACCOUNT} (head {self.head[:12]}). What "
            "is ordered already, and not accepted, is not counted against the requirement."
        )


def find_left(case: Case, database: Path | None = None) -> Left | None:
    """Return what the ledger of a case's project leaves on the as-of date; None where it has no account then.

    Parameters
    ----------
    database : file of the ledger, where it is not the one that the project is run with

    Raises
    ------
    InputError : the ledger cannot be read
    """
    if case.folder is None and database is None:
        return None
    from lodestock.ledger.status import left_to_plan
    from lodestock.programme.desk import Desk, Place, find_journal
    from lodestock.store.journal import Journal

    journal = Journal(database) if database else find_journal(Place(case.folder))
    try:
        if not journal.exists():
            return None
        journal.check()
        day = case.card.as_of.isoformat()
        book = Desk(journal).book_on(day)
    finally:
        journal.close()
    left = left_to_plan(book, day)
    return Left({k: float(v) for k, v in left.items()}, book.head, book.seq) if left else None
