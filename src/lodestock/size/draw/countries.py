"""What each country delivers in one draw before controls: closed, reliability, damage, shipping."""

from __future__ import annotations

from lodestock.size.build.factors import FLAG
from lodestock.size.draw.compiled import jit
from lodestock.size.draw.path import CRISIS, WAR
from lodestock.size.draw.randoms import lane, months, normal_score, quantile

__all__ = ["draw_countries", "fill_stages"]

CLOSED, RELIABILITY, DAMAGE, SHIPPING = (FLAG[f] for f in ("closed", "reliability", "damage", "shipping"))


@jit
def draw_countries(chain, world, use, seed, index, scene):
    """Draw each country's availability before controls: closed, reliability, damage, shipping.

        open_ct = closed_ct * reliability_ct * (1 - damage_ct) * (1 - lost_ct)

    Reliability, where it is drawn, is the quantile of the country's group at

        z_c = a_1 Z + a_2 Z_adversaries + a_3 Z_bloc + a_4 Z_own

    with standard normal scores Z, and loadings a whose squares sum to 1.

    Parameters
    ----------
    chain, world, use : parts of the hazard
    seed, index : of the draw
    scene : its clocks and labels are read; `country`, `open`, `stage` and `calm` are set

    References
    ----------
    Vasicek (2002), The distribution of loan portfolio value, Risk 15 (one common factor, Gaussian scores).
    """
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
        if draws and world.exempt[c] == 0:
            block = normal_score(lane(seed, index, world.stream_bloc[2 + world.bloc[c]], 0))
            own = normal_score(lane(seed, index, world.stream_country[c], 0))
            load = world.loading[c]
            z = load[0] * common + load[1] * hostile + load[2] * block + load[3] * own
            drawn = quantile(world.tables[group], z)
        for t in range(len(scene.state)):
            closed = reliable = damaged = 1.0
            n = scene.clock[t]
            if n >= 0 and world.exempt[c] == 0:
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
            scene.country[CLOSED, c, t] = closed
            scene.country[RELIABILITY, c, t] = reliable
            scene.country[DAMAGE, c, t] = damaged
            scene.country[SHIPPING, c, t] = 1.0 - world.closure[c, t] if use[SHIPPING] == 1 else 1.0
    if world.shipping_drawn == 1 and use[SHIPPING] == 1:
        draw_shipping(world, seed, index, scene)
    for c in range(len(world.group)):
        for t in range(len(scene.state)):
            product = 1.0
            for f in range(len(scene.country)):
                product *= scene.country[f, c, t]
            scene.open[c, t] = product
    fill_stages(chain, scene)


@jit
def fill_stages(chain, scene):
    """Add up what countries deliver to each stage of each chain.

        stage_gt = sum_c w_gc open_ct

    Parameters
    ----------
    chain : supply and demand of all items
    scene : `open` is read, `stage` is set
    """
    for seg in range(len(scene.stage)):
        for t in range(len(scene.state)):
            scene.stage[seg, t] = 0.0
        for e in range(chain.ent_of[seg], chain.ent_of[seg + 1]):
            weight, c = chain.ent_weight[e], chain.ent_country[e]
            for t in range(len(scene.state)):
                scene.stage[seg, t] += weight * scene.open[c, t]


@jit
def draw_shipping(world, seed, index, scene):
    """Close the routes past the theatre at the onset of a crisis or a war, and lose ships in war."""
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
                        scene.country[SHIPPING, c, s] = min(scene.country[SHIPPING, c, s], 1.0 - lost)
        if label == WAR:
            for c in range(len(world.group)):
                if world.sea[c] == 1:
                    scene.country[SHIPPING, c, t] *= 1.0 - world.voyage_loss
