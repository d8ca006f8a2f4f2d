"""From delivery to acceptance: gross mass, moisture and assay become contained mass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from lodestock.ledger.awards import check_origin
from lodestock.ledger.command import Ask, Command, Kind, Step, check_new_id
from lodestock.ledger.entries import Event
from lodestock.ledger.people import CUSTODIAN
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Lot, State

__all__ = ["COMMANDS", "KINDS", "Accept", "Assay", "Deliver", "Reject", "contained_grams"]


@dataclass(frozen=True, slots=True)
class Deliver(Command):
    """Record a delivery under an award."""

    word: ClassVar[str] = "deliver"
    award: str
    lot: str
    gross_grams: int
    moisture: str
    origin: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assay(Command):
    """Record what a sample holds of the material."""

    word: ClassVar[str] = "assay"
    lot: str
    content: str


@dataclass(frozen=True, slots=True)
class Accept(Command):
    """Accept a lot."""

    word: ClassVar[str] = "accept"
    lot: str


@dataclass(frozen=True, slots=True)
class Reject(Command):
    """Reject a lot."""

    word: ClassVar[str] = "reject"
    lot: str


def contained_grams(gross_grams: int, moisture: str, content: str) -> int:
    """Return the contained mass, rounded half-even to the gram.

    ``contained = gross * (1 - moisture) * content``, in exact fractions.

    Parameters
    ----------
    gross_grams : as weighed
    moisture, content : fractions of the gross and of the dry mass

    Examples
    --------
    >>> contained_grams(1000, "0.1", "0.995"), contained_grams(5, "0", "0.5"), contained_grams(7, "0", "0.5")
    (896, 2, 4)
    """
    return round(gross_grams * (1 - Fraction(moisture)) * Fraction(content))


def _deliver(state: State, ask: Ask, c: Deliver) -> list[Event]:
    award = state.award(c.award)
    check_new_id("lot", c.lot, state.lots)
    check_origin(c.origin)
    data = {
        "award": c.award,
        "material": award.material,
        "gross_grams": c.gross_grams,
        "moisture": c.moisture,
        "origin": dict(c.origin) or award.origin,
    }
    return [Event("delivered", f"lot/{c.lot}", data)]


def _in_state(state: State, name: str, wanted: str, remedy: str) -> Lot:
    found = state.lot(name)
    if found.state != wanted:
        raise refusal("state", "lot", name, f"is {found.state}, not {wanted}", remedy)
    return found


def _assay(state: State, ask: Ask, c: Assay) -> list[Event]:
    _in_state(state, c.lot, "delivered", "A lot is assayed between delivery and acceptance")
    return [Event("assayed", f"lot/{c.lot}", {"content": c.content})]


def _accept(state: State, ask: Ask, c: Accept) -> list[Event]:
    found = _in_state(state, c.lot, "assayed", "Record delivery and assay first; a lot is accepted once")
    grams = contained_grams(found.gross_grams, found.moisture, str(found.content))
    return [Event("accepted", f"lot/{c.lot}", {"contained_grams": grams})]


def _reject(state: State, ask: Ask, c: Reject) -> list[Event]:
    found = state.lot(c.lot)
    if found.state not in ("delivered", "assayed"):
        raise refusal("state", "lot", c.lot, f"is {found.state}", "A lot is rejected before it is accepted")
    return [Event("rejected", f"lot/{c.lot}", {"was": found.state})]


def _apply_deliver(state: State, event: Event) -> None:
    d = event.data
    state.lots[event.id] = Lot(d["award"], d["material"], d["gross_grams"], d["moisture"], dict(d["origin"]))
    state.awards[d["award"]].lots.append(event.id)


def _undo_deliver(state: State, event: Event) -> None:
    del state.lots[event.id]
    state.awards[event.data["award"]].lots.remove(event.id)


def _apply_assay(state: State, event: Event) -> None:
    lot = state.lots[event.id]
    lot.content, lot.state = event.data["content"], "assayed"


def _undo_assay(state: State, event: Event) -> None:
    lot = state.lots[event.id]
    lot.content, lot.state = None, "delivered"


def _apply_accept(state: State, event: Event) -> None:
    lot = state.lots[event.id]
    lot.contained_grams = lot.on_hand_grams = event.data["contained_grams"]
    lot.accepted_by, lot.state = event.by, "accepted"


def _undo_accept(state: State, event: Event) -> None:
    lot = state.lots[event.id]
    lot.contained_grams = lot.on_hand_grams = lot.accepted_by = None
    lot.state = "assayed"


def _rests_accept(state: State, event: Event) -> str:
    if any(r.lot == event.id for r in state.releases.values()):
        return "a release of the lot was asked for"
    award = state.awards[state.lots[event.id].award]
    return "the award is paid for, which rests on its accepted lots" if award.outlay_cents else ""


def _apply_reject(state: State, event: Event) -> None:
    state.lots[event.id].state = "rejected"


def _undo_reject(state: State, event: Event) -> None:
    state.lots[event.id].state = event.data["was"]


def _while(wanted: str) -> Callable[[State, Event], str]:
    """Return what says why an event cannot be undone: its lot is not as the event left it."""

    def rests(state: State, event: Event) -> str:
        found = state.lots[event.id].state
        return "" if found == wanted else f"the lot is {found} since"

    return rests


COMMANDS = {
    Deliver: Step((CUSTODIAN,), _deliver, ("delivered",)),
    Assay: Step((CUSTODIAN,), _assay, ("assayed",)),
    Accept: Step((CUSTODIAN,), _accept, ("accepted",)),
    Reject: Step((CUSTODIAN,), _reject, ("rejected",)),
}
KINDS = {
    "delivered": Kind(_apply_deliver, _undo_deliver, _while("delivered")),
    "assayed": Kind(_apply_assay, _undo_assay, _while("assayed")),
    "accepted": Kind(_apply_accept, _undo_accept, _rests_accept),
    "rejected": Kind(_apply_reject, _undo_reject, _while("rejected")),
}
