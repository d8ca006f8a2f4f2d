"""Draws of a card -> what they leave short, by item, class and regime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.protocols import Engine, Floats, Monitor, Silent, cut_batches
from lodestock.records.scenario import CLASSES, Card
from lodestock.size.build.chain import LABELS
from lodestock.size.build.controls import Announced
from lodestock.size.build.hazard import Hazard, build_hazard
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.build.money import Worth, net_of_inventory, read_inventory, read_worth
from lodestock.size.draw.loops import NOTHING, SLIGHTEST
from lodestock.size.results.specs import REGIME_GAPS, SHORTFALLS
from lodestock.size.results.tally import (
    BIN_WIDTH,
    EXACT_DRAWS,
    Tally,
    batch_size,
    bin_edges,
    merge_tallies,
    tally_batch,
)

__all__ = ["QUANTILES", "REQUIREMENT_QUANTILE", "Shortfalls", "size_card"]

QUANTILES = (0.5, 0.9, 0.95, 0.99)
REQUIREMENT_QUANTILE = 0.95
"""Quantile over draws of the servable gap of the emergency that counts as the requirement."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shortfalls:
    """What the draws of a card leave us short of. Axes: m item, k class, last class the item's total.

    Attributes
    ----------
    draws : number of draws; one where the card leaves nothing to chance
    expected_t, se_t : (m, k + 1) mean gap over the horizon and its standard error
    emergency_t : (m, k + 1) mean gap of the quarters of an emergency
    quantile_t : (m, k + 1, 4) at `QUANTILES`; exact up to 20,000 draws, else the middle of a bin of 1.1 %
    servable_t : (m, k + 1) mean over draws of the gaps of the horizon that stock may serve
    p_short, se_p : (m, k + 1) chance of a gap above 1 % of a year's demand for the item, and its standard error
    p_any : (m, k + 1) chance of any gap
    requirement_t : (m, k) R, the 95th percentile of the servable gap summed over the emergency
    net_t : (m, k) N, R less usable inventory in class order; R where inventory is unknown
    regime_quarters : (l,) mean quarters spent in each regime and in recovery
    regime_gap_t, regime_servable_t : (l, m, k) mean over the quarters spent in it
    quarter_gap_t, quarter_supply_t : (m, t) mean
    """

    card: Card
    inputs: Inputs
    hazard: Hazard
    announced: Announced
    worth: Worth
    inventory_t: dict[str, float]
    seed: int
    draws: int
    expected_t: Floats
    se_t: Floats
    emergency_t: Floats
    quantile_t: Floats
    servable_t: Floats
    p_short: Floats
    se_p: Floats
    p_any: Floats
    requirement_t: Floats
    net_t: Floats
    regime_quarters: Floats
    regime_gap_t: Floats
    regime_servable_t: Floats
    quarter_gap_t: Floats
    quarter_supply_t: Floats

    @property
    def exact(self) -> bool:
        """Whether quantiles are those of the values, not of a histogram."""
        return self.draws <= EXACT_DRAWS

    @property
    def bin_width(self) -> float:
        """Relative width of the bins that quantiles are read from; 0 where they are exact."""
        return 0.0 if self.exact else BIN_WIDTH

    def frame(self) -> pl.DataFrame:
        """Return the shortfalls, one row per item and class, in the form of `SHORTFALLS`."""
        demand = self.inputs.demand_t[:, None] * self.inputs.share
        price, value = self.worth.price_usd_per_t, self.worth.value_usd_per_t
        rows = [
            {
                "material": m,
                "demand_class": word,
                "demand_t": demand[i, k],
                "gap_t": self.expected_t[i, k],
                "se_t": self.se_t[i, k],
                **{f"p{round(100 * q)}_t": self.quantile_t[i, k, n] for n, q in enumerate(QUANTILES)},
                "emergency_t": self.emergency_t[i, k],
                "servable_t": self.servable_t[i, k],
                "p_any": self.p_any[i, k],
                "requirement_t": self.requirement_t[i, k],
                "net_requirement_t": self.net_t[i, k],
                "price_usd_per_t": _known(price[i]),
                "requirement_usd": _known(self.requirement_t[i, k] * price[i]),
                "value_usd_per_t": _known(value[i, k]),
            }
            for i, m in enumerate(self.inputs.materials)
            for k, word in enumerate(CLASSES)
        ]
        return SHORTFALLS.frame(rows)

    def regime_frame(self) -> pl.DataFrame:
        """Return mean gaps by regime, item and class, in the form of `REGIME_GAPS`."""
        rows = [
            {
                "regime": label,
                "quarters": self.regime_quarters[n],
                "material": m,
                "demand_class": word,
                "gap_t": self.regime_gap_t[n, i, k],
                "servable_t": self.regime_servable_t[n, i, k],
            }
            for n, label in enumerate(LABELS)
            for i, m in enumerate(self.inputs.materials)
            for k, word in enumerate(CLASSES)
            if self.regime_gap_t[n, i, k] > 1e-9 * self.inputs.demand_t[i]
        ]
        return REGIME_GAPS.frame(rows)

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the frames of the result by the name of their spec."""
        return {SHORTFALLS.name: self.frame(), REGIME_GAPS.name: self.regime_frame()}

    def __repr__(self) -> str:
        """Say in one line what the result is of, and its requirement."""
        tonnes = self.requirement_t.sum(axis=1)
        usd = float(np.nansum(tonnes * self.worth.price_usd_per_t))
        return (
            f"<Shortfalls of {self.card.name[:60]}, {self.draws:,} draws, seed {self.seed}: "
            f"{int((tonnes > 0).sum())} of {len(tonnes)} items need stock worth USD {usd / 1e6:,.0f} million>"
        )

    def _repr_html_(self) -> str:
        """Show what is short in a notebook."""
        return str(self.frame().filter(pl.col("gap_t") > 0)._repr_html_())


def size_card(
    dataset: Dataset,
    card: Card,
    engine: Engine,
    *,
    draws: int,
    seed: int,
    inputs: Inputs | None = None,
    monitor: Monitor | None = None,
) -> Shortfalls:
    """Draw what a card leaves to chance and return what that leaves us short of.

    With x the gap and d the gap that stock may serve, of n draws:

        expected = sum_n x / n
        se = sqrt((sum_n x**2 / n - expected**2) / (n - 1))
        R_k = quantile_0.95 over draws of sum_t emergency_t d_kt
        N_k = R_k - min(R_k, max(H - sum_{j<k} R_j, 0))                     H the stock held

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens; a card that leaves nothing to chance has one draw, whatever `draws` says
    engine : where batches of draws run
    draws : number of draws, from 1
    seed : of the draws, from 0 to 2^63 - 1; the same seed gives the same bytes on every engine
    inputs : arrays in place of the dataset's own, for a variant
    monitor : is told of draws done, and asked whether to stop

    Raises
    ------
    InputError : a card that names what is not known; a seed or a number of draws that is out of range or not whole
    DataError : facts or a parameter that a draw needs and no table has
    CancelledError : when the monitor says so

    References
    ----------
    docs/method/draws.md: what is drawn, from what, and in which order.
    """
    monitor = monitor or Silent()
    inputs = inputs or read_inputs(dataset)
    for place, value in (("--draws", draws), ("--seed", seed)):
        if not isinstance(value, int):
            raise InputError(Problem(place, str(value), "is not a whole number", "Write one without quotes"))
    hazard, announced = build_hazard(dataset, card, inputs, seed)
    batches = cut_batches(draws, batch_size(draws))  # refuses a number that makes none, on any card
    if not card.random:
        draws, batches = 1, [range(1)]
    work = partial(tally_batch, hazard, draws <= EXACT_DRAWS)
    tally = merge_tallies(engine.map(work, batches, monitor, monitor.cancelled))
    return _shortfalls(dataset, card, inputs, hazard, announced, tally, seed)


def _shortfalls(
    dataset: Dataset,
    card: Card,
    inputs: Inputs,
    hazard: Hazard,
    announced: Announced,
    tally: Tally,
    seed: int,
) -> Shortfalls:
    """Return the results of a tally, in tonnes."""
    draws = int(tally.draws[0])
    if draws == 1:
        tally = _without_slight_gaps(tally)
    year = inputs.demand_t[:, None]
    mean = tally.gap / draws
    gaps = _quantiles(tally.gap_values, tally.gap_bins, draws, QUANTILES)
    required = _quantiles(tally.required_values, tally.required_bins, draws, (REQUIREMENT_QUANTILE,))
    requirement = np.where(required[:, :-1, 0] > NOTHING, required[:, :-1, 0], 0.0) * year
    held = read_inventory(dataset, card)
    p = tally.short / draws
    label = year[None]
    return Shortfalls(
        card=card,
        inputs=inputs,
        hazard=hazard,
        announced=announced,
        worth=read_worth(dataset, card, inputs.materials),
        inventory_t=held,
        seed=seed,
        draws=draws,
        expected_t=mean * year,
        se_t=_error(mean, tally.gap_squared / draws, draws) * year,
        emergency_t=tally.emergency_gap / draws * year,
        quantile_t=gaps * year[:, :, None],
        servable_t=tally.servable / draws * year,
        p_short=p,
        se_p=np.sqrt(p * (1.0 - p) / draws),
        p_any=tally.any_gap / draws,
        requirement_t=requirement,
        net_t=net_of_inventory(requirement, held, inputs.materials),
        regime_quarters=tally.label_quarters / draws,
        regime_gap_t=tally.label_gap / draws * label,
        regime_servable_t=tally.label_servable / draws * label,
        quarter_gap_t=tally.quarter_gap / draws * year,
        quarter_supply_t=tally.quarter_supply / draws * year,
    )


def _without_slight_gaps(tally: Tally) -> Tally:
    """Return the tally of one draw with gaps below `SLIGHTEST`, which `any_gap` does not count, as none.

    A mean over draws may be smaller than that and still count: a large gap in few of them.
    """
    names = ("gap", "gap_squared", "emergency_gap", "servable", "label_gap", "label_servable", "gap_values")
    least = {"gap_squared": SLIGHTEST**2}
    parts = {n: getattr(tally, n) for n in names}
    return tally._replace(**{n: np.where(x > least.get(n, SLIGHTEST), x, 0.0) for n, x in parts.items()})


def _error(mean: Floats, square: Floats, draws: int) -> Floats:
    """Return the standard error of a mean; 0 for one draw."""
    variance = square - mean**2
    variance = np.where(variance > 1e-12 * square, variance, 0.0)  # less is rounding: all draws are alike
    return np.asarray(np.sqrt(variance / max(draws - 1, 1)))


def _quantiles(values: Floats, bins: Floats, draws: int, levels: Iterable[float]) -> Floats:
    """Return quantiles over draws, (m, k + 1, level): the smallest value that so many draws do not pass.

    From a histogram it is the middle of its bin, in the geometric mean; draws outside all bins have no gap.
    """
    ranks = [max(int(np.ceil(level * draws)), 1) for level in levels]
    if len(values):
        ordered = np.sort(values, axis=0)
        return np.stack([ordered[r - 1] for r in ranks], axis=-1)
    none = draws - bins.sum(axis=2)
    upto = np.cumsum(bins, axis=2) + none[:, :, None]
    middle = bin_edges() * np.sqrt(1.0 + BIN_WIDTH)
    out = np.zeros((*none.shape, len(ranks)))
    for n, rank in enumerate(ranks):
        found = middle[np.argmax(upto >= rank, axis=2)]
        out[:, :, n] = np.where(none >= rank, 0.0, found)
    return out


def _known(value: float) -> float | None:
    """Return None for what is not known."""
    return None if np.isnan(value) else float(value)
