"""Certificates of funds: an account's money that is committed to an award."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lodestock.ledger.accounts import ADJUST, check_period, check_room
from lodestock.ledger.command import Ask, Command, Kind, Step, check_new_id
from lodestock.ledger.entries import Event
from lodestock.ledger.money import ALLOTTED
from lodestock.ledger.people import CERTIFIER
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Certificate, State
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["COMMANDS", "KINDS", "Certify", "cancel_certificate", "restore", "use", "use_certificate"]


@dataclass(frozen=True, slots=True)
class Certify(Command):
    """Certify funds of an account for an award that exists or is to come."""

    word: ClassVar[str] = "certify"
    account: str
    cents: int
    award: str


def _certify(state: State, ask: Ask, c: Certify) -> list[Event]:
    state.account(c.account)
    if c.award not in state.awards and c.award not in state.solicitations:
        check_new_id("award", c.award, {})
    check_period(state, c.account, ask.on, asked=c.cents)
    check_room(state, c.account, ALLOTTED, c.cents, rule="allotment", act="what shall be certified")
    name = f"certificate-{state.next_certificate}"
    data = {"account": c.account, "cents": c.cents, "award": c.award}
    return [Event("certified", f"certificate/{name}", data)]


def cancel_certificate(state: State, ask: Ask, name: str) -> list[Event]:
    """Return the event that gives back what is left of a certificate.

    Raises
    ------
    RuleError : nothing of it is committed any more
    """
    found = state.certificate(name)
    if not found.is_open or not found.left_cents:
        remedy = "Nothing is to be done: none of its money is committed"
        raise refusal("state", "certificate", name, "is used up or cancelled", remedy)
    check_period(state, found.account, ask.on, ADJUST)
    data = {"account": found.account, "cents": found.left_cents, "award": found.award}
    return [Event("certificate_cancelled", f"certificate/{name}", data)]


def use_certificate(
    state: State, ask: Ask, name: str, awards: tuple[str | None, ...], cents: int
) -> Certificate:
    """Return the certificate that an obligation may draw on.

    Parameters
    ----------
    name : of the certificate
    awards : the award, and the solicitation that it came from: the certificate is for one of them
    cents : what is to be obligated

    Raises
    ------
    InputError : there is no such certificate
    RuleError : it is cancelled, for another award, signed by the same person, smaller, or its account cannot obligate
    """
    found = state.certificates.get(name)
    if found is None:
        fit = [n for n, c in state.certificates.items() if c.award in awards and c.is_open]
        remedy = nearest(name, fit) if fit else f"No certificate is open for {awards[0]}: certify funds first"
        raise InputError(Problem("certificate", name, "is not in the ledger", remedy))
    if not found.is_open:
        raise refusal("certificate", "certificate", name, "is cancelled", "Have the funds certified anew")
    if found.award not in awards:
        why = f"certifies funds for {found.award}, not for {awards[0]}"
        raise refusal("certificate", "certificate", name, why, "Name a certificate for this award")
    if found.by == ask.by:
        why = f"was signed by {ask.by}, and who certifies funds does not obligate them"
        remedy = "Let another contracting officer do it"
        raise refusal(
            "duties", "certificate", name, why, remedy, asked=cents or None, available=0 if cents else None
        )
    check_period(state, found.account, ask.on, asked=cents or None)
    if cents > found.left_cents:
        why = "certifies less than is to be obligated"
        remedy = "Cancel it and have the whole sum certified anew, or obligate less"
        raise refusal(
            "certificate", "certificate", name, why, remedy, asked=cents, available=found.left_cents
        )
    return found


def use(state: State, name: str, cents: int) -> None:
    """Let an award or order draw cents on a certificate."""
    found = state.certificates[name]
    found.left_cents, found.uses = found.left_cents - cents, found.uses + 1


def restore(state: State, name: str, cents: int) -> None:
    """Undo what `use` did."""
    found = state.certificates[name]
    found.left_cents, found.uses = found.left_cents + cents, found.uses - 1


def _apply(state: State, event: Event) -> None:
    d = event.data
    state.certificates[event.id] = Certificate(d["account"], d["award"], event.by, d["cents"])
    state.next_certificate += 1


def _undo(state: State, event: Event) -> None:
    del state.certificates[event.id]


def _rests(state: State, event: Event) -> str:
    found = state.certificates[event.id]
    return "" if found.is_open and not found.uses else "the certificate was used or cancelled"


def _apply_cancel(state: State, event: Event) -> None:
    found = state.certificates[event.id]
    found.left_cents, found.is_open = 0, False


def _undo_cancel(state: State, event: Event) -> None:
    found = state.certificates[event.id]
    found.left_cents, found.is_open = event.data["cents"], True


def _rests_cancel(state: State, event: Event) -> str:
    account, cents = event.data["account"], event.data["cents"]
    return "" if cents <= state.free_cents(account) else "the money was committed elsewhere"


COMMANDS = {Certify: Step((CERTIFIER,), _certify, ("certified",))}
KINDS = {
    "certified": Kind(_apply, _undo, _rests),
    "certificate_cancelled": Kind(_apply_cancel, _undo_cancel, _rests_cancel),
}
