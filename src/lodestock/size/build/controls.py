"""Controls in force, pinned and yet to be announced, and truces that suspend them, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, Card
from lodestock.size.build.announcers import Announcers, announcer_arrays, read_announcers
from lodestock.size.build.distributions import (
    LogNormal,
    beta_quantiles,
    month_table,
    read_beta,
    read_lognormal,
)
from lodestock.size.build.events import Event
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.known_controls import known_events
from lodestock.size.build.pinned_controls import pinned_events
from lodestock.size.build.reach import Pair, Reach, Supplied, find_pairs, stages_hit, supplied_stages
from lodestock.size.build.streams import Ints, offsets, stream, streams, whole
from lodestock.size.build.truces import Truces, build_truces

__all__ = ["Announced", "ControlArrays", "Known", "build_controls"]


class Known(NamedTuple):
    """Controls known or pinned, one per span. Axes: e event, k class."""

    when: Floats  # (e, 5) start, month from which its age is counted, end, chance of ending by now, announced
    kind: Ints  # (e,) see `lodestock.size.build.events`
    passes: Floats  # (e,)
    share: Floats  # (e, k)
    severity: Floats  # (e, k)
    pair_of: Ints  # (e + 1,) where the pairs of an event begin
    pair: Ints
    part: Floats  # part of the trade that the event covers, beside each of its pairs
    truce: Ints  # (e,) number among the actors of truces, or -1
    held: Ints  # (e,) kind that truces tell apart
    package: Floats  # (e, 2) month in which its package was to apply first, chance that it does not; inf, 0 for others
    sequel: Ints  # (e,) 1 for a span after a suspension that may be for good
    stream: Ints
    stream_package: Ints


class ControlArrays(NamedTuple):
    """All that controls are drawn from. Axes: p pair (item, country, stages hit together), k class, z score."""

    known: Known
    announcers: Announcers
    truces: Truces
    all_share: Floats  # (k,) of controls yet to be announced, which spare no class
    no_severity: Floats  # (k,) NaN: theirs is drawn
    leak: float  # of a ban that names one country
    months: Floats  # (2, 3) duration; first months of a licence regime
    tables: Floats  # (3, z) cut of a licence regime at first and later, of a ban on everybody
    pair_country: Ints  # (p,)
    muted: Ints  # (p,) 1 for a pair that no control hits


_CUTS = ("licence_initial_cut", "licence_residual_cut", "ban_cut")


@dataclass(frozen=True, slots=True)
class Announced:
    """What the positions of `ControlArrays` stand for.

    Attributes
    ----------
    pairs : item, country and stages of each pair that a control can hit
    actors : countries that announce controls
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
    announcers = read_announcers(dataset, card, inputs) if card.announcements_drawn else []
    truces, truce_actors = build_truces(dataset, card)
    supplied = supplied_stages(inputs)
    reaches = [_reaches(inputs, supplied, e) for e in events]
    empty = [e.word for e, some in zip(events, reaches, strict=True) if not some]
    unplaced += [f"{w}: nothing that it names comes from there" for w in dict.fromkeys(empty)]
    pairs, pairs_of = find_pairs(
        [
            *(r for some in reaches for r, _ in some),
            *(r for a in announcers for n in a.candidates for r, _, _ in n.hits),
        ]
    )
    block = (
        ("truce", "duration_months_own_end") if card.truces_drawn else ("export_control", "duration_months")
    )
    duration = read_lognormal(dataset, *block)
    first_months = read_lognormal(dataset, "export_control", "licence_initial_months")
    hits = [[(p, part) for r, part in some for p in pairs_of[r]] for some in reaches]
    arrays = ControlArrays(
        known=_known(dataset, card, events, hits, truces, truce_actors, duration),
        announcers=announcer_arrays(dataset, card, announcers, pairs_of, truce_actors),
        truces=truces,
        all_share=np.ones(len(CLASSES)),
        no_severity=np.full(len(CLASSES), np.nan),
        leak=parameter(dataset, "supply", "leak_named_country_control"),
        months=np.stack([month_table(x) for x in (duration, first_months)]),
        tables=np.stack([beta_quantiles(*read_beta(dataset, "export_control", n)) for n in _CUTS]),
        pair_country=whole([c for _, c, _ in pairs]),
        muted=whole(np.zeros(len(pairs))),
    )
    actors = tuple(a.country for a in announcers)
    return arrays, Announced(pairs, actors, tuple(e.word for e in events), tuple(unplaced))


def _reaches(inputs: Inputs, supplied: Supplied, event: Event) -> list[tuple[Reach, float]]:
    """Return what a known or pinned control hits, each with the part of the trade in it that it covers."""
    out: list[tuple[Reach, float]] = []
    for origin in event.origins:
        c = inputs.countries.index(origin) if origin in inputs.countries else -1
        for item in event.items:
            m = inputs.materials.index(item)
            stages = stages_hit(event.stages, supplied.get((m, c), frozenset()))
            if stages:
                out.append(((m, c, stages), event.parts.get(item, 1.0)))
    return out


def _known(
    dataset: Dataset,
    card: Card,
    events: list[Event],
    hits: list[list[tuple[int, float]]],
    truces: Truces,
    truce_actors: tuple[str, ...],
    duration: LogNormal,
) -> Known:
    """Return the controls known or pinned."""
    start, joined = offsets(hits)
    number = len(events)
    firsts = _first_starts(events)
    age = [max(truces.now - e.begun, 0.0) for e in events]
    returns = card.truces_drawn and not card.suspensions_lapse
    truce = [truce_actors.index(e.actor) if e.actor in truce_actors else -1 for e in events]
    return Known(
        when=np.array(
            [
                [e.start, e.begun, _end(e, old, duration), duration.cdf(min(old, duration.top)), e.announced]
                for e, old in zip(events, age, strict=True)
            ],
            dtype=np.float64,
        ).reshape(number, 5),
        kind=whole([e.kind for e in events]),
        passes=np.array([e.passes for e in events], dtype=np.float64),
        share=np.array([e.share for e in events]).reshape(number, len(CLASSES)),
        severity=np.array([e.severity for e in events]).reshape(number, len(CLASSES)),
        pair_of=start,
        pair=whole([p for p, _ in joined]),
        part=np.array([part for _, part in joined]),
        truce=whole(truce),
        held=whole([e.held for e in events]),
        package=np.array(
            [
                [first, _stays_away(dataset, e.actor)] if first < np.inf else [np.inf, 0.0]
                for e, first in zip(events, firsts, strict=True)
            ]
        ).reshape(number, 2),
        sequel=whole(
            [
                e.resumes and returns and a >= 0 and truces.random[a] == 1
                for e, a in zip(events, truce, strict=True)
            ]
        ),
        stream=streams([f"event/{e.word}" for e in events]),
        stream_package=whole([stream(f"package/{e.package}") for e in events]),
    )


_LASTING = 1e6
"""Month of an end that no horizon reaches."""


def _end(event: Event, age: float, duration: LogNormal) -> float:
    """Return the end of a control, inf where it is drawn; one in force for longer than any drawn does not end."""
    return (
        _LASTING
        if np.isinf(event.end) and event.start < event.begun + age and age >= duration.top
        else event.end
    )


def _first_starts(events: list[Event]) -> list[float]:
    """Return the month in which the package of each event was to apply first; inf where all of it had by the as-of date.

    Of the news only an event's own package counts for it, so that what is accepted changes nothing of other events.
    """
    starts = [(e.package, e.is_news and e.word, e.start) for e in events if e.package and e.pending]

    def first(event: Event) -> float:
        mine = (s for package, news, s in starts if package == event.package and news in (False, event.word))
        return min(mine, default=np.inf)

    return [first(e) for e in events]


def _stays_away(dataset: Dataset, actor: str) -> float:
    """Return the chance that a package announced and not yet applied never applies on its day."""
    row = f"never_in_effect_share_pending_{actor}"
    known = dataset.row("scenario_generator", f"export_control/{row}") is not None
    return parameter(dataset, "export_control", row if known else "never_in_effect_share_pending_other")
