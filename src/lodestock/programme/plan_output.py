"""What a plan leaves in a folder: documents, the frames behind them, pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.engine import Serial
from lodestock.programme.beside import awards_beside, barred_offers
from lodestock.programme.facts import fact_table
from lodestock.programme.left import Left
from lodestock.programme.plan import GAP, plan_case, plan_document
from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import (
    Engines,
    published_rows,
    size_document,
    size_draws,
    size_for_plan,
)
from lodestock.programme.size_pictures import size_frames
from lodestock.programme.specs import AWARDS, BARRED_OFFERS, FACTS, PUBLISHED
from lodestock.programme.write import Answer, Lazy, Output, same
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.plan import Plan
from lodestock.records.protocols import Monitor
from lodestock.size import Shortfalls, quarter_frame, supply_frame

__all__ = ["METHODS", "PlanOptions", "ask_plan", "plan_index", "plan_output"]

MODE = "requirement"
"""The one rule for amounts that there is."""

METHODS = ("cuts", "extensive")
"""Ways to solve the linear programme: by tangents, or whole."""

_LARGEST_GAP = 1e-2
"""Largest gap of a plan that is published."""

_MOST_DRAWS = 2_000_000
"""Most draws of a plan."""

_FINE = 1e-5
"""Gap below which the linear programme is what is asked for."""

_HISTORY = ("purchase_history", "stockpile_history")


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is asked of a plan.

    Attributes
    ----------
    draws : number of draws; 10,000 where None, and one where the card leaves nothing to chance
    seed : of the draws
    budget_usd : most that may be obligated in the window, USD; the programme's ceiling where None
    gap : relative gap at which the linear programme stops
    integers : whether each line is zero or at least the smallest order; None: yes, unless `gap` is below 1e-5, the
        method is ``extensive`` or an MPS file is asked for
    method : one of `METHODS`
    mode : ``requirement``: purchases for a class are at most its requirement
    write_mps : file for the whole programme
    left : what the project's ledger leaves of the accounts
    """

    draws: int | None = None
    seed: int = 0
    budget_usd: float | None = None
    gap: float = GAP
    integers: bool | None = None
    method: str = METHODS[0]
    mode: str = MODE
    write_mps: Path | None = None
    left: Left | None = None

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InputError(Problem("--method", self.method, "is no method", nearest(self.method, METHODS)))
        if not 0.0 <= self.gap <= _LARGEST_GAP:
            reason = (
                f"is no part of the benefit from 0 to {_LARGEST_GAP:g}, the largest gap that is published"
            )
            raise InputError(Problem("--gap", str(self.gap), reason, "Give 1e-3"))
        if self.draws is not None and self.draws > _MOST_DRAWS:
            reason = "is more than a plan keeps in memory"
            raise InputError(Problem("--draws", str(self.draws), reason, f"Give at most {_MOST_DRAWS:,}"))
        path = self.write_mps
        if path is not None and (path.suffix != ".mps" or path.is_dir() or not path.parent.is_dir()):
            reason = "is no file ending in .mps in a folder that is there"
            raise InputError(Problem("--write-mps", str(path), reason, "Give one, such as plan.mps"))
        if self.mode != MODE:
            known = f"Give {MODE}; insurance, which buys only what saves more than it costs, is not there yet"
            raise InputError(Problem("--mode", self.mode, "is no mode", known))
        if self.extensive and self.integers:
            reason = "solves the linear programme, and smallest orders need whole numbers"
            raise InputError(Problem("--method", self.method, reason, "Leave out --integers"))

    @property
    def extensive(self) -> bool:
        """Whether the whole programme is solved in one."""
        return self.method == METHODS[1]

    @property
    def whole(self) -> bool:
        """Whether smallest orders hold."""
        linear = self.gap < _FINE or self.extensive or self.write_mps is not None
        return not linear if self.integers is None else self.integers


def plan_index(case: Case, options: PlanOptions) -> dict[str, Any]:
    """Return what a plan follows from, see `run_index`.

    Parameters
    ----------
    options : what is asked
    """
    asked = {
        "budget_usd": options.budget_usd,
        "gap": options.gap,
        "integers": options.whole,
        "method": options.method,
        "mode": options.mode,
        **({"ledger": options.left.document} if options.left else {}),
    }
    return run_index(case, "plan", asked, seed=options.seed, draws=size_draws(case, options.draws))


def ask_plan(case: Case, engines: Engines, options: PlanOptions, *, monitor: Monitor | None = None) -> Answer:
    """Return the answer of `lodestock plan`: its document, all that it leaves in a folder, and the `Plan`.

    Parameters
    ----------
    engines : opens an engine
    options : what is asked

    Raises
    ------
    InputError, PlanError, NotCertifiedError : see `lodestock.plan.purchase_plan`
    """
    with engines() as engine:
        short = size_for_plan(case, engine, draws=options.draws, seed=options.seed, monitor=monitor)
        plan = plan_case(
            case,
            short,
            engine,
            draws=size_draws(case, options.draws),
            budget_usd=options.budget_usd,
            gap=options.gap,
            integers=options.whole,
            extensive=options.extensive,
            write_mps=options.write_mps,
            left=options.left,
            monitor=monitor,
        )
    document = plan_document(case, plan, seed=options.seed, left=options.left)
    return Answer(document, plan_output(case, short, plan, {"plan": document}, engines), plan)


def plan_output(
    case: Case,
    short: Shortfalls,
    plan: Plan,
    documents: Mapping[str, Mapping[str, Any]],
    engines: Engines = lambda: nullcontext(Serial()),
) -> Output:
    """Return what a plan leaves in a folder: documents, the frames behind them, pictures.

    Parameters
    ----------
    documents : JSON objects by file name; that of the sizing that it rests on joins them
    engines : see `ask_plan`
    """

    @cache
    def sized() -> dict[str, Any]:
        with engines() as engine:
            return size_document(case, short, engine)

    frames: dict[str, Callable[[], pl.DataFrame]] = {
        **{name: partial(same, frame) for name, frame in plan.frames().items()},
        **size_frames(short, engines, sized),
        FACTS.name: lambda: fact_table(case.dataset)[0],
        "supply": lambda: supply_frame(short),
        "gaps": lambda: quarter_frame(short),
        AWARDS.name: lambda: awards_beside(case, short, plan),
        BARRED_OFFERS.name: lambda: barred_offers(case),
        PUBLISHED.name: lambda: PUBLISHED.frame(published_rows(case, short)),
        **{name: partial(case.dataset.frame, name) for name in _HISTORY},
    }
    return Output(
        documents=Lazy({"size": sized, **{n: partial(same, d) for n, d in documents.items()}}),
        frames=Lazy(frames),
        pictures=plan_pictures(case, short, plan, engines),
        specs={name: case.dataset.specs[name] for name in _HISTORY},
    )
