"""Indicative offers: who could sell what, from where and how dear, where nobody has offered yet."""

from __future__ import annotations

from dataclasses import dataclass

from lodestock.plan.offer_terms import read_offer_terms
from lodestock.records.dataset import Dataset
from lodestock.records.lookups import (
    OTHER,
    OWN,
    form_stages,
    members,
    prices_on,
    share_table,
)
from lodestock.records.reasons import Reason
from lodestock.records.scenario import STAGES, Card

__all__ = [
    "Market",
    "Offer",
    "build_indicative_offers",
    "duty_rate",
    "read_markets",
    "read_offer_terms",
]


@dataclass(frozen=True, slots=True)
class Market:
    """The market of an item outside the covered countries, and its price on the as-of date.

    Attributes
    ----------
    material : item
    price_usd_per_t : undisturbed price, USD per tonne
    tonnes_per_quarter : size of the market, tonnes per quarter
    eps_supply : elasticity of supply, 0 or more
    eps_demand : size of the elasticity of demand, above 0
    """

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
    offer_id : item and origin, joined by /
    material : item
    form : form sold
    stage : stage at which the origin stands
    origin : country, ISO3
    capacity_t : tonnes per quarter; unused capacity carries forward within the window
    duty : duty on the as-of date, as a fraction of the price
    rank : order of preference: 0 national industrial base, 1 ally, 2 other
    covered_upstream : largest share that covered countries hold of an earlier stage, a fraction
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
        """Name of the supplier: indicative offers name a country, not a firm."""
        return f"indicative-{self.origin}"


def duty_rate(dataset: Dataset, material: str, origin: str, day: str) -> float:
    """Return the duty on an item from an origin on a day.

    It is the sum of the rates of all own import tariffs that are in force on the day by their dates, apply to
    the item and target the origin. Goods of the own country pay none.

    Parameters
    ----------
    dataset : holds the table ``policy_events``
    material : item
    origin : country, ISO3
    day : ISO date

    Returns
    -------
    duty, as a fraction of the price
    """
    if origin == OWN:
        return 0.0
    percent = 0.0
    for r in dataset.rows("policy_events"):
        if r["actor_country_iso3"] != OWN or r["instrument"] != "import_tariff" or r["rate_percent"] is None:
            continue
        has_begun = r["effective"] and str(r["effective"]) <= day and str(r["announced"]) <= day
        has_ended = r["suspended_or_ended"] and str(r["suspended_or_ended"]) <= day
        targets, hits = str(r["targets"] or "").split(";"), str(r["hits"] or "").split(";")
        if has_begun and not has_ended and {"ALL", origin} & set(targets) and {"all", material} & set(hits):
            percent += r["rate_percent"]
    return percent / 100.0


def read_markets(dataset: Dataset, day: str) -> tuple[dict[str, Market], dict[str, Reason]]:
    """Return the market of each item as known on a day, or the reason why it has none.

    Parameters
    ----------
    dataset : holds the tables ``us_demand``, ``price``, ``accessible_market`` and ``market_impact``
    day : ISO date

    Returns
    -------
    item -> market, and item -> reason for items without one
    """
    prices = prices_on(dataset, day)
    sizes = {r["material"]: r["q_t_per_year"] for r in dataset.rows("accessible_market")}
    impact = {r["material"]: r for r in dataset.rows("market_impact")}
    markets: dict[str, Market] = {}
    lacking: dict[str, Reason] = {}
    for m in (r["material"] for r in dataset.rows("us_demand")):
        row = impact.get(m)
        if m not in prices:
            lacking[m] = Reason("no_price")
        elif sizes.get(m) is None:
            lacking[m] = Reason("no_market_size")
        elif row is None or row["eps_supply"] is None or row["eps_demand"] is None:
            lacking[m] = Reason("no_elasticity")
        elif sizes[m] == 0:
            lacking[m] = Reason("no_market")
        else:
            markets[m] = Market(m, prices[m], sizes[m] / 4, row["eps_supply"], abs(row["eps_demand"]))
    return markets, lacking


def build_indicative_offers(dataset: Dataset, card: Card) -> tuple[list[Offer], dict[str, Reason]]:
    """Return one offer per item and supplier country, at the stage of the item's imported form.

    No offer comes from `OTHER`, from an adversary, from a covered country or from a country that the bars of
    the card name. The capacity is a share of the country's yearly output, which is estimated so:

    - of a country with a share of the world: the accessible market, divided over the countries outside the
      covered ones by their shares;
    - of a country that is known from import shares only: its share of the imports;
    - of the own country: its primary and secondary production.

    Parameters
    ----------
    dataset : the input tables
    card : gives the as-of date and the bars

    Returns
    -------
    offers sorted by item and origin, and item -> reason for items that nobody may sell

    Raises
    ------
    DataError : a parameter of the offers has no row or no value
    """
    day = card.as_of.isoformat()
    offer_terms = read_offer_terms(dataset)
    markets, lacking = read_markets(dataset, day)
    covered = members(dataset, "covered", day)
    barred = set(covered).union(*(members(dataset, b.group, day) for b in card.bars))
    excluded = barred | members(dataset, "adversary", day) | {OTHER}
    base, allies = members(dataset, "ntib", day), members(dataset, "ally", day)
    world, imported = share_table(dataset, "global_supply_shares"), share_table(dataset, "import_shares")
    forms = form_stages(dataset)
    offers: list[Offer] = []
    for r in dataset.rows("us_demand"):
        m, stage = r["material"], forms.get(r["material"], "")
        key = (m, stage)
        outputs = _estimate_outputs(r, markets.get(m), world.get(key, {}), imported.get(key, {}), covered)
        eligible = {c: t for c, t in outputs.items() if c not in excluded and t > 0}
        if not eligible:
            lacking[m] = Reason("no_origin")
        for origin in sorted(eligible if m in markets else ()):
            offers.append(
                Offer(
                    offer_id=f"{m}/{origin}",
                    material=m,
                    form=str(r["form"] or m),
                    stage=forms[m],
                    origin=origin,
                    capacity_t=eligible[origin] * offer_terms.output_share_per_year / 4,
                    duty=duty_rate(dataset, m, origin, day),
                    rank=0 if origin in base or origin == OWN else 1 if origin in allies else 2,
                    covered_upstream=_covered_upstream(world, m, forms[m], covered),
                )
            )
    return offers, lacking


def _estimate_outputs(
    row: dict[str, object],
    market: Market | None,
    world: dict[str, float],
    imported: dict[str, float],
    covered: set[str],
) -> dict[str, float]:
    """Return country -> tonnes per year at the stage of the imported form, `OTHER` among them.

    Without a known market only the names of the countries are used, so the market is set to one tonne.
    """
    accessible_pct = 100.0 - sum(p for c, p in sorted(world.items()) if c in covered)
    yearly = 4 * market.tonnes_per_quarter if market else 1.0
    out = {c: p * yearly / accessible_pct if accessible_pct > 0 else 0.0 for c, p in world.items()}
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
    """Return the largest share of covered countries in an earlier stage, a fraction; 0 where none is known."""
    earlier = STAGES[: STAGES.index(stage)]
    shares = (sorted(world.get((material, g), {}).items()) for g in earlier)
    return max((sum(p for c, p in s if c in covered) / 100.0 for s in shares), default=0.0)
