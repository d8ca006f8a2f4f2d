"""The reference tables: their keys, their columns, and the cells that must be filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from lodestock.data.columns import column
from lodestock.records.frames import FrameSpec
from lodestock.records.scenario import CLASSES

__all__ = ["SHARES", "SPECS", "TONNES"]

_ITEM = "materials.material"
_COUNTRY = "countries.iso3"
_ITEM_GROUPS = (
    "base-metal", "ferro-alloy-metal", "heavy-rare-earth", "industrial-mineral", "light-metal", "light-rare-earth",
    "minor-metal", "other-rare-earth", "platinum-group", "precious-metal", "rare-earth-magnet", "refractory-metal",
)  # fmt: skip
_PURPOSES = ("stockpile", "investment", "credit_subsidy", "restricted_receipts")
_STATES = ("in_force", "suspended", "ended", "proposed", "threatened")

_INSTRUMENTS = (
    "export_ban", "export_licence", "export_quota", "end_use_rule", "import_tariff", "price_floor", "stockpiling",
    "investment", "outage", "other",
)  # fmt: skip
"""Kinds of policy events."""


def _spec(
    name: str,
    meaning: str,
    key: str,
    others: str,
    *,
    required: str = "",
    items: bool = True,
    countries: bool = True,
    numbers: str = "",
    free: str = "",
    dates: str = "",
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> FrameSpec:
    """Return the spec of a table whose column names are given as words separated by blanks.

    Key columns are required. Every table but the register of sources ends with the citation columns.

    Parameters
    ----------
    key, others : column names
    required : columns, beside those of the key, in which an empty cell is an error
    items, countries : whether ``material`` and ``country_iso3`` must be in ``materials`` and ``countries``
    numbers : columns that hold numbers here but text in other tables
    free : columns that are not limited here to the choices they have in other tables
    dates : columns that hold dates here but text in other tables
    words : column -> the words that it may hold here
    """
    refers = {"parent_account_id": "appropriations.account_id"}
    if items and name != "materials":
        refers["material"] = _ITEM
    if countries:
        refers["country_iso3"] = _COUNTRY
    filled = {*key.split(), *required.split()}
    cited = () if name == "sources" else ("quality", "source", "locator")
    names = [*key.split(), *others.split(), *cited]
    columns = [
        column(n, required=n in filled, refers=refers.get(n, ""), number=n in numbers.split()) for n in names
    ]
    limited = [
        replace(c, choices=() if c.name in free.split() else words.get(c.name, c.choices)) for c in columns
    ]
    typed = [replace(c, kind="date") if c.name in dates.split() else c for c in limited]
    return FrameSpec(name, meaning, tuple(key.split()), tuple(typed))


_ALL = (
    _spec("materials", "The closed list of items", "material",
          "symbol name group form_class synonyms usgs_chapter notes", words={"group": _ITEM_GROUPS}),
    _spec("countries", "Countries, codes and spellings", "iso3", "iso2 iso_numeric name aliases region"),
    _spec("country_groups", "Groups of countries with the dates of membership", "group country_iso3",
          "valid_from valid_to"),
    _spec("import_shares", "Where imports of the imported form come from", "material stage country_iso3",
          "share_pct", required="share_pct"),
    _spec("global_supply_shares", "Shares of world output by stage and country", "material stage country_iso3",
          "share_pct year_or_period", required="share_pct"),
    _spec("us_demand", "Demand and domestic supply of the planning country", "material",
          "apparent_consumption_t years_used own_primary_t own_secondary_t import_t net_import_reliance_pct "
          "basis form feed_stage import_weight rule",
          required="apparent_consumption_t own_primary_t own_secondary_t"),
    _spec("demand_classes", "Shares of demand by class", "material demand_class", "share_pct",
          required="share_pct"),
    _spec("own_capacity", "Domestic capacity", "material", "stage capacity_t_per_year idle_allowed"),
    _spec("price", "Prices by the day they became public; the latest one public on the as-of date is used",
          "material tier known_from",
          "price_usd_per_t price_year basis form form_factor form_reason low high", required="price_usd_per_t"),
    _spec("consequence", "Value of a missing tonne: reference price and consequence factor", "material",
          "reference_price_usd_per_t kappa"),
    _spec("grade_share", "Share of supply of a grade that a class can use", "material demand_class",
          "usable_pct", required="usable_pct"),
    _spec("market_impact", "Elasticities, and the price rise of a purchase", "material",
          "companionality_percent eps_supply eps_demand eps_total eps_low eps_high "
          "price_rise_percent_at_5_percent_of_market price_rise_percent_at_10_percent "
          "price_rise_percent_at_20_percent exact_price_rise_percent_at_10_percent "
          "exact_price_rise_percent_at_20_percent default_annual_buy_cap_percent"),
    _spec("accessible_market", "Market outside the covered countries, in tonnes on the basis of demand", "material",
          "q_t_per_year basis stage rule"),
    _spec("applications", "Applications of the items", "application system_examples material", "sector role",
          items=False),
    _spec("us_end_uses", "End uses", "material end_use", "share_pct basis note end_use_class"),
    _spec("nds_inventory", "Stockpile inventory as published; an item without a quantity is unknown, not empty",
          "as_of material", "quantity unit value_musd note", items=False),
    _spec("purchase_history", "Purchases, sales, requests and authorities by fiscal year", "fiscal_year what",
          "amount_usd"),
    _spec("stockpile_history", "Whether the stockpile ever held an item", "material", "ever_held last_evidence"),
    _spec("appropriations", "Money: amount, purpose and dates", "account_id",
          "name purpose amount_usd principal_limit_usd first_obligation_date spending_target_date "
          "last_obligation_date reserved_share parent_account_id note", words={"purpose": _PURPOSES}),
    _spec("offers", "Offers of named suppliers: empty as bundled, filled by overlays; one row a step of the price",
          "offer_id step",
          "supplier material origin_country_iso3 demand_class first_quarter last_quarter capacity_t_per_quarter "
          "price_usd_per_t minimum_usd lead_time_quarters note",
          required="supplier material origin_country_iso3 first_quarter last_quarter capacity_t_per_quarter "
          "price_usd_per_t lead_time_quarters"),
    _spec("awards", "Real solicitations, awards and orders", "award_id",
          "agency vendor vendor_country material form_spec ceiling_musd quantity unit announced term_years "
          "instrument status guaranteed_minimum_musd funded_orders_musd note", items=False),
    _spec("policy_events", "Controls, tariffs, quotas and other policy, with later edits", "event_id",
          "announced effective suspended_or_ended actor_country_iso3 instrument materials targets legal_ref "
          "summary rate_percent status scope hs_scope hits stage item_share_pct", free="stage",
          required="announced instrument targets status", dates="announced",
          words={"instrument": _INSTRUMENTS, "status": _STATES, "scope": ("specific", "general")}),
    _spec("control_backtest", "Whether a control known on 2025-10-13 was in force on later dates", "event_id date",
          "state counts reason changed_on changed_by together", required="state counts"),
    _spec("material_aliases", "Other names of items, and names of groups of items", "alias",
          "material relation note", required="material", items=False),
    _spec("lists", "Lists of critical materials that others keep, with the names that they use", "list material",
          "note", items=False),
    _spec("policy_targets", "Demand classes that a control hits", "event_id demand_class",
          "share_of_class_hit_pct severity", required="share_of_class_hit_pct severity",
          words={"demand_class": ("none", "all", *CLASSES)}),
    _spec("release_authority", "Who may release stock, and under which conditions", "release_id",
          "purpose who statute regime conditions report_duty"),
    _spec("case_facts", "Row and column in which each fact of the worked case is stored", "fact_no table row_id column",
          "statement key_columns value unit"),
    _spec("projects", "Projects under way and candidates; cost is the project's total, repeated on each of its rows",
          "project_id material",
          "name company country_iso3 kind stage capacity_t_per_year first_output_quarter ramp "
          "start_up_probability capital_cost_usd government_share_max instruments_allowed private_share_min "
          "status note"),
    _spec("reserves", "Reserves by country", "material country_iso3 year",
          "reserves unit withheld flag basis", items=False),
    _spec("production", "World output by country and year as printed, of the materials and stages behind the shares",
          "material stage country_iso3 year", "quantity unit estimated withheld flag basis", items=False, free="stage"),
    _spec("wgi", "Worldwide Governance Indicators, in two vintages that must not be mixed: all six of 2023 in the "
          "update of 2024, political stability and the mean of 2024 in the revision of 2025",
          "country_iso3 year indicator", "estimate", required="estimate"),
    _spec("ref_eu_crm_stages", "Supply risk and its inputs by stage, as the EU studies of 2017 and 2023 print them",
          "assessment_year material stage",
          "sr ei ir_pct eol_rir_pct si_sr si_ei supply_used hhi_wgi_t_gs hhi_wgi_t_eu critical strategic",
          items=False, free="stage"),
    _spec("ref_eu_crm", "Results of the EU lists of critical raw materials, by study", "assessment_year material",
          "sr ei critical strategic", items=False),
    _spec("eu_use_shares", "Shares of the uses of a material in the EU, with the sector of each and its value added",
          "material application nace", "nace_name share_pct value_added_meur flag", required="share_pct", items=False),
    _spec("eu_trade_parameters", "Trade parameter of the EU study of 2023 where a country taxes or limits exports to all; "
          "a country without a row counts 1", "material stage country_iso3", "t", required="t", items=False, free="stage"),
    _spec("economic_vulnerability", "Economic vulnerability to a loss of an item by the method of the US Geological "
          "Survey: empty as bundled, filled by overlays", "material", "ev note", required="ev"),
    _spec("defence_applications", "Applications in defence that the worked case names",
          "application system_examples material", "role intensity intensity_unit sector note",
          items=False),
    _spec("import_stage", "Which imported form stands for an item, and at which stage", "material form",
          "stage used"),
    _spec("world_tonnage", "World output by stage", "material stage year",
          "quantity_t basis factor_to_demand_basis note"),
    _spec("bases", "Basis on which the tonnes of each item are counted", "material",
          "basis factor_to_element symbol hs_codes forms synonyms note"),
    _spec("nds_shortfalls", "Shortfalls as printed in the 2013 requirements report",
          "report_year material case",
          "shortfall_quantity unit shortfall_value_musd quantity_t note", items=False),
    _spec("scenario_generator", "Parameters of scenarios, offers and values", "block parameter",
          "value low high unit distribution_or_values kind", numbers="value"),
    _spec("companions", "Host metals of by-products, and the share that is a by-product", "material",
          "host companionality_pct"),
    _spec("single_sites", "Stages that depend on a single site in a country", "material stage country_iso3",
          "site share_of_country_pct", required="share_of_country_pct"),
    _spec("embodied", "Tonnes inside imported goods, which are not part of demand here", "material",
          "embodied_t low high", required="embodied_t"),
    _spec("sources", "Register of sources", "key", "title publisher year url licence_or_status"),
)  # fmt: skip

SHARES: dict[str, tuple[tuple[str, ...], float]] = {
    "demand_classes": (("material",), 0.5),
    "import_shares": (("material", "stage"), 1.0),
    "global_supply_shares": (("material", "stage"), 1.0),
    "us_end_uses": (("material",), 0.5),
}
"""Table of shares -> the columns that make a group, and how far its shares may miss 100 (percentage points)."""

TONNES = ("production", "reserves")
"""Tables of tonnes by country, which may hold the rest that is not named and the total as printed."""

SPECS: dict[str, FrameSpec] = {spec.name: spec for spec in _ALL}
"""Specs of the reference tables by table name."""
