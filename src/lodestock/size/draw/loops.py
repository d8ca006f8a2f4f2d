"""Loops over many draws: what each adds to sums, counts and bins that the caller makes."""

from __future__ import annotations

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.build.hazard import Hazard
from lodestock.size.draw.balance import empty_cells, fill_cells, item_cells
from lodestock.size.draw.compiled import inlined, jit
from lodestock.size.draw.countries import fill_stages
from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import empty_scene
from lodestock.size.draw.stock import clairvoyant, reserve, simulated

__all__ = [
    "BINS_PER_OCTAVE",
    "NOTHING",
    "SHORT",
    "SLIGHTEST",
    "add_gap_paths",
    "add_losses",
    "add_reach",
    "count_draws",
    "is_touched",
    "slack_of",
    "usual_supply",
]

BINS_PER_OCTAVE = 64
NOTHING = 1e-9
"""A part of a year's demand below which a gap is rounding and counts as none."""
SLIGHTEST = 1e-6
"""A part of a year's demand below which a gap is no gap to anyone: `any_gap` counts those above it."""
SHORT = 0.01
"""A part of a year's demand above which an item counts as short."""


@jit
def count_draws(h, start, stop, scene, cells, usual, tally, runs, sums, skipped):
    """Draw, and add what they leave short; items that nothing touches are counted and skipped.

    Of each item and class of a draw, with D its demand a quarter, so that tonnes become years of demand:

        gap = sum_t gap_kt / (4 D)
        servable = sum_t serves_kt gap_kt / (4 D)
        required = sum_t emergency_t serves_kt gap_kt / (4 D)

    Parameters
    ----------
    h : hazard that draws are made from
    start, stop : first draw, and the one after the last
    scene, cells : room for a draw and an item
    usual : (m,) see `usual_supply`
    tally : sums, see `lodestock.size.results.tally.Tally`; is added to
    runs : (t + 1, 3) room for spans of quarters
    sums : (4, k + 1) room for the sums of an item
    skipped : (m,) draws in which nothing touched the item; is added to
    """
    chain, use = h.chain, h.use
    items = len(chain.demand_t)
    classes, quarters = cells.gap.shape
    slack = slack_of(chain)
    for index in range(start, stop):
        draw(h, index, scene)
        spans = 0
        for t in range(quarters):
            tally.label_quarters[scene.label[t]] += 1
            if t == 0 or scene.label[t] != scene.label[t - 1] or scene.emergency[t] != scene.emergency[t - 1]:
                runs[spans, 0] = t
                spans += 1
            runs[spans - 1, 1] = t + 1
            runs[spans - 1, 2] = scene.emergency[t]
        calm = scene.calm[0] == 1 and scene.calm[1] == 1
        for m in range(items):
            if not is_touched(chain, m, scene, calm, usual, slack):
                skipped[m] += 1.0
                continue
            fill_cells(chain, use, m, scene, cells)
            scale = 1.0 / max(4.0 * chain.demand_t[m], 1e-300)
            for t in range(quarters):
                tally.quarter_supply[m, t] += cells.supply[t] * scale
            for k in range(classes):
                for t in range(quarters):
                    tally.quarter_gap[m, t] += cells.gap[k, t] * scale
            sums[:, classes] = 0.0
            for k in range(classes):
                gap = servable = required = stressed = 0.0
                for n in range(spans):
                    since = runs[n, 0]
                    label, span = scene.label[since], span_sum(cells.gap, k, since, runs[n, 1]) * scale
                    tally.label_gap[label, m, k] += span
                    tally.label_servable[label, m, k] += span * scene.serves[k, since]
                    gap += span
                    servable += span * scene.serves[k, since]
                    required += span * scene.serves[k, since] * runs[n, 2]
                    stressed += span * runs[n, 2]
                sums[0, k], sums[1, k], sums[2, k], sums[3, k] = gap, servable, required, stressed
                for n in range(4):
                    sums[n, classes] += sums[n, k]
            for k in range(classes + 1):
                gap, servable, required = sums[0, k], sums[1, k], sums[2, k]
                tally.gap[m, k] += gap
                tally.gap_squared[m, k] += gap * gap
                tally.emergency_gap[m, k] += sums[3, k]
                tally.servable[m, k] += servable
                tally.short[m, k] += 1 if gap > SHORT else 0
                tally.any_gap[m, k] += 1 if gap > SLIGHTEST else 0
                if len(tally.gap_values) > 0:
                    tally.gap_values[index - start, m, k] = gap
                    tally.required_values[index - start, m, k] = required
                else:
                    if gap > NOTHING:
                        tally.gap_bins[m, k, bin_of(gap, tally.gap_bins.shape[2])] += 1
                    if required > NOTHING:
                        tally.required_bins[m, k, bin_of(required, tally.required_bins.shape[2])] += 1
    for m in range(items):
        for t in range(quarters):
            tally.quarter_supply[m, t] += skipped[m] * usual[m]


@inlined
def is_touched(chain, m, scene, calm, usual, slack):
    """Return whether anything in a draw can leave an item short: where nothing does, its balance is the usual one.

    Parameters
    ----------
    chain : supply and demand of all items
    m : index of the item
    scene : of the draw
    calm : whether countries deliver and users want what they do in peace
    usual : (m,) see `usual_supply`
    slack : see `slack_of`
    """
    touched = not calm or usual[m] < 0.0 or scene.worst[m] > slack
    if scene.worst[m] > 0.0 and chain.feed_seg[m] >= 0:
        touched = True
    for p in range(chain.pair_of[m], chain.pair_of[m + 1]):
        touched = touched or scene.active[p] == 1
    return touched


@inlined
def span_sum(rows, k, since, until):
    """Return the sum of part of a row, in four lanes."""
    a = b = c = d = 0.0
    fours = since + (until - since) // 4 * 4
    for t in range(since, fours, 4):
        a += rows[k, t]
        b += rows[k, t + 1]
        c += rows[k, t + 2]
        d += rows[k, t + 3]
    for t in range(fours, until):
        a += rows[k, t]
    return (a + b) + (c + d)


@jit
def slack_of(chain):
    """Return the technical loss that working sources make up for in normal times and under coercion.

        slack = 1 - 1 / (1 + min(redirect_normal, redirect_coercion))

    Parameters
    ----------
    chain : supply and demand of all items
    """
    return 1.0 - 1.0 / (1.0 + min(chain.redirect[0], chain.redirect[1]))


def usual_supply(hazard: Hazard) -> Floats:
    """Return (m,) supply a quarter, in years of demand, when no more is lost than others make up for.

    It is -1 where the item is short even then, or rests on a single site, whose outages are another matter;
    and for all items where a card closes routes.

    Parameters
    ----------
    hazard : what draws are made from
    """
    usual = np.full(len(hazard.chain.demand_t), -1.0)
    if hazard.world.closing == 0:
        _usual(hazard.chain, hazard.use, empty_scene(hazard), empty_cells(hazard), usual)
    return usual


@jit
def _usual(chain, use, scene, cells, usual):
    scene.multiple[:, :] = 1.0
    scene.redirect[:] = min(chain.redirect[0], chain.redirect[1])
    fill_stages(chain, scene)
    for m in range(len(usual)):
        scene.outage[m, :] = slack_of(chain) if chain.feed_seg[m] < 0 else 0.0
        item_cells(chain, use, m, scene, cells)
        scale = 1.0 / max(4.0 * chain.demand_t[m], 1e-300)
        usual[m] = -1.0 if chain.sited[m] == 1 else cells.supply[0] * scale
        for k in range(cells.gap.shape[0]):
            for t in range(cells.gap.shape[1]):
                if cells.gap[k, t] * scale > NOTHING:
                    usual[m] = -1.0


@jit
def bin_of(x, bins):
    """Return the bin of a positive number."""
    return min(int(np.log2(x / NOTHING) * BINS_PER_OCTAVE), bins - 1)


@jit
def add_gap_paths(h, m, start, scene, cells, out):
    """Add an item's gap by draw and quarter.

    Parameters
    ----------
    h : hazard that draws are made from
    m : index of the item
    start : index of the first draw
    scene, cells : room for a draw and an item
    out : (draws, t) is added to, in years of demand
    """
    scale = 1.0 / max(4.0 * h.chain.demand_t[m], 1e-300)
    for n in range(len(out)):
        draw(h, start + n, scene)
        item_cells(h.chain, h.use, m, scene, cells)
        for k in range(cells.gap.shape[0]):
            for t in range(out.shape[1]):
                out[n, t] += cells.gap[k, t] * scale


@jit
def add_reach(h, start, stop, scene, cells, out):
    """Add the part of usual imports that each class may use.

    Parameters
    ----------
    h : hazard that draws are made from
    start, stop : first draw, and the one after the last
    scene, cells : room for a draw and an item
    out : (m, k) is added to
    """
    for index in range(start, stop):
        draw(h, index, scene)
        for m in range(out.shape[0]):
            item_cells(h.chain, h.use, m, scene, cells)
            for k in range(out.shape[1]):
                for t in range(cells.fraction.shape[1]):
                    out[m, k] += cells.fraction[k, t]


@jit
def add_losses(h, stock, start, stop, scene, cells, found, slope, pooled, worth):
    """Add the losses that stock leaves by the three rules of `lodestock.size.draw.stock`.

    The rules see the servable gaps d and the same deliveries y of a draw, each class from its own reserve or all pooled:

        implementable = sum_k reserve(d_k, y_k)
        simulated, clairvoyant = loss by that rule of (d, sum_k y_k)

    Parameters
    ----------
    h : hazard that draws are made from
    stock : see `lodestock.size.results.losses.Stock`
    start, stop : first draw, and the one after the last
    scene, cells : room for a draw and an item
    found : sums, see `lodestock.size.results.losses.Losses`; is added to
    slope, pooled, worth : (k, t), (t,), (k, 1) room for an item
    """
    items, classes, quarters = stock.deliveries.shape
    for index in range(start, stop):
        draw(h, index, scene)
        for m in range(items):
            item_cells(h.chain, h.use, m, scene, cells)
            keep, loss = stock.keep[m], 0.0
            pooled[:] = 0.0
            for k in range(classes):
                value, delivery = stock.value[m, k], stock.deliveries[m, k]
                worth[k, 0] = value
                loss += reserve(cells.servable[k], delivery, value, keep, slope[k])
                for t in range(quarters):
                    found.slope[m, k, t] += slope[k, t]
                    pooled[t] += delivery[t]
            found.implementable[m] += loss
            found.squared[m] += loss * loss
            found.simulated[m] += simulated(cells.servable, pooled, worth, keep, stock.cover[m])
            found.clairvoyant[m] += clairvoyant(cells.servable, pooled, worth, keep, slope[0])
