"""Export controls of one draw: known, pinned, and announced by chance."""

from __future__ import annotations

import math

import numpy as np

from lodestock.size.build.events import BAN, LICENCE, NAMED_BAN
from lodestock.size.draw.compiled import inlined, jit
from lodestock.size.draw.outages import overlap
from lodestock.size.draw.randoms import months, normal_score, quantile, uniforms
from lodestock.size.draw.scene import NEVER

__all__ = ["draw_controls", "fill_basket"]


@inlined
def impose_control(
    controls, seed, index, scene, stream, slot, kind, passes, when, pairs, parts, share, severity
):
    """Draw how deep and how long a control is, and lay it over its pairs; where cuts overlap the larger holds.

    `when` is start, months since which its age and an end are counted, end (inf where drawn), chance of an end
    by now.
    """
    u_length, u_first, u_turn, u_rest = uniforms(seed, index, stream, slot)
    start, begun, end, least = when
    if math.isinf(end):
        end = begun + months(controls.months[0], u_length, least)
    first = rest = 1.0
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
    oldest, last = math.floor(begun / 3.0), len(share) - 1
    for i in range(len(pairs)):
        p = pairs[i]
        if controls.muted[p] == 1:
            continue
        if scene.active[p] == 0:
            scene.active[p] = 1
            scene.control[p, :, :] = 0.0
            scene.since[p, :] = NEVER
        for k in range(len(share)):
            if share[k] > 0.0:
                hit = passes * share[k] * parts[i]
                deep = hit * (first if math.isnan(severity[k]) else severity[k])
                less = hit * (rest if math.isnan(severity[k]) else severity[k])
                for t in range(since, until):
                    cut = deep * scene.early[t] + less * scene.late[t]
                    scene.control[p, k, t] = max(scene.control[p, k, t], cut)
                    if k == last and cut > 0.0:
                        scene.since[p, t] = min(scene.since[p, t], oldest)


@jit
def draw_controls(controls, seed, index, scene):
    """Lay known and pinned controls, then announce new ones.

    Announcements of an actor are unit-rate arrivals, their time changed by its rate in the regime of the day;
    each takes the members of its basket that win a race of exponentials keyed by item.

    Parameters
    ----------
    controls : known, pinned, and who announces new ones
    seed, index : of the draw
    scene : its states are read; `control` and `active` are set
    """
    for e in range(len(controls.event)):
        start, end, begun, least, passes, kind = controls.event[e]
        pairs = controls.event_pair[controls.event_of[e] : controls.event_of[e + 1]]
        parts = controls.event_part[controls.event_of[e] : controls.event_of[e + 1]]
        share, severity = controls.event_share[e], controls.event_severity[e]
        when = (start, begun, end, least)
        stream = controls.stream_event[e]
        impose_control(
            controls, seed, index, scene, stream, 0, int(kind), passes, when, pairs, parts, share, severity
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
            hit = find_hits(controls, scene, fill_basket(controls, seed, index, scene, a, number, u_size))
            pairs, parts = scene.hit_pair[:hit], scene.hit_part[:hit]
            host = controls.actor_host[a] == 1
            if host or u_never >= controls.shares[1]:
                named = not host and u_kind < controls.shares[0]
                passes = 1.0 - controls.shares[2] if named else 1.0
                kind = BAN if host else NAMED_BAN if named else LICENCE
                when = (start, start, np.inf, 0.0)
                share, severity, slot = controls.all_share, controls.no_severity, 2 * number + 1
                impose_control(
                    controls,
                    seed,
                    index,
                    scene,
                    stream,
                    slot,
                    kind,
                    passes,
                    when,
                    pairs,
                    parts,
                    share,
                    severity,
                )
            number += 1


@inlined
def find_hits(controls, scene, size):
    """List the pairs that the candidates taken stand for, with the part covered; return how many."""
    found = 0
    for i in range(size):
        n = scene.taken[i]
        for h in range(controls.hit_of[n], controls.hit_of[n + 1]):
            scene.hit_pair[found] = controls.hit_pair[h]
            scene.hit_part[found] = controls.hit_part[h]
            found += 1
    return found


@jit
def fill_basket(controls, seed, index, scene, a, number, u_size):
    """Take the candidates of an announcement's basket, the first of a race; return how many.

    Parameters
    ----------
    controls, seed, index, scene : see `draw_controls`
    a : index of the actor
    number : of its announcement, from 0
    u_size : uniform that decides how many items are in the basket

    References
    ----------
    Efraimidis and Spirakis (2006), Weighted random sampling with a reservoir, Information Processing Letters 97.
    """
    low, high = controls.actor_of[a], controls.actor_of[a + 1]
    if controls.actor_host[a] == 1:
        for i in range(low, high):
            scene.taken[i - low] = i
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
        scene.race[i, lane_of] = -math.log(scene.race[i, lane_of]) / controls.weight[i]
    for n in range(size):
        best = -1
        for i in range(low, high):
            ahead = best < 0 or scene.race[i, lane_of] < scene.race[best, lane_of]
            if ahead and scene.race[i, lane_of] < np.inf:
                best = i
        scene.taken[n] = best
        scene.race[best, lane_of] = np.inf
    return size
