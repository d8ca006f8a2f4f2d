# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Seed and index -> one scenario: regimes, countries, shipping, controls, outages."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.compiled import inlined, jit
from lodestock.size.controls import BAN, LICENCE
from lodestock.size.hazard import USES, Hazard
from lodestock.size.randoms import lane, months, normal_score, quantile, uniforms
from lodestock.size.streams import Ints, whole
from lodestock.size.technical import draw_outages, overlap

__all__ = ["Scene", "draw", "empty_scene", "fill_stages"]

CRISIS, WAR, RECOVERY = 2, 3, 4
CLOSED, RELIABILITY, DAMAGE, SHIPPING, CONTROL, TECHNICAL, RAMP, SURGE = (
    USES.index(u)
    for u in ("closed", "reliability", "damage", "shipping", "control", "technical", "own ramp", "surge")
)


class Scene(NamedTuple):
    """One scenario. Axes: c country, p (item, country) that a control can hit, k class, m item, t quarter."""

    state: Ints  # (t,) regime of the chain
    label: Ints  # (t,) regime, or recovery
    clock: Ints  # (t,) quarter of war and recovery, -1 outside
    age: Ints  # (t,) quarters since crisis or war began, -1 outside
    emergency: Ints  # (t,)
    closed: Floats  # (c, t) factors of availability
    reliable: Floats
    damaged: Floats
    shipped: Floats
    open: Floats  # (c, t) their product
    control: Floats  # (p, k, t) fraction cut
    active: Ints  # (p,)
    outage: Floats  # (m, t) excess technical loss
    worst: Floats  # (m,) largest of it
    calm: Ints  # (2,) whether countries deliver as in peace; whether users want what they want in peace
    down: Floats  # (s, t) excess loss of a single site
    stage: Floats  # (g, t) part of a stage that its countries deliver, g segment of a chain
    multiple: Floats  # (k, t) of demand in peace
    serves: Floats  # (k, t) 1 where stock may serve the class
    ramp: Floats  # (t,) part of idle own capacity that runs
    redirect: Floats  # (t,) extra flow from working sources
    early: Floats  # (t,) scratch: part of a quarter in the first and in the later months of a control
    late: Floats
    excess: Floats  # (i, 4) scratch: loss above the usual of hosts, then items, by year
    central: Floats  # (i, 4) scratch
    race: Floats  # scratch: candidates of a basket, four announcements at once
    taken: Ints  # scratch: pairs of a basket


def empty_scene(hazard: Hazard) -> Scene:
    """Return room for one scenario."""
    t, k = hazard.quarters, len(hazard.chain.release)
    pairs, members = len(hazard.controls.muted), len(hazard.controls.actor_pair)
    country = (len(hazard.world.group), t)
    streams = len(hazard.outages.stream_host) + len(hazard.outages.stream_item)
    return Scene._make(
        [
            *(whole(np.zeros(t)) for _ in range(5)),
            *(np.ones(country) for _ in range(5)),
            np.zeros((pairs, k, t)),
            whole(np.zeros(pairs)),
            np.zeros((len(hazard.chain.demand_t), t)),
            np.zeros(len(hazard.chain.demand_t)),
            whole(np.zeros(2)),
            np.zeros((len(hazard.outages.site), t)),
            np.zeros((len(hazard.chain.seg_stage), t)),
            np.ones((k, t)),
            np.zeros((k, t)),
            *(np.zeros(t) for _ in range(4)),
            *(np.zeros((streams, 4)) for _ in range(2)),
            np.zeros((members, 4)),
            whole(np.zeros(members)),
        ]
    )


@jit
def draw_path(regimes, seed, index, scene):
    """Draw the regimes, then the labels, clocks and emergencies that follow from them."""
    war_from = len(scene.state)
    if len(regimes.war_at) > 0:
        pick = int(lane(seed, index, regimes.stream_regime[1], 0) * len(regimes.war_at))
        war_from = regimes.war_at[min(pick, len(regimes.war_at) - 1)]
    war_until = war_from + regimes.war_quarters
    now = regimes.start
    clock, since, spell = -1, 0, -1
    for t in range(len(scene.state)):
        if t > 0 and regimes.path_drawn == 1:
            u = lane(seed, index, regimes.stream_regime[0], t)
            row = regimes.step[now]
            now = 0
            while now < 3 and u >= row[now]:
                now += 1
        state = WAR if war_from <= t < war_until else now
        scene.state[t] = state
        if state == WAR:
            clock = 0 if t == 0 or scene.state[t - 1] != WAR else min(clock + 1, regimes.war_quarters - 1)
            since = 0
        elif clock >= 0:
            clock = regimes.war_quarters + since
            since += 1
            if since > regimes.recovery_quarters:
                clock = -1
        scene.clock[t] = clock
        label = RECOVERY if clock >= 0 and state != WAR else state
        scene.label[t] = label
        spell = spell + 1 if label in (CRISIS, WAR, RECOVERY) else -1
        scene.age[t] = spell
        scene.emergency[t] = 1 if clock >= 0 or regimes.declared[0] <= t < regimes.declared[1] else 0


@jit
def set_rules(chain, use, scene):
    """Set what follows from the path for every item: demand, releases, own ramp, redirection."""
    years = chain.demand_series.shape[1]
    scene.calm[1] = chain.steady
    for t in range(len(scene.label)):
        clock = scene.clock[t]
        scene.redirect[t] = chain.redirect[scene.label[t]]
        running = scene.age[t] >= 0 and use[RAMP] == 1
        scene.ramp[t] = chain.ramp[min(scene.age[t], len(chain.ramp) - 1)] if running else 0.0
        for k in range(len(chain.release)):
            times = chain.demand_series[k, min(clock, years - 1)] if clock >= 0 else 1.0
            scene.multiple[k, t] = chain.growth[k, t] * (times if use[SURGE] == 1 else min(times, 1.0))
            right = chain.release[k]
            served = right == 2 or (right == 1 and scene.emergency[t] == 1)
            scene.serves[k, t] = 1.0 if served else 0.0
        if clock >= 0:
            scene.calm[1] = 0


@jit
def draw_countries(chain, world, use, seed, index, scene):
    """Draw each country's availability before controls: closed, reliability, damage, shipping."""
    stressed = False
    for t in range(len(scene.state)):
        stressed = stressed or scene.age[t] >= 0
    if scene.calm[0] == 1 and not stressed:
        return
    scene.calm[0] = 0 if stressed else 1
    draws = world.reliability_drawn == 1 and stressed and use[RELIABILITY] == 1
    years = world.group_series.shape[1]
    common = hostile = 0.0
    if draws:
        common = normal_score(lane(seed, index, world.stream_bloc[0], 0))
        hostile = normal_score(lane(seed, index, world.stream_bloc[1], 0))
    for c in range(len(world.group)):
        group = world.group[c]
        drawn = 1.0
        if draws and world.spared[c] == 0:
            block = normal_score(lane(seed, index, world.stream_bloc[2 + world.bloc[c]], 0))
            own = normal_score(lane(seed, index, world.stream_country[c], 0))
            load = world.loading[c]
            z = load[0] * common + load[1] * hostile + load[2] * block + load[3] * own
            drawn = quantile(world.tables[group], z)
        for t in range(len(scene.state)):
            closed = reliable = damaged = 1.0
            n = scene.clock[t]
            if n >= 0 and world.spared[c] == 0:
                level = world.group_series[group, min(n, years - 1)]
                if group == 0:
                    if use[CLOSED] == 1:
                        closed = level
                elif world.reliability_drawn == 1:
                    reliable = drawn
                elif use[RELIABILITY] == 1:
                    reliable = level
                if world.theatre[c] == 1 and use[DAMAGE] == 1:
                    damaged = 1.0 - world.damage[min(n, len(world.damage) - 1)]
            elif scene.label[t] == CRISIS:
                reliable = drawn
            scene.closed[c, t] = closed
            scene.reliable[c, t] = reliable
            scene.damaged[c, t] = damaged
            scene.shipped[c, t] = 1.0 - world.closure[c, t] if use[SHIPPING] == 1 else 1.0
    if world.shipping_drawn == 1 and use[SHIPPING] == 1:
        draw_shipping(world, seed, index, scene)
    for c in range(len(world.group)):
        for t in range(len(scene.state)):
            product = scene.closed[c, t] * scene.reliable[c, t] * scene.damaged[c, t]
            scene.open[c, t] = product * scene.shipped[c, t]
    fill_stages(chain, scene)


@jit
def fill_stages(chain, scene):
    """Add up what countries deliver to each stage of each chain."""
    for seg in range(len(scene.stage)):
        for t in range(len(scene.state)):
            scene.stage[seg, t] = 0.0
        for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
            weight, c = chain.ent_weight[e], chain.ent_country[e]
            for t in range(len(scene.state)):
                scene.stage[seg, t] += weight * scene.open[c, t]


@jit
def draw_shipping(world, seed, index, scene):
    """Close the theatre's routes at the onset of a crisis or a war, and lose ships in war."""
    onset = 0
    for t in range(len(scene.state)):
        label = scene.label[t]
        before = scene.label[t - 1] if t > 0 else label
        starts = (label in (CRISIS, WAR)) and (t == 0 or label != before) and before != WAR
        if starts:
            length = months(world.route_months, lane(seed, index, world.stream_shipping, onset), 0.0)
            onset += 1
            for s in range(t, len(scene.state)):
                lost = min(max(length - 3.0 * (s - t), 0.0), 3.0) / 3.0
                if lost <= 0.0:
                    break
                for c in range(len(world.group)):
                    if world.route[c] == 1:
                        scene.shipped[c, s] = min(scene.shipped[c, s], 1.0 - lost)
        if label == WAR:
            for c in range(len(world.group)):
                if world.sea[c] == 1:
                    scene.shipped[c, t] *= 1.0 - world.voyage_loss


@inlined
def impose_regime(controls, seed, index, scene, stream, slot, kind, passes, when, pairs, share, severity):
    """Draw how deep and how long a control is, and lay it over its pairs; where cuts overlap the larger holds.

    `when` is start, months since which an end is counted, end (inf where drawn), chance of an end by now.
    """
    u_length, u_first, u_turn, u_rest = uniforms(seed, index, stream, slot)
    start, begun, end, least = when
    if math.isinf(end):
        end = begun + months(controls.months[0], u_length, least)
    first = rest = 0.0
    turn = end
    if kind == LICENCE:
        first = quantile(controls.tables[0], normal_score(u_first))
        rest = quantile(controls.tables[1], normal_score(u_rest))
        turn = begun + months(controls.months[1], u_turn, 0.0)
    elif kind == BAN:
        first = rest = quantile(controls.tables[2], normal_score(u_first))
    if end <= start or start >= 3.0 * len(scene.state):
        return
    since = max(int(start // 3.0), 0)
    until = min(int(min(end, 3.0 * len(scene.state)) // 3.0) + 1, len(scene.state))
    for t in range(since, until):
        scene.early[t] = overlap(start, min(turn, end), t)
        scene.late[t] = overlap(max(turn, start), end, t)
    for p in pairs:
        if controls.muted[p] == 1:
            continue
        scene.active[p] = 1
        for k in range(len(share)):
            if share[k] > 0.0:
                deep = passes * share[k] * (first if math.isnan(severity[k]) else severity[k])
                less = passes * share[k] * (rest if math.isnan(severity[k]) else severity[k])
                for t in range(since, until):
                    cut = deep * scene.early[t] + less * scene.late[t]
                    scene.control[p, k, t] = max(scene.control[p, k, t], cut)


@jit
def draw_controls(controls, seed, index, scene):
    """Lay known and pinned controls, then announce new ones.

    Announcements of an actor are unit-rate arrivals, their time changed by its rate in the regime of the day;
    each takes the members of its basket that win a race of exponentials keyed by item.
    """
    for e in range(len(controls.event)):
        start, end, begun, least, passes, kind = controls.event[e]
        pairs = controls.event_pair[controls.event_of[e] : controls.event_of[e + 1]]
        share, severity = controls.event_share[e], controls.event_severity[e]
        when = (start, begun, end, least)
        stream = controls.stream_event[e]
        impose_regime(
            controls, seed, index, scene, stream, 0, int(kind), passes, when, pairs, share, severity
        )
    for a in range(len(controls.actor_host)):
        stream = controls.stream_actor[a]
        t, passed, due, number = 0, 0.0, 0.0, 0
        while True:
            u_gap, u_size, u_kind, u_never = uniforms(seed, index, stream, 2 * number)
            due += -math.log(u_gap)
            while t < len(scene.state) and passed + controls.actor_rate[a, scene.state[t]] / 4.0 <= due:
                passed += controls.actor_rate[a, scene.state[t]] / 4.0
                t += 1
            if t == len(scene.state):
                break
            start = 3.0 * t + 12.0 * (due - passed) / controls.actor_rate[a, scene.state[t]]
            pairs = scene.taken[: fill_basket(controls, seed, index, scene, a, number, u_size)]
            host = controls.actor_host[a] == 1
            if host or u_never >= controls.shares[1]:
                ban = host or u_kind < controls.shares[0]
                passes = 1.0 - controls.shares[2] if ban and not host else 1.0
                kind = BAN if ban else LICENCE
                when = (start, start, np.inf, 0.0)
                share, severity, slot = controls.all_share, controls.no_severity, 2 * number + 1
                impose_regime(
                    controls, seed, index, scene, stream, slot, kind, passes, when, pairs, share, severity
                )
            number += 1


@jit
def fill_basket(controls, seed, index, scene, a, number, u_size):
    """Take the pairs of an announcement's basket, the first of a race; return how many."""
    low, high = controls.actor_of[a], controls.actor_of[a + 1]
    if controls.actor_host[a] == 1:
        for i in range(low, high):
            scene.taken[i - low] = controls.actor_pair[i]
        return high - low
    if number % 4 == 0:
        for i in range(low, high):
            u = uniforms(seed, index, controls.stream_basket[i], number // 4)
            for j in range(4):
                scene.race[i, j] = u[j]
    size = 1
    while size <= len(controls.basket) and u_size > controls.basket[size - 1]:
        size += 1
    size = min(size, high - low)
    lane_of = number % 4
    for i in range(low, high):
        scene.race[i, lane_of] = -math.log(scene.race[i, lane_of]) / controls.actor_weight[i]
    for n in range(size):
        best = -1
        for i in range(low, high):
            ahead = best < 0 or scene.race[i, lane_of] < scene.race[best, lane_of]
            if ahead and scene.race[i, lane_of] < np.inf:
                best = i
        scene.taken[n] = controls.actor_pair[best]
        scene.race[best, lane_of] = np.inf
    return size


@jit
def draw(h, index, scene):
    """Draw one scenario: a pure function of the hazard, its seed and the index."""
    draw_path(h.regimes, h.seed, index, scene)
    set_rules(h.chain, h.use, scene)
    draw_countries(h.chain, h.world, h.use, h.seed, index, scene)
    for p in range(len(scene.active)):
        if scene.active[p] == 1:
            scene.control[p, :, :] = 0.0
            scene.active[p] = 0
    if h.use[CONTROL] == 1:
        draw_controls(h.controls, h.seed, index, scene)
    if h.outages.technical_drawn == 1 and h.use[TECHNICAL] == 1:
        draw_outages(h.outages, h.seed, index, scene)
    else:
        scene.outage[:, :] = 0.0
        scene.down[:, :] = 0.0
        scene.worst[:] = 0.0
