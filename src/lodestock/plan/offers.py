"""Indicative offers: who could sell what, where, at which landed price, when nobody has offered yet."""

from __future__ import annotations

from dataclasses import dataclass

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import (
    OTHER,
    OWN,
    form_stages,
    members,
    parameter,
    prices_on,
    share_table,
)
from lodestock.records.scenario import STAGES, Card

__all__ = [
    "Market",
    "Offer",
    "OfferTerms",
    "build_indicative_offers",
    "duty_rate",
    "read_markets",
    "read_offer_terms",
]


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """OfferTerms of indicative offers, rows of ``scenario_generator.csv``."""

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


@dataclass(frozen=True, slots=True)
class Market:
    """An item's market outside the covered countries, and its price on the as-of date."""

    material: str
    price_usd_per_t: float
    tonnes_per_quarter: float
    eps_supply: float
    eps_demand: float


@dataclass(frozen=True, slots=True)
class Offer:
    """What one country could sell of one item.

    Attributes
    ----------
    capacity_t : tonnes a quarter; what is not used carries forward within the window
    duty : duty on the as-of date, fraction of the price
    rank : 0 national industrial base, 1 ally, 2 other
    covered_upstream : largest share that covered countries hold of a stage before this one, a fraction
    """

    offer_id: str
    material: str
    form: str
    stage: str
    origin: str
    capacity_t: float
    duty: float
    rank: int
    covered_upstream: float

    @property
    def supplier(self) -> str:
        """Indicative offers name a country, not a firm."""
        return f"indicative-{self.origin}"


def read_offer_terms(dataset: Dataset) -> OfferTerms:
    """Return the terms of indicative offers."""
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


def duty_rate(dataset: Dataset, material: str, origin: str, day: str) -> float:
    """Return the duty on an item from an origin on a day, as a fraction of its price.

    Sums the rates of own import tariffs that are in force by their dates, hit the item and target the
    origin. Goods of the own country pay none.
    """
    if origin == OWN:
        return 0.0
    percent = 0.0
    for r in dataset.rows("policy_events"):
        if r["actor_country_iso3"] != OWN or r["instrument"] != "import_tariff" or r["rate_percent"] is None:
            continue
        begun = r["effective"] and str(r["effective"]) <= day and str(r["announced"]) <= day
        ended = r["suspended_or_ended"] and str(r["suspended_or_ended"]) <= day
        targets, hits = str(r["targets"] or "").split(";"), str(r["hits"] or "").split(";")
        if begun and not ended and {"ALL", origin} & set(targets) and {"all", material} & set(hits):
            percent += r["rate_percent"]
    return percent / 100.0


def read_markets(dataset: Dataset, day: str) -> tuple[dict[str, Market], dict[str, str]]:
    """Return the market of each item, and for items without one the reason why."""
    prices = prices_on(dataset, day)
    sizes = {r["material"]: r["q_t_per_year"] for r in dataset.rows("accessible_market")}
    impact = {r["material"]: r for r in dataset.rows("market_impact")}
    found: dict[str, Market] = {}
    lacking: dict[str, str] = {}
    for m in (r["material"] for r in dataset.rows("us_demand")):
        row = impact.get(m)
        if m not in prices:
            lacking[m] = "no price known on the as-of date (table price)"
        elif sizes.get(m) is None:
            lacking[m] = "size of the accessible market not known (table accessible_market)"
        elif row is None or row["eps_supply"] is None or row["eps_demand"] is None:
            lacking[m] = "elasticities not known (table market_impact)"
        elif sizes[m] == 0:
            lacking[m] = "no market outside the covered countries"
        else:
            found[m] = Market(m, prices[m], sizes[m] / 4, row["eps_supply"], abs(row["eps_demand"]))
    return found, lacking


def build_indicative_offers(dataset: Dataset, card: Card) -> tuple[list[Offer], dict[str, str]]:
    """Return one offer an item and supplier country at the stage of the imported form.

    Never `OTHER`, never a country that the card's bars name nor an adversary. A country's output is its
    world share of the accessible market over what covered countries leave of the world; a country known
    from import shares alone has its part of our imports; the own country its own primary and secondary
    production.

    Returns
    -------
    offers sorted by item and origin; item -> reason for items that nobody may sell
    """
    day = card.as_of.isoformat()
    rules = read_offer_terms(dataset)
    found, lacking = read_markets(dataset, day)
    covered = members(dataset, "covered", day)
    barred = set(covered).union(*(members(dataset, b.group, day) for b in card.bars))
    hostile = members(dataset, "adversary", day)
    base, friends = members(dataset, "ntib", day), members(dataset, "ally", day)
    world, imported = share_table(dataset, "global_supply_shares"), share_table(dataset, "import_shares")
    forms = form_stages(dataset)
    offers: list[Offer] = []
    for r in dataset.rows("us_demand"):
        m, stage = r["material"], forms.get(r["material"], "")
        outputs = _outputs(r, found.get(m), world.get((m, stage), {}), imported.get((m, stage), {}), covered)
        open_to_us = {c: t for c, t in outputs.items() if c not in barred | hostile | {OTHER} and t > 0}
        if not open_to_us:
            lacking[m] = "no origin outside the adversaries"
        for origin in sorted(open_to_us if m in found else ()):
            offers.append(
                Offer(
                    offer_id=f"{m}/{origin}",
                    material=m,
                    form=str(r["form"] or m),
                    stage=forms[m],
                    origin=origin,
                    capacity_t=open_to_us[origin] * rules.output_share_per_year / 4,
                    duty=duty_rate(dataset, m, origin, day),
                    rank=0 if origin in base or origin == OWN else 1 if origin in friends else 2,
                    covered_upstream=_covered_upstream(world, m, forms[m], covered),
                )
            )
    return offers, lacking


def _outputs(
    row: dict[str, object],
    market: Market | None,
    world: dict[str, float],
    imported: dict[str, float],
    covered: set[str],
) -> dict[str, float]:
    """Return tonnes a year by country at the stage of the imported form, `OTHER` among them.

    Without a known market only the countries matter: each gets a nominal tonne.
    """
    left = 100.0 - sum(p for c, p in sorted(world.items()) if c in covered)
    yearly = 4 * market.tonnes_per_quarter if market else 1.0
    out = {c: p * yearly / left if left > 0 else 0.0 for c, p in world.items()}
    consumption, own, secondary = (
        float(str(row[c])) for c in ("apparent_consumption_t", "own_primary_t", "own_secondary_t")
    )
    imports = max(consumption - own - secondary, 0.0)
    out.update({c: p / 100.0 * imports for c, p in imported.items() if c not in world})
    out[OWN] = own + secondary
    return out


def _covered_upstream(
    world: dict[tuple[str, str], dict[str, float]], material: str, stage: str, covered: set[str]
) -> float:
    """Return the largest share of covered countries in a stage upstream, 0 where none is known."""
    before = STAGES[: STAGES.index(stage)]
    shares = (sorted(world.get((material, g), {}).items()) for g in before)
    return max((sum(p for c, p in s if c in covered) / 100.0 for s in shares), default=0.0)
