"""The forms of the tables of a purchase plan."""

from __future__ import annotations

from lodestock.records.frames import ITEM, Column, FrameSpec

__all__ = ["ACCOUNTS", "BINDING", "BUYS", "LINES", "MARKET", "OFFERS", "UNSPENT"]

_LINE = (
    Column("line_id", "string", "offer, class and quarter, joined by /"),
    Column("material", "string", "item"),
    Column("form", "string", "form bought"),
    Column("class", "string", "demand class whose reserve it joins"),
    Column("quarter", "string", "quarter of obligation, as 2026Q1"),
    Column("delivery_quarter", "string", "quarter of delivery"),
    Column("offer_id", "string", "offer bought from"),
    Column("supplier", "string", "supplier; indicative offers name a country"),
    Column("origin", "string", "country of origin at the stage of the imported form, ISO3"),
    Column("tonnes", "number", "tonnes of contained material on the item's basis", "t", minimum=0),
    Column(
        "price_usd_per_t", "number", "landed price with market impact, freight and duty", "USD/t", minimum=0
    ),
    Column("minimum_usd", "number", "guaranteed minimum of the order", "USD", minimum=0),
    Column("ceiling_usd", "number", "most the order may cost, whole cents", "USD", minimum=0),
    Column("account", "string", "account that pays"),
    Column("saving_usd", "number", "loss without the line less loss with it, given the emergency", "USD"),
    Column(
        "break_even_probability", "number", "probability of the emergency at which net cost equals saving"
    ),
)

LINES = FrameSpec(
    "plan",
    "Orders of a plan, one per row",
    ("line_id",),
    (
        *_LINE,
        Column("gross_break_even_probability", "number", "the same on the ceiling alone"),
        Column(
            "covered_upstream_share",
            "number",
            "share of covered countries in a stage before, from 2027-01-01",
        ),
    ),
)

OFFERS = FrameSpec(
    "offers",
    "Offers that the plan chose from: capacity added in a quarter, price before market impact",
    ("offer_id", "quarter"),
    (
        *_LINE,
        Column("stage", "string", "stage at which the origin stands"),
        Column("duty", "number", "duty on the as-of date, fraction of the price"),
        Column("group", "string", "own-base, ally or other"),
    ),
)

MARKET = FrameSpec(
    "market",
    "What the orders do to each market",
    ("material", "quarter"),
    (
        Column("material", "string", "item"),
        Column("quarter", "string", "quarter of obligation"),
        Column("tonnes", "number", "tonnes ordered", "t"),
        Column("market_t", "number", "market outside the covered countries in the quarter", "t"),
        Column("price_multiple", "number", "price over the price without the orders"),
        Column("private_extra_usd", "number", "extra cost to private buyers at home in the quarter", "USD"),
    ),
)


ACCOUNTS = FrameSpec(
    "accounts",
    "How a plan uses each account",
    ("account",),
    (
        Column("account", "string", "account", required=True),
        Column(
            "limit_usd",
            "number",
            "what it holds, or its part that the plan may spend; missing: not known",
            "USD",
        ),
        Column("used_usd", "number", "sum of the ceilings of the orders that it pays", "USD", required=True),
        Column(
            "next_dollar",
            "number",
            "loss that one more dollar would save; missing: the plan decides nothing with it",
        ),
        Column("code", "string", "code of the reason", required=True),
        Column("reason", "string", "how it is used, or why not, in words", required=True),
    ),
)

UNSPENT = FrameSpec(
    "unspent",
    "Why a plan buys no more of an item",
    ("material",),
    (
        ITEM,
        Column("code", "string", "code of the reason", required=True),
        Column("bought_t", "number", "tonnes ordered; missing where nobody could order", "t"),
        Column("wanted_t", "number", "requirement after inventory; missing as before", "t"),
        Column("reason", "string", "reason in words", required=True),
    ),
)

BUYS = FrameSpec(
    "buys",
    "What a plan buys by item, the largest ceiling first",
    ("material",),
    (
        ITEM,
        Column("origins", "string", "origins bought from, ISO3, joined by a blank", required=True),
        Column("lines", "integer", "number of orders", required=True),
        Column("tonnes", "number", "tonnes ordered", "t", required=True),
        Column("ceiling_usd", "number", "sum of the ceilings of the orders", "USD", required=True),
        Column(
            "saving_usd", "number", "sum of what the orders save, given the emergency", "USD", required=True
        ),
        Column("break_even_low", "number", "least break-even probability of its orders"),
        Column("break_even_high", "number", "greatest break-even probability of its orders"),
        Column("code", "string", "code of the reason why it buys no more", required=True),
        Column("reason", "string", "reason why it buys no more, in words", required=True),
    ),
)

BINDING = FrameSpec(
    "binding",
    "Rules that hold a plan back",
    ("code",),
    (
        Column("code", "string", "code of the rule", required=True),
        Column("materials", "string", "items that it holds back, joined by a comma"),
        Column("rule", "string", "rule in words", required=True),
    ),
)
