"""People and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lodestock.ledger.command import Ask, Command, Kind, Step, check_choice, check_new_id
from lodestock.ledger.entries import Event
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import Person, State

__all__ = [
    "ADMIN",
    "APPROVER",
    "AUDITOR",
    "CERTIFIER",
    "COMMANDS",
    "CUSTODIAN",
    "KINDS",
    "OFFICER",
    "ROLES",
    "NamePerson",
]

APPROVER, CERTIFIER, OFFICER = "approver", "funds-certifier", "contracting-officer"
CUSTODIAN, AUDITOR = "custodian", "auditor"
ROLES = ("viewer", "analyst", OFFICER, CERTIFIER, APPROVER, CUSTODIAN, AUDITOR)
ADMIN = "admin"
"""The first person of a ledger, an approver."""


@dataclass(frozen=True, slots=True)
class NamePerson(Command):
    """Name a person and his roles."""

    word: ClassVar[str] = "person"
    person: str
    roles: tuple[str, ...]


def _name(state: State, ask: Ask, c: NamePerson) -> list[Event]:
    for role in c.roles:
        check_choice("--role", role, ROLES)
    if c.person == ask.by:
        remedy = "Let another approver do it"
        raise refusal("own_role", "person", c.person, "nobody gives himself a role", remedy)
    check_new_id("person", c.person, state.people)
    return [Event("person_named", f"person/{c.person}", {"roles": sorted(set(c.roles), key=ROLES.index)})]


def _apply(state: State, event: Event) -> None:
    state.people[event.id] = Person(tuple(event.data["roles"]))


def _undo(state: State, event: Event) -> None:
    del state.people[event.id]


def _rests(state: State, event: Event) -> str:
    if event.id == ADMIN:
        return "a ledger keeps its first person"
    return "the person has acted since" if state.people[event.id].acted else ""


COMMANDS = {NamePerson: Step((APPROVER,), _name, ("person_named",))}
KINDS = {"person_named": Kind(_apply, _undo, _rests)}
