"""Accounts: appropriation, apportionment, allotment, and when their money may be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lodestock.ledger.command import Ask, Command, Kind, Step, check_choice, check_new_id
from lodestock.ledger.entries import Event
from lodestock.ledger.money import ALLOTTED, APPORTIONED, APPROPRIATED, LEVELS
from lodestock.ledger.people import CERTIFIER
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Account, State
from lodestock.records.errors import InputError, Problem

__all__ = [
    "ADJUST",
    "COMMANDS",
    "KINDS",
    "OBLIGATE",
    "PASS_ON",
    "PURPOSES",
    "Allot",
    "Apportion",
    "Fund",
    "check_period",
    "check_room",
]

OBLIGATE, ADJUST, PASS_ON = ("open",), ("open", "expired"), ("not yet open", "open")
"""States of an account in which it may be obligated, adjusted and paid from, and released."""

PURPOSES = ("stockpile", "investment", "credit_subsidy", "restricted_receipts")
"""Colours of money: purchases, supply-chain investment, subsidy of credit, receipts that buy replacement only."""


@dataclass(frozen=True, slots=True)
class Fund(Command):
    """Record an appropriation, or a ceiling inside one."""

    word: ClassVar[str] = "fund"
    account: str
    cents: int
    purpose: str
    first: str
    last: str | None
    target: str | None = None
    within: str | None = None
    principal_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Apportion(Command):
    """Release appropriated money to the agency."""

    word: ClassVar[str] = "apportion"
    account: str
    cents: int


@dataclass(frozen=True, slots=True)
class Allot(Command):
    """Release apportioned money to those who certify."""

    word: ClassVar[str] = "allot"
    account: str
    cents: int


def check_period(
    state: State, account: str, day: str, may: tuple[str, ...] = OBLIGATE, *, asked: int | None = None
) -> None:
    """Check that an account, and those around it, may be used on a day.

    Parameters
    ----------
    may : states of an account in which it may do what is asked: `OBLIGATE`, `ADJUST` or `PASS_ON`
    asked : cents, where what is asked is about money

    Raises
    ------
    RuleError : not yet open, expired or closed
    """
    none = None if asked is None else 0
    for name in state.chain(account):
        found = state.accounts[name]
        is_now = found.state_on(day)
        if is_now in may:
            continue
        if is_now == "closed":
            remedy = "Use an account of the same purpose that is not closed"
            raise refusal(
                "closed", "account", name, f"is closed on {day}", remedy, asked=asked, available=none
            )
        span = f"it may obligate from {found.first} to {found.last or 'when it is spent'}"
        remedy = "Use an account whose period holds the day"
        if is_now == "expired":
            remedy += "; an expired one may only adjust and pay"
        why = f"is {is_now} on {day}; {span}"
        raise refusal("period", "account", name, why, remedy, asked=asked, available=none)


def check_room(state: State, account: str, level: int, cents: int, *, rule: str, act: str) -> None:
    """Check that cents stand at a level of an account; from the allotted level on, of those around it too.

    Raises
    ------
    RuleError : less stands there
    """
    for name in state.chain(account) if level >= ALLOTTED else (account,):
        there = state.accounts[name].balances[level]
        if cents > there:
            why = f"{act} is more than account {name} has {LEVELS[level]} and not used"
            remedy = f"Ask for what is left, or let more be {LEVELS[level]}"
            raise refusal(rule, "account", account, why, remedy, asked=cents, available=there)


def _fund(state: State, ask: Ask, c: Fund) -> list[Event]:
    check_choice("--purpose", c.purpose, PURPOSES)
    check_new_id("account", c.account, state.accounts)
    if c.last is not None and c.last < c.first:
        raise InputError(Problem("--last", c.last, f"is before --first {c.first}", "Give a later day"))
    if c.target is not None and not c.first <= c.target <= (c.last or c.target):
        reason = f"is not between --first {c.first} and --last {c.last or 'never'}"
        raise InputError(Problem("--target", c.target, reason, "Give a day between them"))
    if c.principal_cents is not None and c.purpose != "credit_subsidy":
        reason = "is a limit of loans, and the account has another purpose"
        raise InputError(
            Problem("--principal", c.purpose, reason, "Leave it out, or give --purpose credit_subsidy")
        )
    if c.within is not None:
        around = state.account(c.within)
        if around.purpose != c.purpose:
            why = f"has purpose {c.purpose}, and {c.within} has {around.purpose}"
            raise refusal("purpose", "account", c.account, why, "Give the purpose of the account around it")
        limit = around.at_least(APPROPRIATED)
        if c.cents > limit:
            why = f"is a larger ceiling than {c.within} holds"
            remedy = "Give a ceiling that the account around it can hold"
            raise refusal("appropriation", "account", c.account, why, remedy, asked=c.cents, available=limit)
    data = {
        "account": c.account,
        "cents": c.cents,
        "purpose": c.purpose,
        "first": c.first,
        "last": c.last,
        "target": c.target,
        "within": c.within,
        "principal_cents": c.principal_cents,
    }
    return [Event("appropriated", f"account/{c.account}", data)]


def _apportion(state: State, ask: Ask, c: Apportion) -> list[Event]:
    return _pass_on(state, ask, c, APPROPRIATED, "appropriation", "apportioned")


def _allot(state: State, ask: Ask, c: Allot) -> list[Event]:
    return _pass_on(state, ask, c, APPORTIONED, "apportionment", "allotted")


def _pass_on(state: State, ask: Ask, c: Apportion | Allot, level: int, rule: str, event: str) -> list[Event]:
    """Let money of an account pass to the level after one."""
    state.account(c.account)
    check_period(state, c.account, ask.on, PASS_ON, asked=c.cents)
    check_room(state, c.account, level, c.cents, rule=rule, act=f"what shall be {event}")
    return [Event(event, f"account/{c.account}", {"account": c.account, "cents": c.cents})]


def _apply(state: State, event: Event) -> None:
    d = event.data
    state.accounts[event.id] = Account(
        d["purpose"], d["first"], d["last"], d["target"], d["within"], d["principal_cents"]
    )


def _undo(state: State, event: Event) -> None:
    del state.accounts[event.id]


def _rests(state: State, event: Event) -> str:
    if state.accounts[event.id].at_least(APPORTIONED):
        return "money of the account is apportioned"
    for what, things in (("a certificate", state.certificates), ("an award", state.awards)):
        if any(x.account == event.id for x in things.values()):
            return f"{what} names it"
    return "an account lies within it" if any(a.within == event.id for a in state.accounts.values()) else ""


def _used(level: int) -> Kind:
    """Return the kind of event that lets money reach a level."""

    def rests(state: State, event: Event) -> str:
        there = state.accounts[event.id].balances[level]
        return "" if event.data["cents"] <= there else f"of the money that was {LEVELS[level]}, part was used"

    return Kind(undo=lambda state, event: None, rests=rests)


COMMANDS = {
    Fund: Step((CERTIFIER,), _fund, ("appropriated",)),
    Apportion: Step((CERTIFIER,), _apportion, ("apportioned",)),
    Allot: Step((CERTIFIER,), _allot, ("allotted",)),
}
KINDS = {
    "appropriated": Kind(_apply, _undo, _rests),
    "apportioned": _used(APPORTIONED),
    "allotted": _used(ALLOTTED),
}
