"""Availability by country -> supply by class -> gaps, each step kept by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import members
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, Card
from lodestock.size.inputs import Inputs

__all__ = ["Availability", "Gaps", "availability", "balance", "peace", "undisturbed"]


@dataclass(frozen=True, slots=True)
class Availability:
    """What of each country's supply can be had.

    Attributes
    ----------
    closed, reliability, damage : (c, t) factors; availability is their product
    barred : (k, c, t) 1 where law bars the origin for the class
    """

    closed: Floats
    reliability: Floats
    damage: Floats
    barred: Floats

    @property
    def open(self) -> Floats:
        """(c, t) availability before the bar."""
        return np.asarray(self.closed * self.reliability * self.damage)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Supply and gaps of one scenario, tonnes a quarter.

    Attributes
    ----------
    stage : (g, m, t) available fraction of each stage before the bar, NaN where a stage does not bind
    fraction : (k, m, t) part of usual imports that class k may use, after redirection
    dom_t, secondary_t, supply_t : (m, t) own, secondary and all supply
    usable_t : (m, k, t) supply of a grade and origin that the class may use
    demand_t, gap_t : (m, k, t)
    eligible : (k, t) whether stock may serve the gap
    """

    stage: Floats
    fraction: Floats
    dom_t: Floats
    secondary_t: Floats
    supply_t: Floats
    usable_t: Floats
    demand_t: Floats
    gap_t: Floats
    eligible: Floats

    @property
    def servable_t(self) -> Floats:
        """(m, k, t) gaps that the law lets stock serve."""
        return np.asarray(self.gap_t * self.eligible[None])


def availability(dataset: Dataset, card: Card, countries: tuple[str, ...]) -> Availability:
    """Return each country's availability by quarter on a card.

    Groups are those in force on the card's as-of date; a country in no group is ``other``.
    """
    day = card.as_of.isoformat()
    hostile, friends = members(dataset, "adversary", day), members(dataset, "ally", day)
    theatre = members(dataset, card.damage_group, day)
    shape = (len(countries), card.quarters)
    closed, reliability, damage = np.ones(shape), np.ones(shape), np.ones(shape)
    for c, country in enumerate(countries):
        if country in hostile:
            closed[c] = card.by_year(card.availability["adversary"], 1.0)
        else:
            group = "ally" if country in friends else "other"
            reliability[c] = card.by_year(card.availability[group], 1.0)
        if country in theatre:
            damage[c] = 1.0 - np.array(card.by_year(card.damage_by_year, 0.0))
    return Availability(closed, reliability, damage, _barred(dataset, card, countries))


def _barred(dataset: Dataset, card: Card, countries: tuple[str, ...]) -> Floats:
    """Return (k, c, t), 1 where a law bars an origin for a class."""
    out = np.zeros((len(CLASSES), len(countries), card.quarters))
    for bar in card.bars:
        for t in range(card.quarters):
            quarter = card.first_quarter.plus(t)
            if str(quarter) < bar.since:
                continue
            covered = members(dataset, bar.group, quarter.first_day.isoformat())
            for c, country in enumerate(countries):
                out[CLASSES.index(bar.demand_class), c, t] = country in covered
    return out


def undisturbed(card: Card, countries: tuple[str, ...]) -> Availability:
    """Return availability with every country at 1 and nothing barred."""
    ones = np.ones((len(countries), card.quarters))
    return Availability(ones, ones, ones, np.zeros((len(CLASSES), *ones.shape)))


def peace(inputs: Inputs, card: Card) -> Gaps:
    """Return supply and gaps with nothing disrupted: every item's supply is its demand."""
    return balance(inputs, card, undisturbed(card, inputs.countries), disturbed=False)


def balance(inputs: Inputs, card: Card, avail: Availability, *, disturbed: bool = True) -> Gaps:
    """Return supply and gaps of every item, class and quarter.

    Imports run at the weakest stage, ``imp_k = imported / 4 * min(1, min_g f_kg * (1 + redirect))`` with
    ``f_kg = sum_c w_mgc * A_k``; a law that bars an origin works at the stage of the imported form.
    Classes are served in order, each at most what it can use.

    Parameters
    ----------
    disturbed : False leaves demand at its level of peace and own plants at their usual output
    """
    weight, binds = inputs.weights
    stage = _over_countries(np.moveaxis(weight, 1, 0), avail.open)
    fraction = np.stack(
        [_fraction(inputs, card, avail, weight, binds, stage, k) for k in range(len(CLASSES))]
    )
    demand = _demand(inputs, card, disturbed)
    ramp = np.array(card.by_year(card.own_ramp, 0.0)) if disturbed else np.zeros(card.quarters)
    own = (inputs.own_t[:, None] + inputs.headroom_t[:, None] * ramp) / 4
    fed = inputs.feed_stage >= 0
    feed = stage[np.maximum(inputs.feed_stage, 0), np.arange(len(inputs.materials))]
    dom = np.minimum(np.where(fed[:, None], own * np.minimum(feed, 1.0), own), demand.sum(axis=1))
    secondary = np.repeat(inputs.secondary_t[:, None] / 4, card.quarters, axis=1)
    imports = inputs.imports_t[:, None] / 4 * fraction
    by_class = dom + secondary + imports
    supply = by_class[-1]
    usable = inputs.usable[:, :, None] * np.moveaxis(by_class, 0, 1)
    return Gaps(
        stage=np.where(binds.T[:, :, None], stage, np.nan),
        fraction=fraction,
        dom_t=dom,
        secondary_t=secondary,
        supply_t=supply,
        usable_t=usable,
        demand_t=demand,
        gap_t=_gaps(demand, usable, supply),
        eligible=_eligible(card),
    )


def _over_countries(weight: Floats, available: Floats) -> Floats:
    """Return ``sum_c weight[..., c] available[c, t]``, added country by country.

    The order is fixed, so that an item or country more leaves every other number as it was, bit by bit.
    """
    out = np.zeros((*weight.shape[:-1], available.shape[1]))
    for c in range(len(available)):
        out += weight[..., c, None] * available[c]
    return out


def _fraction(
    inputs: Inputs,
    card: Card,
    avail: Availability,
    weight: Floats,
    binds: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    stage: Floats,
    k: int,
) -> Floats:
    """Return (m, t), the part of usual imports that class k may use."""
    redirect = np.array([card.redirect[r] for r in card.regimes])
    mine = stage.copy()
    items = np.arange(len(inputs.materials))
    form = inputs.form_stage
    if avail.barred[k].any():
        allowed = avail.open * (1.0 - avail.barred[k])
        mine[np.maximum(form, 0), items] = _over_countries(weight[items, np.maximum(form, 0)], allowed)
    weakest = np.min(np.where(binds.T[:, :, None], mine, np.inf), axis=0)
    weakest = np.where(np.isinf(weakest), 1.0, weakest)
    return np.asarray(np.minimum(1.0, weakest * (1.0 + redirect)))


def _demand(inputs: Inputs, card: Card, disturbed: bool) -> Floats:
    """Return demand (m, k, t), tonnes a quarter."""
    multiple = np.array([card.by_year(card.demand[k], 1.0) for k in CLASSES])
    if not disturbed:
        multiple = np.ones_like(multiple)
    return np.asarray(inputs.demand_t[:, None, None] / 4 * inputs.share[:, :, None] * multiple)


def _gaps(demand: Floats, usable: Floats, supply: Floats) -> Floats:
    """Serve classes in order: ``x_k = min(D_k, U_k, S - sum_j<k x_j)``, gap ``D_k - x_k``."""
    left = supply.copy()
    gap = np.empty_like(demand)
    for k in range(demand.shape[1]):
        served = np.minimum(np.minimum(demand[:, k], usable[:, k]), left)
        gap[:, k] = demand[:, k] - served
        left = left - served
    return gap


def _eligible(card: Card) -> Floats:
    """Return (k, t), 1 where the card lets stock serve the class."""
    inside = np.array([t in card.emergency for t in range(card.quarters)], dtype=float)
    rule = {"always": np.ones(card.quarters), "emergency": inside, "never": np.zeros(card.quarters)}
    return np.stack([rule[card.release[k]] for k in CLASSES])
