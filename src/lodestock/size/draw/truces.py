"""Truces of one draw, and the times in which a control is in force between them."""

from __future__ import annotations

import math

import numpy as np

from lodestock.size.draw.compiled import jit
from lodestock.size.draw.randoms import lane, normal_score, quantile, uniforms

__all__ = ["draw_truces", "find_spans"]

NORMAL, COERCION, CRISIS = 0, 1, 2
"""Regimes, numbers in `lodestock.records.scenario.REGIMES`; what follows a war is no easing of relations."""


@jit
def add_truce(scene, a, start, end, takes):
    """Keep a truce of an actor, in order of time. Room is left for more than can come by chance (below 1e-12)."""
    n = scene.truces[a]
    if n == scene.truce.shape[1]:
        return
    i = n
    while i > 0 and scene.truce[a, i - 1, 0] > start:
        for j in range(scene.truce.shape[2]):
            scene.truce[a, i, j] = scene.truce[a, i - 1, j]
        i -= 1
    scene.truce[a, i, 0] = start
    scene.truce[a, i, 1] = end
    scene.truce[a, i, 2], scene.truce[a, i, 3], scene.truce[a, i, 4] = takes
    scene.truces[a] = n + 1


@jit
def draw_truces(truces, seed, index, scene):
    """Draw the truces of every actor: by rate in the regime of the day, and as the regime becomes normal.

    Each is for its length or for good, and suspends some kinds of controls: of a truce by rate each kind by
    chance, on entering normal all of them. What would lie before the as-of date is known, so not drawn.

    Parameters
    ----------
    truces : rates and chances
    seed, index : of the draw
    scene : its states are read; `truce` and `truces` are set
    """
    for a in range(len(truces.stream)):
        scene.truces[a] = 0
        for n in range(len(truces.pinned)):
            who, start, end, one, two, three = truces.pinned[n]
            if who == a:
                add_truce(scene, a, start, end, (one, two, three))
        if truces.random[a] == 0:
            continue
        z = normal_score(lane(seed, index, truces.stream_rate[a], 0))
        times = quantile(truces.spread, z)
        passed, number = 0.0, 0
        u_gap, u_good, u_one, u_two = uniforms(seed, index, truces.stream[a], 0)
        due = -math.log(u_gap)
        for t in range(len(scene.state)):
            eased = t > 0 and scene.state[t] == NORMAL and scene.state[t - 1] in (COERCION, CRISIS)
            if eased and 3.0 * t >= truces.now:
                u = uniforms(seed, index, truces.stream_enter[a], t)
                if u[0] < truces.enter:
                    end = np.inf if u[1] < truces.good[1] else 3.0 * t + truces.length
                    add_truce(scene, a, 3.0 * t, end, (1.0, 1.0, 1.0))
            step = times * truces.rate[scene.state[t]] / 4.0
            while passed + step > due:
                start = 3.0 * t + 3.0 * (due - passed) / step
                u_three = lane(seed, index, truces.stream[a], 8 * number + 4)
                if start >= truces.now:
                    end = np.inf if u_good < truces.good[0] else start + truces.length
                    one = 1.0 if u_one < truces.takes[0] else 0.0
                    two = 1.0 if u_two < truces.takes[1] else 0.0
                    three = 1.0 if u_three < truces.takes[2] else 0.0
                    add_truce(scene, a, start, end, (one, two, three))
                number += 1
                u_gap, u_good, u_one, u_two = uniforms(seed, index, truces.stream[a], 2 * number)
                due += -math.log(u_gap)
            passed += step


@jit
def find_spans(scene, actor, held, announced, when, length, away):
    """Find the times in which a control is in force; return how many.

    A truce suspends it until the truce ends. One that had applied comes back with its age, so that all its spans
    count from one month; one that had not begins then. An end that is drawn is counted from that month.

    Parameters
    ----------
    scene : its truces are read; `span` is set, rows of start, end, month from which the age is counted
    actor : number among the actors of truces, or -1
    held : kind of control that truces tell apart
    announced : month from which truces suspend it
    when : start, month from which its age is counted, end (inf where drawn)
    length : months until an end that is drawn
    away : months from and to which the package that it is part of does not apply; inf, inf where it does
    """
    start, begun, end = when
    leave, back = away
    drawn = math.isinf(end)
    if drawn:
        end = begun + length
    applied, found, i = begun < start, 0, 0
    truces = scene.truces[actor] if actor >= 0 else 0
    while i < truces or leave < np.inf:
        if i >= truces or leave <= scene.truce[actor, i, 0]:
            since, until, takes = leave, back, True
            leave = np.inf
        else:
            since, until = scene.truce[actor, i, 0], scene.truce[actor, i, 1]
            takes = scene.truce[actor, i, 2 + held] > 0.0 and since >= announced
            i += 1
        if not takes or until <= start:
            continue
        if since >= end:
            break
        if since > start:
            scene.span[found, 0], scene.span[found, 1], scene.span[found, 2] = start, since, begun
            found += 1
            applied = True
        start = until
        if not applied:
            begun = until
            if drawn:
                end = begun + length
    if end > start and start < np.inf:
        scene.span[found, 0], scene.span[found, 1], scene.span[found, 2] = start, end, begun
        found += 1
    return found
