"""How regimes move, when war starts, and which quarters are an emergency, as arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import REGIMES, Card
from lodestock.size.build.distributions import step_matrix
from lodestock.size.build.streams import Ints, streams, whole

__all__ = ["Regimes", "build_regimes"]


class Regimes(NamedTuple):
    """How regimes move, when war starts, and which quarters are an emergency."""

    start: int
    path_drawn: int
    rates: Floats  # (4, 4) moves per year, for `with_rates`
    step: Floats  # (4, 4) cumulative chance of the next quarter's regime
    war_at: Ints  # quarters in which a pinned war may start
    war_quarters: int
    recovery_quarters: int
    declared: Ints  # (2,) first quarter and stop of a declared emergency
    stream_regime: Ints  # (2,) regime, war start


def build_regimes(dataset: Dataset, card: Card) -> Regimes:
    """Return the chain of regimes and when war may start.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance

    Raises
    ------
    DataError : rates that are missing or that are no rates
    """
    rates = np.array(card.rates if card.rates is not None else [_rates(dataset, r) for r in REGIMES])
    if not card.war_drawn:
        rates[:, REGIMES.index("war")] = 0.0
    declared = card.declared_quarters
    return Regimes(
        start=REGIMES.index(card.start_regime),
        path_drawn=int(card.regime_drawn),
        rates=rates,
        step=np.cumsum(step_matrix(rates), axis=1),
        war_at=whole(card.war_starts),
        war_quarters=card.war_quarters,
        recovery_quarters=card.recovery_quarters,
        declared=whole([declared.start, declared.stop]),
        stream_regime=streams(["regime", "war"]),
    )


def _rates(dataset: Dataset, regime: str) -> list[float]:
    """Return a row of the rate matrix from the table."""
    name = f"rate_from_{regime}_to_{'_'.join(REGIMES)}"
    row = dataset.row("scenario_generator", f"regime/{name}")
    if row is None:
        parameter(dataset, "regime", name)
    text = str((row or {}).get("distribution_or_values") or "")
    place = f"scenario_generator regime/{name} column distribution_or_values"
    try:
        rates = [float(x) for x in text.split(";")]
    except ValueError:
        raise DataError(
            Problem(place, text, "is not a list of rates", "Write it as 0;0.22;0.02;0.002")
        ) from None
    wrong = len(rates) != len(REGIMES) or any(
        not 0 <= r <= 1000 for i, r in enumerate(rates) if REGIMES[i] != regime
    )
    if wrong:
        reason = "is not four rates from 0 to 1000 per year: no quarterly step expm(Q/4)"
        raise DataError(Problem(place, text, reason, "Give 0 for the regime itself"))
    return rates
