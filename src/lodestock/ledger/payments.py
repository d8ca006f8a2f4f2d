"""Invoices and payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lodestock.ledger.accounts import ADJUST, check_period
from lodestock.ledger.command import Ask, Command, Kind, Step, check_text
from lodestock.ledger.entries import Event
from lodestock.ledger.people import CERTIFIER, OFFICER
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Award, Invoice, State
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["COMMANDS", "KINDS", "Pay", "RecordInvoice"]


@dataclass(frozen=True, slots=True)
class RecordInvoice(Command):
    """Record what a vendor asks for."""

    word: ClassVar[str] = "invoice"
    award: str
    cents: int
    number: str


@dataclass(frozen=True, slots=True)
class Pay(Command):
    """Pay an invoice, or part of it: an outlay."""

    word: ClassVar[str] = "pay"
    award: str
    cents: int
    number: str


def _invoice(state: State, ask: Ask, c: RecordInvoice) -> list[Event]:
    award = state.award(c.award)
    check_text("--number", c.number)
    if c.number in award.invoices:
        why = f"of award {c.award} is recorded already"
        raise refusal("exists", "invoice", c.number, why, "Give the number that the vendor wrote")
    check_period(state, award.account, ask.on, ADJUST)
    return [Event("invoiced", f"award/{c.award}", {"number": c.number, "cents": c.cents})]


def _pay(state: State, ask: Ask, c: Pay) -> list[Event]:
    award = state.award(c.award)
    invoice = award.invoices.get(c.number)
    if invoice is None:
        remedy = (
            nearest(c.number, award.invoices) if award.invoices else f"Award {c.award} has no invoice yet"
        )
        raise InputError(Problem("invoice", c.number, "is not in the ledger", remedy))
    check_period(state, award.account, ask.on, ADJUST, asked=c.cents)
    _check_lots(state, ask, c.award, award)
    for rule, there, why in (
        ("invoice", invoice.cents - invoice.paid_cents, f"is more than is open of invoice {c.number}"),
        ("obligation", award.obligated_cents - award.outlay_cents, "is more than is obligated and not paid"),
    ):
        if c.cents > there:
            remedy = "Pay what is left"
            raise refusal(
                rule, "award", c.award, f"the payment {why}", remedy, asked=c.cents, available=there
            )
    data = {"account": award.account, "cents": c.cents, "number": c.number}
    return [Event("paid", f"award/{c.award}", data)]


def _check_lots(state: State, ask: Ask, name: str, award: Award) -> None:
    """Check that something of the award was accepted, by somebody else, where material is bought."""
    accepted = [state.lots[lot].accepted_by for lot in award.lots if state.lots[lot].state == "accepted"]
    if state.accounts[award.account].purpose == "stockpile" and not accepted:
        remedy = "Record delivery, assay and acceptance of a lot of the award first"
        raise refusal("lot", "award", name, "has no accepted lot, and its account pays for material", remedy)
    if ask.by in accepted:
        why = f"{ask.by} accepted a lot of the award, and who accepts does not pay"
        raise refusal("duties", "award", name, why, "Let another funds certifier pay")


def _apply_invoice(state: State, event: Event) -> None:
    state.awards[event.id].invoices[event.data["number"]] = Invoice(event.data["cents"])


def _undo_invoice(state: State, event: Event) -> None:
    del state.awards[event.id].invoices[event.data["number"]]


def _rests_invoice(state: State, event: Event) -> str:
    paid = state.awards[event.id].invoices[event.data["number"]].paid_cents
    return "part of the invoice is paid" if paid else ""


def _apply_pay(state: State, event: Event) -> None:
    _change(state, event, event.data["cents"])


def _undo_pay(state: State, event: Event) -> None:
    _change(state, event, -event.data["cents"])


def _change(state: State, event: Event, cents: int) -> None:
    award = state.awards[event.id]
    award.outlay_cents += cents
    award.invoices[event.data["number"]].paid_cents += cents


COMMANDS = {
    RecordInvoice: Step((OFFICER,), _invoice, ("invoiced",)),
    Pay: Step((CERTIFIER,), _pay, ("paid",)),
}
KINDS = {
    "invoiced": Kind(_apply_invoice, _undo_invoice, _rests_invoice),
    "paid": Kind(_apply_pay, _undo_pay),
}
