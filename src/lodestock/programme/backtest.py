"""What a card gave for later days, beside what the record says happened: controls one by one and together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from lodestock.programme.documents import header
from lodestock.programme.findings import backtest_finding, ended_together
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import Engines
from lodestock.programme.specs import BACKTEST
from lodestock.programme.titles import backtest_title
from lodestock.programme.write import Answer, Output
from lodestock.records.errors import InputError, Problem
from lodestock.records.protocols import Engine, Monitor
from lodestock.report import Caption, backtest_chart
from lodestock.size import draw_in_force

__all__ = [
    "BACKTEST_DRAWS",
    "ask_backtest",
    "backtest_document",
    "backtest_draws",
    "backtest_index",
    "backtest_output",
]

BACKTEST_DRAWS = 100_000
"""Draws of a back-test, where nobody says how many: it draws no supply, so they cost little."""

_MOST_DRAWS = 2_000_000
_IN_FORCE = "in_force"
_UNKNOWN = "unknown"

_State = Mapping[tuple[str, str], str]
"""Event and day -> recorded state."""


def backtest_document(
    case: Case, engine: Engine, *, draws: int | None = None, seed: int = 0, monitor: Monitor | None = None
) -> dict[str, Any]:
    """Return the JSON object of `lodestock size --backtest` but for `seconds`.

    Each control of ``control_backtest`` that the card knows is compared on each day after the as-of date on which
    its state is recorded; `joint` does so for those that one act changed together, and for all of them. The Brier score
    is the mean of (chance - outcome)^2: 0 is best, 0.25 says nothing.

    Parameters
    ----------
    draws : number of draws; `BACKTEST_DRAWS` where None

    Raises
    ------
    InputError : a card that knows no events, or whose as-of date lies after all days of the table
    """
    card, number = case.card, backtest_draws(draws)
    rows = [r for r in case.dataset.rows("control_backtest") if r["counts"] == "y"]
    days = tuple(sorted({str(r["date"]) for r in rows if str(r["date"]) > card.as_of.isoformat()}))
    if not card.known_events or not days:
        last = max((str(r["date"]) for r in rows), default="none")
        reason = (
            f"is as of {card.as_of}, and the last recorded day of control_backtest is {last}"
            if card.known_events
            else "knows no controls of policy_events"
        )
        raise InputError(Problem("--backtest", card.name, reason, "Take the card october-2025"))
    if number > _MOST_DRAWS:
        reason = "is more than a back-test keeps in memory"
        raise InputError(Problem("--draws", f"{number}", reason, f"Give at most {_MOST_DRAWS:,}"))
    words, drawn = draw_in_force(
        case.dataset,
        card,
        tuple(date.fromisoformat(d) for d in days),
        engine,
        draws=number,
        seed=seed,
        monitor=monitor,
    )
    recorded = {str(r["event_id"]) for r in rows}
    if not recorded & set(words):
        reason = f"knows no control of control_backtest on {card.as_of}"
        raise InputError(
            Problem("--backtest", card.name, reason, "Take the card october-2025 on its own date")
        )
    state = {(str(r["event_id"]), str(r["date"])): str(r["state"]) for r in rows}
    together = {str(r["event_id"]): str(r["together"]) for r in rows if r["together"]}
    seen = card.as_of.isoformat()
    compared: list[dict[str, Any]] = []
    given: list[tuple[float, str]] = []
    unchanged: list[tuple[float, str]] = []
    for e, word in enumerate(words):
        for d, day in enumerate(days):
            if (word, day) in state:
                p, happened = float(drawn[:, e, d].mean()), state[word, day]
                compared.append({"event_id": word, "date": day, "p_in_force": p, "state": happened})
                given.append((p, happened))
                if (word, seen) in state:
                    unchanged.append((float(state[word, seen] == _IN_FORCE), happened))
    document = {
        **header("size", case, seed=seed, draws=number),
        "backtest": compared,
        "brier": _brier(given),
        "brier_unchanged": _brier(unchanged),
        "joint": _joint(words, days, drawn, state, together),
        "missing": {
            "brier": "no state is known",
            "brier_unchanged": "no state is recorded for the as-of date",
        },
    }
    return {**document, "finding": backtest_finding(document)}


def _brier(pairs: list[tuple[float, str]]) -> float | None:
    """Return the mean squared distance of chances from outcomes; unknown states are left out."""
    known = [(p, state == _IN_FORCE) for p, state in pairs if state != _UNKNOWN]
    return math.fsum((p - o) ** 2 for p, o in known) / len(known) if known else None


def _joint(
    words: tuple[str, ...],
    days: tuple[str, ...],
    drawn: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    state: _State,
    together: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the chance that controls which one act changed are all out of force, and that all are as recorded."""
    out = []
    acts = {act: [w for w in words if together.get(w) == act] for act in sorted(set(together.values()))}
    for d, day in enumerate(days):
        for named in acts.values():
            mine = [w for w in named if state.get((w, day), _UNKNOWN) != _UNKNOWN]
            if len(mine) == len(named) > 1:
                off = ~drawn[:, [words.index(w) for w in mine], d]
                happened = all(state[w, day] != _IN_FORCE for w in mine)
                out.append(_together(mine, day, "out of force", off, happened))
        mine = [w for w in words if state.get((w, day), _UNKNOWN) != _UNKNOWN]
        if not mine:
            continue
        recorded = np.array([state[w, day] == _IN_FORCE for w in mine])
        alike = drawn[:, [words.index(w) for w in mine], d] == recorded
        out.append(_together(mine, day, "as recorded", alike, True))
    return out


def _together(
    events: list[str],
    day: str,
    what: str,
    found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    happened: bool,
) -> dict[str, Any]:
    p = float(found.all(axis=1).mean())
    apart = float(np.prod(found.mean(axis=0)))
    return {
        "events": events,
        "date": day,
        "what": what,
        "p": p,
        "p_if_independent": apart,
        "happened": happened,
    }


def backtest_draws(draws: int | None) -> int:
    """Return the number of draws of a back-test: `BACKTEST_DRAWS` where nobody says how many."""
    return BACKTEST_DRAWS if draws is None else draws


def backtest_index(case: Case, *, draws: int | None, seed: int) -> dict[str, Any]:
    """Return what a back-test follows from, see `run_index`."""
    return run_index(case, "size", {"backtest": True}, seed=seed, draws=backtest_draws(draws))


def ask_backtest(
    case: Case, engines: Engines, *, draws: int | None, seed: int, monitor: Monitor | None = None
) -> Answer:
    """Return the answer of `lodestock size --backtest`: its document, and all that it leaves in a folder.

    Raises
    ------
    InputError : see `backtest_document`
    """
    with engines() as engine:
        document = backtest_document(case, engine, draws=draws, seed=seed, monitor=monitor)
    return Answer(document, backtest_output(case, document))


def backtest_output(case: Case, document: dict[str, Any]) -> Output:
    """Return what a back-test leaves in a folder: its document, its frame and its picture."""
    frame = BACKTEST.frame(document["backtest"])
    source = (
        f"Card {case.card.name}, {document['draws']:,} draws, seed {document['seed']}, seen from {case.card.as_of}. "
        f"Dataset {case.dataset.hash[:8]}, scenario {case.card.hash[:8]}."
    )
    together = ended_together(document)
    note = "Chance that a control is in force, and what happened" + (f"; {together}." if together else ".")
    title = backtest_title(document["brier"], document["brier_unchanged"])
    chart = backtest_chart(frame, Caption(title, (note,), source))
    return Output({"size": document}, {BACKTEST.name: frame}, {"backtest": chart})
