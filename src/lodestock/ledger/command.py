"""What a person asks of the ledger, and how an answer is found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, ClassVar

from lodestock.ledger.entries import Event, content_hash
from lodestock.ledger.rules import refusal
from lodestock.ledger.state import State
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["Ask", "Command", "Kind", "Step", "check_choice", "check_new_id", "check_text", "in_one_form"]


@dataclass(frozen=True, slots=True)
class Command:
    """Base of what can be asked; `word` is the word on the command line."""

    word: ClassVar[str] = "init"


@dataclass(frozen=True, slots=True)
class Ask:
    """A command, and who asks it.

    Attributes
    ----------
    command : what is asked
    by : person
    on : day for which it counts, ISO date
    at : instant, UTC
    key : idempotency key, if any
    note : words of the person, if any
    given_on : the day that was asked for, None where it is the default
    expected : version that the thing had when the person looked at it, if he says so
    """

    command: Command
    by: str
    on: str
    at: str
    key: str | None = None
    note: str | None = None
    given_on: str | None = None
    expected: int | None = None

    @property
    def content(self) -> str:
        """Hash of what was asked: the same key with other content is a conflict."""
        asked = {
            "command": self.command.word,
            "fields": asdict(self.command),
            "by": self.by,
            "on": self.given_on,
            "note": self.note,
            "expected": self.expected,
        }
        return content_hash(asked)


@dataclass(frozen=True, slots=True)
class Step:
    """A command's role, and how it becomes events.

    Attributes
    ----------
    roles : a person with one of them may ask
    decide : state and what is asked -> events, or an error
    makes : names of the events that it makes; the same roles may undo them
    """

    roles: tuple[str, ...]
    decide: Callable[[State, Ask, Any], list[Event]]
    makes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event.

    Attributes
    ----------
    apply : changes the state; by default the event itself, and the money that it moves, is all
    undo : changes the state back; None where such an event cannot be undone
    rests : says what rests on the event, so that it cannot be undone; empty: nothing does
    """

    apply: Callable[[State, Event], None] = lambda state, event: None
    undo: Callable[[State, Event], None] | None = None
    rests: Callable[[State, Event], str] = lambda state, event: ""


_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")
_LONGEST = 500


def check_new_id(kind: str, name: str, known: Mapping[str, object]) -> None:
    """Check the id of a new thing.

    Raises
    ------
    InputError : it is no id
    RuleError : there is one of that name
    """
    if not _ID.fullmatch(name) or name.startswith("certificate-"):
        remedy = (
            "Use up to 80 letters, digits, '.', '-', '_' and '/'; 'certificate-' begins those of certificates"
        )
        raise InputError(Problem(kind, name, "is not an id", remedy))
    if name in known:
        remedy = f"Give another id; `lodestock ledger history {name}` tells what it names"
        raise refusal("exists", kind, name, "is in the ledger already", remedy)


def in_one_form(value: Any) -> Any:
    r"""Return text in Unicode form NFC, in a command, a tuple or by itself: what looks alike is alike.

    Examples
    --------
    >>> in_one_form(("re\u0301f", 5))
    ('réf', 5)
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, tuple):
        return tuple(in_one_form(v) for v in value)
    if isinstance(value, Command):
        return replace(value, **{f.name: in_one_form(getattr(value, f.name)) for f in fields(value)})
    return value


def check_text(place: str, text: str, longest: int = _LONGEST) -> None:
    """Check words of a person.

    Raises
    ------
    InputError : nothing, too long, or with signs that cannot be printed
    """
    if not text.strip() or len(text) > longest or not text.isprintable():
        reason = f"is empty, longer than {longest} signs, or holds signs that cannot be printed"
        raise InputError(
            Problem(place, text if text.isprintable() else ascii(text), reason, "Write one line of text")
        )


def check_choice(place: str, word: str, known: tuple[str, ...]) -> None:
    """Check a word against a closed list.

    Raises
    ------
    InputError : it is not on the list
    """
    if word not in known:
        raise InputError(Problem(place, word, "is not known", nearest(word, known)))
