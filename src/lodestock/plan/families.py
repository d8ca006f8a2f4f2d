"""Constraint families of the purchase decision, one function each.

Columns: ``y[line]`` base cost of a line (tonnes x undisturbed price, USD million), ``s[item,quarter,chord]``
the same by chord of the market's curve, ``theta[item]`` loss (USD million).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodestock.plan.market import CHORD
from lodestock.plan.model import Model
from lodestock.plan.problem import Line, PurchaseProblem
from lodestock.records.protocols import Cut, Floats

__all__ = [
    "Columns",
    "add_columns",
    "add_cut_rows",
    "add_market_rows",
    "add_money_rows",
    "add_offer_rows",
    "add_order_rows",
    "add_requirement_rows",
    "costs",
]

_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions of the columns in a model."""

    line: list[int]
    chord: dict[tuple[int, int], list[int]]
    loss: dict[int, int]


def add_columns(
    model: Model, problem: PurchaseProblem, no_plan_usd: Floats, on: Sequence[bool] | None = None
) -> Columns:
    """Add the columns; lines that are not `on` are held at zero. Loss is at most that without a plan."""
    line = []
    for i, one in enumerate(problem.lines):
        offer = problem.offers[one.offer]
        k, q = problem.classes[one.demand_class], one.quarter
        upper = 0.0 if on is not None and not on[i] else _most(problem, one)
        line.append(model.add_column(f"y[{offer.offer_id},{k},{q}]", upper=upper))
    chord: dict[tuple[int, int], list[int]] = {}
    for m in problem.purchasable_items:
        width = CHORD * problem.market(m).tonnes_per_quarter * problem.base_price(m)
        for q in range(problem.quarters):
            count = len(problem.cost_slopes(m))
            chord[m, q] = [
                model.add_column(f"s[{problem.materials[m]},{q},{j}]", upper=width) for j in range(count)
            ]
    loss = {
        m: model.add_column(f"theta[{problem.materials[m]}]", cost=1.0, upper=no_plan_usd[m] / _MILLION)
        for m in problem.purchasable_items
    }
    return Columns(line, chord, loss)


def _most(problem: PurchaseProblem, line: Line) -> float:
    """Return the most that a line can be, USD million of base cost."""
    capacity = problem.offers[line.offer].capacity_t * (line.quarter + 1)
    return min(capacity, float(problem.limit_t[line.item, line.demand_class])) * problem.base_price(line.item)


def add_market_rows(model: Model, problem: PurchaseProblem, columns: Columns) -> None:
    """Orders of an item and quarter move along its curve; the cap carries forward.

    ``sum_line y = sum_chord s`` and ``sum_{q'<=q} sum_chord s <= cap * Q * (q + 1)``.
    """
    by_quarter: dict[tuple[int, int], dict[int, float]] = {key: {} for key in columns.chord}
    for i, line in enumerate(problem.lines):
        by_quarter[line.item, line.quarter][columns.line[i]] = 1.0
    for (m, q), coefficients in by_quarter.items():
        name = f"{problem.materials[m]},{q}"
        model.add_row(
            f"curve[{name}]", {**coefficients, **dict.fromkeys(columns.chord[m, q], -1.0)}, lower=0, upper=0
        )
        so_far = {j: 1.0 for p in range(q + 1) for j in columns.chord[m, p]}
        cap = (
            problem.offer_terms.market_cap
            * problem.market(m).tonnes_per_quarter
            * problem.base_price(m)
            * (q + 1)
        )
        model.add_row(f"market_cap[{name}]", so_far, upper=cap)


def add_offer_rows(model: Model, problem: PurchaseProblem, columns: Columns) -> None:
    """Let an offer sell at most its capacity; unused capacity carries forward.

    ``sum_{q'<=q} y <= capacity * (q + 1)``.
    """
    by_offer: dict[int, list[int]] = {}
    for i, line in enumerate(problem.lines):
        by_offer.setdefault(line.offer, []).append(i)
    for o, members in by_offer.items():
        offer = problem.offers[o]
        unit = problem.base_price(problem.lines[members[0]].item)
        for q in range(problem.quarters):
            coefficients = {columns.line[i]: 1.0 for i in members if problem.lines[i].quarter <= q}
            if coefficients:
                model.add_row(
                    f"offer[{offer.offer_id},{q}]", coefficients, upper=offer.capacity_t * unit * (q + 1)
                )


def add_requirement_rows(model: Model, problem: PurchaseProblem, columns: Columns) -> None:
    """Purchases of an item and class are at most its limit. ``sum_line y <= N``."""
    by_class: dict[tuple[int, int], dict[int, float]] = {}
    for i, line in enumerate(problem.lines):
        by_class.setdefault((line.item, line.demand_class), {})[columns.line[i]] = 1.0
    for (m, k), coefficients in by_class.items():
        name = f"requirement[{problem.materials[m]},{problem.classes[k]}]"
        model.add_row(name, coefficients, upper=problem.limit_t[m, k] * problem.base_price(m))


def costs(problem: PurchaseProblem, columns: Columns, multiple: Floats) -> dict[int, float]:
    """Return what each column adds to the spending.

    Chords carry price and freight along the curve; a line carries its duty at the price multiple
    ``multiple[item, quarter]``: 1 understates it (a bound), the multiple reached states it.
    """
    out: dict[int, float] = {}
    freight = 1.0 + problem.offer_terms.freight
    for (m, _), chords in columns.chord.items():
        out.update(zip(chords, freight * problem.cost_slopes(m), strict=True))
    for i, line in enumerate(problem.lines):
        duty = problem.offers[line.offer].duty * multiple[line.item, line.quarter]
        if duty:
            out[columns.line[i]] = float(duty)
    return out


def add_money_rows(model: Model, problem: PurchaseProblem, columns: Columns, spent: dict[int, float]) -> None:
    """Spending stays within the budget, that on exchange metals within its part of it."""
    model.add_row("budget", spent, upper=problem.budget_usd / _MILLION)
    traded = {m for m in problem.purchasable_items if problem.materials[m] in problem.exchange_items}
    some = {j for (m, _), chords in columns.chord.items() if m in traded for j in chords}
    some |= {columns.line[i] for i, line in enumerate(problem.lines) if line.item in traded}
    coefficients = {j: c for j, c in spent.items() if j in some}
    if coefficients:
        model.add_row("exchange_metals", coefficients, upper=problem.exchange_usd / _MILLION)


def add_cut_rows(model: Model, problem: PurchaseProblem, columns: Columns, cut: Cut, at_t: Floats) -> None:
    """Loss lies above a tangent: ``theta_m >= L_m(at) + sum slope (deliveries - at)``.

    Parameters
    ----------
    at_t : (m, k, t) deliveries at which the cut was taken
    """
    base = cut.loss_usd - (cut.slope_usd_per_t * at_t).sum(axis=(1, 2))
    coefficients: dict[int, dict[int, float]] = {m: {j: 1.0} for m, j in columns.loss.items()}
    for i, line in enumerate(problem.lines):
        arrival = line.quarter + problem.offer_terms.lead_quarters
        if arrival < problem.horizon:
            slope = cut.slope_usd_per_t[line.item, line.demand_class, arrival]
            if slope:
                unit = problem.market(line.item).price_usd_per_t
                coefficients[line.item][columns.line[i]] = -slope / unit
    for m, row in coefficients.items():
        model.add_row(f"cut[{problem.materials[m]}]", row, lower=base[m] / _MILLION)


def add_order_rows(model: Model, problem: PurchaseProblem, columns: Columns, on: Sequence[bool]) -> list[int]:
    """Hold a line to zero or at least the smallest order: ``smallest z <= y <= most z``, z yes or no.

    Returns
    -------
    position of z for each line that is `on`
    """
    out = []
    for i, line in enumerate(problem.lines):
        if not on[i]:
            continue
        smallest = problem.smallest_order(line)
        most = _most(problem, line)
        z = model.add_column(f"z[{model.names[columns.line[i]][2:-1]}]", upper=1.0, integer=True)
        model.add_row(f"smallest[{i}]", {columns.line[i]: 1.0, z: -smallest}, lower=0.0)
        model.add_row(f"most[{i}]", {columns.line[i]: 1.0, z: -most}, upper=0.0)
        out.append(z)
    return out
