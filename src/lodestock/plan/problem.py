"""Everything that a purchase plan chooses from: possible orders, markets and limits.

Items, demand classes, offers and quarters are positions in tuples; arrays are indexed by them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import log2

import numpy as np

from lodestock.plan.market import CHORD, chord_slopes
from lodestock.plan.offer_terms import OfferTerms
from lodestock.plan.offers import Market, Offer
from lodestock.records.protocols import Bools, Floats, Ints

__all__ = ["Line", "PurchaseProblem"]

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


@dataclass(frozen=True, eq=False)
class PurchaseProblem:
    """The choice set of a stockpile account: possible orders, prices, caps and budget.

    A plan chooses tonnes x of each line, each 0 or of at least the smallest ceiling, of least loss, within

        sum of x of item m and class k <= limit_mk
        sum of x of item m up to quarter q <= market_cap * Q_m * (q + 1)
        sum of x of offer o up to quarter q <= capacity_o * (q - first_o + 1)
        sum of ceilings <= budget                  that of exchange metals <= their cap
        ceiling = x * p * r * (1 + freight + duty)

    with Q the market of a quarter, p the price and r the multiple that all orders of the item and quarter reach, which is
    1 at a price that a supplier offers.

    Axes: m item, k demand class, c reserve that some line may fill, q quarter of obligation, t quarter of the card,
    line possible order.

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
    too_small : items that have possible orders, of which none can reach the smallest order
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
    too_small: frozenset[int] = frozenset()

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
        price per tonne in the unit of the columns of the model, see `unit_usd`
        """
        return self.market(item).price_usd_per_t / self.unit_usd

    def own_price(self, line: Line) -> float:
        """Return the price of a line before its orders raise it: that offered, else that of the market.

        Parameters
        ----------
        line : the possible order

        Returns
        -------
        price per tonne in the unit of the columns of the model, see `unit_usd`
        """
        own = self.offers[line.offer].price_usd_per_t
        return self.base_price(line.item) if own is None else own / self.unit_usd

    @cached_property
    def unit_usd(self) -> float:
        """Money in which the model counts, USD: the power of two nearest to a thousandth of the budget.

        Scaling by a power of two is exact, so a plan in other money is the same plan.
        """
        largest = max(self.budget_usd, self.offer_terms.smallest_order_usd, 1e-300)
        return float(2.0 ** (round(log2(largest)) - 10))

    @cached_property
    def cells(self) -> Ints:
        """(c, 2) item and class of each reserve that some line may fill, in that order."""
        pairs = sorted({(line.item, line.demand_class) for line in self.lines})
        return np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)

    @cached_property
    def line_cell(self) -> Ints:
        """(line,) position of the reserve that each line fills."""
        position = {(int(m), int(k)): c for c, (m, k) in enumerate(self.cells)}
        return np.array([position[x.item, x.demand_class] for x in self.lines], dtype=np.int64)

    @cached_property
    def line_item(self) -> Ints:
        """(line,) position of the item of each line."""
        return np.array([x.item for x in self.lines], dtype=np.int64)

    @cached_property
    def line_quarter(self) -> Ints:
        """(line,) quarter of obligation of each line."""
        return np.array([x.quarter for x in self.lines], dtype=np.int64)

    @cached_property
    def line_price(self) -> Floats:
        """(line,) price of each line before its orders raise it, USD per tonne: that offered, else that of the market."""
        own = (self.offers[x.offer].price_usd_per_t for x in self.lines)
        pairs = zip(self.lines, own, strict=True)
        prices = [self.market(x.item).price_usd_per_t if p is None else p for x, p in pairs]
        return np.array(prices, dtype=np.float64)

    @cached_property
    def line_floats(self) -> Bools:
        """(line,) whether the line pays the price of the market, which orders raise; else it pays the price offered."""
        return np.array([self.offers[x.offer].price_usd_per_t is None for x in self.lines], dtype=bool)

    @cached_property
    def line_on_exchange(self) -> Bools:
        """(line,) whether the metal of the line is traded on an exchange."""
        return np.array([self.materials[x.item] in self.exchange_items for x in self.lines], dtype=bool)

    @cached_property
    def line_displaces(self) -> Ints:
        """(line,) 1 where the offer draws on what users at home buy, else 0."""
        return np.array([self.offers[x.offer].displaces for x in self.lines], dtype=np.int64)

    @cached_property
    def line_arrival(self) -> Ints:
        """(line,) quarter of delivery of each line."""
        return np.array([x.quarter + self.lead(x.offer) for x in self.lines], dtype=np.int64)

    def lead(self, offer: int) -> int:
        """Return the quarters from obligation to delivery of an offer.

        Parameters
        ----------
        offer : position of the offer
        """
        own = self.offers[offer].lead_quarters
        return self.offer_terms.lead_quarters if own is None else own

    def smallest_usd(self, offer: int) -> float:
        """Return the smallest order of an offer, USD.

        Parameters
        ----------
        offer : position of the offer
        """
        own = self.offers[offer].smallest_usd
        return self.offer_terms.smallest_order_usd if own is None else own

    def largest_order(self, line: Line) -> float:
        """Return the largest base cost that capacity and requirement leave to a line, in the unit of the model.

        Parameters
        ----------
        line : the possible order
        """
        most = min(self.available_t(line), float(self.limit_t[line.item, line.demand_class]))
        return most * self.own_price(line)

    def in_whole_orders(self) -> PurchaseProblem:
        """Return the problem without lines that cannot reach the smallest order: they only loosen the bound."""
        lines = tuple(x for x in self.lines if self.smallest_order(x) <= self.largest_order(x) * (1 + 1e-9))
        left = {x.item for x in lines}
        return replace(self, lines=lines, too_small=frozenset({x.item for x in self.lines} - left))

    def available_t(self, line: Line) -> float:
        """Return the tonnes that an offer has made available by a line's quarter.

        Parameters
        ----------
        line : the possible order
        """
        offer = self.offers[line.offer]
        return offer.capacity_t * (line.quarter - max(offer.first, 0) + 1)

    @cached_property
    def line_duty(self) -> Floats:
        """(line,) duty on each line, a fraction of the price."""
        return np.array([self.offers[x.offer].duty for x in self.lines], dtype=np.float64)

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

        It is taken at the price that the order alone would reach, so it is large enough beside others too.

        Parameters
        ----------
        line : the possible order

        Returns
        -------
        base cost (tonnes x undisturbed price), in the unit of the model
        """
        offer = self.offers[line.offer]
        cost = self.smallest_usd(line.offer) / self.unit_usd / (1.0 + self.offer_terms.freight + offer.duty)
        if offer.price_usd_per_t is not None:
            return cost
        slopes = self.cost_slopes(line.item)
        width = CHORD * self.market(line.item).tonnes_per_quarter * self.base_price(line.item)
        before = np.concatenate([[0.0], np.cumsum(width * slopes)[:-1]])  # cost at the start of each chord
        chord = int(np.searchsorted(before, cost, side="right")) - 1
        return float(chord * width + (cost - before[chord]) / slopes[chord])

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
        self._check_length(tonnes)
        if not self.lines:
            return np.zeros(0)
        raised = np.where(self.line_floats, multiple[self.line_item, self.line_quarter], 1.0)
        reached = self.line_price * raised
        return np.asarray(tonnes * reached * (1.0 + self.offer_terms.freight + self.line_duty))

    def _check_length(self, tonnes: Floats) -> None:
        """Refuse tonnes of another number of lines."""
        if len(tonnes) != len(self.lines):
            raise ValueError(f"{len(tonnes)} amounts for {len(self.lines)} lines")

    @property
    def purchasable_items(self) -> list[int]:
        """Positions of the items that have at least one possible order, in ascending order."""
        return sorted({line.item for line in self.lines})

    def orders_t(self, tonnes: Floats) -> Floats:
        """Return the tonnes ordered per item and quarter of obligation.

        Parameters
        ----------
        tonnes : (line,) tonnes ordered, or part of them

        Returns
        -------
        (m, q) tonnes
        """
        self._check_length(tonnes)
        out = np.zeros((len(self.materials), self.quarters))
        if self.lines:
            np.add.at(out, (self.line_item, self.line_quarter), tonnes)
        return out

    def deliveries_t(self, tonnes: Floats) -> Floats:
        """Return the tonnes that reach each class reserve, lead time after the order.

        Orders that would arrive after the last quarter of the card are left out.

        Parameters
        ----------
        tonnes : (line,) tonnes ordered

        Returns
        -------
        (2, c, t) tonnes: of offers that take nothing from users, and of those that draw on what users buy
        """
        self._check_length(tonnes)
        out = np.zeros((2, len(self.cells), self.horizon))
        if self.lines:
            timely = self.line_arrival < self.horizon
            where = self.line_displaces[timely], self.line_cell[timely], self.line_arrival[timely]
            np.add.at(out, where, np.asarray(tonnes)[timely])
        return out
