"""The forms of the frames that use cases make beside those of SIZE and PLAN, and all result frames in one list."""

from __future__ import annotations

from lodestock.ledger.specs import LEDGER_SPECS
from lodestock.records.frames import ITEM, Column, FrameSpec
from lodestock.records.plan_specs import ACCOUNTS, BINDING, BUYS, LINES, MARKET, OFFERS, UNSPENT
from lodestock.size import SIZE_SPECS

__all__ = [
    "AGREEMENT",
    "AWARDS",
    "BACKTEST",
    "BARRED_OFFERS",
    "CARDS",
    "DOMINANCE",
    "FACTS",
    "NEW_SOURCES",
    "PUBLISHED",
    "RESULT_SPECS",
    "RISKS",
]


CARDS = FrameSpec(
    "cards",
    "Each item's mean gap over the horizon on every bundled card",
    ("material", "card"),
    (
        ITEM,
        Column("card", "string", "bundled card", required=True),
        Column("draws", "integer", "draws of the card, one where it leaves nothing to chance", required=True),
        Column("gap_t", "number", "mean gap of all classes", "t", required=True),
        Column("years", "number", "the same in years of the item's demand; missing without demand", "years"),
    ),
)

BACKTEST = FrameSpec(
    "backtest",
    "Chance that a card gave each control of being in force on a later day, and what happened",
    ("event_id", "date"),
    (
        Column("event_id", "string", "control, id in policy_events", required=True),
        Column("date", "date", "day", required=True),
        Column("p_in_force", "number", "chance of being in force", required=True, minimum=0, maximum=1),
        Column("state", "string", "state that the record gives", required=True),
    ),
)

AWARDS = FrameSpec(
    "awards",
    "Buys named in October 2025, and those accepted from the news, beside the plan",
    ("material",),
    (
        ITEM,
        Column(
            "award_ceiling_usd", "number", "sum of the ceilings named; missing where one is not known", "USD"
        ),
        Column("vendors", "string", "vendors, with the status of each", required=True),
        Column(
            "plan_ceiling_usd", "number", "sum of the ceilings of the plan's orders", "USD", required=True
        ),
        Column("requirement_usd", "number", "requirement at as-of prices", "USD"),
        Column("plan_reason", "string", "why the plan buys no more", required=True),
        Column("ever_held", "string", "whether the stockpile ever held it"),
    ),
)

BARRED_OFFERS = FrameSpec(
    "barred_offers",
    "What a barred Chinese offer would cost, without tariffs, with all in force and with each",
    ("material", "event_id"),
    (
        ITEM,
        Column("stage", "string", "stage of the imported form", required=True),
        Column("world_share_pct", "number", "China's share of world output there", "%", required=True),
        Column("event_id", "string", "tariff, id in policy_events; none; all in force", required=True),
        Column("status", "string", "status of the tariff"),
        Column("rate_percent", "number", "rate", "%", required=True),
        Column(
            "landed_usd_per_t",
            "number",
            "price outside China with freight and the rate",
            "USD/t",
            required=True,
        ),
    ),
)

FACTS = FrameSpec(
    "facts",
    "Where each fact of the worked case stands in the tables, and what stands there",
    ("fact_no", "table", "row_id", "column"),
    (
        Column("fact_no", "integer", "number of the fact", required=True),
        Column("statement", "string", "fact in words", required=True),
        Column("table", "string", "table that holds it", required=True),
        Column("key_columns", "string", "key columns of the table"),
        Column("row_id", "string", "row of the table", required=True),
        Column("column", "string", "column of the row", required=True),
        Column("value", "string", "value as the table writes it; missing where the row is not there"),
        Column("unit", "string", "unit of the value"),
        Column("source", "string", "source of the row"),
        Column("locator", "string", "where the source gives it"),
        Column("quality", "string", "grade of the row"),
    ),
)

PUBLISHED = FrameSpec(
    "published_2013",
    "Shortfalls of the 2013 report beside ours",
    (),
    (
        ITEM,
        Column("report_year", "integer", "year of the report", required=True),
        Column("case", "string", "case of the report", required=True),
        Column("published_t", "number", "shortfall as printed; missing where it is withheld"),
        Column("published_musd", "number", "its value as printed", "USD million"),
        Column("requirement_t", "number", "our requirement; missing for what is no item here", "t"),
    ),
)

RISKS = FrameSpec(
    "risks",
    "Supply risk of each item by method",
    ("material", "method"),
    (
        ITEM,
        Column("method", "string", "method of assessment", required=True),
        Column("stage", "string", "stage of the supply chain that is scored"),
        Column("score", "number", "score on the scale of the method; missing where an input is not known"),
        Column("rank", "integer", "place by the score, 1 for the riskiest"),
        Column("low", "number", "least value that the known inputs allow"),
        Column("high", "number", "largest value that they allow"),
        Column("coverage", "number", "share of what the score needs that is known", minimum=0, maximum=1),
        Column("vintage", "string", "year and release of the figures"),
        Column("p05", "number", "score that 5 % of the trials do not pass; missing where none were made"),
        Column("p50", "number", "median of the trials"),
        Column("p95", "number", "score that 95 % of the trials do not pass"),
        Column(
            "p_top",
            "number",
            "share of the trials in which the item is among the first ten",
            minimum=0,
            maximum=1,
        ),
    ),
)

AGREEMENT = FrameSpec(
    "agreement",
    "Rank correlation of each pair of methods of assessment",
    ("a", "b"),
    (
        Column("a", "string", "method", required=True),
        Column("b", "string", "other method", required=True),
        Column("items", "integer", "items that both score", required=True),
        Column(
            "spearman",
            "number",
            "Spearman's rank correlation; missing below five items",
            minimum=-1,
            maximum=1,
        ),
    ),
)

DOMINANCE = FrameSpec(
    "dominance",
    "Share of a country in the world's output by item and stage",
    ("material", "stage"),
    (
        ITEM,
        Column("stage", "string", "stage of the supply chain", required=True),
        Column(
            "share", "number", "part of world output; missing where it is not known", minimum=0, maximum=1
        ),
        Column("year", "string", "year of the output", required=True),
        Column("above", "integer", "80 or 50 where the share is above that, in per cent; else missing"),
        Column("applications", "string", "what the item is used for, parted by semicolons"),
    ),
)

NEW_SOURCES = FrameSpec(
    "new_sources",
    "Sources of an item that are not used today, and what each takes off its requirement",
    ("material", "source"),
    (
        ITEM,
        Column("source", "string", "short name of the source", required=True),
        Column("stage", "string", "stage of the supply chain", required=True),
        Column("country", "string", "country, ISO3", required=True),
        Column("kind", "string", "producer, project or reserves", required=True),
        Column("t_per_year", "number", "output or capacity; missing where it is not known", "t a year"),
        Column(
            "requirement_t", "number", "requirement with the source; missing where it cannot be sized", "t"
        ),
        Column("requirement_off_t", "number", "what it takes off the requirement; missing likewise", "t"),
        Column("lawful", "string", "whether a plan may buy there: yes, no or not stated", required=True),
    ),
)

RESULT_SPECS: dict[str, FrameSpec] = {
    spec.name: spec
    for spec in (
        *SIZE_SPECS, LINES, BUYS, OFFERS, MARKET, ACCOUNTS, UNSPENT, BINDING,
        *LEDGER_SPECS, CARDS, BACKTEST, AWARDS, BARRED_OFFERS, FACTS, PUBLISHED, RISKS, AGREEMENT, DOMINANCE,
        NEW_SOURCES,
    )
}  # fmt: skip
"""Specs of all result frames by name."""
