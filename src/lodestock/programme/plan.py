"""The use case PLAN: what to buy for the emergency that SIZE describes."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lodestock.engine import Serial, local_engine
from lodestock.plan import TAIL, Need, purchase_plan
from lodestock.programme.documents import NOT_YET, header
from lodestock.programme.findings import plan_finding
from lodestock.programme.left import Left
from lodestock.programme.project import Case
from lodestock.records.lookups import parameter
from lodestock.records.plan import Plan
from lodestock.records.protocols import Engine, Monitor, Silent
from lodestock.size import EXACT_DRAWS, DrawnLosses, Shortfalls, read_keep_factors

__all__ = ["GAP", "need_of", "plan_case", "plan_document", "plan_object"]


GAP = 1e-3
"""Relative gap at which the linear programme stops, where nobody gives another."""


def plan_case(
    case: Case,
    short: Shortfalls,
    engine: Engine | None = None,
    *,
    draws: int | None = None,
    budget_usd: float | None = None,
    gap: float = GAP,
    integers: bool = True,
    extensive: bool = False,
    write_mps: Path | None = None,
    left: Left | None = None,
    monitor: Monitor | None = None,
) -> Plan:
    """Return the purchase plan of a case, see `lodestock.plan.purchase_plan`.

    Parameters
    ----------
    short : what the case leaves us short of, see `lodestock.programme.size.size_for_plan`
    draws : number of draws to plan on; as many as those of `short` where None
    left : what the project's ledger leaves of the accounts
    """
    engine, monitor = engine or Serial(), monitor or Silent()
    return purchase_plan(
        case.dataset,
        short.card,
        _losses(case, short, engine, draws or short.draws, monitor),
        need_of(short),
        budget_usd=budget_usd,
        tolerance=gap,
        integers=integers,
        extensive=extensive,
        write_mps=write_mps,
        left_usd=None if left is None else left.usd,
        tell=monitor,
    )


def need_of(short: Shortfalls) -> Need:
    """Return what a plan may buy for.

    Parameters
    ----------
    short : what a case leaves us short of
    """
    return Need(
        short.inputs.materials,
        short.requirement_t,
        short.net_t,
        short.worth.value_usd_per_t,
        short.worth.reference_usd_per_t,
        short.inputs.demand_t,
    )


def _losses(case: Case, short: Shortfalls, engine: Engine, draws: int, monitor: Monitor) -> DrawnLosses:
    """Return the loss on the draws of a case."""
    count = len(short.inputs.materials)
    decays = bool(short.card.decay_by_form)
    return DrawnLosses(
        hazard=short.hazard,
        value_usd_per_t=short.worth.value_usd_per_t,
        held_t=short.requirement_t - short.net_t,
        keep=read_keep_factors(case.dataset, short.inputs) if decays else np.ones(count),
        displacement=parameter(case.dataset, "supply", "delta_purchase_displacement"),
        draws=draws,
        engine=engine,
        local=local_engine(engine),
        monitor=monitor,
    )


def plan_object(plan: Plan) -> dict[str, Any]:
    """Return the `plan` object."""
    certificate, frames = plan.certificate, plan.frames()
    return {
        "mode": plan.mode,
        "status": "certified",
        "method": plan.method,
        "integers": plan.integers,
        "draws": plan.draws,
        "requirement_draws": min(plan.draws, EXACT_DRAWS),
        "objective": plan.loss_usd,
        "lower_bound": plan.bound_usd,
        "no_plan": plan.no_plan_usd,
        "gap": certificate.solver_gap,
        "risk_aversion": 0.0,
        "tail": TAIL,
        "spend_usd": plan.spend_usd,
        "invest_usd": 0.0,
        "subsidy_usd": 0.0,
        "principal_usd": 0.0,
        "unspent_reason": {m: str(r) for m, r in plan.unspent_reason.items()},
        "unspent": frames["unspent"].to_dicts(),
        "loss": {
            "implementable": {
                "before": plan.no_plan_usd,
                "after": plan.loss_usd,
                "cvar_before": plan.tail_usd[0],
                "cvar_after": plan.tail_usd[1],
            },
            "simulated": None,
            "clairvoyant": None,
        },
        "certificate": {
            "primal": certificate.primal,
            "dual": certificate.dual,
            "gap": certificate.solver_gap,
            "recomputed": certificate.recomputed,
            "recomputed_draws": certificate.recomputed_draws,
            "distance": certificate.distance,
        },
        "fresh": None if plan.fresh is None else asdict(plan.fresh),
        "accounts": frames["accounts"].to_dicts(),
        "buys": frames["buys"].to_dicts(),
        "lines": frames["plan"].to_dicts(),
        "projects": [],
        "loans": [],
        "binding": [str(r) for r in plan.binding],
        "binding_rules": frames["binding"].to_dicts(),
        "offers_left_out": [
            {"offer_id": o, "code": r.code, "reason": str(r)} for o, r in plan.left_out.items()
        ],
        "robust_core": None,
        "flips": None,
        "regret": None,
        "assumed_share": plan.assumed["any"],
        "assumed_by_table": dict(plan.assumed),
        "market": frames["market"].to_dicts(),
        "private_extra_usd": math.fsum(frames["market"]["private_extra_usd"]),
    }


def plan_document(case: Case, plan: Plan, *, seed: int = 0, left: Left | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock plan` but for `seconds`."""
    planned = plan_object(plan)
    lacking = {} if left else {"ledger": "the project has no ledger, or no account in it on the as-of date"}
    return {
        **header("plan", case, seed=seed, draws=plan.draws),
        "finding": plan_finding(planned),
        "plan": planned,
        "insurance": None,
        "baselines": None,
        "ledger": None if left is None else left.document,
        "missing": {**_missing(plan), "insurance": NOT_YET, "baselines": NOT_YET, **lacking},
    }


_NULLS = (
    ("lines", "plan", "covered_upstream_share", "counts for orders from 2027-01-01"),
    ("lines", "plan", "break_even_probability", "the order saves nothing"),
    ("lines", "plan", "gross_break_even_probability", "the order saves nothing"),
    ("buys", "buys", "break_even_low", "no order of the item saves anything"),
    ("buys", "buys", "break_even_high", "no order of the item saves anything"),
    ("unspent", "unspent", "bought_t", "nobody could order"),
    ("unspent", "unspent", "wanted_t", "nobody could order"),
    ("binding_rules", "binding", "materials", "the rule holds all items back"),
)
"""Key of the document, frame, column, and why it may be null."""


def _missing(plan: Plan) -> dict[str, str]:
    """Return why parts of the `plan` object are null."""
    later = ("loss.simulated", "loss.clairvoyant", "robust_core", "flips", "regret")
    out = {f"plan.{k}": NOT_YET for k in later}
    frames = plan.frames()
    if plan.fresh is None:
        out["plan.fresh"] = "the card leaves nothing to chance, or the plan is made on one draw"
    for key, frame, column, why in _NULLS:
        if frames[frame][column].null_count():
            out[f"plan.{key}[].{column}"] = why
    for a in plan.accounts:
        if a.limit_usd is None:
            out[f"plan.accounts[].limit_usd {a.account}"] = "amount not known"
        if a.next_dollar is None:
            out[f"plan.accounts[].next_dollar {a.account}"] = "the plan decides nothing with it"
    return out
