"""The state of the programme: what a fold of the journal's events leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from lodestock.ledger.money import ALLOTTED, OUTSIDE, Move
from lodestock.records.errors import InputError, Problem, nearest

T = TypeVar("T")

__all__ = ["Account", "Award", "Certificate", "Invoice", "Lot", "Person", "Release", "Solicitation", "State"]


@dataclass(slots=True)
class Person:
    """Somebody who may record what his roles let him; `acted` once he has."""

    roles: tuple[str, ...]
    acted: bool = False


@dataclass(slots=True)
class Account:
    """Money of one purpose and period, by Treasury account symbol.

    Attributes
    ----------
    balances : cents that stand at each level of `lodestock.ledger.money.LEVELS`, and no further
    first, last : days between which it may obligate; no last day: available until expended
    target : day by which it shall be spent
    within : the account that it is a ceiling in
    principal_cents : most that loans may lend, which is no money of the account
    """

    purpose: str
    first: str
    last: str | None
    target: str | None
    within: str | None
    principal_cents: int | None
    balances: list[int] = field(default_factory=lambda: [0] * 7)

    def at_least(self, level: int) -> int:
        """Return the cents that have reached a level."""
        return sum(self.balances[level:])

    def state_on(self, day: str) -> str:
        """Return whether it is ``not yet open``, ``open``, ``expired`` or ``closed`` on a day.

        An account closes five years after it expires (31 USC 1551-1557); that this is on 30 September of the fifth fiscal
        year after its last day is recalled from section 1552(a), not read.
        """
        if day < self.first:
            return "not yet open"
        if self.last is None or day <= self.last:
            return "open"
        last = date.fromisoformat(self.last)
        fiscal_year = last.year + (last.month >= 10)
        return "expired" if day <= f"{fiscal_year + 5:04d}-09-30" else "closed"


@dataclass(slots=True)
class Certificate:
    """Funds certified for an award: an account's money that is committed; `uses` counts what draws on it."""

    account: str
    award: str
    by: str
    left_cents: int
    is_open: bool = True
    uses: int = 0


@dataclass(slots=True)
class Solicitation:
    """A call for offers; nothing is obligated."""

    material: str
    ceiling_cents: int | None
    grams: int | None
    state: str = "open"
    award: str | None = None


@dataclass(slots=True)
class Invoice:
    """What a vendor asks for, and what was paid of it."""

    cents: int
    paid_cents: int = 0


@dataclass(slots=True)
class Award:
    """A contract. Ceiling, minimum, obligated and outlay are four amounts that nothing adds together.

    `changes` counts its modifications and de-obligations that stand.
    """

    account: str
    material: str
    vendors: tuple[str, ...]
    ceiling_cents: int
    minimum_cents: int | None
    solicitation: str | None
    origin: dict[str, str]
    obligated_cents: int = 0
    outlay_cents: int = 0
    grams: int = 0
    orders: int = 0
    changes: int = 0
    invoices: dict[str, Invoice] = field(default_factory=dict)
    lots: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Lot:
    """Material that was delivered, or is held."""

    award: str
    material: str
    gross_grams: int
    moisture: str
    origin: dict[str, str]
    content: str | None = None
    contained_grams: int | None = None
    on_hand_grams: int | None = None
    accepted_by: str | None = None
    state: str = "delivered"


@dataclass(slots=True)
class Release:
    """Stock that was asked for; it moves once another person approves it."""

    lot: str
    grams: int
    authority: str
    purpose: str
    regime: str
    by: str
    state: str = "awaiting approval"


@dataclass(slots=True)
class State:
    """What is known after the events so far.

    Attributes
    ----------
    as_of : the day on which a demo stands still; None where the calendar goes on
    public_key : hex of the key that heads are verified with
    releases : hash of the entry that asks for it -> release
    """

    as_of: str | None = None
    public_key: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    solicitations: dict[str, Solicitation] = field(default_factory=dict)
    awards: dict[str, Award] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)
    releases: dict[str, Release] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    next_certificate: int = 1

    def chain(self, account: str) -> Iterator[str]:
        """Yield an account and those that it is a ceiling in, the outermost last."""
        name: str | None = account
        while name is not None:
            yield name
            name = self.accounts[name].within

    def moved_by(self, move: Move) -> Iterator[str]:
        """Yield the accounts whose money a move moves: where it rolls up, those around the account too."""
        return self.chain(move.account) if move.rolls_up else iter((move.account,))

    def free_cents(self, account: str) -> int:
        """Return the cents that may be certified: allotted and not committed, here and around."""
        return min(self.accounts[name].balances[ALLOTTED] for name in self.chain(account))

    def move(self, move: Move) -> None:
        """Move cents between levels of an account, and of those around it where the move rolls up."""
        for name in self.moved_by(move):
            balances = self.accounts[name].balances
            balances[move.source] += -move.cents if move.source != OUTSIDE else move.cents
            balances[move.target] += move.cents if move.target != OUTSIDE else -move.cents

    def account(self, name: str) -> Account:
        """Return an account.

        Raises
        ------
        InputError : there is none of that name
        """
        return _known(self.accounts, "account", name)

    def certificate(self, name: str) -> Certificate:
        """Return a certificate of funds.

        Raises
        ------
        InputError : there is none of that name
        """
        return _known(self.certificates, "certificate", name)

    def solicitation(self, name: str) -> Solicitation:
        """Return a solicitation.

        Raises
        ------
        InputError : there is none of that name
        """
        return _known(self.solicitations, "solicitation", name)

    def award(self, name: str) -> Award:
        """Return an award.

        Raises
        ------
        InputError : there is none of that name
        """
        return _known(self.awards, "award", name)

    def lot(self, name: str) -> Lot:
        """Return a lot.

        Raises
        ------
        InputError : there is none of that name
        """
        return _known(self.lots, "lot", name)


def _known(things: dict[str, T], kind: str, name: str) -> T:
    """Return the thing of a name."""
    found = things.get(name)
    if found is None:
        remedy = nearest(name, things) if things else f"The ledger has no {kind} yet"
        raise InputError(Problem(kind, name, "is not in the ledger", remedy))
    return found
