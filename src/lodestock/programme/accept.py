"""The use cases WATCH, accept and effect: an event of the news is laid over the tables, and what that moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lodestock.data import load
from lodestock.programme.accepted import laid_rows, open_inbox, rows_over, rows_resting_on
from lodestock.programme.desk import Place
from lodestock.programme.documents import header
from lodestock.programme.effect import Question, compare_duties, compare_items, compare_plans
from lodestock.programme.inbox import closed_lists, decided_document, now_and_day, person_of, write_steps
from lodestock.programme.ledger import Words
from lodestock.programme.news_rows import Outcome, as_decided, is_decided, outcome_of, read_event
from lodestock.programme.project import Case, open_case, overlays_of
from lodestock.programme.size import Engines, size_draws
from lodestock.records.dataset import LaidRow
from lodestock.records.events import NEWS
from lodestock.records.news import Event
from lodestock.records.protocols import Monitor
from lodestock.size import read_inputs, why_not_counted
from lodestock.watch.decisions import check_accept, check_same, find_proposal
from lodestock.watch.edit import apply_changes, check_word
from lodestock.watch.inbox import WAITING, Inbox, Proposal, Step

__all__ = ["accept_document", "effect_document"]

_PLANNED_ON = ("policy_events", "policy_targets", "appropriations")
"""Tables that the plan is made from; awards stand beside it."""


def accept_document(
    place: Place,
    words: Words,
    id: str,
    engines: Engines,
    *,
    status: str | None = None,
    ask: Question | None = None,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Accept a proposal; return the JSON object of `lodestock watch accept`.

    Its rows are laid over the tables of the project from now on. Where it moves the plan by more than 1 % of its value
    (on the project's card, as if it applied on the as-of date already), it waits for the word of another person.

    Parameters
    ----------
    place : project or database
    words : person, day and note
    id : of the proposal
    engines : opens an engine, for the plans
    status : of the vocabulary, in place of what the texts say
    ask : draws and seed of the plans

    Raises
    ------
    InputError : the event lacks what its row needs
    DataError : its rows make the tables invalid
    RuleError : it is decided on already; it waits for another person; somebody changed it meanwhile
    """
    by, note = person_of(words)
    at, day = now_and_day(words.on)
    changes = {} if status is None else {"status": check_word("--status", status, closed_lists()["status"])}
    step = Step("accept", id, by, day, at, note, {})

    def look(inbox: Inbox) -> tuple[Case, Proposal, Outcome]:
        found = find_proposal(inbox, id)
        check_accept(found, by, changes)
        case = open_case(place.folder, laid=rows_over(inbox, without=id))
        outcome = _outcome(case, found, apply_changes(found.event, changes), day)
        _laid_over(case, inbox, id, laid_rows(found, outcome.rows, step))
        return case, found, outcome

    inbox = open_inbox(place)
    case, found, outcome = look(inbox)
    moved = found.moved_share
    if found.state != WAITING:
        moved = _moved(inbox, case, found, outcome, step, changes, engines, ask or Question(), monitor)

    def decide(now: Inbox) -> list[Step]:
        if now.seq != inbox.seq:  # somebody decided meanwhile: what was computed must hold of what stands now
            _, then, rows = look(now)
            check_same(id, (then, rows) == (found, outcome))
        data = {n: list(getattr(outcome, n)) for n in ("rows", "said", "draft")}
        return [replace(step, data={**data, "changes": changes, "moved_share": moved})]

    after, _ = write_steps(place, decide)
    document = decided_document("accept", after, id)
    missing = {} if moved is not None else {"moved_share": "it changes nothing that the plan is made from"}
    return {
        **document,
        "moved_share": moved,
        "needs_second": document["state"] == WAITING,
        "said": [
            *outcome.said,
            *_uncounted(_laid_over(case, inbox, id, laid_rows(found, outcome.rows, step)), id),
        ],
        "draft": list(outcome.draft),
        "missing": missing,
    }


def _outcome(case: Case, proposal: Proposal, event: Event, day: str) -> Outcome:
    """Return what accepting an event does; who gives the second word gives it on what the first accepted."""
    if proposal.state == WAITING:
        data = proposal.accepts[0].data
        return Outcome(tuple(data["rows"]), tuple(data["said"]), tuple(data["draft"]))
    told = ", ".join(t.source.id for t in proposal.tellings)
    known = min((t.source.day for t in proposal.tellings if t.source.day), default=date.fromisoformat(day))
    read = read_event(case.dataset, proposal.id, event, proposal.terms, told, known)
    return outcome_of(case.dataset, read)


def _laid_over(case: Case, inbox: Inbox, id: str, rows: Sequence[LaidRow]) -> Case:
    """Return a case with the rows of a proposal laid over its tables, and over them those of events that change it.

    Raises
    ------
    DataError : they make the tables invalid
    """
    overlays = overlays_of(case.folder) if case.folder else None
    laid = [*rows_over(inbox, without=id), *rows, *rows_resting_on(inbox, id)]
    return replace(case, dataset=load(overlays, laid))


def _moved(
    inbox: Inbox,
    case: Case,
    found: Proposal,
    outcome: Outcome,
    step: Step,
    changes: Mapping[str, Any],
    engines: Engines,
    ask: Question,
    monitor: Monitor | None,
) -> float | None:
    """Return the share of the plan's value that accepting a proposal moves; None where no plan is made from it."""
    if not any(row["table"] in _PLANNED_ON for row in outcome.rows):
        return None
    event = apply_changes(found.event, changes)
    if is_decided(event):  # a threat moves nothing before it is carried out, and is then accepted anew
        outcome = _outcome(case, found, as_decided(event, case.card.as_of), step.on)
    after = _laid_over(case, inbox, found.id, laid_rows(found, outcome.rows, step))
    with engines() as engine:
        moved: float | None = compare_plans(case, after, engine, ask, monitor)["moved_share"]
    return moved


def effect_document(
    place: Place,
    id: str,
    engines: Engines,
    *,
    card: str | None = None,
    as_of: str | None = None,
    ask: Question | None = None,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Return the JSON object of `lodestock watch effect` but for `seconds`.

    The event counts as if it were decided, whatever its status and whoever accepted it; all other accepted events count on
    both sides.

    Parameters
    ----------
    place : project or database
    id : of the proposal
    engines : opens an engine
    card, as_of : in place of the project's
    ask : draws, seed and budget

    Raises
    ------
    InputError : no such proposal; the event lacks what its row needs
    DataError : its rows make the tables invalid
    """
    inbox, ask = open_inbox(place), ask or Question()
    found = inbox.standing(find_proposal(inbox, id).id)
    case = open_case(place.folder, card, as_of, laid=rows_over(inbox, without=found.id))
    day = case.card.as_of
    fresh = replace(found, state="new")
    outcome = _outcome(case, fresh, as_decided(found.event, day), day.isoformat())
    step = Step("accept", found.id, "effect", day.isoformat(), "", None, {})
    after = _laid_over(case, inbox, found.id, laid_rows(found, outcome.rows, step))
    moves = any(row["table"] in _PLANNED_ON for row in outcome.rows)
    items, duties = list[dict[str, Any]](), list[dict[str, Any]]()
    plan: dict[str, Any] = {"a": None, "b": None, "moved_share": 0.0, "buys": [], "why": "nothing changes"}
    if moves:
        duties = compare_duties(case, after)
        with engines() as engine:
            items = compare_items(case, after, engine, ask, monitor)
            plan = compare_plans(case, after, engine, ask, monitor)
    why = plan.pop("why")
    merged = [f"{id} is merged into {found.id}, which stands for it."] if found.id != id else []
    said = [
        *merged,
        *outcome.said,
        *([] if items or duties or plan["buys"] else _silence(after, found, outcome)),
    ]
    if moves and why is not None:
        said.append(f"No plan can be made: {why}")
    return {
        **header("watch effect", case, seed=ask.seed, draws=size_draws(case, ask.draws)),
        "id": found.id,
        "state": found.state,
        "rows": len(outcome.rows),
        "items": items,
        "duties": duties,
        "plan": plan,
        "said": said,
        "missing": {f"plan.{k}": why for k, v in plan.items() if v is None},
    }


def _silence(case: Case, proposal: Proposal, outcome: Outcome) -> list[str]:
    """Return why an event with rows changes nothing in a case that has them."""
    if not outcome.rows:
        return []
    if not any(row["table"] in _PLANNED_ON for row in outcome.rows):
        return ["Its row stands beside the plan, and the plan is not made from it."]
    reasons = _uncounted(case, proposal.id)
    return reasons or ["It changes neither what can be had nor what the plan buys."]


def _uncounted(case: Case, id: str) -> list[str]:
    """Return why the event of a proposal does not count in a case that has its rows; nothing where it does.

    A tariff counts from its day on, whatever the card.
    """
    event = case.dataset.row("policy_events", f"{NEWS}{id}")
    if event is None:
        return []
    card, day = case.card, str(event["effective"])
    if event["instrument"] == "import_tariff":
        late = event["effective"] is not None and day > card.as_of.isoformat()
        return [f"Its duty counts as of {day}, and the as-of date is {card.as_of}."] if late else []
    if not card.known_events:
        return [
            f"Card {card.name} leaves known events out (`controls` there), so that it changes nothing on it: "
            "try --card october-2025, or extend that in scenario.yaml."
        ]
    reason = why_not_counted(case.dataset, card, str(event["event_id"]), read_inputs(case.dataset).materials)
    return [f"It does not count on card {card.name}: {reason}."] if reason else []
