"""Which known controls are in force on some days, in each draw."""

from __future__ import annotations

from lodestock.size.draw.compiled import jit
from lodestock.size.draw.controls import known_spans
from lodestock.size.draw.path import draw_path
from lodestock.size.draw.randoms import lane
from lodestock.size.draw.truces import draw_truces

__all__ = ["fill_in_force"]


@jit
def fill_in_force(h, start, stop, months, scene, out):
    """Say which known controls are in force in some months, in draws `start` up to `stop`.

    Parameters
    ----------
    h : hazard that draws are made from
    start, stop : draws
    months : (d,) after quarter 0 begins
    scene : of a draw, overwritten
    out : (n, e, d) is set to 1 where control e is in force, else left
    """
    for index in range(start, stop):
        draw_path(h.regimes, h.seed, index, scene)
        draw_truces(h.controls.truces, h.seed, index, scene)
        for e in range(len(h.controls.known.kind)):
            u = lane(h.seed, index, h.controls.known.stream[e], 0)
            spans = known_spans(h.controls, h.seed, index, scene, e, u)
            for s in range(spans):
                for d in range(len(months)):
                    if scene.span[s, 0] <= months[d] < scene.span[s, 1]:
                        out[index - start, e, d] = 1
