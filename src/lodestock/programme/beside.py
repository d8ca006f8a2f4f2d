"""What stands beside a plan: the buys that were announced, and what barred offers would cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from lodestock.plan import duty_rate
from lodestock.programme.project import Case
from lodestock.programme.specs import AWARDS, BARRED_OFFERS
from lodestock.records.events import ANNOUNCED_ONLY, NEWS
from lodestock.records.lookups import form_stages, members, parameter, prices_on, share_table
from lodestock.records.plan import Plan
from lodestock.records.reasons import Reason
from lodestock.size import Shortfalls

__all__ = ["awards_beside", "barred_offers"]


def awards_beside(case: Case, short: Shortfalls, plan: Plan) -> pl.DataFrame:
    """Return the buys named in October 2025, and those accepted from the news, beside the plan.

    The awards are those that ``case_facts`` cites, and those of the news that were announced by the as-of date; "up to" is
    a ceiling, not an obligation, and missing where one of them is not known. In the form of `AWARDS`.
    """
    cited = [r["row_id"] for r in case.dataset.rows("case_facts") if r["table"] == "awards"]
    cited += [
        str(r["award_id"])
        for r in case.dataset.rows("awards")
        if str(r["award_id"]).startswith(NEWS) and str(r["announced"]) <= case.card.as_of.isoformat()
    ]
    rows: dict[str, dict[str, Any]] = {}
    for award_id in dict.fromkeys(cited):
        award = case.dataset.row("awards", award_id)
        if award is None:
            continue
        row = rows.setdefault(str(award["material"]), {"award_ceiling_usd": 0.0, "vendors": []})
        known = None not in (row["award_ceiling_usd"], award["ceiling_musd"])
        row["award_ceiling_usd"] = row["award_ceiling_usd"] + award["ceiling_musd"] * 1e6 if known else None
        row["vendors"].append(f"{award['vendor'] or 'undisclosed'} ({award['status']})")
    spend = dict.fromkeys(rows, 0.0)
    for line in plan.lines.iter_rows(named=True):
        if line["material"] in spend:
            spend[line["material"]] += line["ceiling_usd"]
    need = dict(zip(short.inputs.materials, short.requirement_t.sum(axis=1), strict=True))
    prices = dict(zip(short.inputs.materials, short.worth.price_usd_per_t, strict=True))
    out = []
    for m in sorted(rows):
        held = case.dataset.row("stockpile_history", m) or {}
        out.append(
            {
                "material": m,
                "award_ceiling_usd": rows[m]["award_ceiling_usd"],
                "vendors": "; ".join(rows[m]["vendors"]),
                "plan_ceiling_usd": spend[m],
                "requirement_usd": float(need[m] * prices[m])
                if m in need and prices[m] == prices[m]
                else None,
                "plan_reason": str(plan.unspent_reason.get(m, Reason("no_item"))),
                "ever_held": held.get("ever_held"),
            }
        )
    return AWARDS.frame(out)


def barred_offers(case: Case) -> pl.DataFrame:
    """Return what a barred Chinese offer would cost, with and without each tariff.

    One row per item and tariff, `none` first; the price is that outside China, market impact left out. A tariff that was
    accepted from the news has rows from its day on. In the form of `BARRED_OFFERS`.
    """
    return BARRED_OFFERS.frame(_barred_rows(case))


def _counts(event: Mapping[str, Any], day: str) -> bool:
    """Say whether a tariff has rows: one of the news has none before it applies, or while it is only threatened."""
    if not str(event["event_id"]).startswith(NEWS):
        return True
    is_decided = event["status"] not in ANNOUNCED_ONLY
    return is_decided and event["effective"] is not None and str(event["effective"]) <= day


def _barred_rows(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the rows of `barred_offers`."""
    day = case.card.as_of.isoformat()
    if "CHN" not in members(case.dataset, "covered", day):
        return
    prices, forms = prices_on(case.dataset, day), form_stages(case.dataset)
    freight = parameter(case.dataset, "offer", "freight_fraction")
    world = share_table(case.dataset, "global_supply_shares")
    events = [
        e
        for e in case.dataset.rows("policy_events")
        if e["instrument"] == "import_tariff"
        and e["actor_country_iso3"] == "USA"
        and str(e["announced"]) <= day
        and e["rate_percent"] is not None
        and not (e["suspended_or_ended"] and str(e["suspended_or_ended"]) <= day)
        and {"ALL", "CHN"} & set(str(e["targets"]).split(";"))
        and _counts(e, day)
    ]
    for m, price in sorted(prices.items()):
        share = world.get((m, forms.get(m, "")), {}).get("CHN")
        if share is None:
            continue
        hit = [e for e in events if {"all", m} & set(str(e["hits"] or "").split(";"))]
        none = {"event_id": "none", "status": "", "rate_percent": 0.0}
        in_force = {
            "event_id": "all in force",
            "status": "in force on the as-of date",
            "rate_percent": 100 * duty_rate(case.dataset, m, "CHN", day),
        }
        for e in (none, in_force, *hit):
            yield {
                "material": m,
                "stage": forms[m],
                "world_share_pct": share,
                "event_id": e["event_id"],
                "status": str(e["status"]),
                "rate_percent": float(e["rate_percent"]),
                "landed_usd_per_t": price * (1.0 + freight + float(e["rate_percent"]) / 100),
            }
