"""Everything a purchase plan chooses from: lines, market, limits. Arrays by position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestock.plan.market import CHORD, chord_slopes
from lodestock.plan.offers import Market, Offer, OfferTerms
from lodestock.records.protocols import Floats

__all__ = ["Line", "PurchaseProblem"]

_MILLION = 1e6
_DEAREST = 1e6
"""Multiple of the undisturbed price beyond which nobody sells: the solver takes no larger numbers."""


@dataclass(frozen=True, slots=True)
class Line:
    """A possible order: one offer, for one class's reserve, in one quarter. Positions, not names."""

    item: int
    demand_class: int
    offer: int
    quarter: int


@dataclass(frozen=True, slots=True, eq=False)
class PurchaseProblem:
    """A stockpile account with its offers, caps and budget.

    Attributes
    ----------
    materials, classes : names behind positions
    limit_t : (m, k) most that may be bought for the class
    markets : by item, None where there is none
    offers : all offers, sorted by item and origin
    lines : possible lines, by item, class, offer, quarter
    quarters : number of quarters in which money may be obligated
    horizon : number of quarters of the card
    budget_usd, exchange_usd : most that may be spent in all, and on metals traded on an exchange
    exchange_items : items whose metal is traded on an exchange
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
        """Return the market of an item that has offers."""
        market = self.markets[item]
        assert market is not None
        return market

    def base_price(self, item: int) -> float:
        """Return USD million that a tonne costs before freight, duty and market impact."""
        return self.market(item).price_usd_per_t / _MILLION

    def cost_slopes(self, item: int) -> Floats:
        """Return cost slopes of an item's chords, up to the cap of the last quarter or `_DEAREST`."""
        market = self.market(item)
        chords = max(1, int(np.ceil(self.offer_terms.market_cap * self.quarters / CHORD - 1e-9)))
        slopes = chord_slopes(chords, market.eps_supply, market.eps_demand)
        return slopes[: max(1, int((slopes <= _DEAREST).sum()))]

    def smallest_order(self, line: Line) -> float:
        """Return the smallest order as base cost, USD million: enough at any price multiple.

        A cent is added, so that a ceiling cut to whole cents still reaches it.
        """
        landed = 1.0 + self.offer_terms.freight + self.offers[line.offer].duty
        return (self.offer_terms.smallest_order_usd + 0.01) / _MILLION / landed

    def ceilings_usd(self, tonnes: Floats, multiple: Floats) -> Floats:
        """Return what each line costs at most, USD: price along the curve, freight, duty."""
        out = np.zeros(len(self.lines))
        for i, (line, t) in enumerate(zip(self.lines, tonnes, strict=True)):
            landed = 1.0 + self.offer_terms.freight + self.offers[line.offer].duty
            out[i] = t * self.market(line.item).price_usd_per_t * multiple[line.item, line.quarter] * landed
        return out

    @property
    def purchasable_items(self) -> list[int]:
        """Items that have a possible line."""
        return sorted({line.item for line in self.lines})

    def orders_t(self, tonnes: Floats) -> Floats:
        """Return (m, q) tonnes ordered from tonnes by line."""
        out = np.zeros((len(self.materials), self.quarters))
        for line, t in zip(self.lines, tonnes, strict=True):
            out[line.item, line.quarter] += t
        return out

    def deliveries_t(self, tonnes: Floats) -> Floats:
        """Return (m, k, t) tonnes that reach each class reserve."""
        out = np.zeros((len(self.materials), len(self.classes), self.horizon))
        for line, t in zip(self.lines, tonnes, strict=True):
            arrival = line.quarter + self.offer_terms.lead_quarters
            if arrival < self.horizon:
                out[line.item, line.demand_class, arrival] += t
        return out
