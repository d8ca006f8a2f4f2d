"""All commands and all kinds of events in one place: a command becomes events, an event changes the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from lodestock.ledger import accounts, awards, certificates, lots, payments, people, release
from lodestock.ledger.accounts import ADJUST, PASS_ON, check_period
from lodestock.ledger.command import Ask, Command, Kind, Step, check_text
from lodestock.ledger.entries import Event, undone
from lodestock.ledger.money import moves
from lodestock.ledger.people import ADMIN, APPROVER, AUDITOR
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import State
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["COMMANDS", "Reverse", "SignHead", "apply", "decide", "first_events"]


@dataclass(frozen=True, slots=True)
class Reverse(Command):
    """Undo an event whose effects are still whole."""

    word: ClassVar[str] = "reverse"
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class SignHead(Command):
    """Record that the head of the journal is signed; the signature is of this event's own hash."""

    word: ClassVar[str] = "head --sign"


def _sign(state: State, ask: Ask, c: SignHead) -> list[Event]:
    return [Event("head_signed", "ledger/heads", {})]


def _open(state: State, event: Event) -> None:
    state.as_of, state.public_key = event.data["as_of"], event.data["public_key"]


_ROOMS = (people, accounts, certificates, awards, payments, lots, release)
COMMANDS: dict[type[Command], Step] = {k: v for room in _ROOMS for k, v in room.COMMANDS.items()} | {
    SignHead: Step((AUDITOR,), _sign, ("head_signed",))
}
_KINDS: dict[str, Kind] = {k: v for room in _ROOMS for k, v in room.KINDS.items()} | {
    "ledger_opened": Kind(_open),
    "head_signed": Kind(),
}
_ROLES = {name: step.roles for step in COMMANDS.values() for name in step.makes}


def first_events(public_key: str, as_of: str | None) -> list[Event]:
    """Return the first events of a ledger: its key, and its first person.

    Parameters
    ----------
    public_key : hex of the key that heads are verified with
    as_of : the day on which a demo stands still, ISO date
    """
    return [
        Event("ledger_opened", "ledger/journal", {"public_key": public_key, "as_of": as_of}),
        Event("person_named", f"person/{ADMIN}", {"roles": [APPROVER]}),
    ]


def decide(state: State, ask: Ask, find: Callable[[int], Event | None]) -> list[Event]:
    """Return the events that a command makes.

    Parameters
    ----------
    state : is not changed
    ask : the command, and who asks it
    find : seq -> the event of that place in the journal

    Returns
    -------
    events without place, person and days, which `lodestock.ledger.book.Book.seal` gives them

    Raises
    ------
    InputError : a word or id that is not known
    RuleError : a rule refuses it
    """
    if ask.by not in state.people:
        remedy = nearest(ask.by, state.people)
        raise InputError(Problem("--by", ask.by, "is not a person of the ledger", remedy))
    if ask.note is not None:
        check_text("--note", ask.note)
    if isinstance(ask.command, Reverse):
        return _reverse(state, ask, ask.command, find)
    step = COMMANDS[type(ask.command)]
    _check_role(state, ask, step.roles, ask.command.word)
    return step.decide(state, ask, ask.command)


def _check_role(state: State, ask: Ask, roles: tuple[str, ...], act: str) -> None:
    if not set(roles) & set(state.people[ask.by].roles):
        why = f"is {' and '.join(state.people[ask.by].roles)}, and {act} takes the role {' or '.join(roles)}"
        remedy = "Ask somebody of that role, or let an approver name one"
        raise refusal("role", "person", ask.by, why, remedy)


def _reverse(state: State, ask: Ask, c: Reverse, find: Callable[[int], Event | None]) -> list[Event]:
    check_text("--reason", c.reason)
    event = find(c.seq)
    if event is None:
        raise InputError(
            Problem("seq", str(c.seq), "is not in the journal", "See `lodestock ledger history`")
        )
    place, value = "event", f"{c.seq} {event.name}"
    if event.name not in _ROLES or _KINDS[event.name].undo is None:
        raise refusal("whole", place, value, "cannot be undone", "Record what is right as a new event")
    _check_role(state, ask, _ROLES[event.name], f"undoing {event.name}")
    if c.seq in state.reversed:
        raise refusal("whole", place, value, "is undone already", "Nothing is to be done")
    rests = _KINDS[event.name].rests(state, event)
    if rests:
        raise refusal("whole", place, value, f"cannot be undone: {rests}", "Undo first what rests on it")
    for move in moves(event):
        check_period(state, move.account, ask.on, (*PASS_ON, *ADJUST))
    data = {"seq": c.seq, "event": event.name, "data": dict(event.data), "reason": c.reason}
    return [Event("reversed", event.stream, data)]


def apply(state: State, event: Event) -> None:
    """Change a state by an event.

    Raises
    ------
    LookupError, TypeError, ValueError : the event does not fit the state; the journal that holds it was changed
    """
    done, back = undone(event)
    if back:
        for move in moves(event):
            state.move(move)
        undo = _KINDS[done.name].undo
        if undo is None:
            raise ValueError(f"{done.name} cannot be undone")
        undo(state, done)
        state.reversed.add(done.seq)
    else:
        _KINDS[event.name].apply(state, event)
        for move in moves(event):
            state.move(move)
    if event.by in state.people and event.name != "ledger_opened":
        state.people[event.by].acted = True
