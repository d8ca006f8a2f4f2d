"""Export controls of one draw: known, pinned, and announced by chance."""

from __future__ import annotations

import math

import numpy as np

from lodestock.size.build.events import BAN, LICENCE, NAMED_BAN
from lodestock.size.draw.compiled import inlined, jit
from lodestock.size.draw.outages import overlap
from lodestock.size.draw.randoms import lane, months, normal_score, quantile, uniforms
from lodestock.size.draw.scene import NEVER
from lodestock.size.draw.truces import draw_truces, find_spans

__all__ = ["draw_controls", "fill_basket", "known_spans"]


@jit
def known_spans(controls, seed, index, scene, e, u_length):
    """Find the times in which a known or pinned control is in force; return how many.

    Parameters
    ----------
    controls : see `draw_controls`
    seed, index : of the draw
    scene : its truces are read; `span` is set
    e : index of the control
    u_length : uniform that decides how long it lasts, the first of its stream
    """
    known, truces = controls.known, controls.truces
    start, begun, end, least, announced = known.when[e]
    if end <= 0.0:
        return 0
    if known.sequel[e] == 1:
        u = lane(seed, index, truces.stream_sequel[known.truce[e]], 0)
        if u < truces.good[0]:
            return 0
    leave = back = np.inf
    if known.package[e, 1] > 0.0:
        u = uniforms(seed, index, known.stream_package[e], 0)
        if u[0] < known.package[e, 1]:
            leave = known.package[e, 0]
            if truces.drawn == 1 and u[1] >= truces.good[0]:
                back = leave + truces.length
    length = months(controls.months[0], u_length, least) if math.isinf(end) else 0.0
    actor, when = known.truce[e], (start, begun, end)
    return find_spans(scene, actor, known.held[e], announced, when, length, (leave, back))


@jit
def lay_control(controls, scene, u, spans, kind, passes, hits, share, severity):
    """Draw how deep a control cuts and lay it over its pairs in its spans; where cuts overlap the larger holds."""
    _, u_first, u_turn, u_rest = u
    pairs, parts = hits
    first = rest = 1.0
    near_stop = np.inf
    if kind == LICENCE:
        first = quantile(controls.tables[0], normal_score(u_first))
        rest = quantile(controls.tables[1], normal_score(u_rest))
        near_stop = months(controls.months[1], u_turn, 0.0)
    elif kind == BAN:
        first = rest = quantile(controls.tables[2], normal_score(u_first))
    until = 0
    for n in range(spans):
        start, end, begun = scene.span[n, 0], scene.span[n, 1], scene.span[n, 2]
        if end > 0.0 and start < 3.0 * len(scene.state):
            since = max(int(start // 3.0), 0)
            shared = since < until  # the quarter in which a truce of this control began and ended
            early, late = (scene.early[since], scene.late[since]) if shared else (0.0, 0.0)
            until = min(int(min(end, 3.0 * len(scene.state)) // 3.0) + 1, len(scene.state))
            turn = begun + near_stop
            for t in range(since, until):
                scene.early[t] = overlap(start, min(turn, end), t)
                scene.late[t] = overlap(max(turn, start), end, t)
            scene.early[since] += early
            scene.late[since] += late
            lay_span(
                controls, scene, (since, until, begun), (first, rest), passes, pairs, parts, share, severity
            )


@inlined
def lay_span(controls, scene, when, depth, passes, pairs, parts, share, severity):
    """Lay the parts of quarters of one span of a control over its pairs. `depth` is the cut at first, and later."""
    since, until, begun = when
    first, rest = depth
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
    """Draw truces, lay known and pinned controls, then announce new ones.

    Announcements of an actor are unit-rate arrivals, their time changed by its rate in the regime of the day;
    each takes the members of its basket that win a race of exponentials keyed by item. What would be announced
    before the as-of date is known, so not drawn.

    Parameters
    ----------
    controls : known, pinned, and who announces new ones
    seed, index : of the draw
    scene : its states are read; `control`, `since`, `active` and truces are set
    """
    draw_truces(controls.truces, seed, index, scene)
    known, announcers = controls.known, controls.announcers
    for e in range(len(known.kind)):
        u = uniforms(seed, index, known.stream[e], 0)
        spans = known_spans(controls, seed, index, scene, e, u[0])
        if spans == 0:
            continue
        low, high = known.pair_of[e], known.pair_of[e + 1]
        hits = (known.pair[low:high], known.part[low:high])
        lay_control(
            controls, scene, u, spans, known.kind[e], known.passes[e], hits, known.share[e], known.severity[e]
        )
    for a in range(len(announcers.stream)):
        announce(controls, seed, index, scene, a)


@jit
def announce(controls, seed, index, scene, a):
    """Announce the new controls of an actor and lay those that take effect."""
    announcers = controls.announcers
    stream, actor = announcers.stream[a], announcers.truce[a]
    u = uniforms(seed, index, announcers.stream_rate[a], 0)
    one, two = (
        quantile(announcers.spread[a, 0], normal_score(u[0])),
        quantile(announcers.spread[a, 1], normal_score(u[1])),
    )
    passed, number = 0.0, 0
    u_gap, u_size, u_kind, u_never = uniforms(seed, index, stream, 0)
    due = -math.log(u_gap)
    for t in range(len(scene.state)):
        state = scene.state[t]
        step = (two if announcers.lane[a, state] == 1 else one) * announcers.rate[a, state] / 4.0
        while passed + step > due:
            start = 3.0 * t + 3.0 * (due - passed) / step
            if start >= controls.truces.now and u_never >= announcers.never[a]:
                taken = fill_basket(controls, seed, index, scene, a, number, u_size)
                u_follow = lane(seed, index, announcers.stream_family[a], 2 * number + 1)
                hit = find_hits(announcers, scene, taken, u_follow < announcers.follow)
                ban = u_kind < announcers.ban_share[a]
                named = ban and announcers.named[a] == 1
                kind = NAMED_BAN if named else BAN if ban else LICENCE
                passes = 1.0 - controls.leak if named else 1.0
                held = 0 if named else 1
                u = uniforms(seed, index, stream, 2 * number + 1)
                length = months(controls.months[0], u[0], 0.0)
                when = (start, start, np.inf)
                spans = find_spans(scene, actor, held, start, when, length, (np.inf, np.inf))
                hits = (scene.hit_pair[:hit], scene.hit_part[:hit])
                lay_control(
                    controls, scene, u, spans, kind, passes, hits, controls.all_share, controls.no_severity
                )
            number += 1
            u_gap, u_size, u_kind, u_never = uniforms(seed, index, stream, 2 * number)
            due += -math.log(u_gap)
        passed += step


@inlined
def find_hits(announcers, scene, taken, follow):
    """List the pairs that the candidates taken stand for, with the part covered; return how many."""
    found = 0
    for i in range(taken):
        n = scene.taken[i]
        for h in range(announcers.hit_of[n], announcers.hit_of[n + 1]):
            if follow or announcers.hit_follows[h] == 0:
                scene.hit_pair[found] = announcers.hit_pair[h]
                scene.hit_part[found] = announcers.hit_part[h]
                found += 1
    return found


@jit
def fill_basket(controls, seed, index, scene, a, number, u_size):
    """Take the candidates of an announcement's basket, the first of a race; return how many.

    Where baskets go by families, one family is drawn, or none, and its candidates race; else one candidate is
    taken.

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
    announcers = controls.announcers
    low, high = announcers.of[a], announcers.of[a + 1]
    family, size = -1, 1
    if announcers.families[a] == 1:
        u_family, family = lane(seed, index, announcers.stream_family[a], 2 * number), 0
        families = announcers.family_cdf.shape[1]
        while family < families and u_family >= announcers.family_cdf[a, family]:
            family += 1
        basket = announcers.basket[announcers.size_of[family]]
        while size <= len(basket) and u_size > basket[size - 1]:
            size += 1
        family = -1 if family == families else family
    for i in range(low, high):
        scene.race[i] = np.inf
        if family < 0 or announcers.family[i] == family:
            u = lane(seed, index, announcers.stream_basket[i], number)
            scene.race[i] = -math.log(u) / announcers.weight[i]
    for n in range(size):
        best = -1
        for i in range(low, high):
            ahead = best < 0 or scene.race[i] < scene.race[best]
            if ahead and scene.race[i] < np.inf:
                best = i
        if best < 0:
            return n
        scene.taken[n] = best
        scene.race[best] = np.inf
    return size
