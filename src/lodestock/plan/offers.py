"""Who offers what, from where and how dear: named suppliers, and indicative offers where nobody has offered yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lodestock.plan.offer_terms import read_offer_terms
from lodestock.records.dataset import Dataset
from lodestock.records.events import ANNOUNCED_ONLY
from lodestock.records.lookups import (
    OTHER,
    OWN,
    form_stages,
    members,
    prices_on,
    share_table,
)
from lodestock.records.reasons import Reason
from lodestock.records.scenario import STAGES, Card, Quarter

__all__ = [
    "Law",
    "Market",
    "Offer",
    "build_offers",
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
    """What a country, or a named supplier, could sell of one item.

    Attributes
    ----------
    offer_id : item and origin, joined by /; of a named supplier its own id, with the step where there are several
    material : item
    form : form sold
    stage : stage at which the origin stands
    origin : country, ISO3
    capacity_t : tonnes that become available each quarter; unused capacity carries forward within the window
    duty : duty on the as-of date, as a fraction of the price
    rank : order of preference: 0 national industrial base, 1 ally, 2 other
    covered_upstream : largest share that covered countries hold of an earlier stage, a fraction
    supplier : name of the supplier; indicative offers name a country, not a firm
    displaces : whether it draws on supply that users at home buy from, as every country does that has a share in the
        imports or in the world's output of the item
    price_usd_per_t : price that is offered, before freight and duty; None: that of the market, which orders raise
    demand_class : class whose reserve it may fill; None: any
    first, last : first and last quarter in which it may be ordered, 0 is the first of the card; last None: any
    lead_quarters : quarters from obligation to delivery; None: those of all offers
    smallest_usd : smallest order, USD; None: that of all offers
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
    supplier: str
    displaces: bool
    price_usd_per_t: float | None = None
    demand_class: str | None = None
    first: int = 0
    last: int | None = None
    lead_quarters: int | None = None
    smallest_usd: float | None = None

    def quarters(self, window: int) -> range:
        """Return the quarters in which it may be ordered.

        Parameters
        ----------
        window : number of quarters in which money may be obligated
        """
        return range(max(self.first, 0), min(window - 1 if self.last is None else self.last, window - 1) + 1)


def duty_rate(dataset: Dataset, material: str, origin: str, day: str) -> float:
    """Return the duty on an item from an origin on a day.

    It is the sum of the rates of all own import tariffs that are in force on the day by their dates, apply to
    the item and target the origin; those that are only proposed or threatened are none. Goods of the own country pay none.

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
        if r["status"] in ANNOUNCED_ONLY:
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


def build_offers(dataset: Dataset, card: Card) -> tuple[list[Offer], dict[str, Reason], dict[str, Reason]]:
    """Return the offers of named suppliers, and indicative ones where nobody offers.

    An indicative offer is one per item and supplier country, at the stage of the item's imported form. An offer of
    the table ``offers`` takes the place of the indicative one of its item and country.

    No offer comes from `OTHER`, from an adversary, from a covered country or from a country that the bars of
    the card name. The capacity of an indicative offer is a share of the country's yearly output, which is estimated so:

    - of a country with a share of the world: the accessible market, divided over the countries outside the
      covered ones by their shares;
    - of a country that is known from import shares only: its share of the imports;
    - of the own country: its primary and secondary production.

    With p the shares of world output in per cent, Q the accessible market a year and s the share that is offered:

        capacity_c = s * output_c / 4
        output_c = Q * p_c / (100 - sum of p of covered countries)

    Parameters
    ----------
    dataset : the input tables
    card : gives the as-of date, the quarters and the bars

    Returns
    -------
    offers sorted by item, origin and id; item -> reason for items that nobody may sell; offer -> reason why it may not
    be taken

    Raises
    ------
    DataError : a parameter of the offers has no row or no value
    """
    day = card.as_of.isoformat()
    markets, lacking = read_markets(dataset, day)
    law = Law(dataset, card)
    named, left_out = _read_named(dataset, card, law, lacking)
    taken = {(o.material, o.origin) for o in named}
    offers = list(named)
    share = read_offer_terms(dataset).output_share_per_year
    world, imported = share_table(dataset, "global_supply_shares"), share_table(dataset, "import_shares")
    for r in dataset.rows("us_demand"):
        m, stage = r["material"], law.forms.get(r["material"], "")
        key = (m, stage)
        outputs = _estimate_outputs(r, markets.get(m), world.get(key, {}), imported.get(key, {}), law.covered)
        eligible = {c: t for c, t in outputs.items() if law.bar(c) is None and t > 0}
        if not eligible and m not in {o.material for o in named}:
            lacking[m] = Reason("no_origin")
        for origin in sorted(eligible if m in markets else ()):
            if (m, origin) not in taken:
                capacity = eligible[origin] * share / 4
                offers.append(law.offer(r, f"{m}/{origin}", origin, capacity, f"indicative-{origin}"))
    order = {r["material"]: i for i, r in enumerate(dataset.rows("us_demand"))}
    return sorted(offers, key=lambda o: (order[o.material], o.origin, o.offer_id)), lacking, left_out


class Law:
    """What the as-of date says of origins, duties and preference.

    Parameters
    ----------
    dataset : the input tables
    card : gives the as-of date and the bars
    """

    def __init__(self, dataset: Dataset, card: Card) -> None:
        self.dataset, self.day = dataset, card.as_of.isoformat()
        self.covered = set(members(dataset, "covered", self.day))
        self.barred = self.covered.union(*(members(dataset, b.group, self.day) for b in card.bars))
        self.hostile = members(dataset, "adversary", self.day)
        self.base, self.allies = members(dataset, "ntib", self.day), members(dataset, "ally", self.day)
        self.forms = form_stages(dataset)
        self.world = share_table(dataset, "global_supply_shares")
        imported = share_table(dataset, "import_shares")
        self.sources = {k: {*self.world.get(k, ()), *imported.get(k, ())} for k in {*self.world, *imported}}

    def bar(self, origin: str) -> Reason | None:
        """Return why nothing may come from an origin; None where it may.

        Parameters
        ----------
        origin : country at the stage of the imported form, ISO3
        """
        if origin in self.barred:
            return Reason("barred_origin", {"origin": origin})
        if origin in self.hostile:
            return Reason("hostile_origin", {"origin": origin})
        return Reason("no_country") if origin == OTHER else None

    def covered_upstream(self, item: str) -> float:
        """Return the largest share of covered countries in a stage before the imported form, a fraction; else 0.

        Parameters
        ----------
        item : id
        """
        earlier = STAGES[: STAGES.index(self.forms[item])]
        shares = (sorted(self.world.get((item, g), {}).items()) for g in earlier)
        return max((sum(p for c, p in s if c in self.covered) / 100.0 for s in shares), default=0.0)

    def offer(
        self, row: dict[str, Any], offer_id: str, origin: str, capacity_t: float, supplier: str
    ) -> Offer:
        """Return an offer on the terms of all offers.

        Parameters
        ----------
        row : of the item in ``us_demand``
        offer_id, origin, capacity_t, supplier : see `Offer`
        """
        m = row["material"]
        return Offer(
            offer_id=offer_id,
            material=m,
            form=str(row["form"] or m),
            stage=self.forms[m],
            origin=origin,
            capacity_t=capacity_t,
            duty=duty_rate(self.dataset, m, origin, self.day),
            rank=0 if origin in self.base or origin == OWN else 1 if origin in self.allies else 2,
            covered_upstream=self.covered_upstream(m),
            supplier=supplier,
            displaces=origin != OWN and origin in self.sources.get((m, self.forms[m]), ()),
        )


def _read_named(
    dataset: Dataset, card: Card, law: Law, lacking: dict[str, Reason]
) -> tuple[list[Offer], dict[str, Reason]]:
    """Return the offers of named suppliers, and offer -> reason for those that may not be taken."""
    demand = {r["material"]: r for r in dataset.rows("us_demand")}
    offers: list[Offer] = []
    left_out: dict[str, Reason] = {}
    rows = dataset.rows("offers")
    several = {r["offer_id"] for r in rows if sum(x["offer_id"] == r["offer_id"] for x in rows) > 1}
    for r in rows:
        name = f"{r['offer_id']}#{r['step']}" if r["offer_id"] in several else str(r["offer_id"])
        m, origin = r["material"], str(r["origin_country_iso3"])
        first, last = (
            Quarter.parse(str(r[n])).minus(card.first_quarter) for n in ("first_quarter", "last_quarter")
        )
        reason = law.bar(origin) or lacking.get(m)
        if m not in demand:
            reason = Reason("no_item")
        elif last < 0 or first >= card.buy_quarters:
            reason = Reason(
                "other_quarters", {"first": str(r["first_quarter"]), "last": str(r["last_quarter"])}
            )
        if reason is not None:
            left_out[name] = reason
            continue
        offer = law.offer(demand[m], name, origin, float(r["capacity_t_per_quarter"]), str(r["supplier"]))
        offers.append(
            replace(
                offer,
                price_usd_per_t=float(r["price_usd_per_t"]),
                demand_class=r["demand_class"],
                first=first,
                last=last,
                lead_quarters=int(r["lead_time_quarters"]),
                smallest_usd=r["minimum_usd"],
            )
        )
    return offers, left_out


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
