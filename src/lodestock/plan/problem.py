"""Everything that a purchase plan chooses from: possible orders, markets and limits.

Items, demand classes, offers and quarters are positions in tuples; arrays are indexed by them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestock.plan.market import CHORD, chord_slopes
from lodestock.plan.offer_terms import OfferTerms
from lodestock.plan.offers import Market, Offer
from lodestock.records.protocols import Floats

__all__ = ["Line", "PurchaseProblem"]

_MILLION = 1e6
_HIGHEST_MULTIPLE = 1e6
"""Highest price multiple of a chord, relative to the undisturbed price.

Steeper chords are left out: nobody is taken to sell there, and the solver does not accept numbers of any size.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A possible order: one offer, for one class's reserve, in one quarter.

    Attributes
    ----------
    item : position in `PurchaseProblem.materials`
    demand_class : position in `PurchaseProblem.classes`
    offer : position in `PurchaseProblem.offers`
    quarter : quarter of obligation, 0 is the first of the card
    """

    item: int
    demand_class: int
    offer: int
    quarter: int


@dataclass(frozen=True, slots=True, eq=False)
class PurchaseProblem:
    """The choice set of a stockpile account: possible orders, prices, caps and budget.

    Axes: m item, k demand class, q quarter of obligation, t quarter of the card, line possible order.

    Attributes
    ----------
    materials, classes : names behind the positions
    limit_t : (m, k) largest purchase for the class, tonnes
    markets : (m,) market of each item, None where there is none
    offers : all offers, sorted by item and origin
    lines : possible orders, sorted by item, class, offer and quarter
    quarters : number of quarters in which money may be obligated
    horizon : number of quarters of the card
    budget_usd : spending limit of the whole plan, USD
    exchange_usd : spending limit on metals traded on an exchange, USD
    exchange_items : names of the items whose metal is traded on an exchange
    offer_terms : conditions that all indicative offers share
    """

    materials: tuple[str, ...]
    classes: tuple[str, ...]
    limit_t: Floats
    markets: tuple[Market | None, ...]
    offers: tuple[Offer, ...]
    lines: tuple[Line, ...]
    quarters: int
    horizon: int
    budget_usd: float
    exchange_usd: float
    exchange_items: frozenset[str]
    offer_terms: OfferTerms

    def market(self, item: int) -> Market:
        """Return the market of an item that has offers.

        Parameters
        ----------
        item : position of the item

        Returns
        -------
        its market, with price and elasticities

        Raises
        ------
        AssertionError : the item has no market, so it cannot have offers either
        """
        market = self.markets[item]
        assert market is not None
        return market

    def base_price(self, item: int) -> float:
        """Return the price of an item before freight, duty and market impact.

        Parameters
        ----------
        item : position of the item

        Returns
        -------
        price, USD million per tonne: the unit of the columns of the model
        """
        return self.market(item).price_usd_per_t / _MILLION

    def cost_slopes(self, item: int) -> Floats:
        """Return the cost slopes of an item's chords, as far as its market cap can reach.

        Parameters
        ----------
        item : position of the item

        Returns
        -------
        (chord,) cost of one more unit, as a multiple of the undisturbed price; at least one chord,
        and after the first one none that is steeper than `_HIGHEST_MULTIPLE`
        """
        market = self.market(item)
        chords = max(1, int(np.ceil(self.offer_terms.market_cap * self.quarters / CHORD - 1e-9)))
        slopes = chord_slopes(chords, market.eps_supply, market.eps_demand)
        return slopes[: max(1, int((slopes <= _HIGHEST_MULTIPLE).sum()))]

    def smallest_order(self, line: Line) -> float:
        """Return the smallest base cost at which a line counts as an order.

        It is taken at the undisturbed price, so it is large enough at any higher price too. One cent is
        added, so that the ceiling still reaches the minimum after it is cut to whole cents.

        Parameters
        ----------
        line : the possible order

        Returns
        -------
        base cost (tonnes x undisturbed price), USD million
        """
        landed = 1.0 + self.offer_terms.freight + self.offers[line.offer].duty
        return (self.offer_terms.smallest_order_usd + 0.01) / _MILLION / landed

    def ceilings_usd(self, tonnes: Floats, multiple: Floats) -> Floats:
        """Return the largest cost of each line: price along the curve, freight and duty.

        Parameters
        ----------
        tonnes : (line,) tonnes ordered
        multiple : (m, q) price over the undisturbed price

        Returns
        -------
        (line,) ceiling, USD
        """
        out = np.zeros(len(self.lines))
        for i, (line, t) in enumerate(zip(self.lines, tonnes, strict=True)):
            landed = 1.0 + self.offer_terms.freight + self.offers[line.offer].duty
            out[i] = t * self.market(line.item).price_usd_per_t * multiple[line.item, line.quarter] * landed
        return out

    @property
    def purchasable_items(self) -> list[int]:
        """Positions of the items that have at least one possible order, in ascending order."""
        return sorted({line.item for line in self.lines})

    def orders_t(self, tonnes: Floats) -> Floats:
        """Return the tonnes ordered per item and quarter of obligation.

        Parameters
        ----------
        tonnes : (line,) tonnes ordered

        Returns
        -------
        (m, q) tonnes
        """
        out = np.zeros((len(self.materials), self.quarters))
        for line, t in zip(self.lines, tonnes, strict=True):
            out[line.item, line.quarter] += t
        return out

    def deliveries_t(self, tonnes: Floats) -> Floats:
        """Return the tonnes that reach each class reserve, lead time after the order.

        Orders that would arrive after the last quarter of the card are left out.

        Parameters
        ----------
        tonnes : (line,) tonnes ordered

        Returns
        -------
        (m, k, t) tonnes
        """
        out = np.zeros((len(self.materials), len(self.classes), self.horizon))
        for line, t in zip(self.lines, tonnes, strict=True):
            arrival = line.quarter + self.offer_terms.lead_quarters
            if arrival < self.horizon:
                out[line.item, line.demand_class, arrival] += t
        return out
