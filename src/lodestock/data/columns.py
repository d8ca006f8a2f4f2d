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
    "group": "group that the item belongs to",
    "form_class": "storage class of the form that the stockpile would keep",
    "synonyms": "other names, separated by ;",
    "usgs_chapter": "chapter of the USGS Mineral Commodity Summaries",
    "notes": "remarks",
    "note": "remarks",
    "source": "key of `sources.csv`, several separated by ;",
    "locator": "where the source gives the figure, or the rule that derives it",
    "quality": "grade: A official figure of that very quantity, B official but older or a dated quotation, "
    "C secondary source or rule, D assumed or recalled",
    "iso3": "ISO 3166-1 alpha-3 code, or OTHER for countries a table does not name",
    "iso2": "ISO 3166-1 alpha-2 code",
    "list": "list of critical materials: us_lcm_2025_final of the US Geological Survey, "
    "eu_crm_2023 of the European Commission",
    "iso_numeric": "ISO 3166-1 numeric code",
    "aliases": "other spellings, separated by ;",
    "region": "region of the world",
    "country_iso3": "country, `countries.csv`",
    "valid_from": "first day of membership; empty: always",
    "valid_to": "day on which membership ends; empty: still a member",
    "stage": "stage of the supply chain",
    "year_or_period": "year or years of the figures behind the share",
    "years_used": "years of the window, separated by ;",
    "basis": "basis on which tonnes are counted, such as contained metal",
    "form": "form of the material",
    "feed_stage": "stage whose imported feed limits domestic plants; empty: none",
    "rule": "rule by which the figure was derived",
    "demand_class": "demand class, in order of value",
    "idle_allowed": "y where idle plants may restart in an emergency",
    "tier": "market in which the price holds",
    "price_year": "year, month or day of the price",
    "form_reason": "reason for the form factor",
    "known_from": "day on which the price became public",
    "application": "use of the material",
    "system_examples": "systems in which it is used",
    "sector": "sector of use",
    "role": "function of the material in the application",
    "end_use": "end use in words",
    "end_use_class": "class of end use",
    "as_of": "date of the figure",
    "unit": "unit of the quantity",
    "fiscal_year": "fiscal year or years",
    "what": "what was bought, sold, requested or authorised",
    "ever_held": "whether the stockpile ever held it; unknown is a value",
    "last_evidence": "last evidence of a holding",
    "account_id": "account",
    "purpose": "purpose that the money or the release may serve",
    "first_obligation_date": "first day on which money may be obligated",
    "spending_target_date": "day by which officials want the money used",
    "last_obligation_date": "last day on which the law lets the money be obligated",
    "parent_account_id": "account whose ceiling includes this one",
    "award_id": "award, solicitation or notice",
    "agency": "agency",
    "vendor": "vendor; empty: not disclosed",
    "vendor_country": "country of the vendor",
    "form_spec": "form and specification requested",
    "announced": "day, month or year of announcement",
    "instrument": "kind of instrument",
    "status": "status",
    "event_id": "policy event, `policy_events.csv`",
    "effective": "first day on which the event applies",
    "suspended_or_ended": "day on which the event was suspended or ended",
    "actor_country_iso3": "country that takes the measure",
    "materials": "items that it names, separated by ;",
    "targets": "countries that it targets, or ALL, separated by ;",
    "legal_ref": "legal reference",
    "item_share_pct": "part of the actor's trade in an item that the event covers, as item=percent separated by ;; "
    "else all of it",
    "date": "day on which the state is read",
    "state": "state of the control: in_force, pending, suspended, ended or unknown",
    "counts": "y where the model has the control; n where `reason` says why not",
    "reason": "why a row does not count",
    "changed_on": "day on which the state changed",
    "changed_by": "event that changed it",
    "together": "name of the act that changed several at once",
    "alias": "name, as tables and sources write it",
    "relation": "how the name relates to the items: same, form, feedstock or group",
    "summary": "content in one sentence",
    "scope": "specific goods or general",
    "hs_scope": "tariff lines that it covers",
    "hits": "items of the list whose imports a tariff reaches, `all` or `none`, separated by ;",
    "release_id": "rule on releases",
    "who": "who may order the release",
    "statute": "statute",
    "regime": "regime in which the rule applies",
    "conditions": "conditions",
    "report_duty": "duty to report",
    "statement": "fact in words",
    "table": "table that holds the fact",
    "key_columns": "key columns of that table, separated by ;",
    "row_id": "row in that table: its key columns joined by /",
    "column": "column in that table",
    "value": "value of the fact",
    "project_id": "project",
    "company": "company",
    "kind": "kind",
    "first_output_quarter": "quarter of first output",
    "ramp": "share of capacity running in the years from first output, separated by ;",
    "instruments_allowed": "permitted kinds of public support, separated by ;",
    "withheld": "y where the source withholds the figure: unknown, not zero",
    "flag": "flags of the figure (estimated, bound, range ...)",
    "intensity_unit": "unit of the intensity",
    "used": "y for the form that represents the imports of the item",
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
    "url": "web address",
    "licence_or_status": "licence or status",
    "indicator": "PV.EST political stability, RL.EST rule of law, RQ.EST regulatory quality, CC.EST control of corruption, "
    "GE.EST government effectiveness, VA.EST voice and accountability, MEAN6.EST mean of the six",
    "estimated": "y where the source marks the figure as an estimate",
    "supply_used": "which shares entered the score: gs of the world, eu of EU sourcing, or both",
    "critical": "yes where the study lists the material as critical",
    "strategic": "yes where the law lists it as strategic",
    "nace": "sector of NACE, two digits; unallocated: the study names none",
    "nace_name": "name of the sector",
    "intensity": "quantity per system",
    "host": "metals whose production yields the item as a by-product, separated by ;",
    "site": "plant or mine",
    "offer_id": "offer of a supplier",
    "supplier": "firm that offers",
    "origin_country_iso3": "country of origin at the stage of the imported form, `countries.csv`",
    "first_quarter": "first quarter in which it may be ordered, as 2026Q1; capacity that is not used is kept to the last",
    "last_quarter": "last quarter in which it may be ordered",
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
"""Unit -> largest magnitude of a number whose column gives no bound.

Far above any real figure, and far below what overflows.
"""

_ANY_UNIT = 1e15
"""Largest magnitude of a number whose unit is given in another cell of its row."""

_NUMBERS: dict[str, tuple[str, str, float | None, float | None]] = {
    "share_pct": ("share", "%", 0, 100),
    "apparent_consumption_t": ("consumption in peacetime", "t/year", 0, None),
    "own_primary_t": ("domestic primary production that reaches domestic users", "t/year", 0, None),
    "own_secondary_t": ("supply from domestic scrap", "t/year", 0, None),
    "import_t": (
        "imports as printed; lodestock uses consumption less domestic primary and secondary supply",
        "t/year",
        0,
        None,
    ),
    "net_import_reliance_pct": ("net import reliance as printed", "%", 0, 100),
    "import_weight": ("weight of import shares against world shares; empty: 0.5", "", 0, 1),
    "capacity_t_per_year": ("capacity", "t/year", 0, None),
    "capacity_t_per_quarter": ("tonnes that become available each quarter", "t", 0, None),
    "minimum_usd": ("smallest order; empty: that of the programme", "USD", 0, None),
    "step": ("step of the price, 1 for the first; each step has its own capacity", "", 1, 1000),
    "lead_time_quarters": ("quarters from obligation to delivery", "", 0, 40),
    "price_usd_per_t": ("price", "USD/t", 0.01, None),
    "form_factor": (
        "price of the form that the stockpile would keep, divided by this price; empty: 1",
        "",
        0.001,
        1000,
    ),
    "low": ("low end of the range", "", -_ANY_UNIT, _ANY_UNIT),
    "high": ("high end of the range", "", -_ANY_UNIT, _ANY_UNIT),
    "reference_price_usd_per_t": (
        "price on which the value of a tonne rests, fixed before any draw",
        "USD/t",
        0.01,
        None,
    ),
    "kappa": ("consequence per dollar of material", "", 0, None),
    "embodied_t": ("tonnes per year inside imported goods, not modelled", "t/year", 0, None),
    "companionality_pct": ("share of output that is a by-product of the host metals", "%", 0, 100),
    "share_of_country_pct": ("share of the country's output at the stage", "%", 0, 100),
    "usable_pct": ("share of supply whose grade the class can use; no row: 100", "%", 0, 100),
    "companionality_percent": ("share of output that is a by-product of another metal", "%", 0, 100),
    "eps_supply": ("elasticity of supply", "", 0, 1),
    "eps_demand": ("elasticity of demand, negative", "", -5, -0.01),
    "eps_total": ("sum of the magnitudes of both elasticities", "", 0, None),
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
    "default_annual_buy_cap_percent": ("cap on purchases per year, as a share of the market", "%", 0, 100),
    "q_t_per_year": ("output per year outside the covered countries at the traded stage", "t/year", 0, None),
    "quantity": ("quantity; empty: not known", "", 0, _ANY_UNIT),
    "value_musd": ("value", "USD million", 0, None),
    "amount_usd": ("amount", "USD", 0, None),
    "principal_limit_usd": ("ceiling on the principal of loans", "USD", 0, None),
    "reserved_share": ("part held in reserve", "", 0, 1),
    "ceiling_musd": ("ceiling: an upper limit, not an obligation", "USD million", 0, None),
    "term_years": ("term", "years", 0, None),
    "guaranteed_minimum_musd": ("guaranteed minimum", "USD million", 0, None),
    "rate_percent": ("rate of a tariff", "%", 0, None),
    "share_of_class_hit_pct": ("share of the demand of the class that the control hits", "%", 0, 100),
    "severity": ("fraction of the flow that stops", "", 0, 1),
    "fact_no": ("number of the fact in the worked case", "", 1, None),
    "start_up_probability": ("probability that the project starts up", "", 0, 1),
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
    "assessment_year": ("year of the study", "", 1900, 2100),
    "estimate": ("estimate on a scale from about -2.5, weak, to 2.5, strong", "", -5, 5),
    "sr": ("supply risk as printed", "", 0, 100),
    "ei": ("economic importance as printed", "", 0, 100),
    "ir_pct": ("import reliance", "%", -1000, 100),
    "eol_rir_pct": ("share of demand met by scrap of used goods", "%", 0, 100),
    "si_sr": ("substitution index of the supply risk", "", 0, 1),
    "si_ei": ("substitution index of the economic importance", "", 0, 1),
    "hhi_wgi_t_gs": ("concentration of world supply, weighted by governance and trade", "", 0, 20),
    "hhi_wgi_t_eu": ("concentration of EU sourcing, weighted by governance and trade", "", 0, 20),
    "t": ("trade parameter, from 0.8 within the EU to 1.5 where exports are limited most", "", 0, 1.5),
    "ev": ("economic vulnerability, on a scale over all items", "", 0, 1),
    "value_added_meur": ("value added of the sector", "EUR million", 0, _ANY_UNIT),
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
    "estimated": ("y", "n"),
    "ever_held": ("yes", "no", "unknown"),
    "counts": ("y", "n"),
    "state": ("in_force", "pending", "suspended", "ended", "unknown"),
    "relation": ("same", "form", "feedstock", "group"),
    "form_class": ("metal", "oxide", "compound", "magnet", "powder"),
}

_LISTS = {
    "synonyms", "source", "aliases", "years_used", "materials", "targets", "item_share_pct", "hits", "key_columns",
    "ramp", "instruments_allowed", "hs_codes", "forms", "host", "vendor_country",
}  # fmt: skip
"""Columns that hold several words, separated by ``;``."""

_DATES = {
    "valid_from",
    "valid_to",
    "known_from",
    "as_of",
    "first_obligation_date",
    "spending_target_date",
    "last_obligation_date",
    "date",
    "effective",
    "suspended_or_ended",
}


def column(name: str, *, required: bool = False, refers: str = "", number: bool = False) -> Column:
    """Return the column with its meaning, unit, bounds and choices by its name.

    Parameters
    ----------
    required : an empty cell is an error
    refers : ``table.column`` that must know the value
    number : the column holds numbers here, though its name means text in other tables
    """
    if name in _NUMBERS or number:
        meaning, unit, low, high = _NUMBERS.get(name, (_TEXT.get(name, name), "", -_ANY_UNIT, _ANY_UNIT))
        high = _CEILINGS[unit] if high is None else high
        low = -_CEILINGS[unit] if low is None else low
        kind = (
            "integer"
            if name in {"fact_no", "report_year", "assessment_year", "step", "lead_time_quarters"}
            else "number"
        )
        return Column(name, kind, meaning, unit, required, low, high)  # type: ignore[arg-type]
    text = Column(name, "date" if name in _DATES else "string", _TEXT[name])
    choices = _CHOICES.get(name, ())
    return replace(text, required=required, refers=refers, choices=choices, is_list=name in _LISTS)
