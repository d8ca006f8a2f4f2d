"""Who announces new controls, how often, and what their baskets hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import REGIMES, Card
from lodestock.size.build.candidates import Candidate, candidates_of_all, candidates_of_list, read_families
from lodestock.size.build.distributions import SCORES, basket_cdf, gamma_quantiles, read_gamma_shape
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.reach import Reach, supplied_stages
from lodestock.size.build.streams import Ints, offsets, streams, whole
from lodestock.size.build.truces import regime_actors

__all__ = ["Announcer", "Announcers", "announcer_arrays", "read_announcers"]


class Announcers(NamedTuple):
    """Who announces new controls. Axes: a actor, n candidate of an actor's baskets, f family, r regime, z score."""

    rate: Floats  # (a, r) announcements per year
    lane: Ints  # (a, r) which of the two spreads multiplies the rate
    spread: Floats  # (a, 2, z) multiple of the rates, drawn once a scenario
    ban_share: Floats  # (a,) chance that an announcement is a ban; the rest are licences
    named: Ints  # (a,) 1 where a ban singles out the own country
    never: Floats  # (a,) chance that an announcement never takes effect
    families: Ints  # (a,) 1 where baskets go by families, 0 where a basket is one candidate
    of: Ints  # (a + 1,) where the candidates of an actor begin
    weight: Floats  # (n,)
    family: Ints  # (n,) or -1
    hit_of: Ints  # (n + 1,) where the pairs of a candidate begin
    hit_pair: Ints
    hit_part: Floats
    hit_follows: Ints  # 1 for what follows the candidate by chance
    follow: float
    family_cdf: Floats  # (a, f) cumulative chance that a basket is of one family; what is left is of any
    size_of: Ints  # (f + 1,) row of `basket`; the last for baskets of any family
    basket: Floats  # (2, s) cumulative chance of 0, 1, 2 ... members beside the first
    truce: Ints  # (a,) number among the actors of truces, or -1
    stream: Ints  # (a,)
    stream_rate: Ints
    stream_family: Ints
    stream_basket: Ints  # (n,)


@dataclass(frozen=True, slots=True)
class Announcer:
    """A country that announces controls.

    Attributes
    ----------
    country : ISO3 code
    regime : whether its rates go by the regime and its baskets by families
    rates : announcements per year by regime
    shapes : of the gamma distributions of its rates in normal and other regimes; None: fixed
    named : whether its bans single out the own country
    candidates : what its baskets are drawn from
    """

    country: str
    regime: bool
    rates: tuple[float, ...]
    shapes: tuple[float | None, float | None]
    named: bool
    candidates: tuple[Candidate, ...]


_OF_REGIME = ("normal", "coercion", "crisis", "crisis")
"""Row of rates of each regime: in war that of a crisis."""

_RARE, _OTHER = "size_rare-earths", "size_other"


def read_announcers(dataset: Dataset, card: Card, inputs: Inputs) -> list[Announcer]:
    """Return every country with a row ``announcer/rate_ISO3`` or ``rate_ISO3_coercion``, by code.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`

    Raises
    ------
    DataError : a row that is missing or that names no item or stage
    """
    rows = {str(r["parameter"]): r for r in dataset.rows("scenario_generator") if r["block"] == "announcer"}
    by_regime = regime_actors(dataset)
    supplied = supplied_stages(inputs)
    hosts = {w[5:] for w in rows if re.fullmatch(r"rate_[A-Z]{3}", w)}
    out = []
    for country in sorted({*by_regime, *hosts}):
        regime = country in by_regime
        names = [f"rate_{country}_{r}" if regime else f"rate_{country}" for r in _OF_REGIME]
        shapes = [None if card.rates_fixed else read_gamma_shape(dataset, "announcer", n) for n in names[:2]]
        words = str((rows.get(f"instruments_{country}") or {}).get("distribution_or_values") or "")
        listed = candidates_of_all if regime else candidates_of_list
        out.append(
            Announcer(
                country=country,
                regime=regime,
                rates=tuple(parameter(dataset, "announcer", n) for n in names),
                shapes=(shapes[0], shapes[1]),
                named=regime or "names the USA" in words,
                candidates=tuple(listed(dataset, inputs, supplied, country))
                if country in inputs.countries
                else (),
            )
        )
    return out


def announcer_arrays(
    dataset: Dataset,
    card: Card,
    announcers: list[Announcer],
    pairs_of: Mapping[Reach, tuple[int, ...]],
    truce_actors: tuple[str, ...],
) -> Announcers:
    """Return the arrays of those who announce controls.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    announcers : who announces
    pairs_of : pairs that each reach hits
    truce_actors : who makes truces

    Raises
    ------
    DataError : a parameter without a row
    """
    of, candidates = offsets([list(a.candidates) for a in announcers])
    hits = [[(p, part, f) for r, part, f in n.hits for p in pairs_of[r]] for n in candidates]
    hit_of, joined = offsets(hits)
    words = [a.country for a in announcers]
    return Announcers(
        rate=np.array([a.rates for a in announcers]).reshape(len(announcers), len(REGIMES)),
        lane=whole([[0, *([int(a.regime)] * 3)] for a in announcers]).reshape(-1, len(REGIMES)),
        spread=np.stack([_spread(s) for a in announcers for s in a.shapes] or [_spread(None)] * 2).reshape(
            -1, 2, len(SCORES)
        ),
        ban_share=np.array(
            [parameter(dataset, "export_control", "ban_share") if a.regime else 1.0 for a in announcers]
        ),
        named=whole([a.named for a in announcers]),
        never=np.array(
            [
                parameter(dataset, "export_control", "never_in_effect_share") if a.regime else 0.0
                for a in announcers
            ]
        ),
        families=whole([a.regime for a in announcers]),
        of=of,
        weight=np.array([n.weight for n in candidates]),
        family=whole([n.family for n in candidates]),
        hit_of=hit_of,
        hit_pair=whole([p for p, _, _ in joined]),
        hit_part=np.array([part for _, part, _ in joined]),
        hit_follows=whole([f for _, _, f in joined]),
        follow=parameter(dataset, "family_basket", "magnets_follow"),
        **_sizes(dataset, card, announcers),
        truce=whole([truce_actors.index(w) if w in truce_actors else -1 for w in words]),
        stream=streams([f"announce/{w}" for w in words]),
        stream_rate=streams([f"announce/{w}/rate" for w in words]),
        stream_family=streams([f"announce/{w}/family" for w in words]),
        stream_basket=streams([n.word for n in candidates]),
    )


def _spread(shape: float | None) -> Floats:
    return np.ones(len(SCORES)) if shape is None else gamma_quantiles(shape)


def _sizes(dataset: Dataset, card: Card, announcers: list[Announcer]) -> dict[str, Any]:
    """Return the chances of families among an actor's baskets, and the sizes of baskets.

    A family of which an actor has no candidate is left out, and the others take its part.
    """
    size = parameter(dataset, "export_control", "basket_dispersion")
    names = sorted(read_families(dataset))
    cdf = np.zeros((len(announcers), len(names)))
    if card.baskets_mixed or not names:
        mean = parameter(dataset, "export_control", "materials_per_announcement")
        means = [mean, mean]
    else:
        means = [parameter(dataset, "family_basket", n) for n in (_RARE, _OTHER)]
        same = parameter(dataset, "family_basket", "same_family_share")
        share = np.array([parameter(dataset, "family_basket", f"share_{n}") for n in names])
        for a, announcer in enumerate(announcers):
            mine = {n.family for n in announcer.candidates}
            part = share * [f in mine for f in range(len(names))]
            if announcer.regime and part.sum() > 0.0:
                cdf[a] = same * np.cumsum(part / part.sum())
    tables = [basket_cdf(m - 1.0, size) if m > 1.0 else np.ones(1) for m in means]
    basket = np.ones((2, max(len(t) for t in tables)))
    for row, table in zip(basket, tables, strict=True):
        row[: len(table)] = table
    sizes = [int(n != "rare-earths") for n in names] + [1]
    return {"family_cdf": cdf, "size_of": whole(sizes), "basket": basket}
