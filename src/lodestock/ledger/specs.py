"""The forms of the frames that the ledger leaves."""

from __future__ import annotations

from lodestock.records.frames import ITEM, Column, FrameSpec

__all__ = ["ACCOUNTS", "AWARDS", "BURN_DOWN", "LEDGER_SPECS", "LOTS", "SOLICITATIONS", "TRIAL_BALANCE"]

_ACCOUNT = Column("account", "string", "account, by Treasury account symbol", required=True)

_AMOUNTS = (
    Column(
        "appropriated_usd",
        "number",
        "appropriated; of a ceiling inside another account, the ceiling",
        "USD",
        required=True,
    ),
    Column("apportioned_usd", "number", "of it apportioned", "USD", required=True),
    Column("allotted_usd", "number", "of it allotted", "USD", required=True),
    Column(
        "committed_usd", "number", "of it committed by certificates, here and within", "USD", required=True
    ),
    Column("obligated_usd", "number", "of it obligated", "USD", required=True),
    Column("expended_usd", "number", "of it paid", "USD", required=True),
)

ACCOUNTS = FrameSpec(
    "ledger_accounts",
    "Accounts of the ledger: each amount holds the next one; one within another is not added to it",
    ("account",),
    (
        _ACCOUNT,
        Column("purpose", "string", "colour of its money", required=True),
        *_AMOUNTS,
        Column(
            "left_usd",
            "number",
            "not committed, never more than the accounts around it have",
            "USD",
            required=True,
        ),
        Column("state", "string", "not yet open, open, expired or closed on the day", required=True),
        Column("within", "string", "account that it is a ceiling in"),
        Column("first", "date", "first day to obligate", required=True),
        Column("target", "date", "day by which it shall be spent"),
        Column("last", "date", "last day to obligate; missing where it is available until expended"),
        Column(
            "principal_limit_usd",
            "number",
            "most that loans may lend, which is no money of the account",
            "USD",
        ),
    ),
)

AWARDS = FrameSpec(
    "ledger_awards",
    "Awards of the ledger: ceiling, minimum, obligated and outlay are four amounts that nothing adds together",
    ("award_id",),
    (
        Column("award_id", "string", "award", required=True),
        ITEM,
        Column("vendors", "string", "vendors, or undisclosed", required=True),
        Column("state", "string", "awarded or ordered", required=True),
        Column("ceiling_usd", "number", "most that may ever be ordered", "USD", required=True),
        Column("minimum_usd", "number", "guaranteed minimum; missing where it is not stated", "USD"),
        Column(
            "obligated_usd", "number", "minimum and orders, less what was taken back", "USD", required=True
        ),
        Column("outlay_usd", "number", "paid", "USD", required=True),
        Column("account", "string", "account that pays", required=True),
        Column("solicitation_id", "string", "solicitation that it answers"),
        Column("orders", "integer", "number of orders", required=True),
        Column("ordered_kg", "number", "mass ordered; missing where orders state none", "kg"),
    ),
)

SOLICITATIONS = FrameSpec(
    "ledger_solicitations",
    "Solicitations of the ledger",
    ("solicitation_id",),
    (
        Column("solicitation_id", "string", "solicitation", required=True),
        ITEM,
        Column("state", "string", "open, cancelled or awarded", required=True),
        Column("ceiling_usd", "number", "most that may be awarded; missing where it is not stated", "USD"),
        Column("tonnes", "number", "mass asked for; missing where it is not stated", "t"),
        Column("award_id", "string", "award that followed"),
    ),
)

LOTS = FrameSpec(
    "ledger_lots",
    "Lots of the ledger",
    ("lot_id",),
    (
        Column("lot_id", "string", "lot", required=True),
        ITEM,
        Column("state", "string", "delivered, assayed, accepted or rejected", required=True),
        Column("award_id", "string", "award under which it was delivered", required=True),
        Column("gross_kg", "number", "as weighed", "kg", required=True),
        Column("moisture", "number", "fraction of the gross mass", required=True),
        Column("content", "number", "fraction of the dry mass; missing before the assay"),
        Column("contained_kg", "number", "contained mass; missing before acceptance", "kg"),
        Column("on_hand_kg", "number", "contained mass on hand; missing before acceptance", "kg"),
    ),
)

TRIAL_BALANCE = FrameSpec(
    "trial_balance",
    "Balance of each budgetary account in the book of each account: debits equal credits",
    ("account", "ledger_account"),
    (
        _ACCOUNT,
        Column("ledger_account", "string", "number in the US Standard General Ledger", required=True),
        Column("title", "string", "its title", required=True),
        Column("debit_usd", "number", "debit balance", "USD", required=True),
        Column("credit_usd", "number", "credit balance", "USD", required=True),
    ),
)

BURN_DOWN = FrameSpec(
    "burn_down",
    "Amounts of each account on the days on which they changed, beside an even pace",
    ("account", "date"),
    (
        _ACCOUNT,
        Column("date", "date", "day", required=True),
        *_AMOUNTS,
        Column("pace_target_usd", "number", "obligated on the day at an even pace to the target date", "USD"),
        Column("pace_last_usd", "number", "obligated on the day at an even pace to the last day", "USD"),
    ),
)

LEDGER_SPECS = (ACCOUNTS, AWARDS, SOLICITATIONS, LOTS, TRIAL_BALANCE, BURN_DOWN)
"""All of them."""
