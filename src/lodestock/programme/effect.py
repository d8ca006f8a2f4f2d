"""What an event of the news does: SIZE and PLAN without it and with it, on the same draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from lodestock.plan import build_offers
from lodestock.programme.beside import barred_offers
from lodestock.programme.left import find_left
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case
from lodestock.programme.size import size_case, size_draws, size_for_plan
from lodestock.records.errors import LodestockError
from lodestock.records.plan import Plan
from lodestock.records.protocols import Engine, Floats, Monitor, Silent
from lodestock.size import SUBSAMPLE, Shortfalls, mean_reach

__all__ = ["Question", "compare_duties", "compare_items", "compare_plans", "moved_share"]


_NOISE = 1e-6
"""Relative difference of tonnes below which two plans buy the same: the solver's own tolerance."""


@dataclass(frozen=True, slots=True)
class Question:
    """How the two are sized and planned.

    Attributes
    ----------
    draws : number of draws; 10,000 where None, and one where the card leaves nothing to chance
    seed : of the draws
    budget_usd : most that may be obligated, USD; the programme's ceiling where None
    """

    draws: int | None = None
    seed: int = 0
    budget_usd: float | None = None


def compare_items(
    a: Case, b: Case, engine: Engine, ask: Question, monitor: Monitor | None = None
) -> list[dict[str, Any]]:
    """Return the items of which an event changes availability, gap or requirement, those of the largest gap added first.

    The availability is the mean part of usual imports that may be used, over the horizon and the first `SUBSAMPLE` draws,
    the classes weighted by their demand; the gap is the mean over the horizon, all classes together.

    Parameters
    ----------
    a, b : the case without the event and with it
    engine : to draw with
    ask : draws and seed
    """
    monitor = monitor or Silent()
    monitor("sizing without it")
    one = size_case(a, engine, draws=ask.draws, seed=ask.seed, monitor=monitor)
    monitor("sizing with it")
    two = size_case(b, engine, draws=ask.draws, seed=ask.seed, monitor=monitor)
    reach = [_availability(short) for short in (one, two)]
    rows = []
    for i, material in enumerate(one.inputs.materials):
        row: dict[str, Any] = {"material": material}
        for side, short, available in (("a", one, reach[0]), ("b", two, reach[1])):
            row |= {
                f"availability_{side}": float(available[i]),
                f"gap_t_{side}": float(short.expected_t[i, -1]),
                f"requirement_t_{side}": float(short.requirement_t[i].sum()),
            }
        if any(row[f"{n}_a"] != row[f"{n}_b"] for n in ("availability", "gap_t", "requirement_t")):
            rows.append(row)
    return sorted(rows, key=lambda r: (-abs(r["gap_t_b"] - r["gap_t_a"]), r["material"]))


def _availability(short: Shortfalls) -> Floats:
    """Return (m,) the mean part of usual imports that may be used."""
    reach = mean_reach(short.hazard, range(min(short.draws, SUBSAMPLE)))
    return np.asarray((reach * short.inputs.share).sum(axis=1) / short.inputs.share.sum(axis=1))


def compare_duties(a: Case, b: Case) -> list[dict[str, Any]]:
    """Return the duties on the as-of date that differ, of offers and of the barred supply of China.

    Parameters
    ----------
    a, b : the case without the event and with it

    Returns
    -------
    one entry an item and origin: the rates, and whether the plan may buy there
    """
    sides = []
    for case in (a, b):
        rates = {
            (str(r["material"]), "CHN", False): float(r["rate_percent"])
            for r in barred_offers(case).iter_rows(named=True)
            if r["event_id"] == "all in force"
        }
        for offer in build_offers(case.dataset, case.card)[0]:
            rates[offer.material, offer.origin, True] = 100.0 * offer.duty
        sides.append(rates)
    one, two = sides
    return [
        {
            "material": material,
            "origin": origin,
            "is_offered": is_offered,
            "rate_percent_a": one.get((material, origin, is_offered), 0.0),
            "rate_percent_b": two.get((material, origin, is_offered), 0.0),
        }
        for material, origin, is_offered in sorted({*one, *two})
        if one.get((material, origin, is_offered), 0.0) != two.get((material, origin, is_offered), 0.0)
    ]


def compare_plans(
    a: Case, b: Case, engine: Engine, ask: Question, monitor: Monitor | None = None
) -> dict[str, Any]:
    """Return what the plans without an event and with it come to, and which buys differ.

    Both are linear: smallest orders do not hold, so that nothing jumps.

    Parameters
    ----------
    a, b : the case without the event and with it
    engine : to draw with
    ask : draws, seed and budget

    Returns
    -------
    `a` and `b` (None where no plan can be made), `moved_share` (None likewise), `buys`, and `why` where one is missing
    """
    monitor = monitor or Silent()
    found: list[tuple[Shortfalls, Plan]] = []
    for case, words in ((a, "planning without it"), (b, "planning with it")):
        monitor(words)
        try:
            short = size_for_plan(case, engine, draws=ask.draws, seed=ask.seed, monitor=monitor)
            plan = plan_case(
                case,
                short,
                engine,
                draws=size_draws(case, ask.draws),
                budget_usd=ask.budget_usd,
                integers=False,
                left=find_left(case),
                monitor=monitor,
            )
        except LodestockError as error:
            return {"a": None, "b": None, "moved_share": None, "buys": [], "why": str(error)}
        found.append((short, plan))
    bought = [_tonnes(plan) for _, plan in found]
    short = found[0][0]
    prices = dict(zip(short.inputs.materials, short.worth.price_usd_per_t.tolist(), strict=True))
    return {
        **{side: _told(plan) for side, (_, plan) in zip("ab", found, strict=True)},
        "moved_share": moved_share(bought[0], bought[1], prices),
        "buys": [
            {"material": m, "tonnes_a": bought[0].get(m, 0.0), "tonnes_b": bought[1].get(m, 0.0)}
            for m in sorted({*bought[0], *bought[1]})
            if not math.isclose(bought[0].get(m, 0.0), bought[1].get(m, 0.0), rel_tol=_NOISE, abs_tol=_NOISE)
        ],
        "why": None,
    }


def moved_share(one: dict[str, float], two: dict[str, float], prices: dict[str, float]) -> float:
    """Return the tonnes by which two plans differ, valued, as a share of the value of the first.

    The sum over items of ``|tonnes_b - tonnes_a| x price``, over the sum of ``tonnes_a x price``; where the first buys
    nothing, over that of the second.

    Parameters
    ----------
    one, two : item -> tonnes bought
    prices : item -> USD per tonne

    >>> moved_share({"tin": 10.0, "zinc": 5.0}, {"tin": 8.0, "cobalt": 1.0}, {"tin": 2.0, "zinc": 4.0, "cobalt": 6.0})
    0.75
    >>> moved_share({}, {"tin": 1.0}, {"tin": 2.0}), moved_share({}, {}, {})
    (1.0, 0.0)
    """
    items = sorted({*one, *two})
    moved = math.fsum(abs(two.get(m, 0.0) - one.get(m, 0.0)) * prices[m] for m in items)
    value = math.fsum(one.get(m, 0.0) * prices[m] for m in items)
    value = value or math.fsum(two.get(m, 0.0) * prices[m] for m in items)
    return moved / value if value else 0.0


def _tonnes(plan: Plan) -> dict[str, float]:
    """Return item -> tonnes bought."""
    out: dict[str, list[float]] = {}
    for line in plan.lines.iter_rows(named=True):
        out.setdefault(str(line["material"]), []).append(float(line["tonnes"]))
    return {m: math.fsum(tonnes) for m, tonnes in out.items()}


def _told(plan: Plan) -> dict[str, Any]:
    """Return what a plan comes to."""
    return {
        "spend_usd": plan.spend_usd,
        "objective": plan.loss_usd,
        "no_plan": plan.no_plan_usd,
        "lines": len(plan.lines),
        "next_dollar": next((a.next_dollar for a in plan.accounts if a.next_dollar is not None), None),
    }
