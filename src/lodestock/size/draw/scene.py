"""What happens in one draw, as arrays that the kernels fill."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.records.scenario import HELD
from lodestock.size.build.factors import COUNTRY_FACTORS
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.streams import Ints, whole

__all__ = ["NEVER", "Scene", "empty_scene"]

NEVER = 1 << 40
"""Quarter that no horizon reaches."""


class Scene(NamedTuple):
    """One draw. Axes: c country, p item, country and stages that a control can hit, k class, m item, t quarter."""

    state: Ints  # (t,) regime of the chain
    label: Ints  # (t,) regime, or recovery
    clock: Ints  # (t,) quarter of war and recovery, -1 outside
    age: Ints  # (t,) quarters since crisis or war began, -1 outside
    emergency: Ints  # (t,)
    country: Floats  # (f, c, t) part left by each of `COUNTRY_FACTORS`
    open: Floats  # (c, t) their product
    control: Floats  # (p, k, t) fraction cut
    since: (
        Ints  # (p, t) quarter in which the oldest control in force on civil users began to bite, or `NEVER`
    )
    active: Ints  # (p,) 1 where some control is laid; the two above hold nothing where it is 0
    outage: Floats  # (m, t) excess technical loss
    worst: Floats  # (m,) largest of it
    calm: Ints  # (2,) whether countries deliver as in peace; whether users want what they want in peace
    down: Floats  # (s, t) excess loss of a single site
    stage: Floats  # (g, t) part of a stage that its countries deliver, g segment of a chain
    multiple: Floats  # (k, t) of demand in peace
    serves: Floats  # (k, t) 1 where stock may serve the class
    ramp: Floats  # (t,) part of idle own capacity that runs
    redirect: Floats  # (t,) extra flow from working sources
    truce: Floats  # (a, n, 2 + h) start, end, whether it suspends controls of each kind, by actor in order of time
    truces: Ints  # (a,) how many
    span: Floats  # (n, 3) scratch: start, end of a control and the month from which its age is counted
    early: Floats  # (t,) scratch: part of a quarter in the first and in the later months of a control
    late: Floats
    excess: Floats  # (i, 4) scratch: loss above the usual of items, then of other hosts, by year
    central: Floats  # (i, 4) scratch
    race: Floats  # scratch: candidates of a basket
    taken: Ints  # scratch: candidates in a basket
    hit_pair: Ints  # scratch: pairs that they stand for
    hit_part: Floats  # scratch: part of the trade covered


def empty_scene(hazard: Hazard) -> Scene:
    """Return room for one draw.

    Parameters
    ----------
    hazard : what draws are made from
    """
    t, k = hazard.quarters, len(hazard.chain.release)
    pairs, members = len(hazard.controls.muted), len(hazard.controls.announcers.weight)
    hits, actors = len(hazard.controls.announcers.hit_pair), len(hazard.controls.truces.stream)
    room = 16 + 5 * t + len(hazard.controls.truces.pinned)
    country = (len(hazard.world.group), t)
    streams = len(hazard.outages.stream)
    return Scene(
        state=whole(np.zeros(t)),
        label=whole(np.zeros(t)),
        clock=whole(np.zeros(t)),
        age=whole(np.zeros(t)),
        emergency=whole(np.zeros(t)),
        country=np.ones((len(COUNTRY_FACTORS), *country)),
        open=np.ones(country),
        control=np.zeros((pairs, k, t)),
        since=whole(np.full((pairs, t), NEVER)),
        active=whole(np.zeros(pairs)),
        outage=np.zeros((len(hazard.chain.demand_t), t)),
        worst=np.zeros(len(hazard.chain.demand_t)),
        calm=whole(np.zeros(2)),
        down=np.zeros((len(hazard.outages.site), t)),
        stage=np.zeros((len(hazard.chain.seg_stage), t)),
        multiple=np.ones((k, t)),
        serves=np.zeros((k, t)),
        ramp=np.zeros(t),
        redirect=np.zeros(t),
        truce=np.zeros((actors, room, 2 + len(HELD))),
        truces=whole(np.zeros(actors)),
        span=np.zeros((room + 2, 3)),
        early=np.zeros(t),
        late=np.zeros(t),
        excess=np.zeros((streams, 4)),
        central=np.zeros((streams, 4)),
        race=np.zeros(members),
        taken=whole(np.zeros(members)),
        hit_pair=whole(np.zeros(hits)),
        hit_part=np.zeros(hits),
    )
