"""What certifies a plan without trust in the solver, and what it is worth on its own draws and on others."""

from __future__ import annotations

import numpy as np

from lodestock.plan.check import recompute_losses, worst_break
from lodestock.plan.optimum import Optimum
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.errors import NotCertifiedError, Problem
from lodestock.records.plan import Certificate, FreshValue
from lodestock.records.protocols import Floats, LossOracle, LossSource

__all__ = ["TAIL", "certify", "fresh_value", "spread_losses", "tail_mean"]

_LARGEST_GAP = 1e-2
"""Largest solver gap of a plan that is published."""

_LARGEST_BREAK = 1e-6
"""Largest relative excess over a limit of a plan that is published."""

TAIL = 0.95
"""Part of the probability that lies below the tail whose mean loss is told."""

_CHECKED = 200
"""Draws of the tail, and as many others, whose losses are computed again."""

_FRESH_DRAWS = 10_000
"""Most draws, others than those of the plan, on which its value is told."""

_NORMAL_90 = 1.6448536269514722
"""Standard errors on both sides of a mean within which nine of ten means lie."""


def spread_losses(problem: PurchaseProblem, oracle: LossOracle, tonnes: Floats) -> Floats:
    """Return (2, n) the loss of each draw, USD: without orders, and with some.

    Parameters
    ----------
    problem : what the plan chose from
    oracle : gives the draws
    tonnes : (line,) tonnes ordered
    """
    points = np.stack([problem.deliveries_t(0.0 * tonnes), problem.deliveries_t(tonnes)])
    found = oracle.evaluate(points, by_draw=True).by_draw_usd
    assert found is not None
    return found


def tail_mean(weights: Floats, losses: Floats) -> float:
    """Return the mean of the largest losses that together have the probability 1 - `TAIL`; ties by position.

        mean = sum_n p_n loss_n / sum_n p_n
        p_n = min(w_n, max(1 - TAIL - W_n, 0))     W_n the probability of the larger losses

    Parameters
    ----------
    weights, losses : (n,) probability and loss of each draw
    """
    order = np.argsort(-losses, kind="stable")
    left = np.maximum(1.0 - TAIL - (np.cumsum(weights[order]) - weights[order]), 0.0)
    part = np.minimum(weights[order], left)
    return float(part @ losses[order] / part.sum())


def fresh_value(problem: PurchaseProblem, source: LossSource, tonnes: Floats) -> FreshValue | None:
    """Return what some orders save on draws that did not choose them; None where nothing is left to chance.

    ``low, high = mean -+ 1.645 s / sqrt(n)``, with s the standard deviation of what is saved over the n draws.

    Parameters
    ----------
    problem : what the plan chose from
    source : gives other draws
    tonnes : (line,) tonnes ordered
    """
    draws = min(source.draws, _FRESH_DRAWS)
    oracle = source.fresh(problem.cells, draws)
    if oracle is None:
        return None
    before, after = spread_losses(problem, oracle, tonnes)
    saved = before - after
    error = float(saved.std(ddof=1)) / draws**0.5 if draws > 1 else 0.0
    mean = float(saved.mean())
    return FreshValue(draws, mean, mean - _NORMAL_90 * error, mean + _NORMAL_90 * error)


def certify(problem: PurchaseProblem, optimum: Optimum, losses: Floats, integers: bool) -> Certificate:
    """Return the certificate; raise unless limits hold, the losses recompute and the solver gap is small.

        (loss - bound) / (loss without a plan - bound) <= 0.01
        (level - limit) / limit <= 1e-6                                     of every limit
        |loss - loss recomputed| / max(largest loss, benefit) <= 1e-6       of every draw that is checked, and of the mean

    Parameters
    ----------
    problem : what the plan chose from
    optimum : the orders
    losses : (n,) loss of each draw that they leave, USD
    integers : whether each line must reach the smallest order

    Raises
    ------
    NotCertifiedError : one of the three does not hold
    """
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
