"""Release of stock: asked by one person, and carried out when another approves exactly what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lodestock.ledger.command import Ask, Command, Kind, Step, check_text
from lodestock.ledger.entries import Event
from lodestock.ledger.people import APPROVER, CUSTODIAN
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Release, State
from lodestock.records.errors import InputError, Problem

__all__ = ["COMMANDS", "KINDS", "Approve", "AskRelease"]


@dataclass(frozen=True, slots=True)
class AskRelease(Command):
    """Ask for the release of part of a lot; nothing moves before somebody else approves it."""

    word: ClassVar[str] = "release"

    lot: str
    grams: int
    authority: str
    purpose: str
    regime: str


@dataclass(frozen=True, slots=True)
class Approve(Command):
    """Approve what an entry asks for, named by the hash of that entry."""

    word: ClassVar[str] = "approve"

    hash: str


def _release(state: State, ask: Ask, c: AskRelease) -> list[Event]:
    lot = state.lot(c.lot)
    check_text("--purpose", c.purpose)
    check_text("--regime", c.regime)
    if lot.state != "accepted":
        remedy = "Only accepted stock is released"
        raise refusal("state", "lot", c.lot, f"is {lot.state}, not accepted", remedy)
    _check_stock(state, c.lot, c.grams)
    data = {"grams": c.grams, "authority": c.authority, "purpose": c.purpose, "regime": c.regime}
    return [Event("release_asked", f"lot/{c.lot}", data)]


def _check_stock(state: State, lot: str, grams: int) -> None:
    there = state.lots[lot].on_hand_grams or 0
    if grams > there:
        why = f"holds {there / 1000:,.3f} kg, less than the {grams / 1000:,.3f} kg asked for"
        raise refusal("stock", "lot", lot, why, "Ask for what is there")


def _approve(state: State, ask: Ask, c: Approve) -> list[Event]:
    found = state.releases.get(c.hash)
    if found is None:
        remedy = "Give the hash that `lodestock ledger release` printed; `history` shows it"
        raise InputError(Problem("hash", c.hash, "is of no entry that waits for approval", remedy))
    if found.state != "awaiting approval":
        remedy = "Ask for the release again"
        raise refusal("approval", "release", c.hash, f"is {found.state}", remedy)
    if found.by == ask.by:
        why = f"was asked for by {ask.by}, and who asks for a release does not approve it"
        raise refusal("approval", "release", c.hash, why, "Let another approver do it")
    _check_stock(state, found.lot, found.grams)
    return [Event("release_approved", f"lot/{found.lot}", {"hash": c.hash, "grams": found.grams})]


def _apply_asked(state: State, event: Event) -> None:
    """Let the release wait; what was asked for the lot before and not approved falls."""
    d = event.data
    for other in state.releases.values():
        if other.lot == event.id and other.state == "awaiting approval":
            other.state = "replaced by a later one"
    state.releases[event.hash] = Release(
        event.id, d["grams"], d["authority"], d["purpose"], d["regime"], event.by
    )


def _apply_approved(state: State, event: Event) -> None:
    state.releases[event.data["hash"]].state = "approved"
    lot = state.lots[event.id]
    lot.on_hand_grams = (lot.on_hand_grams or 0) - event.data["grams"]


COMMANDS = {
    AskRelease: Step((CUSTODIAN,), _release, ("release_asked",)),
    Approve: Step((APPROVER,), _approve, ("release_approved",)),
}
KINDS = {"release_asked": Kind(_apply_asked), "release_approved": Kind(_apply_approved)}
