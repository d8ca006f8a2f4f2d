"""One draw -> supply by the weakest stage, demand and gaps of an item."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.build.factors import FLAG
from lodestock.size.build.hazard import Hazard
from lodestock.size.draw.compiled import inlined, jit

__all__ = ["Cells", "empty_cells", "fill_cells", "item_cells", "weakest"]

BARRED, GRADE = FLAG["barred"], FLAG["grade"]


class Cells(NamedTuple):
    """Supply and gaps of one item in one draw, tonnes per quarter. Axes: k class, t quarter."""

    demand: Floats  # (k, t)
    usable: Floats  # (k, t) supply that the class may use
    gap: Floats  # (k, t)
    servable: Floats  # (k, t)
    fraction: Floats  # (k, t) part of usual imports
    left: Floats  # (k, t) scratch: part of a stage that controls leave
    dom: Floats  # (t,)
    supply: Floats  # (t,)
    base: Floats  # (t,) scratch: a stage before controls
    feed: Floats  # (t,) part of usual feed of own plants


def empty_cells(hazard: Hazard) -> Cells:
    """Return room for one item.

    Parameters
    ----------
    hazard : what draws are made from
    """
    t, k = hazard.quarters, len(hazard.chain.release)
    by_class = [np.zeros((k, t)) for _ in range(6)]
    return Cells(*by_class, *(np.zeros(t) for _ in range(4)))


@inlined
def stage_base(chain, seg, scene, base):
    """Set the part of a stage that countries and sites deliver before controls."""
    for t in range(len(base)):
        base[t] = scene.stage[seg, t]
    if chain.seg_sited[seg] == 1:
        for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
            weight, c, site = chain.ent_weight[e], chain.ent_country[e], chain.ent_site[e]
            if site >= 0:
                for t in range(len(base)):
                    base[t] -= weight * scene.open[c, t] * scene.down[site, t]


@inlined
def stage_left(chain, use, seg, scene, base, left):
    """Set what controls and bars leave of a stage to each class; say whether they take any."""
    found = False
    for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
        c, p = chain.ent_country[e], chain.ent_pair[e]
        hit = p >= 0 and scene.active[p] == 1
        barred = chain.seg_form[seg] == 1 and chain.bar_country[c] == 1 and use[BARRED] == 1
        if not (hit or barred):
            continue
        if not found:
            for k in range(left.shape[0]):
                for t in range(left.shape[1]):
                    left[k, t] = base[t]
            found = True
        weight, site = chain.ent_weight[e], chain.ent_site[e]
        for k in range(left.shape[0]):
            if site >= 0:
                for t in range(left.shape[1]):
                    taken = scene.control[p, k, t] if hit else 0.0
                    taken = max(taken, chain.bar[k, c, t]) if barred else taken
                    left[k, t] -= weight * scene.open[c, t] * (1.0 - scene.down[site, t]) * taken
            elif barred and chain.bar_class[k] == 1:
                for t in range(left.shape[1]):
                    taken = max(scene.control[p, k, t], chain.bar[k, c, t]) if hit else chain.bar[k, c, t]
                    left[k, t] -= weight * scene.open[c, t] * taken
            elif hit:
                for t in range(left.shape[1]):
                    left[k, t] -= weight * scene.open[c, t] * scene.control[p, k, t]
    return found


@inlined
def item_fraction(chain, use, m, scene, cells):
    """Set the part of usual imports that each class may use, and of own feed, by the weakest stage."""
    classes, quarters = cells.fraction.shape
    cells.fraction[:, :] = np.inf
    cells.feed[:] = 1.0
    for seg in range(chain.seg_of[m], chain.seg_of[m + 1]):
        stage_base(chain, seg, scene, cells.base)
        found = stage_left(chain, use, seg, scene, cells.base, cells.left)
        if seg == chain.feed_seg[m]:
            for t in range(quarters):
                fed = max(cells.left[classes - 1, t], 0.0) if found else cells.base[t]
                cells.feed[t] = min(fed * (1.0 - scene.outage[m, t]), 1.0)
        if chain.seg_binds[seg] == 1 and found:
            for k in range(classes):
                for t in range(quarters):
                    cells.fraction[k, t] = min(cells.fraction[k, t], max(cells.left[k, t], 0.0))
        elif chain.seg_binds[seg] == 1:
            for k in range(classes):
                for t in range(quarters):
                    cells.fraction[k, t] = min(cells.fraction[k, t], cells.base[t])
    for t in range(quarters):
        cells.base[t] = (1.0 - scene.outage[m, t]) * (1.0 + scene.redirect[t])
    for k in range(classes):
        for t in range(quarters):
            cells.fraction[k, t] = min(cells.fraction[k, t] * cells.base[t], 1.0)


@inlined
def item_demand(chain, m, scene, cells):
    """Set demand by class and quarter: growth, surge and austerity, thrift by the age of a control or of a war."""
    classes, quarters = cells.demand.shape
    for k in range(classes):
        level = chain.demand_t[m] * chain.share[m, k]
        for t in range(quarters):
            cells.demand[k, t] = level * scene.multiple[k, t]
    if chain.thrift_after >= 0:
        war = -1
        for t in range(quarters):
            war = war + 1 if scene.clock[t] >= 0 else -1
            cells.base[t] = 1.0 if war >= chain.thrift_after else 0.0
        for p in range(chain.pair_of[m], chain.pair_of[m + 1]):
            if scene.active[p] == 1:
                for t in range(quarters):
                    if t - scene.since[p, t] >= chain.thrift_after:
                        cells.base[t] = 1.0
        for k in range(classes):
            for t in range(quarters):
                cells.demand[k, t] *= 1.0 - chain.thrift[k] * cells.base[t]


@inlined
def fill_cells(chain, use, m, scene, cells):
    """Set supply and gaps of one item.

    With D demand, g the stages that bind, f what countries, sites and controls leave of a stage, S the supply and x what
    is served; imported, own, headroom and secondary are tonnes a quarter in peace:

        imp_kt = imported * min(1, min_g f_kgt (1 - outage_t) (1 + redirect_t))
        dom_t = min((own + headroom * ramp_t) * feed_t * (1 - down_t), sum_k D_kt)
        S_t = dom_t + secondary + imp_Kt                      K the last class
        x_kt = min(D_kt, grade_k (dom_t + secondary + imp_kt), S_t - sum_{j<k} x_jt)
        gap_kt = D_kt - x_kt

    Classes are served in order of value, each at most what it can use. The last class accepts every grade. The feed of
    own plants is ``feed_t = min(1, f_Kgt (1 - outage_t))`` at the stage that limits them, 1 where none does.

    Parameters
    ----------
    chain : supply and demand of all items
    use : flags of the factors that are on, see `lodestock.size.build.factors`
    m : index of the item
    scene : of the draw
    cells : of the item, overwritten

    References
    ----------
    docs/method/base-war.md (weights, supply, gaps) and docs/method/draws.md (availability).
    """
    item_fraction(chain, use, m, scene, cells)
    item_demand(chain, m, scene, cells)
    classes, quarters = cells.demand.shape
    own, headroom, secondary = chain.own_t[m], chain.headroom_t[m], chain.secondary_t[m]
    imports, site = chain.imports_t[m], chain.own_site[m]
    for t in range(quarters):
        cells.dom[t] = (own + headroom * scene.ramp[t]) * cells.feed[t]
        cells.base[t] = cells.demand[0, t]
    if site >= 0:
        for t in range(quarters):
            cells.dom[t] *= 1.0 - scene.down[site, t]
    for k in range(1, classes):
        for t in range(quarters):
            cells.base[t] += cells.demand[k, t]
    for t in range(quarters):
        cells.dom[t] = min(cells.dom[t], cells.base[t])
        cells.supply[t] = cells.dom[t] + secondary + imports * cells.fraction[classes - 1, t]
    for t in range(quarters):
        cells.base[t] = cells.supply[t]
    for k in range(classes):
        grade = chain.usable[m, k] if use[GRADE] == 1 else 1.0
        for t in range(quarters):
            cells.usable[k, t] = grade * (cells.dom[t] + secondary + imports * cells.fraction[k, t])
        for t in range(quarters):
            served = min(min(cells.demand[k, t], cells.usable[k, t]), cells.base[t])
            cells.base[t] -= served
            cells.gap[k, t] = cells.demand[k, t] - served


@jit
def item_cells(chain, use, m, scene, cells):
    """Set supply and gaps of one item, see `fill_cells`, and which of them stock may serve.

    ``servable_kt = serves_kt gap_kt``, where the law lets stock serve the class in the quarter.

    Parameters
    ----------
    chain, use, m, scene, cells : see `fill_cells`
    """
    fill_cells(chain, use, m, scene, cells)
    for k in range(cells.gap.shape[0]):
        for t in range(cells.gap.shape[1]):
            cells.servable[k, t] = cells.gap[k, t] * scene.serves[k, t]


@jit
def weakest(chain, use, scene, cells, counts):
    """Count, by segment, the quarters in which it limits what civil users get of an item below the usual.

    Parameters
    ----------
    chain : supply and demand of all items
    use : flags of the factors that are on, see `lodestock.size.build.factors`
    scene : of the draw
    cells : room for the work
    counts : (s,) by segment, is added to
    """
    last, quarters = cells.left.shape[0] - 1, cells.left.shape[1]
    for m in range(len(chain.demand_t)):
        for t in range(quarters):
            cells.dom[t] = 1.0 - 1e-9
            cells.supply[t] = -1.0
        for seg in range(chain.seg_of[m], chain.seg_of[m + 1]):
            if chain.seg_binds[seg] == 0:
                continue
            stage_base(chain, seg, scene, cells.base)
            found = stage_left(chain, use, seg, scene, cells.base, cells.left)
            for t in range(quarters):
                left = cells.left[last, t] if found else cells.base[t]
                if left < cells.dom[t]:
                    cells.dom[t] = left
                    cells.supply[t] = seg
        for t in range(quarters):
            if cells.supply[t] >= 0.0:
                counts[int(cells.supply[t])] += 1
