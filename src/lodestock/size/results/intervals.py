"""How far mean gaps move with rates that nobody knows well: means of draws under sets of rates."""

from __future__ import annotations

import math
from functools import partial
from statistics import NormalDist

import numpy as np

from lodestock.records.protocols import Engine, Floats, Monitor, Silent, cut_batches
from lodestock.records.scenario import REGIMES
from lodestock.size.build.distributions import step_matrix
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.streams import stream
from lodestock.size.draw.randoms import lane, normal_score, quantile
from lodestock.size.results.causes import SUBSAMPLE
from lodestock.size.results.shortfalls import Shortfalls
from lodestock.size.results.tally import tally_batch

__all__ = ["RATE_SETS", "find_interval", "with_rates"]

RATE_SETS = 20
"""Sets of rates, each drawn once."""

_WAR_FACTOR = 3.0
"""Rates of war lie, with 90 %, between a third and three times those of the card (scenario_generator, regime)."""

_LEVELS = (0.05, 0.95)


def find_interval(short: Shortfalls, engine: Engine, monitor: Monitor | None = None) -> Floats:
    """Return (2, m, k + 1) low and high end of the mean gap over the horizon, tonnes, with 90 % as rates are drawn.

    `RATE_SETS` sets of rates are drawn: of announcements and truces from the distributions of their rows, of
    wars between a third and three times the card's. Each is held for all of the same first `SUBSAMPLE` draws, so that
    what differs is the rates; the quantiles of the means, relative to their mean, widen the mean gap. Where
    no rate is drawn, both ends are the mean gap.

    Parameters
    ----------
    short : what the interval is of
    engine : where sets of rates run
    monitor : is told of the part of the sets that is done
    """
    monitor = monitor or Silent()
    if not _any_rate(short.hazard):
        return np.stack([short.expected_t, short.expected_t])
    work = partial(_mean_gaps, short.hazard, min(short.draws, SUBSAMPLE))
    means = np.concatenate(list(engine.map(work, cut_batches(RATE_SETS, 1), monitor, monitor.cancelled)))
    middle = means.mean(axis=0)
    ratio = np.quantile(means, _LEVELS, axis=0) / np.where(middle > 0.0, middle, 1.0)
    return np.asarray(short.expected_t * np.where(middle > 0.0, ratio, 1.0))


def _any_rate(hazard: Hazard) -> bool:
    """Say whether some rate can differ between sets."""
    announced, truces = hazard.controls.announcers, hazard.controls.truces
    spread = any(np.ptp(table) > 0.0 for table in announced.spread.reshape(-1, announced.spread.shape[-1]))
    return bool(spread or (truces.drawn == 1 and np.ptp(truces.spread) > 0.0) or _wars_drawn(hazard))


def _wars_drawn(hazard: Hazard) -> bool:
    return bool(hazard.regimes.path_drawn and hazard.regimes.rates[:, REGIMES.index("war")].any())


def _mean_gaps(hazard: Hazard, draws: int, sets: range) -> Floats:
    """Return (set, m, k + 1) mean gaps in years of demand."""
    return np.stack([tally_batch(with_rates(hazard, n), False, range(draws)).gap / draws for n in sets])


def with_rates(hazard: Hazard, number: int) -> Hazard:
    """Return the hazard with one set of rates for all draws.

    Parameters
    ----------
    hazard : what draws are made from
    number : of the set, from 0 to `RATE_SETS` - 1; a set is a pure function of it and the seed

    References
    ----------
    McKay, Beckman and Conover (1979), A comparison of three methods for selecting values of input variables,
    Technometrics 21 (Latin hypercubes).
    """

    def score(name: str, place: int = 0) -> float:
        """Return the normal score of a rate: one of evenly spread levels, which sets take in a drawn order."""
        key = stream(f"interval/{name}")
        order = [lane(hazard.seed, n, key, place) for n in range(RATE_SETS)]
        rank = sum(other < order[number] for other in order)
        return float(normal_score((rank + 0.5) / RATE_SETS))

    announcers, truces, regimes = hazard.controls.announcers, hazard.controls.truces, hazard.regimes
    held = np.empty_like(announcers.spread)
    for a, key in enumerate(announcers.stream_rate):
        for which in range(2):
            held[a, which] = quantile(announcers.spread[a, which], score(f"announce/{key}", which))
    truce = np.full_like(truces.spread, quantile(truces.spread, score("truce")))
    times = math.exp(score("war") * math.log(_WAR_FACTOR) / NormalDist().inv_cdf(_LEVELS[1]))
    rates = regimes.rates.copy()
    rates[:, REGIMES.index("war")] *= times
    step = np.cumsum(step_matrix(rates), axis=1)
    controls = hazard.controls._replace(
        announcers=announcers._replace(spread=held), truces=truces._replace(spread=truce)
    )
    return hazard._replace(controls=controls, regimes=regimes._replace(rates=rates, step=step))
