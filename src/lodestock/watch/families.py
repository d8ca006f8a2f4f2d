"""What types of events have in common: who acts in them, which figures they carry, what their days mean."""

from __future__ import annotations

from lodestock.watch.lexicon import word_set

__all__ = ["BUYS", "CALLS", "FUNDS", "GENERAL", "MASS", "MONEY", "PUBLIC_BUYS", "RATE", "RESTRICTS", "SPANS"]

RESTRICTS = word_set("export_control export_ban export_quota production_quota end_use_rule tariff import_ban")
"""Measures of a state."""

PUBLIC_BUYS = word_set("stockpile_programme rfi sole_source_intent solicitation award delivery_order release")
"""What a stockpile's agency does, on either side of a purchase."""

BUYS = PUBLIC_BUYS - {"release"} | {"offtake", "acquisition"}
"""Types by which somebody gets something for money."""

FUNDS = word_set("investment loan grant price_floor appropriation")
"""Types by which somebody gives money."""

CALLS = word_set("rfi solicitation sole_source_intent release")
"""Types with a day until which others answer."""

SPANS = RESTRICTS | {"appropriation"}
"""Types that hold from a day until another one."""

MONEY = word_set(
    "stockpile_programme solicitation sole_source_intent award delivery_order release offtake investment loan grant "
    "acquisition appropriation"
)
MASS = word_set(
    "rfi sole_source_intent solicitation award delivery_order release offtake export_quota production_quota disruption "
    "capacity stockpile_programme"
)
RATE = word_set("tariff export_control production_quota")
"""Types whose events carry a sum, a mass, a rate."""

GENERAL = word_set("appropriation tariff price_floor stockpile_programme")
"""Types that may be about no material of their own: only the clause counts."""
