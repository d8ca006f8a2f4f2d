"""The purchase plan of a stockpile account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lodestock.plan.check import recompute_loss, worst_break
from lodestock.plan.lines import buy_table, market_table, offer_table
from lodestock.plan.offers import build_indicative_offers, read_markets, read_offer_terms
from lodestock.plan.optimise import Optimum, optimise
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.plan.reasons import describe_binding_rules, unspent_reasons
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, NotCertifiedError, Problem
from lodestock.records.plan import AccountUse, Certificate, Plan
from lodestock.records.protocols import Floats, LossOracle
from lodestock.records.scenario import CLASSES, Card, Quarter

__all__ = ["PURCHASE_ACCOUNT", "Need", "purchase_plan"]

PURCHASE_ACCOUNT = "programme-2025"
"""Account id of the purchase programme, a ceiling inside its parent account."""

_TOLERANCE = 1e-2
_FEASIBLE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """What SIZE hands to PLAN beside the oracle, (m, k) or (m,) by the oracle's items.

    Attributes
    ----------
    gross_t, net_t : requirement before and after inventory, (m, k)
    reference_usd_per_t, demand_t : (m,)
    """

    gross_t: Floats
    net_t: Floats
    reference_usd_per_t: Floats
    demand_t: Floats


def purchase_plan(
    dataset: Dataset,
    card: Card,
    oracle: LossOracle,
    need: Need,
    *,
    budget_usd: float | None = None,
    tolerance: float = 1e-6,
    integers: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Return the orders of least servable loss that law, markets and money allow.

    Mode ``requirement``: what is bought for a class is at most its net requirement. Nothing obligated
    before the as-of date is deducted from the account.

    Parameters
    ----------
    budget_usd : most that may be obligated in the window; the programme's ceiling where None
    tolerance : relative solver gap at which tangents count as meeting the loss

    Raises
    ------
    InputError : a budget that is not a positive number, an account that is not in the tables
    PlanError : the rules cannot hold together
    NotCertifiedError : gap above a hundredth of the benefit, or a limit broken
    """
    budget = _budget(dataset, budget_usd)
    problem, lacking = _build_problem(dataset, card, oracle, need, budget)
    _refuse_small(problem, integers)
    optimum = optimise(problem, oracle, tolerance=tolerance, integers=integers, tell=tell)
    lines = buy_table(problem, oracle, optimum, card, need.reference_usd_per_t, PURCHASE_ACCOUNT)
    ceilings = problem.ceilings_usd(optimum.tonnes, optimum.multiple)
    loss, before = float(optimum.loss_usd.sum()), float(optimum.no_plan_usd.sum())
    benefit = max(before - optimum.bound_usd, 1.0)
    certificate = Certificate(
        primal=worst_break(problem, optimum.tonnes, ceilings, smallest=integers),
        dual=optimum.dual_residual * 1e6 / benefit,
        solver_gap=optimum.solver_gap,
        recomputed=recompute_loss(problem, oracle, optimum.tonnes, 0),
    )
    _certify(certificate, loss, benefit)
    cents = sum(round(c * 100) for c in lines["ceiling_usd"].to_list())
    return Plan(
        mode="requirement",
        method="cuts",
        lines=lines,
        offers=offer_table(problem, card, PURCHASE_ACCOUNT),
        market=market_table(problem, optimum, card, need.demand_t),
        spend_usd=cents / 100,
        loss_usd=loss,
        bound_usd=min(optimum.bound_usd, loss),
        no_plan_usd=before,
        certificate=certificate,
        accounts=_accounts(dataset, budget, cents / 100, optimum),
        unspent_reason=unspent_reasons(problem, oracle, optimum, need.gross_t.sum(axis=1), lacking),
        binding=describe_binding_rules(problem, optimum),
        assumed=_assumed(dataset, lines.to_dicts()),
    )


def _budget(dataset: Dataset, asked: float | None) -> float:
    """Return the most that may be spent: what is asked, within programme's parent account."""
    row = dataset.row("appropriations", PURCHASE_ACCOUNT)
    if row is None:
        reason, remedy = "is not in the tables", "Add it to overlays/appropriations.csv"
        raise InputError(Problem(f"appropriations {PURCHASE_ACCOUNT}", "", reason, remedy))
    if asked is None and row["amount_usd"] is None:
        reason, remedy = "is missing: nothing says how much may be spent", "Fill the cell, or give --budget"
        raise InputError(Problem(f"appropriations {PURCHASE_ACCOUNT} column amount_usd", "", reason, remedy))
    if asked is not None and not (np.isfinite(asked) and asked >= 0):
        raise InputError(
            Problem("--budget", str(asked), "is not an amount of money", "Give USD, such as 1e9")
        )
    parent = dataset.row("appropriations", str(row["parent_account_id"]))
    most = float(str(parent["amount_usd"])) if parent and parent["amount_usd"] is not None else np.inf
    return float(min(float(str(row["amount_usd"])) if asked is None else asked, most))


def _refuse_small(problem: PurchaseProblem, integers: bool) -> None:
    """Refuse a budget under the smallest order: no plan with orders can use it."""
    budget, smallest = problem.budget_usd, problem.offer_terms.smallest_order_usd
    if integers and 0 < budget < smallest:
        reason = f"is below the smallest order of USD {smallest:,.0f} (offer/min_order_usd)"
        raise InputError(Problem("budget", f"{budget:g}", reason, "Raise it, or plan with --no-integers"))


def _build_problem(
    dataset: Dataset, card: Card, oracle: LossOracle, need: Need, budget: float
) -> tuple[PurchaseProblem, dict[str, str]]:
    """Return what the plan chooses from, and why some items cannot be bought."""
    rules = read_offer_terms(dataset)
    offers, lacking = build_indicative_offers(dataset, card)
    found, _ = read_markets(dataset, card.as_of.isoformat())
    value = oracle.cells(0).value_usd_per_t
    open_quarters = _open_quarters(dataset, card)
    by_item: dict[str, list[int]] = {}
    for o, offer in enumerate(offers):
        by_item.setdefault(offer.material, []).append(o)
    lines = tuple(
        Line(m, k, o, q)
        for m, name in enumerate(oracle.materials)
        for k in range(len(CLASSES))
        if need.net_t[m, k] > 0 and value[m, k] > 0
        for o in by_item.get(name, ())
        for q in open_quarters
    )
    groups = {r["material"]: r["group"] for r in dataset.rows("materials")}
    problem = PurchaseProblem(
        materials=oracle.materials,
        classes=CLASSES,
        limit_t=need.net_t,
        markets=tuple(found.get(name) for name in oracle.materials),
        offers=tuple(offers),
        lines=lines,
        quarters=card.buy_quarters,
        horizon=card.quarters,
        budget_usd=budget,
        exchange_usd=budget * rules.exchange_cap,
        exchange_items=frozenset(name for name, group in groups.items() if group in _EXCHANGE_GROUPS),
        offer_terms=rules,
    )
    return problem, lacking


_EXCHANGE_GROUPS = {"base-metal", "platinum-group", "precious-metal"}
"""Groups of `materials` whose metal is traded on an exchange: aluminum, copper, nickel, tin, zinc; PGM; silver."""


def _open_quarters(dataset: Dataset, card: Card) -> list[int]:
    """Return the quarters of the window in which law lets the account obligate, none before the as-of date.

    Raises
    ------
    InputError : there is none
    """
    row = dataset.row("appropriations", PURCHASE_ACCOUNT) or {}
    first, last = row.get("first_obligation_date"), row.get("last_obligation_date")
    out = []
    for q in range(card.buy_quarters):
        quarter: Quarter = card.first_quarter.plus(q)
        begins, ends = quarter.first_day.isoformat(), quarter.plus(1).first_day.isoformat()
        if ends > max(str(first or ""), card.as_of.isoformat()) and (not last or begins <= str(last)):
            out.append(q)
    if not out:
        reason = f"no quarter of the window {' to '.join(card.window)} is open on or after it"
        reason += f"; {PURCHASE_ACCOUNT} may obligate from {first or 'any day'} to {last or 'any day'}"
        remedy = "Give an earlier --as-of, or move horizon.window of the card"
        raise InputError(Problem("as_of", card.as_of.isoformat(), reason, remedy))
    return out


def _certify(certificate: Certificate, loss: float, benefit: float) -> None:
    """Raise unless the plan holds its limits, its loss recomputes and its gap is small."""
    apart = abs(certificate.recomputed - loss) / benefit
    if certificate.solver_gap <= _TOLERANCE and certificate.primal <= _FEASIBLE and apart <= 1e-6:
        return
    reason = (
        f"gap {certificate.solver_gap:.3g} (allowed {_TOLERANCE:g}), worst break of a limit {certificate.primal:.3g} "
        f"(allowed {_FEASIBLE:g}), loss recomputed {apart:.3g} away (allowed 1e-06)"
    )
    remedy = "Where smallest orders cost too much of the benefit, raise --budget or plan with --no-integers"
    raise NotCertifiedError(Problem("plan", "", f"is not certified: {reason}", remedy))


def _accounts(dataset: Dataset, budget: float, spent: float, optimum: Optimum) -> tuple[AccountUse, ...]:
    """Return each account's limit and use; accounts this plan cannot use say why."""
    parent = (dataset.row("appropriations", PURCHASE_ACCOUNT) or {}).get("parent_account_id")
    why = {
        "investment": "projects are not planned yet: no project line can draw on it",
        "credit_subsidy": "loans are not planned yet: no loan can draw on it",
        "restricted_receipts": "may buy replacement material only, and no receipt is recorded",
    }
    out = []
    for r in dataset.rows("appropriations"):
        name = r["account_id"]
        if name == PURCHASE_ACCOUNT:
            reason = "pays the orders of this plan"
            out.append(AccountUse(name, budget, spent, optimum.next_dollar, reason))
        elif name == parent:
            reason = f"holds {PURCHASE_ACCOUNT}, whose orders are counted here too"
            out.append(AccountUse(name, r["amount_usd"], spent, None, reason))
        else:
            reason = why.get(str(r["purpose"]), "is not part of this programme")
            out.append(AccountUse(name, r["amount_usd"], 0.0, None, reason))
    return tuple(out)


def _assumed(dataset: Dataset, lines: list[dict[str, object]]) -> dict[str, float]:
    """Return input table -> share of the spending on items whose rows in it are of grade D.

    ``any`` is the share on items with such a row in one table at least.
    """
    tables = ("us_demand", "demand_classes", "price", "accessible_market", "market_impact", "consequence")
    weak = {t: set(_graded_d(dataset, t)) for t in tables}
    total = sum(float(str(line["ceiling_usd"])) for line in lines)
    out = {}
    for table, items in (*weak.items(), ("any", set().union(*weak.values()))):
        part = sum(float(str(line["ceiling_usd"])) for line in lines if line["material"] in items)
        out[table] = part / total if total else 0.0
    return out


def _graded_d(dataset: Dataset, table: str) -> list[str]:
    frame = dataset.frame(table)
    return [str(m) for m, q in frame.select("material", "quality").iter_rows() if q in (None, "D")]
