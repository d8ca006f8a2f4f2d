"""What the orders cost, and the constraint family that keeps the cost within budget and caps."""

from __future__ import annotations

from lodestock.plan.families import Columns
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Floats

__all__ = ["add_money_rows", "spending_coefficients"]


def spending_coefficients(problem: PurchaseProblem, columns: Columns, multiple: Floats) -> dict[int, float]:
    """Return what each column adds to the spending, per unit of the column.

    Chords carry price and freight along the curve. Lines carry the duty, which is a fraction of the price
    reached: a product of two decisions, so the price multiple is given here instead. At a multiple of 1 the
    spending is understated, which keeps a bound on the loss valid; at the multiple that the orders reach it
    is exact. See docs/decisions/0002-duty-at-the-price-reached.md.

    Parameters
    ----------
    problem : what the plan chooses from
    columns : positions of its columns
    multiple : (m, q) price over the undisturbed price at which duty is counted

    Returns
    -------
    column -> spending per unit of base cost; columns that cost nothing are left out
    """
    out: dict[int, float] = {}
    freight = 1.0 + problem.offer_terms.freight
    for (m, _), chords in columns.chord.items():
        out.update(zip(chords, freight * problem.cost_slopes(m), strict=True))
    for i, line in enumerate(problem.lines):
        if not problem.line_floats[i]:
            out[columns.line[i]] = freight + problem.offers[line.offer].duty
            continue
        duty = problem.offers[line.offer].duty * multiple[line.item, line.quarter]
        if duty:
            out[columns.line[i]] = float(duty)
    return out


def add_money_rows(
    model: Model, problem: PurchaseProblem, columns: Columns, spending: dict[int, float]
) -> None:
    """Keep the spending within the budget, and that on exchange metals within its cap.

    Parameters
    ----------
    model : the model to extend
    problem : what the plan chooses from
    columns : positions of its columns
    spending : column -> spending per unit, from `spending_coefficients`
    """
    model.add_row("budget", spending, upper=problem.budget_usd / problem.unit_usd)
    traded = {m for m in problem.purchasable_items if problem.materials[m] in problem.exchange_items}
    on_exchange = {j for (m, _), chords in columns.chord.items() if m in traded for j in chords}
    on_exchange |= {columns.line[i] for i, line in enumerate(problem.lines) if line.item in traded}
    coefficients = {j: c for j, c in spending.items() if j in on_exchange}
    if coefficients:
        model.add_row("exchange_metals", coefficients, upper=problem.exchange_usd / problem.unit_usd)
