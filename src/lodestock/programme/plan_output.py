"""What a plan leaves in a folder: documents, the frames behind them, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestock.engine import Serial
from lodestock.programme.facts import fact_table
from lodestock.programme.plan import awards_beside, barred_offers, plan_case, plan_document
from lodestock.programme.plan_pictures import plan_pictures
from lodestock.programme.project import Case
from lodestock.programme.size import causes_frame, published_rows, size_document, size_war
from lodestock.programme.specs import AWARDS, BARRED_OFFERS, FACTS, PUBLISHED
from lodestock.programme.write import Answer, Output
from lodestock.records.plan import Plan
from lodestock.records.protocols import Monitor
from lodestock.size import CAUSES, Shortfalls, build_waterfalls, quarter_frame, supply_frame

__all__ = ["ask_plan", "plan_output"]

_HISTORY = ("purchase_history", "stockpile_history")


def ask_plan(
    case: Case, *, budget_usd: float | None, gap: float, integers: bool, monitor: Monitor | None = None
) -> Answer:
    """Return the answer of `lodestock plan`: its document, and what makes all that it leaves in a folder.

    Raises
    ------
    InputError, PlanError, NotCertifiedError : see `lodestock.plan.purchase_plan`
    """
    short = size_war(case)
    plan = plan_case(case, short, budget_usd=budget_usd, gap=gap, integers=integers, monitor=monitor)
    document = plan_document(case, plan)
    return document, lambda: plan_output(case, short, plan, {"plan": document})


def plan_output(
    case: Case, short: Shortfalls, plan: Plan, documents: Mapping[str, Mapping[str, Any]]
) -> Output:
    """Return what a plan leaves in a folder: documents, the frames behind them, pictures.

    Parameters
    ----------
    documents : JSON objects by file name; that of the sizing that it rests on joins them
    """
    facts, _ = fact_table(case.dataset)
    sized = size_document(case, short, Serial())
    frames = {
        **plan.frames(),
        FACTS.name: facts,
        **short.frames(),
        "supply": supply_frame(short),
        "gaps": quarter_frame(short),
        "waterfalls": build_waterfalls(short, Serial()),
        CAUSES.name: causes_frame(sized),
        AWARDS.name: awards_beside(case, short, plan),
        BARRED_OFFERS.name: barred_offers(case),
        PUBLISHED.name: PUBLISHED.frame(published_rows(case, short)),
        **{name: case.dataset.frame(name) for name in _HISTORY},
    }
    return Output(
        documents={"size": sized, **documents},
        frames={name: frame for name, frame in frames.items() if not frame.is_empty()},
        pictures=plan_pictures(case, short, plan),
        specs={name: case.dataset.specs[name] for name in _HISTORY},
    )
