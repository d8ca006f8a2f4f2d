"""What people may decide on a proposal, and what refuses it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lodestock.records.errors import InputError, Problem, RuleError
from lodestock.records.events import NEWS
from lodestock.watch.inbox import ACCEPTED, MERGED, NEW, REJECTED, WAITING, Inbox, Proposal, Step

__all__ = ["check_accept", "check_open", "check_same", "find_proposal", "steps_to_undo"]

_CITES = {
    "state": "what was decided is undone before it is decided anew",
    "rests": "what others rest on is not taken away from under them",
    "changed": "what a person accepts is what that person saw",
    "second person": "what moves the plan by more than 1 % of its value needs the word of two people",
}


def _refused(rule: str, proposal: str, why: str, remedy: str) -> RuleError:
    return RuleError(Problem("proposal", proposal, why, remedy), rule=rule, cite=_CITES[rule])


def find_proposal(inbox: Inbox, id: str) -> Proposal:
    """Return a proposal.

    Raises
    ------
    InputError : there is none of that id
    """
    if id not in inbox.proposals:
        ids = list(inbox.proposals)
        held = f"It holds {ids[0]}" + (f" to {ids[-1]}" if ids[1:] else "") if ids else "The inbox is empty"
        remedy = "`lodestock watch inbox` lists it" if ids else "`lodestock watch read FILE` fills it"
        raise InputError(Problem("proposal", id, "is not in the inbox", f"{held}: {remedy}"))
    return inbox.proposals[id]


def check_open(proposal: Proposal) -> None:
    """Check that nothing stands that would have to be undone first.

    Raises
    ------
    RuleError : it is accepted, rejected or merged already
    """
    if proposal.state in (NEW, WAITING):
        return
    if proposal.state == MERGED:
        why = f"is merged into {proposal.merged_into}, which stands for it"
        remedy = (
            f"Decide on {proposal.merged_into}, or undo the merge with `lodestock watch undo {proposal.id}`"
        )
    else:
        why = f"is {proposal.state} already, by {proposal.decisions[-1].by}"
        remedy = f"Undo that first with `lodestock watch undo {proposal.id}`"
    raise _refused("state", proposal.id, why, remedy)


def check_accept(proposal: Proposal, by: str, changes: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Check that a person may accept a proposal.

    Parameters
    ----------
    proposal : as it stands
    by : the person
    changes : fields that the person sets with the same word

    Raises
    ------
    RuleError : it is decided on already; it waits for the word of somebody else, on what was accepted first
    """
    check_open(proposal)
    if proposal.state != WAITING:
        return
    if _person(by) in {_person(s.by) for s in proposal.accepts}:
        why = f"moves the plan by {proposal.moved_share:.1%} of its value, and {by} has accepted it already"
        raise _refused("second person", proposal.id, why, "Let another person accept it")
    if any(getattr(proposal.event, name) != value for name, value in changes.items()):
        why = f"was accepted by {proposal.accepts[0].by} with status {proposal.event.status}"
        remedy = f"Accept it as it is, or change it with `lodestock watch edit {proposal.id}`: both words then count anew"
        raise _refused("changed", proposal.id, why, remedy)


def _person(name: str) -> str:
    """Return a name in the form in which names are compared: letters of another case, width or make-up are the same."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def check_same(id: str, is_same: bool) -> None:
    """Check that nothing changed between the look at a proposal and the word on it.

    Parameters
    ----------
    id : of the proposal
    is_same : whether it is as it was

    Raises
    ------
    RuleError : it is not
    """
    if not is_same:
        why = "or what its rows rest on was changed by somebody else in the meantime"
        raise _refused("changed", id, why, "Look at it with `lodestock watch inbox`, and ask again")


def steps_to_undo(inbox: Inbox, proposal: Proposal) -> list[Step]:
    """Return the steps that an undo takes back: the last decision, an acceptance with both its words.

    Raises
    ------
    RuleError : nothing was decided; an accepted event changes the measure that would go; a merge whose other side was
        decided on since
    """
    resting = inbox.resting_on(proposal.id)
    if resting and proposal.state == ACCEPTED:
        why = f"cannot be undone: {resting[0].id}, which is accepted, changes the measure {NEWS}{proposal.id}"
        remedy = f"Undo that first with `lodestock watch undo {resting[0].id}`"
        raise _refused("rests", proposal.id, why, remedy)
    if proposal.state in (WAITING, ACCEPTED):
        return list(proposal.accepts)
    if proposal.state == REJECTED:
        return [proposal.decisions[-1]]
    merges = [s for s in proposal.decisions if s.act == "merge"]
    if not merges:
        remedy = "Accept, reject, edit or merge it first"
        raise _refused("state", proposal.id, "is new: nothing was decided that could be undone", remedy)
    last = merges[-1]
    for side in (inbox.proposals[last.id], inbox.proposals[last.data["from"]]):
        if side.state not in (NEW, MERGED) or (side.id == last.id and side.merged_into):
            what = f"merged into {side.merged_into}" if side.merged_into else side.state
            remedy = f"Undo that first with `lodestock watch undo {side.id}`"
            raise _refused("state", proposal.id, f"is merged with {side.id}, which is {what}", remedy)
    return [last]
