"""Regimes, clocks and emergencies of one draw, and what follows from them for every item."""

from __future__ import annotations

from lodestock.size.build.factors import FLAG
from lodestock.size.draw.compiled import jit
from lodestock.size.draw.randoms import lane

__all__ = ["CRISIS", "RECOVERY", "WAR", "draw_path", "set_rules"]

CRISIS, WAR, RECOVERY = 2, 3, 4
"""Numbers of labels, see `lodestock.size.build.chain.LABELS`."""
RAMP, SURGE = FLAG["own ramp"], FLAG["surge"]


@jit
def draw_path(regimes, seed, index, scene):
    """Draw the regimes, then the labels, clocks and emergencies that follow from them.

    Parameters
    ----------
    regimes : rates, wars and declared quarters
    seed, index : of the draw
    scene : `state`, `label`, `clock`, `age` and `emergency` are set

    References
    ----------
    docs/method/draws.md (regimes); the quarterly step is that of `lodestock.size.build.distributions.step_matrix`.
    """
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
    """Set what follows from the path for every item: demand, releases, own ramp, redirection.

    Demand is a multiple of that in peace, with n the quarter of war and recovery:

        multiple_kt = growth_kt                       in peace
        multiple_kt = growth_kt * series_k[n]         in war and recovery; without surge at most growth_kt

    Parameters
    ----------
    chain : supply and demand of all items
    use : flags of the factors that are on, see `lodestock.size.build.factors`
    scene : its path is read; `multiple`, `serves`, `ramp`, `redirect` and `calm` are set
    """
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
