"""Titles of the pictures on pages of items, money and orders, read from the frame that is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from lodestock.records.frames import totals
from lodestock.report import three_digits, tier_words, two_digits

__all__ = [
    "award_amounts_title",
    "buy_map_title",
    "changes_title",
    "funds_title",
    "gap_quarters_title",
    "item_coverage_title",
    "price_title",
    "share_map_title",
    "stage_shares_title",
    "tornado_title",
    "usage_title",
]

_HALF_PCT = 50.0
_MILLION = 1e6


def share_map_title(name: str, stage: str, shares: pl.DataFrame) -> str:
    """Return the country of the largest share of an item's stage, and what adversaries make together.

    Parameters
    ----------
    name, stage : of the item
    shares : country, country_name, share_pct, group
    """
    known = shares.filter(pl.col("share_pct").is_not_null() & (pl.col("group") != "unattributed"))
    if known.is_empty():
        return f"{name}, {stage}: no share of a country is stated"
    first = known.sort("share_pct", "country", descending=[True, False]).row(0, named=True)
    hostile = math.fsum(known.filter(pl.col("group") == "adversary")["share_pct"])
    most = f"{first['country_name']} makes {two_digits(first['share_pct'])} % of the world's output"
    return f"{name}, {stage}: {most}, adversaries {two_digits(hostile)} %"


def buy_map_title(buys: pl.DataFrame) -> str:
    """Return what is bought in all, and the country that gets most of it.

    Parameters
    ----------
    buys : country, country_name, ceiling_usd
    """
    known = buys.filter(pl.col("ceiling_usd").is_not_null())
    total = math.fsum(known["ceiling_usd"])
    if buys.is_empty():
        return "Nothing is bought"
    if known.is_empty():
        return (
            f"Money goes to {len(buys)} {'country' if len(buys) == 1 else 'countries'}, how much is not known"
        )
    first = known.sort("ceiling_usd", "country", descending=[True, False]).row(0, named=True)
    whole, most = three_digits(total / _MILLION), three_digits(first["ceiling_usd"] / _MILLION)
    if len(known) == 1:
        return f"All USD {whole} million go to one country: {first['country_name']}"
    return f"{first['country_name']}: USD {most} of the {whole} million that go to {len(known)} countries"


def stage_shares_title(name: str, shares: pl.DataFrame) -> str:
    """Return the stage of an item in which one country makes most.

    Parameters
    ----------
    name : of the item
    shares : stage, country, share_pct, group; country_name is said where there is such a column
    """
    known = shares.filter(pl.col("share_pct").is_not_null() & (pl.col("group") != "unattributed"))
    if known.is_empty():
        return f"{name}: no share of a country is stated"
    first = known.sort("share_pct", "country", "stage", descending=[True, False, False]).row(0, named=True)
    hostile = totals(known.filter(pl.col("group") == "adversary"), ["stage"], ["share_pct"])
    over = hostile.filter(pl.col("share_pct") > _HALF_PCT)
    stages = known["stage"].n_unique()
    country = first.get("country_name") or first["country"]
    most = f"{name}: {country} has {two_digits(first['share_pct'])} % of the stage {first['stage']}"
    return f"{most}; adversaries have over half in {len(over)} of {stages} stages"


def price_title(name: str, prices: pl.DataFrame) -> str:
    """Return the newest price of an item, and what it was at first in the same tier.

    Parameters
    ----------
    name : of the item
    prices : known_from, tier, price_usd_per_t
    """
    known = prices.filter(pl.col("price_usd_per_t").is_not_null()).sort("known_from", "tier")
    if known.is_empty():
        return f"{name}: no price is known"
    last = known.row(-1, named=True)
    first = known.filter(pl.col("tier") == last["tier"]).row(0, named=True)
    tier = "" if known["tier"].n_unique() == 1 else f" ({tier_words(last['tier'])})"
    now = (
        f"{name}: USD {three_digits(last['price_usd_per_t'])} a tonne{tier}, known from {last['known_from']}"
    )
    if first["known_from"] == last["known_from"] or not first["price_usd_per_t"]:
        return now
    times = last["price_usd_per_t"] / first["price_usd_per_t"]
    return f"{now}, {times:.2g} times that of {first['known_from']}"


def gap_quarters_title(name: str, gaps: pl.DataFrame) -> str:
    """Return an item's gap over all quarters, and the part that stock may serve.

    Parameters
    ----------
    name : of the item
    gaps : quarter, demand_class, gap_t, servable_t
    """
    if gaps.is_empty() or gaps["gap_t"].null_count():
        return f"{name}: the gap is not known in every quarter"
    whole = math.fsum(gaps["gap_t"])
    if whole <= 0:
        return f"{name}: no quarter leaves a gap"
    short = totals(gaps, ["quarter"], ["gap_t"]).filter(pl.col("gap_t") > 0)
    lacking = f"{name} lacks {three_digits(whole)} t over {len(short)} quarter{'s' if len(short) > 1 else ''}"
    if gaps["servable_t"].null_count():
        return lacking
    return f"{lacking}; stock may serve {three_digits(math.fsum(gaps['servable_t']))} t of it"


def usage_title(name: str, uses: pl.DataFrame) -> str:
    """Return the largest use of an item.

    Parameters
    ----------
    name : of the item
    uses : end_use, share_pct
    """
    known = uses.filter(pl.col("share_pct").is_not_null())
    if known.is_empty():
        return f"{name}: no share of a use is stated"
    first = known.sort("share_pct", "end_use", descending=[True, False]).row(0, named=True)
    return f"{name}: {two_digits(first['share_pct'])} % goes into {first['end_use'].split(' (')[0]}"


def item_coverage_title(items: pl.DataFrame) -> str:
    """Return how much of what items need is held or planned, and the item that lacks most.

    Parameters
    ----------
    items : material_name, requirement_usd, held_usd, planned_usd
    """
    needed = items.filter(pl.col("requirement_usd") > 0).to_dicts()
    if not needed:
        return "No item has a requirement"
    covered = {
        r["material_name"]: min((r["held_usd"] or 0.0) + (r["planned_usd"] or 0.0), r["requirement_usd"])
        for r in needed
    }
    lacking = {r["material_name"]: r["requirement_usd"] - covered[r["material_name"]] for r in needed}
    worst = min(lacking, key=lambda n: (-lacking[n], n))
    whole = three_digits(math.fsum(r["requirement_usd"] for r in needed) / _MILLION)
    held = three_digits(math.fsum(covered.values()) / _MILLION)
    least = "At least " if any(r["held_usd"] is None for r in needed) else ""
    of = f"{least}USD {held} of {whole} million are held or planned"
    if lacking[worst] <= 0:
        return of
    return f"{of}; most is lacking of {worst}, USD {three_digits(lacking[worst] / _MILLION)} million"


def funds_title(accounts: pl.DataFrame) -> str:
    """Return how much of all accounts is obligated, and the account that ends first.

    Parameters
    ----------
    accounts : account, appropriated_usd, obligated_usd, days_left, within; an account inside another is not counted again
    """
    names = accounts["account"].to_list()
    whole = [r for r in accounts.to_dicts() if r["within"] not in names and r["appropriated_usd"] is not None]
    if not whole:
        return "No account with a known amount is open"
    known = [r for r in whole if r["obligated_usd"] is not None]
    bound, of = (math.fsum(r[k] for r in known) / _MILLION for k in ("obligated_usd", "appropriated_usd"))
    so_far = (
        f"USD {three_digits(bound)} of {three_digits(of)} million obligated"
        if known
        else "What is obligated is not known"
    )
    ending = [r for r in accounts.to_dicts() if r["days_left"] is not None and r["days_left"] >= 0]
    if not ending:
        return so_far
    first = min(ending, key=lambda r: (r["days_left"], names.index(r["account"])))
    days = "1 day" if first["days_left"] == 1 else f"{first['days_left']:,} days"
    if len(ending) > 1 and all(r["days_left"] == first["days_left"] for r in ending):
        return f"{so_far}; all accounts end in {days}"
    return f"{so_far}; {first['account']} ends first, in {days}"


def award_amounts_title(awards: pl.DataFrame) -> str:
    """Return what is obligated under awards, and what is paid of it.

    Parameters
    ----------
    awards : award_id, outlay_usd, obligated_usd, ceiling_usd
    """
    if awards.is_empty():
        return "No award is made"
    ceiling, bound, paid = (
        three_digits(math.fsum(awards[k].drop_nulls()) / _MILLION)
        for k in ("ceiling_usd", "obligated_usd", "outlay_usd")
    )
    made = "1 award" if len(awards) == 1 else f"{len(awards)} awards"
    without = awards["ceiling_usd"].null_count()
    open_ended = f", {without} with no known ceiling" if without else ""
    if awards["obligated_usd"].is_null().all():
        return f"{made} with ceilings of USD {ceiling} million; what is obligated is not known"
    least = "at least " if awards["obligated_usd"].null_count() else ""
    return (
        f"{made}{open_ended}: {least}USD {bound} million obligated under ceilings of {ceiling}, {paid} paid"
    )


def tornado_title(variants: pl.DataFrame) -> str:
    """Return the input that moves a value most, and from where to where.

    Parameters
    ----------
    variants : input, low_usd, base_usd, high_usd
    """
    spans = []
    for r in variants.to_dicts():
        values = [r[k] / _MILLION for k in ("low_usd", "base_usd", "high_usd") if r[k] is not None]
        if len(values) > 1:
            spans.append((min(values) - max(values), r["input"], min(values), max(values)))
    if not spans:
        return "No input was varied"
    width, name, low, high = min(spans)
    if not width:
        return "No input that was varied moves the value"
    return (
        f"{name[:1].upper()}{name[1:]} matters most: USD {three_digits(low)} to {three_digits(high)} million"
    )


def changes_title(changes: Mapping[str, Any]) -> str:
    """Return what differs between two runs.

    Parameters
    ----------
    changes : a, b, items, plan of `lodestock compare`
    """
    items, plan = len(changes["items"]), changes["plan"]
    before, now = plan["spend_usd_a"], plan["spend_usd_b"]
    some = "1 item" if items == 1 else f"{items} items"
    said = f"The requirement of {some} changed" if items else "No requirement changed"
    if before is None or now is None or before == now:
        return f"{said} since the run before"
    return (
        f"{said} since the run before; the plan spends USD {three_digits(now / _MILLION)} million, "
        f"{three_digits(abs(now - before) / _MILLION)} million {'more' if now > before else 'less'}"
    )
