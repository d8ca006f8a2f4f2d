"""From solicitation to award, order, modification and de-obligation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from lodestock.ledger.accounts import ADJUST, check_period
from lodestock.ledger.certificates import cancel_certificate, restore, use, use_certificate
from lodestock.ledger.command import Ask, Command, Kind, Step, check_choice, check_new_id, check_text
from lodestock.ledger.entries import Event
from lodestock.ledger.people import APPROVER, OFFICER
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Award, Solicitation, State
from lodestock.records.errors import InputError, Problem

__all__ = [
    "COMMANDS",
    "KINDS",
    "STAGES",
    "UNDISCLOSED",
    "Cancel",
    "Deobligate",
    "MakeAward",
    "Modify",
    "Order",
    "Solicit",
    "check_origin",
]

UNDISCLOSED = "undisclosed"
"""A vendor whose name is not public, which is lawful."""

STAGES = ("mined", "refined", "separated", "melted")
"""Stages at which material has an origin (10 USC 4872)."""


@dataclass(frozen=True, slots=True)
class Solicit(Command):
    """Call for offers."""

    word: ClassVar[str] = "solicit"
    solicitation: str
    material: str
    ceiling_cents: int | None = None
    grams: int | None = None


@dataclass(frozen=True, slots=True)
class Cancel(Command):
    """Cancel a solicitation, or what is left of a certificate."""

    word: ClassVar[str] = "cancel"
    id: str


@dataclass(frozen=True, slots=True)
class MakeAward(Command):
    """Award a contract; its guaranteed minimum is obligated at once, its ceiling is not."""

    word: ClassVar[str] = "award"
    award: str
    vendors: tuple[str, ...]
    material: str
    ceiling_cents: int
    minimum_cents: int | None
    certificate: str
    solicitation: str | None = None
    origin: tuple[tuple[str, str], ...] = ()
    justification: str | None = None


@dataclass(frozen=True, slots=True)
class Order(Command):
    """Order under an award: an obligation."""

    word: ClassVar[str] = "order"
    award: str
    cents: int
    certificate: str
    grams: int | None = None


@dataclass(frozen=True, slots=True)
class Modify(Command):
    """Change an award's ceiling or name its vendors."""

    word: ClassVar[str] = "modify"
    award: str
    ceiling_cents: int | None = None
    vendors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deobligate(Command):
    """Take back obligated money that is not paid."""

    word: ClassVar[str] = "deobligate"
    award: str
    cents: int


def check_origin(origin: tuple[tuple[str, str], ...]) -> None:
    """Check the stages of an origin.

    Raises
    ------
    InputError : a stage is not known, or named twice
    """
    for stage, _ in origin:
        check_choice("--origin", stage, STAGES)
    if len({s for s, _ in origin}) < len(origin):
        raise InputError(Problem("--origin", origin[-1][0], "names a stage twice", "Name each stage once"))


def _check_vendors(vendors: tuple[str, ...]) -> None:
    for vendor in vendors:
        check_text("--vendor", vendor)
    if len(set(vendors)) < len(vendors):
        raise InputError(Problem("--vendor", vendors[-1], "is named twice", "Name each vendor once"))


def _solicit(state: State, ask: Ask, c: Solicit) -> list[Event]:
    check_new_id("solicitation", c.solicitation, state.solicitations)
    data = {"material": c.material, "ceiling_cents": c.ceiling_cents, "grams": c.grams}
    return [Event("solicited", f"solicitation/{c.solicitation}", data)]


def _cancel(state: State, ask: Ask, c: Cancel) -> list[Event]:
    if c.id in state.certificates:
        return cancel_certificate(state, ask, c.id)
    if c.id not in state.solicitations and c.id in state.awards:
        remedy = "Take back what is not paid with `lodestock ledger deobligate`"
        raise refusal("state", "award", c.id, "is an award, which is not cancelled but de-obligated", remedy)
    _open_solicitation(state, c.id)
    return [Event("solicitation_cancelled", f"solicitation/{c.id}", {})]


def _open_solicitation(state: State, name: str) -> Solicitation:
    found = state.solicitation(name)
    if found.state != "open":
        raise refusal("state", "solicitation", name, f"is {found.state}", "Make a new solicitation")
    return found


def _award(state: State, ask: Ask, c: MakeAward) -> list[Event]:
    check_new_id("award", c.award, state.awards)
    _check_vendors(c.vendors)
    check_origin(c.origin)
    if c.justification is not None:
        check_text("--justification", c.justification)
    elif c.solicitation is None:
        remedy = "Name the --solicitation it answers, or say in --justification why there was none"
        raise refusal("justification", "award", c.award, "has neither solicitation nor justification", remedy)
    if c.solicitation is not None and _open_solicitation(state, c.solicitation).material != c.material:
        why = f"was for {state.solicitations[c.solicitation].material}, not for {c.material}"
        raise refusal("state", "solicitation", c.solicitation, why, "Name the solicitation of this material")
    cents = c.minimum_cents or 0
    if cents > c.ceiling_cents:
        remedy = "Raise the ceiling, or lower the minimum"
        why = "guarantees more than its ceiling"
        raise refusal("ceiling", "award", c.award, why, remedy, asked=cents, available=c.ceiling_cents)
    found = use_certificate(state, ask, c.certificate, (c.award, c.solicitation), cents)
    if state.accounts[found.account].purpose == "restricted_receipts" and c.justification is None:
        why = "is paid from receipts, which buy replacement material only"
        raise refusal("receipts", "award", c.award, why, "Say in --justification which material it replaces")
    data = {
        "account": found.account,
        "cents": cents,
        "certificate": c.certificate,
        "vendors": list(c.vendors),
        "material": c.material,
        "ceiling_cents": c.ceiling_cents,
        "minimum_cents": c.minimum_cents,
        "solicitation": c.solicitation,
        "origin": dict(c.origin),
        "justification": c.justification,
    }
    return [Event("awarded", f"award/{c.award}", data)]


def _order(state: State, ask: Ask, c: Order) -> list[Event]:
    award = state.award(c.award)
    found = use_certificate(state, ask, c.certificate, (c.award, award.solicitation), c.cents)
    if found.account != award.account:
        why = f"is of account {found.account}, and the award is paid from {award.account}"
        raise refusal("purpose", "certificate", c.certificate, why, "Certify funds of the award's account")
    _check_ceiling(c.award, award, c.cents)
    data = {"account": found.account, "cents": c.cents, "certificate": c.certificate, "grams": c.grams}
    return [Event("ordered", f"award/{c.award}", data)]


def _check_ceiling(name: str, award: Award, cents: int) -> None:
    room = award.ceiling_cents - award.obligated_cents
    if cents > room:
        why = "would be obligated above its ceiling"
        remedy = "Order what is left, or have the ceiling raised with `lodestock ledger modify`"
        raise refusal("ceiling", "award", name, why, remedy, asked=cents, available=room)


def _modify(state: State, ask: Ask, c: Modify) -> list[Event]:
    award = state.award(c.award)
    check_period(state, award.account, ask.on, ADJUST)
    _check_vendors(c.vendors)
    if c.ceiling_cents is None and not c.vendors:
        raise InputError(Problem("modify", c.award, "changes nothing", "Give --ceiling-usd or --vendor"))
    least = max(award.obligated_cents, award.minimum_cents or 0)
    if c.ceiling_cents is not None and c.ceiling_cents < least:
        why = f"has USD {least / 100:,.2f} obligated or guaranteed, more than the new ceiling"
        raise refusal("ceiling", "award", c.award, why, "Give a higher ceiling")
    data: dict[str, Any] = {
        "ceiling_cents": award.ceiling_cents if c.ceiling_cents is None else c.ceiling_cents,
        "vendors": list(c.vendors or award.vendors),
        "before": {"ceiling_cents": award.ceiling_cents, "vendors": list(award.vendors)},
    }
    return [Event("modified", f"award/{c.award}", data)]


def _deobligate(state: State, ask: Ask, c: Deobligate) -> list[Event]:
    award = state.award(c.award)
    check_period(state, award.account, ask.on, ADJUST)
    there = award.obligated_cents - award.outlay_cents
    if c.cents > there:
        why, remedy = "has less obligated and not paid", "Take back what is not paid"
        raise refusal("obligation", "award", c.award, why, remedy, asked=c.cents, available=there)
    return [Event("deobligated", f"award/{c.award}", {"account": award.account, "cents": c.cents})]


def _apply_solicit(state: State, event: Event) -> None:
    d = event.data
    state.solicitations[event.id] = Solicitation(d["material"], d["ceiling_cents"], d["grams"])


def _undo_solicit(state: State, event: Event) -> None:
    del state.solicitations[event.id]


def _rests_solicit(state: State, event: Event) -> str:
    found = state.solicitations[event.id].state
    return "" if found == "open" else f"the solicitation is {found}"


def _apply_cancel(state: State, event: Event) -> None:
    state.solicitations[event.id].state = "cancelled"


def _undo_cancel(state: State, event: Event) -> None:
    state.solicitations[event.id].state = "open"


def _apply_award(state: State, event: Event) -> None:
    d = event.data
    state.awards[event.id] = Award(
        d["account"],
        d["material"],
        tuple(d["vendors"]),
        d["ceiling_cents"],
        d["minimum_cents"],
        d["solicitation"],
        dict(d["origin"]),
        obligated_cents=d["cents"],
    )
    use(state, d["certificate"], d["cents"])
    if d["solicitation"] is not None:
        found = state.solicitations[d["solicitation"]]
        found.state, found.award = "awarded", event.id


def _undo_award(state: State, event: Event) -> None:
    d = event.data
    del state.awards[event.id]
    restore(state, d["certificate"], d["cents"])
    if d["solicitation"] is not None:
        found = state.solicitations[d["solicitation"]]
        found.state, found.award = "open", None


def _rests_award(state: State, event: Event) -> str:
    award = state.awards[event.id]
    if award.orders or award.invoices or award.lots or award.changes:
        return "orders, deliveries, invoices or changes of the award followed"
    return _rests_certificate(state, event.data)


def _rests_certificate(state: State, data: Any) -> str:
    """Say why money cannot go back to the certificate that it came from."""
    return "" if state.certificates[data["certificate"]].is_open else "its certificate was cancelled"


def _apply_order(state: State, event: Event) -> None:
    _change_order(state, event, 1)
    use(state, event.data["certificate"], event.data["cents"])


def _undo_order(state: State, event: Event) -> None:
    _change_order(state, event, -1)
    restore(state, event.data["certificate"], event.data["cents"])


def _change_order(state: State, event: Event, sign: int) -> None:
    award, d = state.awards[event.id], event.data
    award.obligated_cents += sign * d["cents"]
    award.orders += sign
    award.grams += sign * (d["grams"] or 0)


def _rests_order(state: State, event: Event) -> str:
    award = state.awards[event.id]
    if event.data["cents"] > award.obligated_cents - award.outlay_cents:
        return "what was ordered is paid or de-obligated"
    return _rests_certificate(state, event.data)


def _apply_modify(state: State, event: Event) -> None:
    _set_terms(state, event, event.data, 1)


def _undo_modify(state: State, event: Event) -> None:
    _set_terms(state, event, event.data["before"], -1)


def _set_terms(state: State, event: Event, terms: Any, change: int) -> None:
    award = state.awards[event.id]
    award.changes += change
    award.ceiling_cents, award.vendors = terms["ceiling_cents"], tuple(terms["vendors"])


def _rests_modify(state: State, event: Event) -> str:
    award, d = state.awards[event.id], event.data
    if (award.ceiling_cents, award.vendors) != (d["ceiling_cents"], tuple(d["vendors"])):
        return "the award was modified again"
    return (
        ""
        if award.obligated_cents <= d["before"]["ceiling_cents"]
        else "more is obligated than the old ceiling"
    )


def _apply_deobligate(state: State, event: Event) -> None:
    _change_obligated(state, event, -1)


def _undo_deobligate(state: State, event: Event) -> None:
    _change_obligated(state, event, 1)


def _change_obligated(state: State, event: Event, sign: int) -> None:
    award = state.awards[event.id]
    award.obligated_cents += sign * event.data["cents"]
    award.changes -= sign


def _rests_deobligate(state: State, event: Event) -> str:
    award, cents = state.awards[event.id], event.data["cents"]
    if award.obligated_cents + cents > award.ceiling_cents:
        return "the award's ceiling was lowered"
    return "" if cents <= state.free_cents(award.account) else "the money was committed elsewhere"


COMMANDS = {
    Solicit: Step((OFFICER,), _solicit, ("solicited",)),
    Cancel: Step((OFFICER, APPROVER), _cancel, ("solicitation_cancelled", "certificate_cancelled")),
    MakeAward: Step((OFFICER,), _award, ("awarded",)),
    Order: Step((OFFICER,), _order, ("ordered",)),
    Modify: Step((OFFICER,), _modify, ("modified",)),
    Deobligate: Step((OFFICER,), _deobligate, ("deobligated",)),
}
KINDS = {
    "solicited": Kind(_apply_solicit, _undo_solicit, _rests_solicit),
    "solicitation_cancelled": Kind(_apply_cancel, _undo_cancel),
    "awarded": Kind(_apply_award, _undo_award, _rests_award),
    "ordered": Kind(_apply_order, _undo_order, _rests_order),
    "modified": Kind(_apply_modify, _undo_modify, _rests_modify),
    "deobligated": Kind(_apply_deobligate, _undo_deobligate, _rests_deobligate),
}
