# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""What stock saves of one item in one scenario, three ways.

Cells are (k class in order of value, t quarter). A tonne in stock keeps the part `keep` to the next quarter.
Slopes are those of a feasible dual: the plane through them never lies above the loss at any other deliveries
and gaps, whatever the rounding.
"""

from __future__ import annotations

import numpy as np

from lodestock.records.protocols import Floats
from lodestock.size.compiled import jit
from lodestock.size.streams import Ints

__all__ = ["clairvoyant", "reserve", "simulated", "value_order"]

_TIGHT = 1e-12


@jit
def reserve(servable, delivery, value, keep, slope):
    """Return the loss that one class's reserve leaves, released at once: what a plan is certified on.

    ``r_t = min(d_t, s_t)``. The dual is ``sum_t pi_t (d_t - y_t)`` with ``pi_t = value`` where the stock runs out,
    else ``keep * pi_{t+1}``.

    Parameters
    ----------
    servable : (t,) tonnes that stock may serve
    delivery : (t,) tonnes that arrive, usable in their quarter; stock held at the start is a delivery at 0
    value : USD a tonne
    keep : part of a stock that is usable a quarter later
    slope : (t,) is set to the change of the loss for a tonne more delivered, 0 or below; for a tonne more of
        servable gap it is the same with the other sign
    """
    stock = loss = 0.0
    for t in range(len(servable)):
        stock = stock * keep + delivery[t]
        released = min(servable[t], stock)
        slope[t] = 1.0 if stock < servable[t] else 0.0
        stock -= released
        loss += servable[t] - released
    later = 0.0
    for t in range(len(servable) - 1, -1, -1):
        later = value if slope[t] > 0.0 else keep * later
        slope[t] = -later
    return value * loss


@jit
def clairvoyant(servable, delivery, value, keep, order, slope):
    """Return the least loss that any release of a pooled stock can leave: a bound with foresight.

    In tonnes of quarter 0, ``x keep^-t``, releases up to each quarter stay under arrivals up to it: nested bounds, so
    serving cells by falling value, each as far as no later bound breaks, is optimal (Edmonds 1970, greedy on a
    polymatroid). The dual values a tonne delivered in t at the largest value not met from t up to the next
    quarter in which nothing is left over, or after it.

    Parameters
    ----------
    servable : (k, t) tonnes
    delivery : (t,) tonnes, see `reserve`
    value : (k,) USD a tonne
    keep : above 0
    order : cells as ``k * quarters + t``, see `value_order`
    slope : (t,) is set to the change of the loss for a tonne more delivered; for a tonne more of servable gap in
        (k, t) it is ``min(value_k, -slope_t)``
    """
    classes, quarters = servable.shape
    slack, missed = np.empty(quarters), np.zeros(quarters)
    arrived = scale = 0.0
    for t in range(quarters):
        arrived += delivery[t] * keep**-t
        slack[t] = arrived
    for i in range(len(order)):
        k, t = order[i] // quarters, order[i] % quarters
        wanted = servable[k, t] * keep**-t
        left = slack[t]
        for s in range(t + 1, quarters):
            left = min(left, slack[s])
        served = min(wanted, left)
        scale = max(scale, wanted)
        if served > 0.0:
            for s in range(t, quarters):
                slack[s] -= served
        if wanted > served:
            missed[t] = max(missed[t], value[k] * keep**t)
    price, loss = 0.0, 0.0
    for t in range(quarters - 1, -1, -1):
        if slack[t] <= _TIGHT * (arrived + scale):
            for s in range(t, -1, -1):
                if s < t and slack[s] <= _TIGHT * (arrived + scale):
                    break
                price = max(price, missed[s])
        slope[t] = -price * keep**-t
    for t in range(quarters):
        loss += slope[t] * delivery[t]
        for k in range(classes):
            loss += servable[k, t] * min(value[k], -slope[t])
    return max(loss, 0.0)


@jit
def simulated(servable, delivery, value, keep, cover):
    """Return the loss of a rule that knows no future: defence first, others from what lies above its cover.

    Parameters
    ----------
    servable, delivery, value, keep : see `clairvoyant`
    cover : (t,) tonnes held back for the first class, such as its mean servable gap of the quarters to come
    """
    classes, quarters = servable.shape
    stock = loss = 0.0
    for t in range(quarters):
        stock = stock * keep + delivery[t]
        for k in range(classes):
            free = stock if k == 0 else max(stock - cover[t], 0.0)
            released = min(servable[k, t], free)
            stock -= released
            loss += value[k] * (servable[k, t] - released)
    return loss


def value_order(value: Floats, keep: float, quarters: int) -> Ints:
    """Return the cells ``k * quarters + t`` by falling value in tonnes of quarter 0; ties by class, then time."""
    worth = value[:, None] * keep ** np.arange(quarters)[None, :]
    return np.asarray(np.argsort(-worth.ravel(), kind="stable"), dtype=np.int64)
