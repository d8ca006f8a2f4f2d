"""The purchase plan of a stockpile account: read, choose, certify, tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lodestock.plan.account import PURCHASE_ACCOUNT, find_open_quarters, list_account_uses, read_budget
from lodestock.plan.check import recompute_loss, worst_break
from lodestock.plan.lines import buy_table, market_table, offer_table
from lodestock.plan.offer_terms import read_offer_terms
from lodestock.plan.offers import build_indicative_offers, read_markets
from lodestock.plan.optimise import Optimum, optimise
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.plan.reasons import binding_rules, unspent_reasons
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, NotCertifiedError, Problem
from lodestock.records.plan import Certificate, Plan
from lodestock.records.protocols import Floats, LossOracle
from lodestock.records.reasons import Reason
from lodestock.records.scenario import CLASSES, Card

__all__ = ["Need", "purchase_plan"]

_LARGEST_GAP = 1e-2
"""Largest solver gap of a plan that is published."""

_LARGEST_BREAK = 1e-6
"""Largest relative excess over a limit of a plan that is published."""

_EXCHANGE_GROUPS = {"base-metal", "platinum-group", "precious-metal"}
"""Groups of `materials` whose metal is traded on an exchange: aluminum, copper, nickel, tin, zinc; PGM; silver."""


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """Requirements per item and class that accompany the loss oracle, with prices and demand.

    Axes: m item in the order of the oracle, k demand class.

    Attributes
    ----------
    gross_t, net_t : (m, k) requirement before and after inventory, tonnes
    reference_usd_per_t : (m,) reference price, USD per tonne, NaN where it is not known
    demand_t : (m,) demand at home, tonnes per year
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

    Mode ``requirement``: purchases for a class are at most its net requirement. Money that was obligated
    before the as-of date is not deducted from the account.

    Parameters
    ----------
    dataset : the input tables
    card : gives the as-of date, the window and the bars
    oracle : gives the loss at given deliveries, and its slopes
    need : requirements, reference prices and demand
    budget_usd : limit on obligations in the window, USD; the amount of the account where None
    tolerance : distance of loss and bound at which the relaxation stops, as a fraction of the benefit
    integers : whether each line is zero or at least the smallest order
    tell : is called with one line of text at each step

    Returns
    -------
    the certified plan: orders, offers, markets, accounts and reasons

    Raises
    ------
    InputError : the budget is not an amount of money or is below the smallest order, the account is missing
        or has no amount, or no quarter of the window is open
    DataError : a parameter of the offers has no row or no value
    PlanError : the rules cannot hold together, or the solver gave up
    NotCertifiedError : the solver gap is above a hundredth of the benefit, a limit is broken, or the loss
        does not recompute

    References
    ----------
    docs/method/base-war.md, 'Plan' and 'Certificate'.
    """
    budget = read_budget(dataset, budget_usd)
    problem, lacking = _build_problem(dataset, card, oracle, need, budget)
    _refuse_small_budget(problem, integers)
    optimum = optimise(problem, oracle, tolerance=tolerance, integers=integers, tell=tell)
    lines = buy_table(problem, oracle, optimum, card, need.reference_usd_per_t, PURCHASE_ACCOUNT)
    loss, loss_without_plan = float(optimum.loss_usd.sum()), float(optimum.no_plan_usd.sum())
    certificate = _certify(problem, oracle, optimum, integers)
    spent = sum(round(c * 100) for c in lines["ceiling_usd"].to_list()) / 100
    return Plan(
        mode="requirement",
        method="cuts",
        lines=lines,
        offers=offer_table(problem, card, PURCHASE_ACCOUNT),
        market=market_table(problem, optimum, card, need.demand_t),
        spend_usd=spent,
        loss_usd=loss,
        bound_usd=min(optimum.bound_usd, loss),
        no_plan_usd=loss_without_plan,
        certificate=certificate,
        accounts=list_account_uses(dataset, budget, spent, optimum.next_dollar),
        unspent_reason=unspent_reasons(problem, oracle, optimum, need.gross_t.sum(axis=1), lacking),
        binding=binding_rules(problem, optimum),
        assumed=_assumed_shares(dataset, lines.to_dicts()),
    )


def _refuse_small_budget(problem: PurchaseProblem, integers: bool) -> None:
    """Refuse a budget under the smallest order, because no plan with orders can use it."""
    budget, smallest = problem.budget_usd, problem.offer_terms.smallest_order_usd
    if integers and 0 < budget < smallest:
        reason = f"is below the smallest order of USD {smallest:,.0f} (offer/min_order_usd)"
        raise InputError(Problem("budget", f"{budget:g}", reason, "Raise it, or plan with --no-integers"))


def _build_problem(
    dataset: Dataset, card: Card, oracle: LossOracle, need: Need, budget: float
) -> tuple[PurchaseProblem, dict[str, Reason]]:
    """Return what the plan chooses from, and item -> reason for items that cannot be bought."""
    offer_terms = read_offer_terms(dataset)
    offers, lacking = build_indicative_offers(dataset, card)
    markets, _ = read_markets(dataset, card.as_of.isoformat())
    value = oracle.cells(0).value_usd_per_t
    open_quarters = find_open_quarters(dataset, card)
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
        markets=tuple(markets.get(name) for name in oracle.materials),
        offers=tuple(offers),
        lines=lines,
        quarters=card.buy_quarters,
        horizon=card.quarters,
        budget_usd=budget,
        exchange_usd=budget * offer_terms.exchange_cap,
        exchange_items=frozenset(name for name, group in groups.items() if group in _EXCHANGE_GROUPS),
        offer_terms=offer_terms,
    )
    return problem, lacking


def _certify(problem: PurchaseProblem, oracle: LossOracle, optimum: Optimum, integers: bool) -> Certificate:
    """Return the certificate; raise unless limits hold, the loss recomputes and the solver gap is small."""
    loss = float(optimum.loss_usd.sum())
    benefit = max(float(optimum.no_plan_usd.sum()) - optimum.bound_usd, 1.0)
    ceilings = problem.ceilings_usd(optimum.tonnes, optimum.multiple)
    certificate = Certificate(
        primal=worst_break(problem, optimum.tonnes, ceilings, smallest=integers),
        dual=optimum.dual_residual * 1e6 / benefit,
        solver_gap=optimum.solver_gap,
        recomputed=recompute_loss(problem, oracle, optimum.tonnes, 0),
    )
    gap, excess = certificate.solver_gap, certificate.primal
    distance = abs(certificate.recomputed - loss) / benefit
    if gap <= _LARGEST_GAP and excess <= _LARGEST_BREAK and distance <= 1e-6:
        return certificate
    reason = (
        f"gap {gap:.3g} (allowed {_LARGEST_GAP:g}), worst break of a limit {excess:.3g} "
        f"(allowed {_LARGEST_BREAK:g}), loss recomputed {distance:.3g} away (allowed 1e-06)"
    )
    remedy = "Where smallest orders cost too much of the benefit, raise --budget or plan with --no-integers"
    raise NotCertifiedError(Problem("plan", "", f"is not certified: {reason}", remedy))


def _assumed_shares(dataset: Dataset, lines: list[dict[str, object]]) -> dict[str, float]:
    """Return input table -> share of the spending on items whose rows in it are of grade D.

    ``any`` is the share on items with such a row in at least one table.
    """
    tables = ("us_demand", "demand_classes", "price", "accessible_market", "market_impact", "consequence")
    weak = {table: set(_items_of_grade_d(dataset, table)) for table in tables}
    total = sum(float(str(line["ceiling_usd"])) for line in lines)
    out = {}
    for table, items in (*weak.items(), ("any", set().union(*weak.values()))):
        part = sum(float(str(line["ceiling_usd"])) for line in lines if line["material"] in items)
        out[table] = part / total if total else 0.0
    return out


def _items_of_grade_d(dataset: Dataset, table: str) -> list[str]:
    """Return the items of the rows of a table that are of grade D or have no grade."""
    frame = dataset.frame(table)
    return [str(m) for m, q in frame.select("material", "quality").iter_rows() if q in (None, "D")]
