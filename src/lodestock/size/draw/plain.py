"""The one draw of a card that is a war alone, in numpy: the rules of the kernels without compiling them.

Compiling the kernels takes a first user half a minute; a card with one draw has no need of it. Both fill the same
`Scene` and `Cells`, and tests hold them to each other (docs/decisions/0007).
"""

from __future__ import annotations

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.streams import Ints
from lodestock.size.draw.balance import BARRED, GRADE, Cells, empty_cells
from lodestock.size.draw.countries import CLOSED, DAMAGE, RELIABILITY
from lodestock.size.draw.path import CRISIS, RAMP, RECOVERY, SURGE, WAR
from lodestock.size.draw.scene import Scene, empty_scene

__all__ = ["plain_cells", "plain_scene", "plain_weakest"]


def plain_scene(hazard: Hazard) -> Scene:
    """Return the one draw of a plain hazard, see `lodestock.size.draw.scenario.draw`.

    Parameters
    ----------
    hazard : with `plain` 1
    """
    scene = empty_scene(hazard)
    _fill_path(hazard, scene)
    _fill_rules(hazard, scene)
    _fill_countries(hazard, scene)
    return scene


def _fill_path(hazard: Hazard, scene: Scene) -> None:
    """Set regimes, labels, clocks and emergencies: the start regime, the war if there is one, its recovery."""
    regimes, quarters = hazard.regimes, hazard.quarters
    start = int(regimes.war_at[0]) if len(regimes.war_at) else quarters
    length = regimes.war_quarters + regimes.recovery_quarters
    clock = np.arange(quarters) - start
    scene.clock[:] = np.where((clock >= 0) & (clock < length), clock, -1)
    at_war = (clock >= 0) & (clock < regimes.war_quarters)
    scene.state[:] = np.where(at_war, WAR, regimes.start)
    scene.label[:] = np.where((scene.clock >= 0) & ~at_war, RECOVERY, scene.state)
    age = -1
    for t in range(quarters):
        age = age + 1 if scene.label[t] in (CRISIS, WAR, RECOVERY) else -1
        scene.age[t] = age
    declared = (np.arange(quarters) >= regimes.declared[0]) & (np.arange(quarters) < regimes.declared[1])
    scene.emergency[:] = (scene.clock >= 0) | declared


def _fill_rules(hazard: Hazard, scene: Scene) -> None:
    """Set demand multiples, which classes stock may serve, the ramp of own plants, and redirection."""
    chain, use = hazard.chain, hazard.use
    at_war = scene.clock >= 0
    years = chain.demand_series.shape[1]
    surge = chain.demand_series[:, np.minimum(np.maximum(scene.clock, 0), years - 1)]
    if not use[SURGE]:
        surge = np.minimum(surge, 1.0)
    scene.multiple[:] = chain.growth * np.where(at_war, surge, 1.0)
    scene.serves[:] = (chain.release[:, None] == 2) | (
        (chain.release[:, None] == 1) & (scene.emergency[None] == 1)
    )
    ramp = chain.ramp[np.minimum(np.maximum(scene.age, 0), len(chain.ramp) - 1)]
    scene.ramp[:] = np.where((scene.age >= 0) & (use[RAMP] == 1), ramp, 0.0)
    scene.redirect[:] = chain.redirect[scene.label]


def _fill_countries(hazard: Hazard, scene: Scene) -> None:
    """Set what countries deliver, and their sums to the stages of each chain."""
    world, use, chain = hazard.world, hazard.use, hazard.chain
    year = np.minimum(np.maximum(scene.clock, 0), world.group_series.shape[1] - 1)
    month = np.minimum(np.maximum(scene.clock, 0), len(world.damage) - 1)
    for c, group in enumerate(world.group):
        hit = (scene.clock >= 0) & (world.exempt[c] == 0)
        level = np.where(hit, world.group_series[group, year], 1.0)
        if group == 0 and use[CLOSED]:
            scene.country[CLOSED, c] = level
        if group != 0 and use[RELIABILITY]:
            scene.country[RELIABILITY, c] = level
        if world.theatre[c] and use[DAMAGE]:
            scene.country[DAMAGE, c] = np.where(hit, 1.0 - world.damage[month], 1.0)
    scene.open[:] = scene.country.prod(axis=0)
    for seg in range(len(scene.stage)):
        for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
            scene.stage[seg] += chain.ent_weight[e] * scene.open[chain.ent_country[e]]


def plain_weakest(hazard: Hazard, scene: Scene) -> Ints:
    """Return by segment the quarters in which it limits an item, see `lodestock.size.draw.balance.weakest`.

    Parameters
    ----------
    hazard : with `plain` 1
    scene : see `plain_scene`
    """
    chain = hazard.chain
    counts = np.zeros(len(chain.seg_stage), dtype=np.int64)
    for m in range(len(chain.demand_t)):
        binding = [s for s in range(chain.seg_of[m], chain.seg_of[m + 1]) if chain.seg_binds[s]]
        if not binding:
            continue
        left = np.stack([_stage_left(hazard, scene, s)[-1] for s in binding])
        limited = left.min(axis=0) < 1.0 - 1e-9
        np.add.at(counts, np.array(binding)[left.argmin(axis=0)[limited]], 1)
    return counts


def _stage_left(hazard: Hazard, scene: Scene, seg: int) -> Floats:
    """Return (k, t) the part of a stage that each class may use, once laws have barred origins."""
    chain = hazard.chain
    left = np.repeat(scene.stage[seg][None], len(chain.release), axis=0)
    if chain.seg_form[seg] and hazard.use[BARRED]:
        for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
            c = chain.ent_country[e]
            left -= chain.ent_weight[e] * scene.open[c] * chain.bar[:, c]
    return np.asarray(np.maximum(left, 0.0))


def plain_cells(hazard: Hazard, scene: Scene, m: int) -> Cells:
    """Return supply and gaps of item m in a plain scene, see `lodestock.size.draw.balance.fill_cells`.

    Parameters
    ----------
    hazard : with `plain` 1
    scene : see `plain_scene`
    m : index of the item
    """
    chain, use, cells = hazard.chain, hazard.use, empty_cells(hazard)
    cells.feed[:], cells.fraction[:] = 1.0, np.inf
    for seg in range(chain.seg_of[m], chain.seg_of[m + 1]):
        left = _stage_left(hazard, scene, seg)
        if seg == chain.feed_seg[m]:
            cells.feed[:] = np.minimum(left[-1], 1.0)
        if chain.seg_binds[seg]:
            cells.fraction[:] = np.minimum(cells.fraction, left)
    cells.fraction[:] = np.minimum(cells.fraction * (1.0 + scene.redirect), 1.0)
    cells.demand[:] = chain.demand_t[m] * chain.share[m][:, None] * scene.multiple
    own = (chain.own_t[m] + chain.headroom_t[m] * scene.ramp) * cells.feed
    cells.dom[:] = np.minimum(own, cells.demand.sum(axis=0))
    by_class = cells.dom + chain.secondary_t[m] + chain.imports_t[m] * cells.fraction
    cells.supply[:] = by_class[-1]
    cells.usable[:] = (chain.usable[m][:, None] if use[GRADE] else 1.0) * by_class
    unused = cells.supply.copy()
    for k in range(len(cells.demand)):
        served = np.minimum(np.minimum(cells.demand[k], cells.usable[k]), unused)
        cells.gap[k] = cells.demand[k] - served
        unused -= served
    cells.servable[:] = cells.gap * scene.serves
    return cells
