"""Conditions that all indicative offers share, and rates that value an order."""

from __future__ import annotations

from dataclasses import dataclass

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import parameter

__all__ = ["OfferTerms", "read_offer_terms"]


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """Conditions that all indicative offers share, and rates that value an order.

    Each is a row of ``scenario_generator.csv``, block ``offer`` or ``value``.

    Attributes
    ----------
    lead_quarters : quarters from obligation to delivery
    output_share_per_year : part of a country's yearly output that it offers per year, a fraction
    freight : freight, insurance and assay, as a fraction of the price
    smallest_order_usd : smallest ceiling of an order, USD
    guaranteed_share : guaranteed minimum of an order, as a fraction of its ceiling
    market_cap : largest part of a market that may be bought, a fraction
    exchange_cap : largest part of the budget for metals traded on an exchange, a fraction
    terminal_share : value of a tonne left at the horizon, as a fraction of its price
    holding_cost_per_year : cost of storage, as a fraction of the value per year
    discount_rate_per_year : real discount rate, a fraction per year
    """

    lead_quarters: int
    output_share_per_year: float
    freight: float
    smallest_order_usd: float
    guaranteed_share: float
    market_cap: float
    exchange_cap: float
    terminal_share: float
    holding_cost_per_year: float
    discount_rate_per_year: float


def read_offer_terms(dataset: Dataset) -> OfferTerms:
    """Return the conditions of indicative offers.

    Parameters
    ----------
    dataset : holds the table ``scenario_generator``

    Returns
    -------
    the conditions, as fractions, quarters and USD

    Raises
    ------
    DataError : a parameter has no row or no value
    """
    return OfferTerms(
        lead_quarters=int(parameter(dataset, "offer", "lead_time_quarters")),
        output_share_per_year=parameter(dataset, "offer", "country_share_of_output_a_year"),
        freight=parameter(dataset, "offer", "freight_fraction"),
        smallest_order_usd=parameter(dataset, "offer", "min_order_usd"),
        guaranteed_share=parameter(dataset, "offer", "guaranteed_minimum_fraction"),
        market_cap=parameter(dataset, "offer", "market_cap_a_year"),
        exchange_cap=parameter(dataset, "value", "market_cap_exchange_metals"),
        terminal_share=parameter(dataset, "value", "terminal_value_share"),
        holding_cost_per_year=parameter(dataset, "value", "holding_cost"),
        discount_rate_per_year=parameter(dataset, "value", "real_discount_rate"),
    )
