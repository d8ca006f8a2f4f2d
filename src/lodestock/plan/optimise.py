"""The purchases of least loss: relaxation, smallest orders and ties, repeated until they fit the budget.

The relaxation gives a lower bound on the loss. Duty is paid at the price that the orders reach, which is not
linear: it is counted at a fixed price multiple, and the last steps are repeated with a higher one until what
is spent fits.

References
----------
docs/method/base-war.md, 'Plan'; docs/decisions/0002-duty-at-the-price-reached.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from lodestock.plan.extensive import Extensive, Scenario
from lodestock.plan.optimum import Optimum, price_multiples
from lodestock.plan.orders import read_tonnes
from lodestock.plan.pool import Pool
from lodestock.plan.problem import PurchaseProblem
from lodestock.plan.relaxation import Relaxed, solve_relaxation
from lodestock.plan.selection import break_ties, round_orders, search_orders
from lodestock.records.errors import PlanError, Problem
from lodestock.records.plan import cut_to_cents
from lodestock.records.protocols import Floats, LossOracle

__all__ = ["optimise"]

_BINDING = -1e-7
"""A row holds the relaxation back where its multiplier is below this, units of loss per unit of the row."""

_SETTLE = 60
"""Largest number of times that ties are broken anew because the tangents did not meet the loss there."""

_SEARCH = 8e-3
"""Gap of rounded orders above which branch and bound looks for better ones."""

_SEARCHES = 4
"""Largest number of searches: each knows the tangents at the orders that the one before found."""

_ATTEMPTS = 60
"""Largest number of times that orders are made to fit the money at the prices that they reach."""

_TOLERANCE = 1e-6
"""Part of an amount of money by which the solver may miss a limit."""

_OVERRUN = 1e-3
"""Part of a limit by which the solver may overrun it where the limit is small; more is a mistake, and is not hidden."""

_ALIKE = 1e-9
"""Part by which two choices of orders must differ for the better one to count as better."""

_ROUNDINGS = 4
"""Times that small orders are raised to the smallest: the price that they reach rises with them."""


def optimise(
    problem: PurchaseProblem,
    oracles: Iterable[LossOracle],
    *,
    scenarios: Sequence[Scenario] = (),
    tolerance: float = 1e-3,
    integers: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Optimum:
    """Return the purchases of least loss.

    Parameters
    ----------
    problem : what the plan chooses from
    oracles : give the loss and its tangents on more and more draws; the last is the one that counts
    scenarios : the draws written out, for the extensive form; by tangents where there is none
    tolerance : distance of loss and bound at which the relaxation stops, as a fraction of the benefit
    integers : whether each line is zero or at least the smallest order
    tell : is called with one line of text at each step

    Returns
    -------
    orders, losses in USD, and the figures of the certificate

    Raises
    ------
    PlanError : the rules cannot hold together, or the solver gave up
    """
    points: list[Floats] = []
    relaxed: Relaxed | None = None
    for oracle in oracles:
        if scenarios:
            relaxed = _whole(Pool.start(problem, oracle), scenarios)
            continue
        relaxed = solve_relaxation(Pool.start(problem, oracle, points), tolerance, tell)
        keep = {*relaxed.used, len(relaxed.pool.points) - 1} - {0}
        points = [relaxed.pool.points[n] for n in sorted(keep)]
    assert relaxed is not None
    tell("planning: smallest orders and ties")
    flat = np.ones((len(problem.materials), problem.quarters))
    smallest = min((problem.smallest_usd(x.offer) for x in problem.lines), default=0.0)
    if integers and problem.budget_usd < smallest:
        nothing = np.zeros(len(problem.lines))
        return _optimum(relaxed, nothing, relaxed.pool.losses[0], relaxed.pool.no_plan_usd, flat)
    return _settle(relaxed, tolerance, integers)


def _whole(pool: Pool, scenarios: Sequence[Scenario]) -> Relaxed:
    """Return the relaxation solved as one programme."""
    problem = pool.problem

    def make(multiple: Floats) -> Extensive:
        return Extensive(problem, multiple, pool.oracle.reserves, scenarios)

    whole = make(np.ones((len(problem.materials), problem.quarters)))
    solution = whole.solve()
    tonnes = read_tonnes(problem, whole.columns, solution.values)
    loss = float(pool.try_orders(tonnes)[0])
    return Relaxed(pool, tonnes, loss, min(whole.bound_usd(solution), loss), solution, whole, make)


def _settle(relaxed: Relaxed, tolerance: float, integers: bool) -> Optimum:
    """Return orders that reach the smallest order where they must, ties broken, and fit the money."""
    pool, problem, bound = relaxed.pool, relaxed.pool.problem, relaxed.bound_usd
    flat = np.ones((len(problem.materials), problem.quarters))
    multiple = price_multiples(problem, relaxed.tonnes) if integers else flat
    ordered: list[bool] | None = None
    searches = 0
    for _ in range(_ATTEMPTS):
        if integers and ordered is None:
            ordered = _rounded(relaxed, multiple)
        try:
            tonnes = _break_ties(relaxed, multiple, ordered, tolerance, bound)
        except PlanError:
            if ordered is None:
                raise
            ordered = None  # what was chosen at lower prices does not fit together
            multiple = multiple * (1 + 1e-6)
            continue
        tonnes = _to_cents(problem, _within_limits(problem, tonnes), integers)
        reached = price_multiples(problem, tonnes)
        if not _is_affordable(problem, tonnes, reached):
            multiple = np.maximum(reached, multiple) * (1 + 1e-9)
            continue
        loss = float(pool.try_orders(tonnes)[0])
        gap = (loss - bound) / max(pool.no_plan_usd - bound, 1e-300)
        if not integers or gap <= _SEARCH or searches == _SEARCHES:
            return _optimum(relaxed, tonnes, pool.losses[-1], min(bound, loss), multiple)
        assert ordered is not None
        near = 0.5 * _SEARCH * (pool.no_plan_usd - bound) / pool.no_plan_usd
        ordered, better = search_orders(relaxed.make(flat), ordered, near)
        bound, searches = max(bound, better), searches + 1
    reason = f"orders do not settle within the money in {_ATTEMPTS} attempts"
    raise PlanError(Problem("plan", "", reason, "Change --budget a little, or plan with --no-integers"))


def _rounded(relaxed: Relaxed, multiple: Floats) -> list[bool]:
    """Return which lines to order: of those that the relaxation uses once ties are broken, or of all if that is better."""
    preferred, _ = break_ties(relaxed.make(multiple), None)
    ordered, value = round_orders(relaxed.make(multiple), list(preferred > 0))
    others, better = round_orders(relaxed.make(multiple), [True] * len(preferred))
    return others if better < value - _ALIKE * abs(value) else ordered


def _break_ties(
    relaxed: Relaxed, multiple: Floats, ordered: list[bool] | None, tolerance: float, bound: float
) -> Floats:
    """Return orders with ties broken, at which the loss is what the model shows there."""
    pool = relaxed.pool
    best, best_loss = np.zeros(0), np.inf
    for _ in range(_SETTLE):
        tonnes, shown = break_ties(relaxed.make(multiple), ordered)
        loss = float(pool.try_orders(tonnes)[0])
        if loss < best_loss:
            best, best_loss = tonnes, loss
        if loss - shown <= 0.5 * tolerance * max(pool.no_plan_usd - bound, 0.0) + 1e-12 * pool.no_plan_usd:
            break
    return best


def _optimum(relaxed: Relaxed, tonnes: Floats, loss: Floats, bound: float, multiple: Floats) -> Optimum:
    """Return what certifies some orders, of which the loss of each reserve is known."""
    pool, problem, solution = relaxed.pool, relaxed.pool.problem, relaxed.solution
    model, unit = relaxed.model.model, relaxed.model.loss_unit_usd
    rows = len(solution.duals)
    names = model.row_names[:rows]
    budget = names.index("budget")
    shown = model.bound(np.concatenate([solution.duals, np.zeros(len(model.rows) - rows)]))
    return Optimum(
        tonnes=tonnes,
        multiple=price_multiples(problem, tonnes),
        duty_multiple=multiple,
        no_plan_usd=pool.losses[0],
        loss_usd=loss,
        other_usd=pool.other_usd,
        bound_usd=bound,
        next_dollar=max(0.0, -float(solution.duals[budget])) * unit / problem.unit_usd,
        binding=tuple(n for n, y in zip(names, solution.duals, strict=True) if y < _BINDING),
        dual_residual=abs(solution.objective - shown) * unit,
        oracle=pool.oracle,
    )


def _within_limits(problem: PurchaseProblem, tonnes: Floats) -> Floats:
    """Return orders cut back to limits that the solver kept within its tolerance: of small markets it is a large part."""
    if not problem.lines:
        return tonnes
    out = tonnes.copy()
    offer = np.array([x.offer for x in problem.lines], dtype=np.int64)
    groups = [
        (problem.line_cell == c, float(problem.limit_t[m, k]))
        for c, (m, k) in enumerate(problem.cells.tolist())
    ]
    for q in range(problem.quarters):
        so_far = problem.line_quarter <= q
        for o in sorted(set(offer.tolist())):
            mine = so_far & (offer == o)
            if mine.any():
                first = problem.lines[int(np.flatnonzero(mine)[0])]
                groups.append((mine, problem.available_t(replace(first, quarter=q))))
        for m in problem.purchasable_items:
            cap = problem.offer_terms.market_cap * problem.market(m).tonnes_per_quarter * (q + 1)
            groups.append((so_far & (problem.line_item == m), cap))
    for mine, limit in groups:
        level = float(out[mine].sum())
        if limit < level <= limit * (1 + _OVERRUN):
            out[mine] *= limit / level
    return out


def _to_cents(problem: PurchaseProblem, tonnes: Floats, integers: bool) -> Floats:
    """Return orders that keep limits of money to the cent, where the solver kept them within its tolerance.

    An order just below the smallest is raised to it; what is spent just above the budget is taken from the largest.
    """
    smallest = np.array([problem.smallest_usd(x.offer) for x in problem.lines])
    for _ in range(_ROUNDINGS if integers else 0):
        ceilings = problem.ceilings_usd(tonnes, price_multiples(problem, tonnes))
        near = (ceilings < smallest) & (ceilings > smallest * (1 - _TOLERANCE))
        tonnes = tonnes * np.divide(smallest * (1 + 1e-15), ceilings, out=np.ones(len(tonnes)), where=near)
    ceilings = problem.ceilings_usd(tonnes, price_multiples(problem, tonnes))
    excess = (_cents(ceilings) - int(problem.budget_usd * 100 + 1e-6)) / 100
    if 0 < excess <= _TOLERANCE * problem.budget_usd:
        largest = int(np.argmax(ceilings))
        tonnes = tonnes.copy()
        tonnes[largest] *= 1 - (excess + 0.01) / ceilings[largest]
    return tonnes


def _cents(ceilings: Floats) -> int:
    """Return the sum of ceilings, each cut to whole cents, in cents."""
    return sum(round(100 * cut_to_cents(float(usd))) for usd in ceilings)


def _is_affordable(problem: PurchaseProblem, tonnes: Floats, multiple: Floats) -> bool:
    """Return whether the ceilings at the prices reached stay within the budget and the exchange cap, to the cent."""
    ceilings = problem.ceilings_usd(tonnes, multiple)
    spent = ((ceilings, problem.budget_usd), (ceilings[problem.line_on_exchange], problem.exchange_usd))
    return all(_cents(some) <= limit * 100 + 1e-4 for some, limit in spent)
