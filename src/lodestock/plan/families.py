"""Constraint families of the purchase decision, one function per family.

Columns, in the units of money and of loss that `PurchaseProblem.unit_usd` and `loss_unit_usd` give:

- ``y[line]`` base cost of a possible order: tonnes x undisturbed price;
- ``s[item,quarter,chord]`` the same base cost, by chord of the market's price curve;
- ``theta[item,class]`` servable loss of a reserve;
- ``z[line]`` 1 where the line is ordered, 0 where it is not; only with smallest orders.

In the formulas m is an item, k a demand class, q and q' quarters of obligation and t per quarter of the card.
The rows are those of docs/method/base-war.md, 'Plan'; those on money are in `lodestock.plan.spending`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from lodestock.plan.market import CHORD
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats

__all__ = [
    "Columns",
    "add_cut_rows",
    "add_loss_columns",
    "add_market_rows",
    "add_offer_rows",
    "add_order_columns",
    "add_order_rows",
    "add_requirement_rows",
    "loss_unit_usd",
]


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions of the columns of the orders in a model.

    Attributes
    ----------
    line : (line,) position of y
    chord : (item, quarter) -> positions of s, one per chord
    """

    line: list[int]
    chord: dict[tuple[int, int], list[int]]


def add_order_columns(model: Model, problem: PurchaseProblem) -> Columns:
    """Add the columns y and s.

    Every column has an upper bound: without one, weak duality would give no bound on the optimum.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from

    Returns
    -------
    positions of the columns
    """
    lines = []
    for line in problem.lines:
        offer = problem.offers[line.offer]
        k, q = problem.classes[line.demand_class], line.quarter
        upper = problem.largest_order(line)
        lines.append(model.add_column(f"y[{offer.offer_id},{k},{q}]", upper=upper))
    chord: dict[tuple[int, int], list[int]] = {}
    for m in problem.purchasable_items:
        width = CHORD * problem.market(m).tonnes_per_quarter * problem.base_price(m)
        for q in range(problem.quarters):
            count = len(problem.cost_slopes(m))
            chord[m, q] = [
                model.add_column(f"s[{problem.materials[m]},{q},{j}]", upper=width) for j in range(count)
            ]
    return Columns(lines, chord)


def loss_unit_usd(no_plan_usd: float) -> float:
    """Return the USD in a unit of loss: the power of two nearest to a 32,000th of the loss without a plan.

    Parameters
    ----------
    no_plan_usd : loss without orders, USD
    """
    return float(2.0 ** (round(log2(max(no_plan_usd, 1e-300))) - 15))


def add_loss_columns(
    model: Model, problem: PurchaseProblem, no_plan_usd: Floats, unit_usd: float
) -> list[int]:
    """Add the columns theta, each at most the loss of its reserve without orders.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    no_plan_usd : (c,) loss without orders, USD
    unit_usd : USD in a unit of loss

    Returns
    -------
    (c,) positions of theta
    """
    out = []
    for (m, k), usd in zip(problem.cells, no_plan_usd, strict=True):
        name = f"theta[{problem.materials[m]},{problem.classes[k]}]"
        out.append(model.add_column(name, cost=1.0, upper=usd / unit_usd))
    return out


def add_market_rows(model: Model, problem: PurchaseProblem, columns: Columns) -> None:
    """Move the orders of an item and quarter along its price curve, up to the market cap.

    ``sum_line y = sum_chord s`` and ``sum_{q'<=q} sum_chord s <= cap * Q * (q + 1)``, with Q the base cost of
    a quarter's market. Unused cap carries forward. Orders at a price that is offered raise no price, and count
    under the cap by their tonnes.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    columns : positions of its columns
    """
    by_quarter: dict[tuple[int, int], dict[int, float]] = {key: {} for key in columns.chord}
    fixed: dict[tuple[int, int], dict[int, float]] = {key: {} for key in columns.chord}
    for i, line in enumerate(problem.lines):
        key = (line.item, line.quarter)
        if problem.line_floats[i]:
            by_quarter[key][columns.line[i]] = 1.0
        else:
            fixed[key][columns.line[i]] = problem.base_price(line.item) / problem.own_price(line)
    for (m, q), coefficients in by_quarter.items():
        name = f"{problem.materials[m]},{q}"
        curve = {**coefficients, **dict.fromkeys(columns.chord[m, q], -1.0)}
        model.add_row(f"curve[{name}]", curve, lower=0, upper=0)
        so_far = {j: 1.0 for p in range(q + 1) for j in columns.chord[m, p]}
        so_far.update({j: x for p in range(q + 1) for j, x in fixed[m, p].items()})
        share, quarter_t = problem.offer_terms.market_cap, problem.market(m).tonnes_per_quarter
        cap = share * quarter_t * problem.base_price(m) * (q + 1)
        model.add_row(f"market_cap[{name}]", so_far, upper=cap)


def add_offer_rows(model: Model, problem: PurchaseProblem, columns: Columns) -> None:
    """Limit what an offer sells to its capacity; unused capacity carries forward.

    ``sum_{q'<=q} y <= capacity * (q + 1)``, per offer and quarter.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    columns : positions of its columns
    """
    by_offer: dict[int, list[int]] = {}
    for i, line in enumerate(problem.lines):
        by_offer.setdefault(line.offer, []).append(i)
    for o, members in by_offer.items():
        offer = problem.offers[o]
        price = problem.own_price(problem.lines[members[0]])
        for q in range(problem.quarters):
            coefficients = {columns.line[i]: 1.0 for i in members if problem.lines[i].quarter <= q}
            if coefficients:
                upper = offer.capacity_t * price * (q - max(offer.first, 0) + 1)
                model.add_row(f"offer[{offer.offer_id},{q}]", coefficients, upper=upper)


def add_requirement_rows(model: Model, problem: PurchaseProblem, columns: Columns) -> None:
    """Limit the purchases per item and class to the requirement: ``sum_line y <= limit``.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    columns : positions of its columns
    """
    by_class: dict[tuple[int, int], dict[int, float]] = {}
    for i, line in enumerate(problem.lines):
        tonnes = problem.base_price(line.item) / problem.own_price(line)
        by_class.setdefault((line.item, line.demand_class), {})[columns.line[i]] = tonnes
    for (m, k), coefficients in by_class.items():
        name = f"requirement[{problem.materials[m]},{problem.classes[k]}]"
        model.add_row(name, coefficients, upper=problem.limit_t[m, k] * problem.base_price(m))


def add_cut_rows(
    model: Model,
    problem: PurchaseProblem,
    line: Sequence[int],
    theta: Sequence[int],
    tangent: tuple[Floats, Floats, Floats],
    unit_usd: float,
) -> None:
    """Keep the loss of each reserve above a tangent to it.

    ``theta_c >= L_c(at) + sum_t slope[c,t] (deliveries[c,t] - at[c,t])``: the loss is convex in the deliveries, so
    it lies above each of its tangents. A tangent without a slope says no more than the one at no purchases where it
    lies no higher, and is left out.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    line, theta : positions of the columns y and theta
    tangent : (2, c, t) deliveries at which it touches the loss, tonnes; (c,) loss, USD; (2, c, t) slopes, USD per tonne
    unit_usd : USD in a unit of loss

    References
    ----------
    Kelley (1960), The cutting-plane method for solving convex programs.
    """
    point, loss, slopes = tangent
    base = (loss - (slopes * point).sum(axis=(0, 2))) / unit_usd
    rows: list[dict[int, float]] = [{j: 1.0} for j in theta]
    if problem.lines:
        arrival = problem.line_arrival
        timely = np.flatnonzero(arrival < problem.horizon)
        slope = slopes[problem.line_displaces[timely], problem.line_cell[timely], arrival[timely]]
        weight = -slope * (problem.unit_usd / unit_usd) / problem.line_price[timely]
        for i, c, w in zip(timely.tolist(), problem.line_cell[timely].tolist(), weight.tolist(), strict=True):
            if w:
                rows[c][line[i]] = w
    for (m, k), row, low in zip(problem.cells.tolist(), rows, base.tolist(), strict=True):
        if len(row) > 1 or low > 0:
            model.add_row(f"cut[{problem.materials[m]},{problem.classes[k]}]", row, lower=low)


def add_order_rows(
    model: Model, problem: PurchaseProblem, columns: Columns, allowed: Sequence[bool]
) -> list[int]:
    """Hold each allowed line to zero or at least the smallest order.

    ``smallest * z <= y <= largest * z`` with z binary.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    columns : positions of its columns
    allowed : (line,) whether the line may be ordered

    Returns
    -------
    position of z for each allowed line, in the order of the lines

    References
    ----------
    docs/decisions/0001-orders-by-restricted-milp.md
    """
    out = []
    for i, line in enumerate(problem.lines):
        if not allowed[i]:
            continue
        smallest = problem.smallest_order(line)
        largest = problem.largest_order(line)
        z = model.add_column(f"z[{model.names[columns.line[i]][2:-1]}]", upper=1.0, integer=True)
        model.add_row(f"smallest[{i}]", {columns.line[i]: 1.0, z: -smallest}, lower=0.0)
        model.add_row(f"most[{i}]", {columns.line[i]: 1.0, z: -largest}, upper=0.0)
        out.append(z)
    return out
