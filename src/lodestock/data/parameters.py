"""The parameters of `scenario_generator`: the names that exist, and the bounds of each value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lodestock.data.reader import Table
from lodestock.records.errors import Problem, nearest

__all__ = ["check_parameters"]

_FRACTIONS = """
    copula/rho_CHN_RUS copula/rho_other copula/rho_within_bloc demand/essential_civilian_austerity
    demand/thrift_essential_after_4_quarters export_control/ban_cut export_control/ban_share
    export_control/licence_initial_cut export_control/licence_residual_cut export_control/never_in_effect_share
    export_control/quota_cut offer/country_share_of_output_a_year offer/freight_fraction
    offer/guaranteed_minimum_fraction offer/market_cap_a_year reliability/adversary_supply_in_war
    reliability/class_mean_adversary_normal reliability/class_mean_ally reliability/class_mean_neutral
    reliability/war_damage_theatre_year1 shipping/loss_per_ship_year_peace shipping/loss_per_voyage_war_contested
    supply/delta_purchase_displacement supply/leak_named_country_control supply/redirect_normal_coercion
    supply/sourcing_import_weight technical/annual_loss_fraction_diversified value/holding_cost
    value/market_cap_exchange_metals value/real_discount_rate value/terminal_value_share
    export_control/never_in_effect_share_pending_CHN export_control/never_in_effect_share_pending_other
    family_basket/same_family_share family_basket/magnets_follow
    truce/probability_on_entering_normal truce/for_good_share_coercion truce/for_good_share_normal
    truce/suspended_share_ban_or_pending truce/suspended_share_standing_licence truce/suspended_share_military_rule
"""
_RATES = """
    export_control/per_material_hazard_coercion technical/single_site_outage_rate
"""
_MULTIPLES = """
    demand/austerity_civil_war demand/surge_defence_recovery demand/surge_defence_war price/log_price_multiple_sigma
"""
_MONTHS = """
    export_control/duration_months export_control/licence_initial_months price/half_life_of_spike_months
    shipping/route_closure_months_crisis technical/single_site_outage_months
    truce/length_months truce/duration_months_own_end
"""
_TEXTS = """
    regime/rate_from_coercion_to_normal_coercion_crisis_war regime/rate_from_crisis_to_normal_coercion_crisis_war
    regime/rate_from_normal_to_normal_coercion_crisis_war regime/rate_from_war_to_normal_coercion_crisis_war
    regime/state_set reliability/adversary_return_by_year storage/usable_fraction_per_year_by_form
    supply/own_ramp_by_year_of_emergency value/kappa_ladder value/omega_by_class
    announcer/window announcer/basket_hosts
"""
_SIZES = """
    export_control/materials_per_announcement family_basket/size_rare-earths family_basket/size_other
"""
_SPANS: dict[tuple[float, float], str] = {
    (0, 1): _FRACTIONS,
    (0, 1e3): _RATES + _MULTIPLES + _TEXTS,
    (0.01, 1200): _MONTHS,
    (0.01, 1e6): "export_control/basket_dispersion reliability/country_reliability_concentration",
    (1, 1000): _SIZES,
    (0, 12): "truce/rate_coercion truce/rate_other_regimes",
    (1900, 2100): "export_control/observed_trade_from",
    (1, 1e12): "offer/min_order_usd",
    (0, 80): "offer/lead_time_quarters",
}
_BOUNDS = {name: span for span, names in _SPANS.items() for name in names.split()}
_WHOLE = {"offer/lead_time_quarters", "export_control/observed_trade_from"}
_REGIMES = "(normal|coercion|crisis|whole_record|coercion_outside_truce|coercion_in_truce)"
_NAMED: dict[str, tuple[float, float]] = {
    rf"announcer/rate_[A-Z]{{3}}(_{_REGIMES})?": (0, 100),
    r"announcer/(events|exposure_months|instruments|items)_[A-Z]{3}(_(normal|coercion))?": (0, 1e4),
    r"announcer/hosts_since_2020_multiple": (0, 100),
    r"family_basket/(share|follows)_.+": (0, 1),
    r"family_basket/(family|basket)_.+": (0, 1000),
    r"export_control/announcements_per_year_(normal|coercion|crisis)_[A-Z]{3}": (0, 1e3),
    r"export_control/major_host_ban_per_year_[A-Z]{3}_.+": (0, 1e3),
}
"""Pattern of parameters that a country, a family of items or an event names -> bounds of the value."""


def _bounds(name: str) -> tuple[float, float] | None:
    """Return the bounds of a parameter; None where there is no such parameter."""
    if name in _BOUNDS:
        return _BOUNDS[name]
    return next((span for pattern, span in _NAMED.items() if re.fullmatch(pattern, name)), None)


def check_parameters(table: Table) -> Iterator[Problem]:
    """Yield a problem per parameter that does not exist, is out of bounds or should be a whole number."""
    for (block, parameter), (cells, place) in table.items():
        name, value = f"{block}/{parameter}", cells["value"]
        span = _bounds(name)
        if span is None:
            reason = "is not a known parameter"
            yield Problem(f"{place} column parameter", name, reason, nearest(name, _BOUNDS))
        elif value is not None and not span[0] <= float(value) <= span[1]:
            reason = f"is out of range (from {span[0]:g} to {span[1]:g})"
            yield Problem(
                f"{place} column value of {name}", f"{value:g}", reason, "Write a number in that range"
            )
        elif value is not None and name in _WHOLE and float(value) % 1:
            reason, remedy = "is not a whole number", "Write a whole number"
            yield Problem(f"{place} column value of {name}", f"{value:g}", reason, remedy)
