"""What a plan leaves in a folder: documents, the frames behind them, pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import polars as pl

from lodestock.engine import Serial
from lodestock.programme.facts import fact_table
from lodestock.programme.plan import awards_beside, barred_offers, plan_case, plan_document
from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import causes_frame, published_rows, size_document, size_war
from lodestock.programme.specs import AWARDS, BARRED_OFFERS, FACTS, PUBLISHED
from lodestock.programme.write import Answer, Lazy, Output, same
from lodestock.records.plan import Plan
from lodestock.records.protocols import Monitor
from lodestock.size import CAUSES, Shortfalls, build_waterfalls, quarter_frame, supply_frame

__all__ = ["ask_plan", "plan_index", "plan_output"]

_HISTORY = ("purchase_history", "stockpile_history")


def plan_index(case: Case, *, budget_usd: float | None, gap: float, integers: bool) -> dict[str, Any]:
    """Return what a plan follows from, see `run_index`."""
    options = {"budget_usd": budget_usd, "gap": gap, "integers": integers}
    return run_index(case, "plan", options, seed=0, draws=1)


def ask_plan(
    case: Case, *, budget_usd: float | None, gap: float, integers: bool, monitor: Monitor | None = None
) -> Answer:
    """Return the answer of `lodestock plan`: its document, all that it leaves in a folder, and the `Plan`.

    Raises
    ------
    InputError, PlanError, NotCertifiedError : see `lodestock.plan.purchase_plan`
    """
    short = size_war(case)
    plan = plan_case(case, short, budget_usd=budget_usd, gap=gap, integers=integers, monitor=monitor)
    document = plan_document(case, plan)
    return Answer(document, plan_output(case, short, plan, {"plan": document}), plan)


def plan_output(
    case: Case, short: Shortfalls, plan: Plan, documents: Mapping[str, Mapping[str, Any]]
) -> Output:
    """Return what a plan leaves in a folder: documents, the frames behind them, pictures.

    Parameters
    ----------
    documents : JSON objects by file name; that of the sizing that it rests on joins them
    """
    sized = cache(lambda: size_document(case, short, Serial()))
    frames: dict[str, Callable[[], pl.DataFrame]] = {
        **{name: partial(same, frame) for name, frame in {**plan.frames(), **short.frames()}.items()},
        FACTS.name: lambda: fact_table(case.dataset)[0],
        "supply": lambda: supply_frame(short),
        "gaps": lambda: quarter_frame(short),
        "waterfalls": lambda: build_waterfalls(short, Serial()),
        CAUSES.name: lambda: causes_frame(sized()),
        AWARDS.name: lambda: awards_beside(case, short, plan),
        BARRED_OFFERS.name: lambda: barred_offers(case),
        PUBLISHED.name: lambda: PUBLISHED.frame(published_rows(case, short)),
        **{name: partial(case.dataset.frame, name) for name in _HISTORY},
    }
    return Output(
        documents=Lazy({"size": sized, **{n: partial(same, d) for n, d in documents.items()}}),
        frames=Lazy(frames),
        pictures=plan_pictures(case, short, plan),
        specs={name: case.dataset.specs[name] for name in _HISTORY},
    )
