"""How money moves: levels of an account, and double entry between them.

An account's money stands at levels that follow each other: appropriated, apportioned, allotted, committed, obligated,
expended. What has reached a level has passed those before it, so each amount holds the next one, and an event moves cents
from one level to another: a debit and a credit in the US Standard General Ledger's budgetary accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from lodestock.ledger.entries import Event, undone

__all__ = [
    "ALLOTTED",
    "APPORTIONED",
    "APPROPRIATED",
    "COMMITTED",
    "EXPENDED",
    "LEDGER_ACCOUNTS",
    "LEVELS",
    "OBLIGATED",
    "OUTSIDE",
    "Move",
    "moves",
]

LEVELS = ("outside", "appropriated", "apportioned", "allotted", "committed", "obligated", "expended")
OUTSIDE, APPROPRIATED, APPORTIONED, ALLOTTED, COMMITTED, OBLIGATED, EXPENDED = range(7)

LEDGER_ACCOUNTS = (
    ("4119", "Other appropriations realized"),
    ("4450", "Unapportioned authority"),
    ("4510", "Apportionments"),
    ("4610", "Allotments - realized resources"),
    ("4700", "Commitments"),
    ("4801", "Undelivered orders - obligations, unpaid"),
    ("4902", "Delivered orders - obligations, paid"),
)
"""Budgetary account of each level in the US Standard General Ledger: number, title.

The first is debited by an appropriation; the others hold credits. Numbers and titles are recalled from the Treasury
Financial Manual's supplement, not read here.
"""

_STEPS = {
    "appropriated": (OUTSIDE, APPROPRIATED),
    "apportioned": (APPROPRIATED, APPORTIONED),
    "allotted": (APPORTIONED, ALLOTTED),
    "certified": (ALLOTTED, COMMITTED),
    "certificate_cancelled": (COMMITTED, ALLOTTED),
    "awarded": (COMMITTED, OBLIGATED),
    "ordered": (COMMITTED, OBLIGATED),
    "deobligated": (OBLIGATED, ALLOTTED),
    "paid": (OBLIGATED, EXPENDED),
}


@dataclass(frozen=True, slots=True)
class Move:
    """Cents that go from one level of an account to another."""

    account: str
    source: int
    target: int
    cents: int

    @property
    def rolls_up(self) -> bool:
        """Whether the accounts around move alike: from the allotted level on, their money is what moves."""
        return min(self.source, self.target) >= ALLOTTED


def moves(event: Event) -> tuple[Move, ...]:
    """Return the money that an event moves; one that undoes another moves it back."""
    done, back = undone(event)
    steps = _STEPS.get(done.name)
    if steps is None or not done.data["cents"]:
        return ()
    source, target = reversed(steps) if back else steps
    return (Move(done.data["account"], source, target, done.data["cents"]),)
