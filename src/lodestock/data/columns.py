"""Meaning, type, unit and bounds of the columns that the reference tables share."""

from __future__ import annotations

from dataclasses import replace

from lodestock.records.frames import Column
from lodestock.records.scenario import CLASSES, STAGES

__all__ = ["column"]

_TEXT = {
    "material": "item of the closed list, `materials.csv`",
    "symbol": "chemical symbol",
    "name": "name in words",
    "group": "group it belongs to",
    "form_class": "storage class of the form that would be kept",
    "synonyms": "other names, separated by ;",
    "usgs_chapter": "chapter of the USGS Mineral Commodity Summaries",
    "notes": "remarks",
    "note": "remarks",
    "source": "key of `sources.csv`, several separated by ;",
    "locator": "where in the source the figure stands, or the rule that derives it",
    "quality": "grade: A official figure of that very quantity, B official but older or a dated quotation, "
    "C secondary source or rule, D assumed or recalled",
    "iso3": "ISO 3166-1 alpha-3 code, or OTHER for countries a table does not name",
    "iso_numeric": "ISO 3166-1 numeric code",
    "aliases": "other spellings, separated by ;",
    "region": "region of the world",
    "country_iso3": "country, `countries.csv`",
    "valid_from": "first day of membership; empty: always",
    "valid_to": "day on which membership ends; empty: still a member",
    "stage": "stage of the supply chain",
    "year_or_period": "year or years of the figures behind the share",
    "years_used": "years of the window, separated by ;",
    "basis": "what a tonne is counted in",
    "form": "form of the material",
    "feed_stage": "stage whose imported feed limits own plants; empty: none",
    "rule": "rule by which the figure was derived",
    "demand_class": "demand class, in order of value",
    "idle_allowed": "y where plants that stand idle may restart in an emergency",
    "tier": "market of the price",
    "price_year": "year, month or day of the price",
    "form_reason": "why the form factor is what it is",
    "known_from": "day from which the price was public",
    "application": "use of the material",
    "system_examples": "systems in which it is used",
    "sector": "sector of use",
    "role": "what the material does there",
    "end_use": "end use in words",
    "end_use_class": "class of end use",
    "as_of": "date of the figure",
    "unit": "unit of the quantity",
    "fiscal_year": "fiscal year or years",
    "what": "what was bought, sold, asked for or allowed",
    "ever_held": "whether the stockpile ever held it; unknown is a value",
    "last_evidence": "last evidence of a holding",
    "account_id": "account",
    "purpose": "what the money or the release may serve",
    "first_obligation_date": "first day on which money may be obligated",
    "spending_target_date": "day by which officials want it used",
    "last_obligation_date": "last day on which law lets it be obligated",
    "parent_account_id": "account whose ceiling this one lies inside",
    "award_id": "award, solicitation or notice",
    "agency": "agency",
    "vendor": "vendor; empty: not disclosed",
    "vendor_country": "country of the vendor",
    "form_spec": "form and specification asked for",
    "announced": "day, month or year of announcement",
    "instrument": "kind of instrument",
    "status": "status",
    "event_id": "policy event, `policy_events.csv`",
    "effective": "day from which it applies",
    "suspended_or_ended": "day on which it was suspended or ended",
    "actor_country_iso3": "country that acts",
    "materials": "items it names, separated by ;",
    "targets": "countries it is aimed at, or ALL, separated by ;",
    "legal_ref": "legal reference",
    "summary": "what it says",
    "scope": "specific goods or general",
    "hs_scope": "tariff lines it covers",
    "hits": "items of the list whose imports a tariff reaches, `all` or `none`, separated by ;",
    "release_id": "rule on releases",
    "who": "who may order it",
    "statute": "statute",
    "regime": "regime in which it applies",
    "conditions": "conditions",
    "report_duty": "duty to report",
    "statement": "fact in words",
    "table": "table in which the fact stands",
    "key_columns": "key columns of that table, separated by ;",
    "row_id": "row in that table: its key columns joined by /",
    "column": "column in that table",
    "value": "value that stands there",
    "project_id": "project",
    "company": "company",
    "kind": "kind",
    "first_output_quarter": "quarter of first output",
    "ramp": "share of capacity running in the years from first output, separated by ;",
    "instruments_allowed": "ways of support, separated by ;",
    "withheld": "y where the source withholds the figure: unknown, not zero",
    "flag": "flags of the figure (estimated, bound, range ...)",
    "intensity_unit": "unit of the intensity",
    "used": "y for the form that stands for the item's imports",
    "hs_codes": "HS6 codes, separated by ;",
    "forms": "forms in trade, separated by ;",
    "case": "case of the report",
    "block": "block of the scenario generator",
    "parameter": "parameter",
    "distribution_or_values": "distribution, or several values separated by ;",
    "key": "source key",
    "title": "title",
    "publisher": "publisher",
    "year": "year",
    "url": "address",
    "licence_or_status": "licence or status",
    "intensity": "quantity per system",
    "host": "metals that bring the item along as a by-product, separated by ;",
    "site": "plant or mine",
    "funded_orders_musd": "funded orders, USD million; a range where the source gives one",
}

_CEILINGS = {
    "t": 1e11,
    "t/year": 1e11,
    "USD/t": 1e11,
    "USD": 1e15,
    "USD million": 1e9,
    "%": 1e6,
    "years": 1e3,
    "": 1e6,
}
_ANY_UNIT = 1e15
"""The same where the unit stands in a cell beside the number."""
"""Largest size of a number by unit where its column says none: far above the world, far below what overflows."""

_NUMBERS: dict[str, tuple[str, str, float | None, float | None]] = {
    "share_pct": ("share", "%", 0, 100),
    "apparent_consumption_t": ("consumption in peace", "t/year", 0, None),
    "own_primary_t": ("own primary production that reaches own users", "t/year", 0, None),
    "own_secondary_t": ("supply from own scrap", "t/year", 0, None),
    "import_t": (
        "imports as printed; lodestock computes consumption less own and secondary",
        "t/year",
        0,
        None,
    ),
    "net_import_reliance_pct": ("net import reliance as printed", "%", 0, 100),
    "import_weight": ("weight of import shares against world shares; empty: 0.5", "", 0, 1),
    "capacity_t_per_year": ("capacity", "t/year", 0, None),
    "price_usd_per_t": ("price", "USD/t", 0.01, None),
    "form_factor": ("price of the form that would be kept over this price; empty: 1", "", 0.001, 1000),
    "low": ("low end of the range", "", -_ANY_UNIT, _ANY_UNIT),
    "high": ("high end of the range", "", -_ANY_UNIT, _ANY_UNIT),
    "reference_price_usd_per_t": (
        "price behind the value of a tonne, fixed before any draw",
        "USD/t",
        0.01,
        None,
    ),
    "kappa": ("consequence per dollar of material", "", 0, None),
    "embodied_t": ("inside imported goods a year, not modelled", "t/year", 0, None),
    "companionality_pct": ("share that is a by-product of the host", "%", 0, 100),
    "share_of_country_pct": ("share of the country's output at the stage", "%", 0, 100),
    "usable_pct": ("share of supply of a grade that the class can use; no row: 100", "%", 0, 100),
    "companionality_percent": ("share that is a by-product of another metal", "%", 0, 100),
    "eps_supply": ("elasticity of supply", "", 0, 1),
    "eps_demand": ("elasticity of demand, negative", "", -5, -0.01),
    "eps_total": ("sum of the sizes of both elasticities", "", 0, None),
    "eps_low": ("low end of their sum", "", 0, None),
    "eps_high": ("high end of their sum", "", 0, None),
    "price_rise_percent_at_5_percent_of_market": (
        "price rise, simple form, at 5 % of the market",
        "%",
        0,
        None,
    ),
    "price_rise_percent_at_10_percent": ("price rise, simple form, at 10 % of the market", "%", 0, None),
    "price_rise_percent_at_20_percent": ("price rise, simple form, at 20 % of the market", "%", 0, None),
    "exact_price_rise_percent_at_10_percent": ("price rise, exact form, at 10 % of the market", "%", 0, None),
    "exact_price_rise_percent_at_20_percent": ("price rise, exact form, at 20 % of the market", "%", 0, None),
    "default_annual_buy_cap_percent": ("cap on a year's purchases, share of the market", "%", 0, 100),
    "q_t_per_year": ("output outside the covered countries at the stage that is traded", "t/year", 0, None),
    "quantity": ("quantity; empty: not known", "", 0, _ANY_UNIT),
    "value_musd": ("value", "USD million", 0, None),
    "amount_usd": ("amount", "USD", 0, None),
    "principal_limit_usd": ("ceiling on the principal of loans", "USD", 0, None),
    "reserved_share": ("part held in reserve", "", 0, 1),
    "ceiling_musd": ("ceiling: at most, not an obligation", "USD million", 0, None),
    "term_years": ("term", "years", 0, None),
    "guaranteed_minimum_musd": ("guaranteed minimum", "USD million", 0, None),
    "rate_percent": ("rate of a tariff", "%", 0, None),
    "share_of_class_hit_pct": ("share of the class's demand that is hit", "%", 0, 100),
    "severity": ("part of the flow that stops", "", 0, 1),
    "fact_no": ("number of the fact in the worked case", "", 1, None),
    "start_up_probability": ("probability that it starts up", "", 0, 1),
    "capital_cost_usd": ("cost of the whole project, repeated on each of its rows", "USD", 0, None),
    "government_share_max": ("largest public share", "", 0, 1),
    "private_share_min": ("smallest private share", "", 0, 1),
    "reserves": ("reserves; empty: withheld or not known", "", 0, _ANY_UNIT),
    "quantity_t": ("quantity", "t", 0, None),
    "factor_to_demand_basis": ("factor from this basis to that of demand", "", 0, None),
    "factor_to_element": ("factor from this basis to the element", "", 0, None),
    "shortfall_quantity": ("shortfall as printed", "", -_ANY_UNIT, _ANY_UNIT),
    "shortfall_value_musd": ("value of the shortfall as printed", "USD million", None, None),
    "report_year": ("year of the report", "", 1900, 2100),
}

_CHOICES = {
    "quality": ("A", "B", "C", "D"),
    "stage": STAGES,
    "feed_stage": STAGES,
    "demand_class": CLASSES,
    "tier": ("single", "outside_china", "china_domestic"),
    "idle_allowed": ("y", "n"),
    "used": ("y", "n"),
    "withheld": ("y", "n"),
    "ever_held": ("yes", "no", "unknown"),
}

_DATES = {
    "valid_from",
    "valid_to",
    "known_from",
    "as_of",
    "first_obligation_date",
    "spending_target_date",
    "last_obligation_date",
    "effective",
    "suspended_or_ended",
}


def column(name: str, *, required: bool = False, refers: str = "", number: bool = False) -> Column:
    """Return the column of a name.

    Parameters
    ----------
    required : an empty cell is an error
    refers : ``table.column`` that must know the value
    number : read as a number a name that stands for text in other tables
    """
    if name in _NUMBERS or number:
        meaning, unit, low, high = _NUMBERS.get(name, (_TEXT.get(name, name), "", -_ANY_UNIT, _ANY_UNIT))
        high = _CEILINGS[unit] if high is None else high
        low = -_CEILINGS[unit] if low is None else low
        kind = "integer" if name in {"fact_no", "report_year"} else "number"
        return Column(name, kind, meaning, unit, required, low, high)  # type: ignore[arg-type]
    text = Column(name, "date" if name in _DATES else "string", _TEXT[name])
    return replace(text, required=required, refers=refers, choices=_CHOICES.get(name, ()))
