"""What each country delivers in each regime before controls, as arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem
from lodestock.records.lookups import members, parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import Card
from lodestock.size.build.distributions import beta_quantiles, month_table, read_lognormal
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.pinned_controls import find_origins
from lodestock.size.build.streams import Ints, stream, streams, whole

__all__ = ["World", "build_world", "by_quarter"]

_MEANS = ("adversary_normal", "ally", "neutral")
_GROUPS = ("adversary", "ally", "other")


class World(NamedTuple):
    """What countries deliver before controls. Axes: c country, n quarter of the war, t quarter, z score."""

    group: Ints  # (c,) 0 adversary, 1 ally, 2 other
    group_series: Floats  # (3, n)
    reliability_drawn: int
    tables: Floats  # (3, z) reliability by group
    loading: Floats  # (c, 4) on the common, the adversaries', the bloc's and the own score
    bloc: Ints
    stream_bloc: Ints  # common, adversaries, then blocs
    stream_country: Ints
    theatre: Ints
    damage: Floats  # (n,)
    closure: Floats  # (c, t) pinned fraction lost on the way
    closing: int  # 1 where some route is pinned closed
    shipping_drawn: int
    route: Ints  # (c,) whether its route may close in a crisis
    route_months: Floats
    sea: Ints  # (c,) whether its cargoes cross a sea
    voyage_loss: float
    stream_shipping: int
    exempt: Ints  # (c,) 1 if the country is exempt: it delivers as in peacetime


def by_quarter(series: tuple[float, ...]) -> Floats:
    """Return a series by year by quarter.

    Parameters
    ----------
    series : (y,) one value per year
    """
    return np.repeat(np.array(series, dtype=np.float64), 4)


def build_world(dataset: Dataset, card: Card, inputs: Inputs) -> World:
    """Return each country's group, bloc, route and pinned closures.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`

    Raises
    ------
    InputError : a card names a country that is not known
    DataError : a parameter without a row
    """
    day, countries = card.as_of.isoformat(), inputs.countries

    def inside(group: str) -> Ints:
        found = members(dataset, group, day)
        return whole([c in found for c in countries])

    hostile, friends = inside("adversary"), inside("ally")
    names = ("bloc-china", "bloc-russia", "ally", "other")
    bloc = np.select([inside("bloc-china") > 0, inside("bloc-russia") > 0, friends > 0], [0, 1, 2], 3)
    closure = np.zeros((len(countries), card.quarters))
    for closed in card.closures:
        span = slice(max(closed.since, 0), max(closed.since + closed.quarters, 0))
        for c in find_origins(dataset, card, closed.countries, closed.place):
            if c in countries:
                row = closure[countries.index(c)]
                row[span] = np.maximum(row[span], closed.cut)
    kappa = parameter(dataset, "reliability", "country_reliability_concentration")
    means = [parameter(dataset, "reliability", f"class_mean_{g}") for g in _MEANS]
    route = read_lognormal(dataset, "shipping", "route_closure_months_crisis")
    return World(
        group=whole(np.where(hostile > 0, 0, np.where(friends > 0, 1, 2))),
        group_series=np.stack([by_quarter(card.availability[g]) for g in _GROUPS]),
        reliability_drawn=int(card.reliability_drawn),
        tables=np.stack([beta_quantiles(mean * kappa, (1.0 - mean) * kappa) for mean in means]),
        loading=_loadings(dataset, hostile, card),
        bloc=whole(bloc),
        stream_bloc=streams(["reliability", "reliability/adversary", *(f"reliability/{n}" for n in names)]),
        stream_country=streams([f"reliability/{c}" for c in countries]),
        theatre=inside(card.damage_group),
        damage=by_quarter(card.damage_by_year),
        closure=closure,
        closing=int(closure.any()),
        shipping_drawn=int(card.shipping_drawn),
        route=inside("strait"),
        route_months=month_table(route),
        sea=1 - inside("land-route"),
        voyage_loss=parameter(dataset, "shipping", "loss_per_voyage_war_contested"),
        stream_shipping=stream("shipping"),
        exempt=whole(np.zeros(len(countries))),
    )


def _loadings(dataset: Dataset, hostile: Ints, card: Card) -> Floats:
    """Return each country's loadings on the scores: common, the adversaries', its bloc's and its own.

    Two countries of one bloc correlate by ``rho_within_bloc``, two adversaries of different blocs by
    ``rho_CHN_RUS``, any others by ``rho_other``.
    """
    other, pair, within = (
        parameter(dataset, "copula", n) for n in ("rho_other", "rho_CHN_RUS", "rho_within_bloc")
    )
    if card.reliability_drawn and not 0 <= other <= pair <= within <= 1:
        reason = f"rho_other {other:g}, rho_CHN_RUS {pair:g} and rho_within_bloc {within:g} do not rise from 0 to 1"
        raise DataError(Problem("scenario_generator copula", "", reason, "Let them rise in this order"))
    shared = np.where(hostile > 0, pair - other, 0.0)
    rest = np.full(len(hostile), 1.0 - within)
    parts = [np.full(len(hostile), other), shared, within - other - shared, rest]
    return np.asarray(np.sqrt(np.maximum(np.stack(parts, axis=1), 0.0)))
