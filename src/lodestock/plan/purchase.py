"""The purchase plan of a stockpile account: read, choose, certify, tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lodestock.plan.account import PURCHASE_ACCOUNT, find_open_quarters, list_account_uses, read_budget
from lodestock.plan.check import recompute_losses, worst_break
from lodestock.plan.extensive import Extensive, Scenario, mps_model
from lodestock.plan.lines import buy_table, market_table, offer_table
from lodestock.plan.offer_terms import read_offer_terms
from lodestock.plan.offers import build_offers, read_markets
from lodestock.plan.optimise import Optimum, optimise
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.plan.reasons import binding_rules, unspent_reasons
from lodestock.plan.solver import write_mps as write_model
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, NotCertifiedError, Problem
from lodestock.records.plan import Certificate, FreshValue, Plan
from lodestock.records.protocols import Floats, LossSource
from lodestock.records.reasons import Reason
from lodestock.records.scenario import CLASSES, Card

__all__ = ["TAIL", "Need", "build_problem", "purchase_plan"]

_LARGEST_GAP = 1e-2
"""Largest solver gap of a plan that is published."""

_LARGEST_BREAK = 1e-6
"""Largest relative excess over a limit of a plan that is published."""

TAIL = 0.95
"""Part of the probability that lies below the tail whose mean loss is told."""

_WRITTEN_OUT = 1000
"""Largest number of draws of the extensive form."""

_CHECKED = 200
"""Draws of the tail, and as many others, whose losses are computed again."""

_FRESH_DRAWS = 10_000
"""Most draws, others than those of the plan, on which its value is told."""

_NORMAL_90 = 1.6448536269514722
"""Standard errors on both sides of a mean within which nine of ten means lie."""

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
    tell: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Return the orders of least servable loss that law, markets and money allow.

    Mode ``requirement``: purchases for a class are at most its net requirement. Money that was obligated
    before the as-of date is not deducted from the account.

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
    budget = read_budget(dataset, budget_usd)
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
    before, after = (_spread(problem, optimum, tonnes) for tonnes in (0.0 * optimum.tonnes, optimum.tonnes))
    certificate = _certify(problem, optimum, after, integers)
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
        tail_usd=(_tail_mean(optimum.oracle.weights, before), _tail_mean(optimum.oracle.weights, after)),
        fresh=_fresh_value(problem, source, optimum.tonnes),
        certificate=certificate,
        accounts=list_account_uses(dataset, budget, spent, optimum.next_dollar),
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
    drawn = (source.redraw(problem.cells, n) for n in range(source.draws))
    return [Scenario(gaps, masked, other, 1.0 / source.draws) for gaps, masked, other in drawn]


def _stages(draws: int) -> list[int]:
    """Return numbers of draws that grow tenfold up to all of them; trial points are carried from one to the next."""
    return [n for n in (10_000 * 10**i for i in range(6)) if 2 * n < draws] + [draws]


def _spread(problem: PurchaseProblem, optimum: Optimum, tonnes: Floats) -> Floats:
    """Return (n,) the loss of each draw that some orders leave, USD."""
    found = optimum.oracle.evaluate(problem.deliveries_t(tonnes)[None], by_draw=True).by_draw_usd
    assert found is not None
    return np.asarray(found[0])


def _tail_mean(weights: Floats, losses: Floats) -> float:
    """Return the mean of the largest losses that together have the probability 1 - `TAIL`; ties by position."""
    order = np.argsort(-losses, kind="stable")
    left = np.maximum(1.0 - TAIL - (np.cumsum(weights[order]) - weights[order]), 0.0)
    part = np.minimum(weights[order], left)
    return float(part @ losses[order] / part.sum())


def _fresh_value(problem: PurchaseProblem, source: LossSource, tonnes: Floats) -> FreshValue | None:
    """Return what some orders save on draws that did not choose them; None where nothing is left to chance."""
    draws = min(source.draws, _FRESH_DRAWS)
    oracle = source.fresh(problem.cells, draws)
    if oracle is None:
        return None
    points = np.stack([problem.deliveries_t(0.0 * tonnes), problem.deliveries_t(tonnes)])
    found = oracle.evaluate(points, by_draw=True).by_draw_usd
    assert found is not None
    saved = found[0] - found[1]
    error = float(saved.std(ddof=1)) / draws**0.5 if draws > 1 else 0.0
    mean = float(saved.mean())
    return FreshValue(draws, mean, mean - _NORMAL_90 * error, mean + _NORMAL_90 * error)


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


def _certify(problem: PurchaseProblem, optimum: Optimum, losses: Floats, integers: bool) -> Certificate:
    """Return the certificate; raise unless limits hold, the losses recompute and the solver gap is small."""
    benefit = max(optimum.before_usd - optimum.bound_usd, 1.0)
    ceilings = problem.ceilings_usd(optimum.tonnes, optimum.multiple)
    draws = _checked_draws(losses)
    again = recompute_losses(problem, optimum.oracle, optimum.tonnes, draws)
    whole = float(optimum.oracle.weights @ losses)
    largest = max(float(losses.max(initial=0.0)), benefit)
    off = float(np.abs(again - losses[draws]).max())
    distance = max(off, abs(whole - optimum.after_usd)) / largest
    certificate = Certificate(
        primal=worst_break(problem, optimum.tonnes, ceilings, smallest=integers),
        dual=optimum.dual_residual / benefit,
        solver_gap=optimum.solver_gap,
        recomputed=float(again.mean()),
        recomputed_draws=len(draws),
        distance=distance,
    )
    gap, excess = certificate.solver_gap, certificate.primal
    if gap <= _LARGEST_GAP and excess <= _LARGEST_BREAK and distance <= 1e-6:
        return certificate
    reason = (
        f"gap {gap:.3g} (allowed {_LARGEST_GAP:g}), worst break of a limit {excess:.3g} "
        f"(allowed {_LARGEST_BREAK:g}), loss recomputed {distance:.3g} away (allowed 1e-06)"
    )
    remedy = "Where smallest orders cost too much of the benefit, raise --budget or plan with --no-integers"
    raise NotCertifiedError(Problem("plan", "", f"is not certified: {reason}", remedy))


def _checked_draws(losses: Floats) -> list[int]:
    """Return the draws of the largest losses, and others spread evenly over the rest."""
    order = np.argsort(-losses, kind="stable")
    tail, rest = order[:_CHECKED], order[_CHECKED:]
    others = (
        rest[np.unique(np.linspace(0, len(rest) - 1, min(_CHECKED, len(rest))).astype(int))]
        if len(rest)
        else rest
    )
    return sorted(int(n) for n in (*tail, *others))


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
