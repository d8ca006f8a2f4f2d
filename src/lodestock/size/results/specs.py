"""The forms of SIZE's result frames: key, and type, unit and meaning of each column."""

from __future__ import annotations

from lodestock.records.frames import ITEM, Column, FrameSpec
from lodestock.records.scenario import CLASSES
from lodestock.size.build.factors import COUNTRY_FACTORS

__all__ = [
    "CAUSES",
    "FAN",
    "FANS",
    "GAPS",
    "REACH",
    "REGIME_GAPS",
    "SHORTFALLS",
    "SIZE_SPECS",
    "STEPS",
    "SUPPLY",
    "WATERFALLS",
]

_CLASS = Column("demand_class", "string", "demand class, in order of value", required=True)
_QUARTER = Column("quarter", "string", "calendar quarter, as 2026Q1", required=True)


def _tonnes(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, "t", required=True)


SHORTFALLS = FrameSpec(
    "shortfalls",
    "What the draws of a card leave short, per item and class, over the horizon",
    ("material", "demand_class"),
    (
        ITEM,
        _CLASS,
        _tonnes("demand_t", "demand of a year in peace"),
        _tonnes("gap_t", "mean gap"),
        _tonnes("se_t", "standard error of the mean gap"),
        _tonnes("p50_t", "median of the gap over draws"),
        _tonnes("p90_t", "gap that 90 % of draws do not pass"),
        _tonnes("p95_t", "gap that 95 % of draws do not pass"),
        _tonnes("p99_t", "gap that 99 % of draws do not pass"),
        _tonnes("emergency_t", "mean gap of the quarters of an emergency"),
        _tonnes("servable_t", "mean of the gap that stock may serve"),
        Column("p_any", "number", "chance of any gap", required=True, minimum=0, maximum=1),
        _tonnes("requirement_t", "95th percentile of the servable gap of the emergency"),
        _tonnes("net_requirement_t", "requirement less usable inventory, in class order"),
        Column("price_usd_per_t", "number", "price on the as-of date; missing where none is known", "USD/t"),
        Column("requirement_usd", "number", "requirement at that price", "USD"),
        Column("value_usd_per_t", "number", "value of a missing tonne; missing where none is known", "USD/t"),
    ),
)

REGIME_GAPS = FrameSpec(
    "regimes",
    "Mean gaps by regime over the quarters spent in it; rows without a gap are left out",
    ("regime", "material", "demand_class"),
    (
        Column("regime", "string", "regime, or recovery", required=True),
        Column("quarters", "number", "mean quarters of a draw spent in it", "quarters", required=True),
        ITEM,
        _CLASS,
        _tonnes("gap_t", "mean gap in it"),
        _tonnes("servable_t", "the part that stock may serve"),
    ),
)

CAUSES = FrameSpec(
    "causes",
    "Share of an item's mean gap that goes when one factor, or one country's part in it, is switched off",
    ("material", "factor", "country"),
    (
        ITEM,
        Column("factor", "string", "factor that is switched off", required=True),
        Column(
            "stage", "string", "stage that is most often the weakest; missing where it is not one country's"
        ),
        Column("country", "string", "country, ISO3; missing where the factor is switched off for all"),
        Column("share", "number", "share of the mean gap; below 0 where the factor eases it", required=True),
    ),
)

STEPS = FrameSpec(
    "waterfall",
    "Steps from an item's usual supply to the gap that stock may serve, over the horizon",
    ("step_no",),
    (
        Column("step_no", "integer", "number of the step", required=True),
        Column("step", "string", "what is switched on, or the level reached", required=True),
        _tonnes("tonnes", "signed change, or the level"),
        Column("kind", "string", "start, loss, gain or total", required=True),
    ),
)

WATERFALLS = FrameSpec("waterfalls", STEPS.meaning, ("material", "step_no"), (ITEM, *STEPS.columns))

FAN = FrameSpec(
    "fan",
    "Quantiles over draws of an item's gap by quarter",
    ("quarter",),
    (
        _QUARTER,
        _tonnes("mean", "mean over draws"),
        *(_tonnes(f"p{n:02d}", f"gap that {n} % of draws do not pass") for n in (5, 25, 50, 75, 95)),
    ),
)

FANS = FrameSpec("fans", FAN.meaning, ("material", "quarter"), (ITEM, *FAN.columns))

GAPS = FrameSpec(
    "gaps",
    "Demand, usable supply and gaps of one draw, per item, quarter and class",
    ("material", "quarter", "demand_class"),
    (
        ITEM,
        _QUARTER,
        Column("regime", "string", "regime, or recovery", required=True),
        _CLASS,
        _tonnes("demand_t", "demand of the quarter"),
        _tonnes("usable_t", "supply that the class can use"),
        _tonnes("gap_t", "gap"),
        _tonnes("servable_t", "the part that stock may serve"),
    ),
)

_NAMED = ("closed", "reliability", "damage")
"""Factors of a country with a column of their own in `SUPPLY`; damage is part of reliability."""

SUPPLY = FrameSpec(
    "supply",
    "Supply by country and stage in one draw, each factor by name, at the start of each year of emergency",
    ("material", "quarter", "stage", "country"),
    (
        ITEM,
        _QUARTER,
        Column("stage", "string", "stage of the supply chain", required=True),
        Column("country", "string", "country, ISO3", required=True),
        Column(
            "weight",
            "number",
            "part of the country behind imports at the stage; they sum to 1",
            required=True,
        ),
        Column("closed", "number", "part closed off", required=True),
        Column("reliability", "number", "part delivered for reliability and war damage", required=True),
        Column("technical", "number", "part lost to outages above the usual", required=True),
        *(
            Column(f, "number", f"part lost to {f}", required=True)
            for f in COUNTRY_FACTORS
            if f not in _NAMED
        ),
        *(
            Column(f"control_{k}", "number", f"part that controls keep from {k}", required=True)
            for k in CLASSES
        ),
        *(
            Column(f"availability_{k}", "number", f"part of the weight that reaches {k}", required=True)
            for k in CLASSES
        ),
    ),
)

REACH = FrameSpec(
    "effect",
    "Mean part of usual imports that a class may use, without and with some events",
    ("material", "demand_class"),
    (
        ITEM,
        _CLASS,
        Column("without", "number", "part of usual imports without the events", required=True),
        Column("with_them", "number", "the same with them", required=True),
    ),
)

SIZE_SPECS = (SHORTFALLS, REGIME_GAPS, CAUSES, STEPS, WATERFALLS, FAN, FANS, GAPS, SUPPLY, REACH)
"""Specs of all result frames of SIZE."""
