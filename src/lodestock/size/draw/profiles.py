"""Draws -> the gaps that reserves may serve, kept; and passes over them: what deliveries leave unserved.

Drawing costs a hundred times a pass. A draw in which stock may serve no class is left as soon as its regimes are
known, and so is an item that nothing touches.
"""

from __future__ import annotations

from lodestock.size.draw.balance import item_cells
from lodestock.size.draw.compiled import jit
from lodestock.size.draw.loops import NOTHING, is_touched, slack_of
from lodestock.size.draw.scenario import draw_rest, draw_rules
from lodestock.size.draw.stock import reserve

__all__ = ["fill_profiles", "pass_profiles"]


@jit
def fill_profiles(h, wanted, start, stop, scene, cells, usual, raw, used, delivery, slope):
    """Draw, and keep the gaps that reserves may serve, draw by draw.

    Parameters
    ----------
    h : hazard that draws are made from
    wanted : see `lodestock.size.results.source.Wanted`
    start, stop : first draw, and the one after the last
    scene, cells : room for a draw and an item
    usual : (m,) see `lodestock.size.draw.loops.usual_supply`
    raw : see `lodestock.size.results.store.Raw`; is overwritten
    used : (2,) numbers of profiles and of gaps kept; is added to
    delivery, slope : (t,) room, the first of zeros
    """
    items, classes = wanted.value.shape
    quarters = cells.gap.shape[1]
    slack = slack_of(h.chain)
    for index in range(start, stop):
        raw.other[index - start] = 0.0
        draw_rules(h, index, scene)
        serves = False
        for k in range(classes):
            for t in range(quarters):
                serves = serves or scene.serves[k, t] > 0.0
        if not serves:
            continue
        draw_rest(h, index, scene)
        calm = scene.calm[0] == 1 and scene.calm[1] == 1
        for m in range(items):
            worth = 0.0
            for k in range(classes):
                worth = max(worth, wanted.value[m, k])
            if worth <= 0.0 or not is_touched(h.chain, m, scene, calm, usual, slack):
                continue
            item_cells(h.chain, h.use, m, scene, cells)
            floor = NOTHING * 4.0 * h.chain.demand_t[m]
            controlled = 0
            for p in range(h.chain.pair_of[m], h.chain.pair_of[m + 1]):
                if scene.active[p] == 1:
                    for k in range(classes):
                        for t in range(quarters):
                            if scene.control[p, k, t] > 0.0:
                                controlled |= 1 << t
            for k in range(classes):
                total, first, last = 0.0, quarters, -1
                for t in range(quarters):
                    if cells.servable[k, t] > 0.0:
                        total += cells.servable[k, t]
                        first = min(first, t)
                        last = t
                if total <= floor or wanted.value[m, k] <= 0.0:
                    continue
                if wanted.position[m, k] < 0:
                    delivery[0] = wanted.held[m, k]
                    raw.other[index - start] += reserve(
                        cells.servable[k], delivery, wanted.value[m, k], wanted.keep[m], slope
                    )
                    continue
                n = used[0]
                raw.draw[n] = index - start
                raw.reserve[n] = wanted.position[m, k]
                raw.first[n] = first
                raw.length[n] = last + 1 - first
                mask = 0
                for t in range(quarters):
                    if scene.serves[k, t] > 0.0:
                        mask |= controlled & (1 << t)
                raw.mask[n] = mask
                for t in range(first, last + 1):
                    raw.gap[used[1]] = cells.servable[k, t]
                    used[1] += 1
                used[0] += 1


@jit
def pass_profiles(profiles, weights, points, found, stock, out, lost, later):
    """Add what deliveries leave unserved, at several points at once, and its slopes.

    The recursion of `lodestock.size.draw.stock.reserve`, points side by side in the innermost loops.

    Parameters
    ----------
    profiles : see `lodestock.size.results.store.Profiles`
    weights : (n,) of each draw; one without weight is left out
    points : see `lodestock.size.results.passes.Points`
    found : see `lodestock.size.results.passes.Found`; is added to
    stock, lost, later : (p,) room
    out : (t, p) room
    """
    number = len(stock)
    by_draw = len(found.total) > 0
    for c in range(len(points.value)):
        value, keep = points.value[c], points.keep[c]
        for e in range(profiles.of[c], profiles.of[c + 1]):
            n = profiles.draw[e]
            weight = weights[n]
            if weight == 0.0:
                continue
            first, begin, mask = profiles.first[e], profiles.start[e], profiles.mask[e]
            length = profiles.start[e + 1] - begin
            early = mask & (
                (2 << first) - 1
            )  # quarters up to the first in which displacing deliveries count less
            for p in range(number):
                stock[p] = points.kept[c, first, p]
                lost[p] = 0.0
                later[p] = 0.0
            left = 1.0
            for t in range(first, -1 if early != 0 else first, -1):
                if (early >> t) & 1:
                    for p in range(number):
                        stock[p] -= left * points.displaced[c, t, p]
                left *= keep
            for i in range(length):
                short = profiles.gap[begin + i]
                if i > 0:
                    for p in range(number):
                        stock[p] = stock[p] * keep + points.delivered[c, first + i, p]
                    if (mask >> (first + i)) & 1:
                        for p in range(number):
                            stock[p] -= points.displaced[c, first + i, p]
                for p in range(number):
                    released = min(short, stock[p])
                    out[i, p] = 1.0 if stock[p] < short else 0.0
                    stock[p] -= released
                    lost[p] += short - released
            for p in range(number):
                found.loss[c, p] += weight * value * lost[p]
            if by_draw:
                for p in range(number):
                    found.total[n, p] += value * lost[p]
            for i in range(length - 1, 0, -1):
                for p in range(number):
                    later[p] = value if out[i, p] > 0.0 else keep * later[p]
                    found.slope[c, first + i, p] -= weight * later[p]
                if (mask >> (first + i)) & 1:
                    for p in range(number):
                        found.masked[c, first + i, p] -= weight * later[p]
            for p in range(number):
                later[p] = value if out[0, p] > 0.0 else keep * later[p]
                found.before[c, first, p] -= weight * later[p]
            left = weight
            for t in range(first, -1 if early != 0 else first, -1):
                if (early >> t) & 1:
                    for p in range(number):
                        found.masked[c, t, p] -= left * later[p]
                left *= keep
