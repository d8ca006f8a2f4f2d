"""Technical loss of one draw: of items and their hosts by year, of single sites by outage."""

from __future__ import annotations

import math

from lodestock.size.draw.compiled import inlined, jit
from lodestock.size.draw.randoms import CENTRAL, central_score, months, normal_score, quantile, uniforms

__all__ = ["draw_outages", "overlap"]


@jit
def overlap(start, end, t):
    """Return the part of quarter t that lies between two times in months.

    Parameters
    ----------
    start, end : months after quarter 0 begins
    t : quarter
    """
    return max(min(end, 3.0 * t + 3.0) - max(start, 3.0 * t), 0.0) / 3.0


@inlined
def draw_excess(outages, seed, index, block, last, scene):
    """Draw the losses of four years, all streams in one pass where scores need no logarithm."""
    table, usual, rare = outages.table, outages.usual_loss, outages.rare
    streams = len(scene.excess)
    for i in range(streams):
        u = uniforms(seed, index, outages.stream[i], block)
        scene.excess[i, 0], scene.excess[i, 1], scene.excess[i, 2], scene.excess[i, 3] = u
    for i in range(streams):
        for y in range(4):
            scene.central[i, y] = central_score(scene.excess[i, y])
    for i in range(streams):
        for y in range(last):
            u = scene.excess[i, y]
            if u > rare:
                z = scene.central[i, y] if abs(u - 0.5) <= CENTRAL else normal_score(u)
                scene.excess[i, y] = max(quantile(table, z) - usual, 0.0)
            else:
                scene.excess[i, y] = 0.0


@jit
def draw_outages(outages, seed, index, scene):
    """Draw the technical loss above the usual, shared by companions of a host, and outages of single sites.

    Losses up to the mean are not applied: observed trade already includes them.

        excess_iy = max(F^-1(u_iy) - usual, 0)                              of each item and host i in year y
        loss_my = b_m mean_h excess_hy + (1 - b_m) excess_my                b the companionality with hosts h
        down_st = share_s * max(part of the quarter that it stops - its mean, 0)

    Parameters
    ----------
    outages : hosts, companions and single sites
    seed, index : of the draw
    scene : `outage`, `worst` and `down` are set
    """
    years = (len(scene.state) + 3) // 4
    scene.worst[:] = 0.0
    for block in range((years + 3) // 4):
        last = min(4, years - 4 * block)
        draw_excess(outages, seed, index, block, last, scene)
        for m in range(len(outages.companion)):
            low, high, brought = outages.host_of[m], outages.host_of[m + 1], outages.companion[m]
            for y in range(last):
                shared = 0.0
                for i in range(low, high):
                    shared += scene.excess[outages.host[i], y] / (high - low)
                loss = brought * shared + (1.0 - brought) * scene.excess[m, y]
                scene.worst[m] = max(scene.worst[m], loss)
                first = 16 * block + 4 * y
                for t in range(first, min(first + 4, len(scene.state))):
                    scene.outage[m, t] = loss
    for s in range(len(outages.site)):
        scene.down[s, :] = 0.0
        due, number = 0.0, 0
        while True:
            u_gap, u_length, _, _ = uniforms(seed, index, outages.stream_site[s], number)
            due += -12.0 * math.log(u_gap) / max(outages.site[s, 1], 1e-12)
            if due >= 3.0 * len(scene.state):
                break
            end = due + months(outages.months, u_length, 0.0)
            for t in range(int(due // 3.0), len(scene.state)):
                scene.down[s, t] = min(scene.down[s, t] + overlap(due, end, t), 1.0)
            number += 1
        for t in range(len(scene.state)):
            scene.down[s, t] = outages.site[s, 0] * max(scene.down[s, t] - outages.site_mean[s], 0.0)
