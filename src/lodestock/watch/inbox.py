"""The inbox: what texts proposed and what people decided on it, folded from a history that only grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lodestock.records.errors import InputError, Problem
from lodestock.records.events import NEWS
from lodestock.records.news import Event
from lodestock.watch.edit import TERMS, apply_changes
from lodestock.watch.event_form import event_of
from lodestock.watch.same import Groups, contradictions

__all__ = ["MOST_MOVED", "STATES", "Inbox", "Proposal", "Source", "Step", "Telling", "fold", "steps_of_text"]

MOST_MOVED = 0.01
"""Share of the plan's value above which what a proposal moves needs the word of two people."""

NEW, WAITING, ACCEPTED, REJECTED, MERGED = STATES = "new", "awaiting second", "accepted", "rejected", "merged"
"""How a proposal can stand."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the history.

    Attributes
    ----------
    act : ``propose`` (a text tells something new), ``tell`` (another text tells it too), ``accept``, ``reject``, ``edit``,
        ``merge``, ``undo``
    id : proposal that it is about
    by : person; empty where nobody was named, as when texts are read
    on : day for which it counts, ISO date
    at : instant at which it was recorded, UTC
    note : words of the person
    data : what the fold needs
    seq : place in the history, from 1
    """

    act: str
    id: str
    by: str
    on: str
    at: str
    note: str | None
    data: Mapping[str, Any]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The text that tells an event.

    Attributes
    ----------
    id, file, title : of the document
    published : day of publication, ISO date; None: not known
    sha256 : of the text, hex: by it a text is known again
    """

    id: str
    file: str
    title: str
    published: str | None
    sha256: str

    @property
    def day(self) -> date | None:
        """Day of publication."""
        return None if self.published is None else date.fromisoformat(self.published)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one text tells: the event, and its place among the events of the text."""

    event: Event
    source: Source
    index: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An event that texts propose, and what was decided on it.

    Attributes
    ----------
    id : ``w`` and a number, in the order in which texts were read
    tellings : of each text that tells it, the first one first
    state : one of `STATES`
    changes : fields set by people, see `lodestock.watch.edit`
    accepts : steps by which it was accepted, in order; none where that was undone
    decisions : steps that can be undone, the last one last
    merged_into : proposal that stands for it too
    moved_share : share of the plan's value that it moves, as computed when it was accepted last; None: not yet
    """

    id: str
    tellings: tuple[Telling, ...]
    state: str = NEW
    changes: Mapping[str, Any] = field(default_factory=dict)
    accepts: tuple[Step, ...] = ()
    decisions: tuple[Step, ...] = ()
    merged_into: str | None = None
    moved_share: float | None = None

    @property
    def event(self) -> Event:
        """The event as the first text tells it, what it leaves open from the others, and as people set it."""
        event = self.tellings[0].event
        for telling in self.tellings[1:]:
            more = {n: getattr(telling.event, n) for n in _FILLED if not getattr(event, n)}
            if not event.materials:
                more["as_stated"] = telling.event.as_stated
            event = replace(event, **more)
        return apply_changes(event, self.changes)

    @property
    def terms(self) -> dict[str, Any]:
        """What people said beside the event, see `lodestock.watch.edit.TERMS`."""
        return {name: self.changes[name] for name in TERMS if name in self.changes}

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Rows of the tables that count because it is accepted, each with ``table`` and ``cells``."""
        return self.accepts[-1].data["rows"] if self.state == ACCEPTED else ()

    @property
    def needs_second(self) -> bool | None:
        """Whether it moves so much that two people must accept it; None: not computed yet."""
        return None if self.moved_share is None else self.moved_share > MOST_MOVED


_FILLED = (
    *("actor", "counterparties", "materials", "amount", "quantity"),
    *("announced", "effective", "until", "legal_ref"),
)
"""Fields that another text fills where the first leaves them open."""


@dataclass(slots=True)
class Inbox:
    """All proposals by id, and the events of every text that was read.

    Attributes
    ----------
    proposals : in the order of their ids
    texts : SHA-256 of a text -> place of an event in it -> id of the proposal that holds it
    seq : place of the last step
    """

    proposals: dict[str, Proposal] = field(default_factory=dict)
    texts: dict[str, dict[int, str]] = field(default_factory=dict)
    seq: int = 0

    def take(self, step: Step) -> None:
        """Let a step take effect; an undo is for `fold`, which knows what came before.

        Parameters
        ----------
        step : the next one
        """
        self.seq = step.seq
        _ACTS[step.act](self, step)

    def standing(self, id: str) -> Proposal:
        """Return the proposal that stands for an id: itself, or the one that it was merged into."""
        found = self.proposals[id]
        while found.merged_into is not None:
            found = self.proposals[found.merged_into]
        return found

    def resting_on(self, id: str) -> list[Proposal]:
        """Return the accepted proposals that change the measure of another one, and those that change theirs.

        Parameters
        ----------
        id : of the other one
        """
        found, ids = list[Proposal](), {id}
        for p in sorted(self.proposals.values(), key=lambda p: p.accepts[-1].seq if p.accepts else 0):
            if p.id not in ids and any(
                r["cells"].get("event_id") in {f"{NEWS}{i}" for i in ids} for r in p.rows
            ):
                found.append(p)
                ids.add(p.id)
        return found

    def links(self, proposal: Proposal) -> list[dict[str, str]]:
        """Return the ties of a proposal to other proposals of its texts, as kind and id."""
        ties = [
            {"kind": link.kind, "to": self.standing(places[link.to]).id}
            for t in proposal.tellings
            for places in [self.texts[t.source.sha256]]
            for link in t.event.links
            if link.to in places
        ]
        return [tie for n, tie in enumerate(ties) if tie not in ties[:n] and tie["to"] != proposal.id]

    def conflicts(self, groups: Groups) -> dict[str, list[dict[str, Any]]]:
        """Return where texts contradict each other on one deal, side by side, by proposal; those without any are left out.

        Parameters
        ----------
        groups : see `lodestock.watch.same.contradictions`

        Returns
        -------
        id -> one entry a field and other telling: the value here, the id of the proposal and of the document that say
        otherwise, and their value
        """
        out: dict[str, list[dict[str, Any]]] = {}
        alike: dict[str, list[tuple[Proposal, Event, set[str]]]] = {}
        for p in self.proposals.values():
            event = p.event
            for telling in p.tellings[1:]:
                _contrast(out, (p, event, p.tellings[0]), (p, telling.event, telling), groups)
            if p.state in (NEW, WAITING, ACCEPTED):
                texts = {t.source.sha256 for t in p.tellings}
                for q, other, theirs in alike.setdefault(event.type, []):
                    if not texts & theirs:
                        one, two = (p, event, p.tellings[0]), (q, other, q.tellings[0])
                        _contrast(out, one, two, groups)
                        _contrast(out, two, one, groups)
                alike[event.type].append((p, event, texts))
        return out


_Side = tuple[Proposal, Event, Telling]


def _contrast(out: dict[str, list[dict[str, Any]]], one: _Side, two: _Side, groups: Groups) -> None:
    """Add what the second side says otherwise to what stands beside the first."""
    (mine, event, telling), (whose, other, source) = one, two
    days = (telling.source.day, source.source.day)
    fields = contradictions(event, other, published=days, groups=groups)
    if fields:
        ours, theirs = event.as_json(), other.as_json()
        out.setdefault(mine.id, []).extend(
            {
                "field": name,
                "value": ours[name] if name in ours else ours["dates"][name],
                "id": whose.id,
                "document": source.source.id,
                "other": theirs[name] if name in theirs else theirs["dates"][name],
            }
            for name in fields
        )


def fold(steps: Iterable[Step]) -> Inbox:
    """Return what a history leads to; steps that were undone count for nothing.

    Parameters
    ----------
    steps : in order

    Raises
    ------
    InputError : a step cannot be read, as where a program changed the database
    """
    history, undone, inbox = list(steps), set[int](), Inbox()
    for step in history:
        with _readable(step):
            undone.update(step.data["steps"] if step.act == "undo" else ())
    for step in history:
        if step.seq not in undone and step.act != "undo":
            with _readable(step):
                inbox.take(step)
        inbox.seq = step.seq
    return inbox


@contextmanager
def _readable(step: Step) -> Iterator[None]:
    """Tell a step that cannot be read from a fault of ours."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        reason = f"cannot be read: {type(error).__name__}"
        remedy = "Restore a copy of the database from before it was changed"
        raise InputError(Problem("inbox", f"step {step.seq}", reason, remedy)) from error


def _propose(inbox: Inbox, step: Step) -> None:
    telling = _telling(step)
    inbox.proposals[step.id] = Proposal(step.id, (telling,))
    inbox.texts.setdefault(telling.source.sha256, {})[telling.index] = step.id


def _tell(inbox: Inbox, step: Step) -> None:
    telling, found = _telling(step), inbox.proposals[step.id]
    inbox.proposals[step.id] = replace(found, tellings=(*found.tellings, telling))
    inbox.texts.setdefault(telling.source.sha256, {})[telling.index] = step.id


def _telling(step: Step) -> Telling:
    return Telling(event_of(step.data["event"]), Source(**step.data["document"]), step.data["index"])


def _accept(inbox: Inbox, step: Step) -> None:
    found, accepts = inbox.proposals[step.id], (*inbox.proposals[step.id].accepts, step)
    moved = step.data["moved_share"]
    is_enough = moved is None or moved <= MOST_MOVED or len(accepts) > 1
    inbox.proposals[step.id] = replace(
        found,
        state=ACCEPTED if is_enough else WAITING,
        changes={**found.changes, **step.data["changes"]},
        accepts=accepts,
        decisions=(*found.decisions, step),
        moved_share=found.moved_share if moved is None else moved,
    )


def _reject(inbox: Inbox, step: Step) -> None:
    found = inbox.proposals[step.id]
    inbox.proposals[step.id] = replace(found, state=REJECTED, accepts=(), decisions=(*found.decisions, step))


def _edit(inbox: Inbox, step: Step) -> None:
    found = inbox.proposals[step.id]
    changes = {**found.changes, **step.data["changes"]}
    inbox.proposals[step.id] = replace(
        found, state=NEW, changes=changes, accepts=(), moved_share=None
    )  # who accepted it accepted something else


def _merge(inbox: Inbox, step: Step) -> None:
    kept, gone = inbox.proposals[step.id], inbox.proposals[step.data["from"]]
    inbox.proposals[kept.id] = replace(
        kept,
        state=NEW,
        tellings=(*kept.tellings, *gone.tellings),
        accepts=(),
        decisions=(*kept.decisions, step),
        moved_share=None,
    )
    inbox.proposals[gone.id] = replace(
        gone, state=MERGED, accepts=(), merged_into=kept.id, decisions=(*gone.decisions, step)
    )


_ACTS = {
    "propose": _propose,
    "tell": _tell,
    "accept": _accept,
    "reject": _reject,
    "edit": _edit,
    "merge": _merge,
}


def steps_of_text(
    inbox: Inbox, source: Source, events: Sequence[Event], said: Mapping[str, Any], groups: Groups
) -> list[Step]:
    """Return the steps that a text adds: none where it was read before.

    An event that a proposal holds already, and that agrees with it, is another telling of it; events of one text are
    never one deal. A proposal that was rejected or accepted stays so where another text tells it.

    Parameters
    ----------
    inbox : what is known
    source : of the text
    events : that it tells, in order
    said : `by`, `on`, `at` and `note` of each step
    groups : see `lodestock.watch.same.contradictions`
    """
    if source.sha256 in inbox.texts:
        return []
    out: list[Step] = []
    number = len(inbox.proposals)
    taken: set[str] = set()
    for index, event in enumerate(events):
        data = {
            "event": event.as_json(),
            "document": {n: getattr(source, n) for n in Source.__dataclass_fields__},
            "index": index,
        }
        held = next(
            (
                p.id
                for p in inbox.proposals.values()
                if p.merged_into is None
                and p.id not in taken
                and contradictions(
                    p.event, event, published=(p.tellings[0].source.day, source.day), groups=groups
                )
                == ()
            ),
            None,
        )
        if held is None:
            number += 1
        taken.add(held or "")
        act = "propose" if held is None else "tell"
        out.append(Step(act, held or f"w{number}", data=data, seq=inbox.seq + len(out) + 1, **said))
    return out
