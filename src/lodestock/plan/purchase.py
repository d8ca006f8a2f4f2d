"""The purchase plan of a stockpile account: read, choose, certify, tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lodestock.plan.account import PURCHASE_ACCOUNT, find_open_quarters, list_account_uses, read_budget
from lodestock.plan.certificate import certify, fresh_value, spread_losses, tail_mean
from lodestock.plan.extensive import Extensive, Scenario, mps_model
from lodestock.plan.lines import buy_table, market_table, offer_table
from lodestock.plan.offer_terms import read_offer_terms
from lodestock.plan.offers import build_offers, read_markets
from lodestock.plan.optimise import optimise
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.plan.reasons import binding_rules, unspent_reasons
from lodestock.plan.solver import write_mps as write_model
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.plan import Plan
from lodestock.records.protocols import Floats, LossSource
from lodestock.records.reasons import Reason
from lodestock.records.scenario import CLASSES, Card

__all__ = ["Need", "build_problem", "purchase_plan"]

_WRITTEN_OUT = 1000
"""Largest number of draws of the extensive form."""

_EXCHANGE_GROUPS = {"base-metal", "platinum-group", "precious-metal"}
"""Groups of `materials` whose metal is traded on an exchange: aluminum, copper, nickel, tin, zinc; PGM; silver."""


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """Requirements per item and class, with values, prices and demand. Axes: m item, k demand class.

    Attributes
    ----------
    gross_t, net_t : (m, k) requirement before and after inventory, tonnes
    materials : (m,) item ids
    value_usd_per_t : (m, k) value of a tonne, NaN where it is not known
    reference_usd_per_t : (m,) reference price, USD per tonne, NaN where it is not known
    demand_t : (m,) demand at home, tonnes per year
    """

    materials: tuple[str, ...]
    gross_t: Floats
    net_t: Floats
    value_usd_per_t: Floats
    reference_usd_per_t: Floats
    demand_t: Floats


def purchase_plan(
    dataset: Dataset,
    card: Card,
    source: LossSource,
    need: Need,
    *,
    budget_usd: float | None = None,
    tolerance: float = 1e-3,
    integers: bool = True,
    extensive: bool = False,
    write_mps: Path | None = None,
    left_usd: Mapping[str, float] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Return the orders of least servable loss that law, markets and money allow.

    Mode ``requirement``: purchases for a class are at most its net requirement.

    Parameters
    ----------
    dataset : the input tables
    card : gives the as-of date, the window and the bars
    source : gives the loss at given deliveries, and its slopes, on as many draws as are asked for
    need : requirements, values, reference prices and demand
    budget_usd : limit on obligations in the window, USD; the amount of the account where None
    tolerance : distance of loss and bound at which the relaxation stops, as a fraction of the benefit
    integers : whether each line is zero or at least the smallest order; not with the extensive form
    extensive : solves the whole programme in one, of draws made anew, in place of tangents
    write_mps : file for the whole programme
    left_usd : account -> what a ledger leaves of it on the as-of date, USD; its amount in the table where it has none
    tell : is called with one line of text at each step

    Returns
    -------
    the certified plan: orders, offers, markets, accounts and reasons

    Raises
    ------
    InputError : the budget is not an amount of money, the account is missing or has no amount, or no quarter of
        the window is open
    DataError : a parameter of the offers has no row or no value
    PlanError : the rules cannot hold together, or the solver gave up
    NotCertifiedError : the solver gap is above a hundredth of the benefit, a limit is broken, or the loss
        does not recompute

    References
    ----------
    docs/method/base-war.md, 'Plan' and 'Certificate'.
    """
    budget = read_budget(dataset, budget_usd, left_usd)
    problem, lacking, left_out = build_problem(dataset, card, need, budget)
    if integers and not extensive:
        problem = problem.in_whole_orders()
    stages = (source.open(problem.cells, draws) for draws in _stages(source.draws))
    scenarios = _scenarios(problem, source) if extensive or write_mps else []
    optimum = optimise(
        problem,
        stages,
        scenarios=scenarios if extensive else (),
        tolerance=tolerance,
        integers=integers and not extensive,
        tell=tell,
    )
    lines = buy_table(problem, optimum, card, need.reference_usd_per_t, PURCHASE_ACCOUNT)
    before, after = spread_losses(problem, optimum.oracle, optimum.tonnes)
    certificate = certify(problem, optimum, after, integers)
    if write_mps:
        reserves = optimum.oracle.reserves
        write_model(mps_model(Extensive(problem, optimum.duty_multiple, reserves, scenarios)), write_mps)
    spent = sum(round(c * 100) for c in lines["ceiling_usd"].to_list()) / 100
    return Plan(
        mode="requirement",
        method="extensive" if extensive else "cuts",
        lines=lines,
        offers=offer_table(problem, card, PURCHASE_ACCOUNT),
        market=market_table(problem, optimum, card, need.demand_t),
        integers=integers,
        draws=optimum.oracle.draws,
        spend_usd=spent,
        loss_usd=optimum.after_usd,
        bound_usd=min(optimum.bound_usd, optimum.after_usd),
        no_plan_usd=optimum.before_usd,
        tail_usd=(tail_mean(optimum.oracle.weights, before), tail_mean(optimum.oracle.weights, after)),
        fresh=fresh_value(problem, source, optimum.tonnes),
        certificate=certificate,
        accounts=list_account_uses(dataset, budget, spent, optimum.next_dollar, left_usd),
        unspent_reason=unspent_reasons(problem, optimum, need.gross_t.sum(axis=1), lacking),
        binding=binding_rules(problem, optimum),
        left_out=left_out,
        assumed=_assumed_shares(dataset, lines.to_dicts()),
    )


def _scenarios(problem: PurchaseProblem, source: LossSource) -> list[Scenario]:
    """Return the draws written out, made anew."""
    if source.draws > _WRITTEN_OUT:
        reason = f"is more than the whole programme can be written out for ({_WRITTEN_OUT})"
        remedy = "Give fewer draws, or plan with --method cuts and without --write-mps"
        raise InputError(Problem("--draws", str(source.draws), reason, remedy))
    return [Scenario(source.redraw(problem.cells, n), 1.0 / source.draws) for n in range(source.draws)]


def _stages(draws: int) -> list[int]:
    """Return numbers of draws that grow tenfold up to all of them; trial points are carried from one to the next."""
    return [n for n in (10_000 * 10**i for i in range(6)) if 2 * n < draws] + [draws]


def build_problem(
    dataset: Dataset, card: Card, need: Need, budget: float
) -> tuple[PurchaseProblem, dict[str, Reason], dict[str, Reason]]:
    """Return what the plan chooses from; item -> reason for items that cannot be bought; the same of offers.

    Parameters
    ----------
    dataset : the input tables
    card : gives the as-of date and the window
    need : requirements and values
    budget : limit on obligations in the window, USD

    Raises
    ------
    InputError : no quarter of the window is open
    DataError : a parameter of the offers has no row or no value
    """
    offer_terms = read_offer_terms(dataset)
    offers, lacking, left_out = build_offers(dataset, card)
    markets, _ = read_markets(dataset, card.as_of.isoformat())
    value = np.nan_to_num(need.value_usd_per_t)
    open_quarters = find_open_quarters(dataset, card)
    by_item: dict[str, list[int]] = {}
    for o, offer in enumerate(offers):
        by_item.setdefault(offer.material, []).append(o)
    lines = tuple(
        Line(m, k, o, q)
        for m, name in enumerate(need.materials)
        for k in range(len(CLASSES))
        if need.net_t[m, k] > 0 and value[m, k] > 0
        for o in by_item.get(name, ())
        if offers[o].demand_class in (None, CLASSES[k])
        for q in open_quarters
        if q in offers[o].quarters(card.buy_quarters)
    )
    groups = {r["material"]: r["group"] for r in dataset.rows("materials")}
    problem = PurchaseProblem(
        materials=need.materials,
        classes=CLASSES,
        limit_t=need.net_t,
        markets=tuple(markets.get(name) for name in need.materials),
        offers=tuple(offers),
        lines=lines,
        quarters=card.buy_quarters,
        horizon=card.quarters,
        budget_usd=budget,
        exchange_usd=budget * offer_terms.exchange_cap,
        exchange_items=frozenset(name for name, group in groups.items() if group in _EXCHANGE_GROUPS),
        offer_terms=offer_terms,
    )
    return problem, lacking, left_out


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
