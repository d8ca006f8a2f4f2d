"""Controls in force, pinned and yet to be announced, as arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, REGIMES, Card
from lodestock.size.build.distributions import (
    basket_cdf,
    beta_quantiles,
    month_table,
    read_beta,
    read_lognormal,
)
from lodestock.size.build.events import Event, months_after
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.known_controls import known_events
from lodestock.size.build.pinned_controls import pinned_events
from lodestock.size.build.reach import Pair, Reach, find_pairs, stages_hit, supplied_stages
from lodestock.size.build.streams import Ints, offsets, streams, whole

__all__ = ["Announced", "ControlArrays", "build_controls"]


class ControlArrays(NamedTuple):
    """Controls by event and by who announces them.

    Axes: e event, p pair (item, country, stages hit together), a actor, n candidate of an actor's baskets, k class.
    """

    event: Floats  # (e, 6) start, end, begun, chance of ending by now, passes, kind
    event_share: Floats  # (e, k)
    event_severity: Floats  # (e, k)
    all_share: Floats  # (k,) of controls yet to be announced, which spare no class
    no_severity: Floats  # (k,) NaN: theirs is drawn
    event_of: Ints  # (e + 1,) where the pairs of an event begin
    event_pair: Ints
    event_part: Floats  # part of the trade that the event covers, beside each of its pairs
    stream_event: Ints
    actor_rate: Floats  # (a, 4) announcements per year by regime
    actor_host: Ints  # (a,) 1 where the announcement is a ban of all its items
    actor_of: Ints  # (a + 1,) where the candidates of an actor begin
    weight: Floats  # (n,)
    hit_of: Ints  # (n + 1,) where the pairs of a candidate begin
    hit_pair: Ints
    hit_part: Floats
    stream_actor: Ints
    stream_basket: Ints  # (n,)
    basket: Floats  # cumulative chance of 0, 1, 2 ... members beside the first
    shares: Floats  # (3,) ban, never in effect, leak of a ban that names one country
    months: Floats  # (2, 3) duration; first months of a licence regime
    tables: Floats  # (3, z) cut of a licence regime at first and later, of a ban on everybody
    pair_country: Ints  # (p,)
    muted: Ints  # (p,) 1 for a pair that no control hits


_CUTS = ("licence_initial_cut", "licence_residual_cut", "ban_cut")
_MONTHS = ("duration_months", "licence_initial_months")
_SHARES = (
    ("export_control", "ban_share"),
    ("export_control", "never_in_effect_share"),
    ("supply", "leak_named_country_control"),
)

_Actor = tuple[str, str, int, list[float], dict[int, float]]
"""Word, country, whether it bans all its items at once, rates by regime, item -> weight in its baskets."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What the positions of `ControlArrays` stand for.

    Attributes
    ----------
    pairs : item, country and stages of each pair that a control can hit
    actors : who announces controls, ``CHN`` or ``COD/cobalt``
    events : ids of the controls known or pinned, one per span in force
    unplaced : controls, or words of theirs, left out for want of a figure
    """

    pairs: tuple[Pair, ...]
    actors: tuple[str, ...]
    events: tuple[str, ...]
    unplaced: tuple[str, ...]


def build_controls(dataset: Dataset, card: Card, inputs: Inputs) -> tuple[ControlArrays, Announced]:
    """Return the controls known, pinned and yet to be announced.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`

    Raises
    ------
    InputError : a card names a country, item or event that is not known
    DataError : a parameter without a row
    """
    events, unplaced = known_events(dataset, card, inputs.materials) if card.known_events else ([], [])
    events = events + pinned_events(dataset, card, inputs.materials)
    actors = _actors(dataset, inputs) if card.announcements_drawn else []
    supplied = supplied_stages(inputs)
    reaches = [_event_reaches(inputs, supplied, e) for e in events]
    baskets = [_basket_reaches(inputs, supplied, a) for a in actors]
    pairs, hits = find_pairs(
        reach for some in (*reaches, *(r for a in baskets for _, _, r in a)) for reach, _ in some
    )
    cuts = [read_beta(dataset, "export_control", n) for n in _CUTS]
    months = [read_lognormal(dataset, "export_control", n) for n in _MONTHS]
    arrays = ControlArrays(
        **_events(dataset, card, events, [_pairs_hit(some, hits) for some in reaches]),
        **_announcements(
            dataset, actors, [[(name, w, _pairs_hit(r, hits)) for name, w, r in a] for a in baskets]
        ),
        shares=np.array([parameter(dataset, *n) for n in _SHARES]),
        months=np.stack([month_table(x) for x in months]),
        tables=np.stack([beta_quantiles(a, b) for a, b in cuts]),
        all_share=np.ones(len(CLASSES)),
        no_severity=np.full(len(CLASSES), np.nan),
        pair_country=whole([c for _, c, _ in pairs]),
        muted=whole(np.zeros(len(pairs))),
    )
    words = tuple(a[0] for a in actors)
    return arrays, Announced(pairs, words, tuple(e.word for e in events), tuple(unplaced))


_Hits = list[tuple[Reach, float]]
"""What a control hits, and the part of the trade in it that it covers."""


def _pairs_hit(reaches: _Hits, hits: Mapping[Reach, tuple[int, ...]]) -> list[tuple[int, float]]:
    """Return the pairs that a control hits, each with the part of the trade that it covers."""
    return [(p, part) for reach, part in reaches for p in hits[reach]]


def _event_reaches(inputs: Inputs, supplied: Mapping[tuple[int, int], frozenset[int]], event: Event) -> _Hits:
    """Return what a known or pinned control hits."""
    out: _Hits = []
    for origin in event.origins:
        c = inputs.countries.index(origin) if origin in inputs.countries else -1
        for item in event.items:
            m = inputs.materials.index(item)
            stages = stages_hit(event.stages, supplied.get((m, c), frozenset()))
            if stages:
                out.append(((m, c, stages), event.parts.get(item, 1.0)))
    return out


def _basket_reaches(
    inputs: Inputs, supplied: Mapping[tuple[int, int], frozenset[int]], actor: _Actor
) -> list[tuple[str, float, _Hits]]:
    """Return the name of the stream, the weight and what is hit of each candidate of an actor's baskets."""
    word, country, _, _, weights = actor
    c = inputs.countries.index(country)
    return [
        (f"basket/{word}/{inputs.materials[m]}", w, [((m, c, supplied[m, c]), 1.0)])
        for m, w in sorted(weights.items())
        if (m, c) in supplied
    ]


def _actors(dataset: Dataset, inputs: Inputs) -> list[_Actor]:
    """Return who announces controls: rows ``announcements_per_year_*_ISO3`` and ``major_host_ban_*``.

    An item's weight in an actor's baskets is the actor's share of it times reliance on imports times the
    share of defence in demand.
    """
    words = sorted(r["parameter"] for r in dataset.rows("scenario_generator"))
    out: list[_Actor] = []
    for country in sorted(
        {w[-3:] for w in words if re.fullmatch(r"announcements_per_year_[a-z]+_[A-Z]{3}", w)}
    ):
        rates = [
            parameter(dataset, "export_control", f"announcements_per_year_{r}_{country}")
            for r in ("normal", "coercion", "crisis", "crisis")
        ]
        if country in inputs.countries:
            share = inputs.world[:, :, inputs.countries.index(country)].max(axis=1)
            demand = np.maximum(inputs.demand_t, 1e-300)
            weight = share * inputs.imports_t / demand * inputs.share[:, 0]
            out.append(
                (country, country, 0, rates, {int(m): float(weight[m]) for m in np.nonzero(weight)[0]})
            )
    for word in words:
        host = re.fullmatch(r"major_host_ban_per_year_([A-Z]{3})_(.+)", word)
        if host and host[1] in inputs.countries and host[2] in inputs.materials:
            rate = parameter(dataset, "export_control", word)
            item = inputs.materials.index(host[2])
            out.append((f"{host[1]}/{host[2]}", host[1], 1, [rate] * len(REGIMES), {item: 1.0}))
    return out


def _events(
    dataset: Dataset, card: Card, events: list[Event], hits: list[list[tuple[int, float]]]
) -> dict[str, Any]:
    """Return the controls known or pinned."""
    duration = read_lognormal(dataset, "export_control", "duration_months")
    now = months_after(card.first_quarter.first_day, card.as_of)
    start, joined = offsets(hits)
    rows = [
        [e.start, e.end, e.begun, duration.cdf(min(max(now - e.begun, 0.0), duration.top)), e.passes, e.kind]
        for e in events
    ]
    return {
        "event": np.array(rows, dtype=np.float64).reshape(len(events), 6),
        "event_share": np.array([e.share for e in events]).reshape(len(events), len(CLASSES)),
        "event_severity": np.array([e.severity for e in events]).reshape(len(events), len(CLASSES)),
        "event_of": start,
        "event_pair": whole([p for p, _ in joined]),
        "event_part": np.array([part for _, part in joined]),
        "stream_event": streams([f"event/{e.word}" for e in events]),
    }


def _announcements(
    dataset: Dataset, actors: list[_Actor], baskets: list[list[tuple[str, float, list[tuple[int, float]]]]]
) -> dict[str, Any]:
    """Return who announces new controls, how often, on what."""
    start, candidates = offsets(baskets)
    hit_of, joined = offsets([hits for _, _, hits in candidates])
    mean = parameter(dataset, "export_control", "materials_per_announcement") - 1.0
    size = parameter(dataset, "export_control", "basket_dispersion")
    return {
        "actor_rate": np.array([a[3] for a in actors]).reshape(len(actors), len(REGIMES)),
        "actor_host": whole([a[2] for a in actors]),
        "actor_of": start,
        "weight": np.array([w for _, w, _ in candidates]),
        "hit_of": hit_of,
        "hit_pair": whole([p for p, _ in joined]),
        "hit_part": np.array([part for _, part in joined]),
        "stream_actor": streams([f"announce/{a[0]}" for a in actors]),
        "stream_basket": streams([name for name, _, _ in candidates]),
        "basket": basket_cdf(mean, size),
    }
