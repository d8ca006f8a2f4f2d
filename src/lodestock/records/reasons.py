"""Reasons of a plan as codes with values, and the one place where each is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["WORDS", "Reason"]

_OF = "{bought_t:,.4g} of {wanted_t:,.4g} t"
_ALL = "{bought_t:,.4g} t of the {wanted_t:,.4g} t that are wanted are bought"

WORDS: Mapping[str, str] = {
    # Why no more of an item is bought.
    "no_requirement": "no requirement: the card leaves no gap that stock may serve",
    "held": "requirement met by inventory",
    "met": "requirement met",
    "no_price": "no price known on the as-of date (table price)",
    "no_market_size": "size of the accessible market not known (table accessible_market)",
    "no_elasticity": "elasticities not known (table market_impact)",
    "no_market": "no market outside the covered countries",
    "no_origin": "no origin outside the adversaries",
    "no_value": "value of a tonne not known (table consequence)",
    "too_late": f"too late: {_OF}; what is bought later arrives after the gap",
    "less_than_an_order": "smallest order: all that is wanted ({wanted_t:.6g} t) is worth less than one order",
    "market_cap": f"market cap: {_ALL}, {{cap:.0%}} of the market outside the covered countries",
    "offers_exhausted": f"offers exhausted: {_ALL}, all that the countries outside could sell",
    "money": f"money: {_OF}; the budget saves more elsewhere",
    "no_money": "money: the budget of USD {budget_usd:,.2f} is below the smallest order of USD {smallest_usd:,.0f}",
    "no_order": "smallest order: no offer's capacity for a class reaches one order",
    "rest_no_order": f"smallest order: {_OF}; what is left of caps and offers does not reach one order",
    "no_item": "not an item of the dataset",
    # Why an offer may not be taken.
    "barred_origin": "origin {origin} is covered or barred by the card",
    "hostile_origin": "origin {origin} is an adversary",
    "no_country": "names no country",
    "other_quarters": "stands from {first} to {last}, and orders are placed in other quarters",
    # How a plan uses an account, or why not.
    "pays": "pays the orders of this plan",
    "holds": "holds {account}, whose orders are counted here too",
    "no_projects": "projects are not planned yet: no project line can draw on it",
    "no_loans": "loans are not planned yet: no loan can draw on it",
    "no_receipts": "may buy replacement material only, and no receipt is recorded",
    "not_ours": "is not part of this programme",
    # Which rule holds the plan back.
    "budget_binds": "budget",
    "exchange_metals_bind": "cap on exchange metals",
    "market_cap_binds": "market cap: {materials}",
    "offers_bind": "capacity of the offers: {materials}",
    "requirement_binds": "requirement met: {materials}",
    "budget_idle": "the budget does not bind: requirement, caps and offers end the buying first",
}
"""Code -> words, with the names of the values in braces."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its code, for programs, and its values; `str` puts it into words.

    Attributes
    ----------
    code : key of `WORDS`
    values : name -> number or text that the words hold

    >>> str(Reason("less_than_an_order", {"wanted_t": 2.4}))
    'smallest order: all that is wanted (2.4 t) is worth less than one order'
    """

    code: str
    values: Mapping[str, float | str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the reason in words."""
        return WORDS[self.code].format(**self.values)

    def number(self, name: str) -> float | None:
        """Return a value that is a number; None where the reason has no such value."""
        value = self.values.get(name)
        return value if isinstance(value, float) else None
