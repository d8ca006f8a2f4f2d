"""Seed and index -> one draw: regimes, countries, shipping, controls, outages."""

from __future__ import annotations

from lodestock.size.build.factors import FLAG
from lodestock.size.draw.compiled import jit
from lodestock.size.draw.controls import draw_controls
from lodestock.size.draw.countries import draw_countries
from lodestock.size.draw.outages import draw_outages
from lodestock.size.draw.path import draw_path, set_rules

__all__ = ["draw", "draw_rest", "draw_rules"]

CONTROL, TECHNICAL = FLAG["control"], FLAG["technical"]


@jit
def draw(h, index, scene):
    """Draw one draw: a pure function of the hazard, its seed and the index.

    Parameters
    ----------
    h : hazard that draws are made from
    index : of the draw, from 0
    scene : is overwritten
    """
    draw_rules(h, index, scene)
    draw_rest(h, index, scene)


@jit
def draw_rules(h, index, scene):
    """Draw the regimes, and set the rules that follow from them: whether stock may serve anybody is known then.

    Parameters
    ----------
    h, index, scene : see `draw`
    """
    draw_path(h.regimes, h.seed, index, scene)
    set_rules(h.chain, h.use, scene)


@jit
def draw_rest(h, index, scene):
    """Draw countries, controls and outages, after `draw_rules`.

    Parameters
    ----------
    h, index, scene : see `draw`
    """
    draw_countries(h.chain, h.world, h.use, h.seed, index, scene)
    scene.active[:] = 0
    if h.use[CONTROL] == 1:
        draw_controls(h.controls, h.seed, index, scene)
    if h.outages.technical_drawn == 1 and h.use[TECHNICAL] == 1:
        draw_outages(h.outages, h.seed, index, scene)
    else:
        scene.outage[:, :] = 0.0
        scene.down[:, :] = 0.0
        scene.worst[:] = 0.0
