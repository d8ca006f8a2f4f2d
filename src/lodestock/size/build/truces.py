"""Truces: who makes them, how often, and what they suspend, as arrays."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import HELD, REGIMES, Card
from lodestock.size.build.distributions import gamma_quantiles, read_gamma_shape
from lodestock.size.build.events import months_after
from lodestock.size.build.pinned_controls import find_origins
from lodestock.size.build.streams import Ints, streams, whole

__all__ = ["Truces", "build_truces", "regime_actors"]


class Truces(NamedTuple):
    """Truces. Axes: a actor, n pinned truce, z score."""

    drawn: int  # whether any is
    now: float  # months of the as-of date after quarter 0 begins: what was before is known
    rate: Floats  # (4,) per year by regime
    spread: Floats  # (z,) multiple of the rates, drawn once a scenario
    enter: float  # chance of a truce when the regime becomes normal
    good: Floats  # (2,) chance that one is for good: in coercion, on entering normal
    length: float  # months of one that is not
    takes: Floats  # (h,) chance that one in coercion suspends controls of each kind
    random: Ints  # (a,) 1 where they are drawn, 0 where only the card's are made
    pinned: Floats  # (n, 6) actor, start, end, whether it suspends each kind
    stream: Ints  # (a,)
    stream_enter: Ints
    stream_rate: Ints
    stream_sequel: Ints


_TAKES = ("ban_or_pending", "standing_licence", "military_rule")
"""Endings of the rows ``suspended_share_*``, in the order of `HELD`."""


def regime_actors(dataset: Dataset) -> tuple[str, ...]:
    """Return the countries whose controls go by the regime: those with a row ``announcer/rate_ISO3_REGIME``.

    The regime is that of relations with them, so they alone make truces; the record has no other's.

    Parameters
    ----------
    dataset : facts, with overlays
    """
    words = [str(r["parameter"]) for r in dataset.rows("scenario_generator") if r["block"] == "announcer"]
    found = (re.fullmatch(r"rate_([A-Z]{3})_(normal|coercion|crisis)", w) for w in words)
    return tuple(sorted({w[1] for w in found if w}))


def build_truces(dataset: Dataset, card: Card) -> tuple[Truces, tuple[str, ...]]:
    """Return the truces, drawn and pinned, and who makes them.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance

    Raises
    ------
    InputError : a pinned truce of a country that is not known
    DataError : a parameter without a row
    """
    actors = set(regime_actors(dataset)) if card.truces_drawn else set()
    pinned = [(find_origins(dataset, card, t.countries, t.place), t) for t in card.truces]
    named = tuple(sorted(actors.union(*(origins for origins, _ in pinned))))

    def read(name: str) -> float:
        return parameter(dataset, "truce", name)

    coercion = read("rate_coercion")
    other = read("rate_other_regimes")
    shape = None if card.rates_fixed else read_gamma_shape(dataset, "truce", "rate_coercion")
    rows = [
        [named.index(c), 3.0 * t.since, np.inf if t.quarters is None else 3.0 * (t.since + t.quarters)]
        + [float(h in t.kinds) for h in HELD]
        for origins, t in pinned
        for c in origins
    ]
    truces = Truces(
        drawn=int(card.truces_drawn),
        now=months_after(card.first_quarter.first_day, card.as_of),
        rate=np.array([coercion if r == "coercion" else other for r in REGIMES]),
        spread=np.ones(2) if shape is None else gamma_quantiles(shape),
        enter=read("probability_on_entering_normal"),
        good=np.array([read("for_good_share_coercion"), read("for_good_share_normal")]),
        length=read("length_months"),
        takes=np.array([read(f"suspended_share_{t}") for t in _TAKES]),
        random=whole([a in actors for a in named]),
        pinned=np.array(sorted(rows, key=lambda r: r[1])).reshape(len(rows), 3 + len(HELD)),
        stream=streams([f"truce/{a}" for a in named]),
        stream_enter=streams([f"truce/{a}/normal" for a in named]),
        stream_rate=streams([f"truce/{a}/rate" for a in named]),
        stream_sequel=streams([f"truce/{a}/sequel" for a in named]),
    )
    return truces, named
