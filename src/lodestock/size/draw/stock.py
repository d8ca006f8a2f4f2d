"""What stock saves: the loss of class reserves and its slope, pooled stock with foresight, and a simulated rule.

All look at one item in one draw. Axes: k class in order of service, t quarter. Servable gaps and deliveries are
in tonnes, values in USD per tonne; the opening stock is a delivery in the first quarter. Of what is left in store the
part `keep`, above 0 and at most 1, is usable a quarter later. On the same purchases
``clairvoyant <= reserve of each class, clairvoyant <= simulated``.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lodestock.size.draw.compiled import jit

__all__ = ["clairvoyant", "reserve", "simulated"]


@jit
def reserve(servable, delivery, value, keep, slope):
    """Return the loss that a class reserve leaves, and set its slope in each delivery.

    A reserve releases at once, ``r_t = min(d_t, s_t)``; what is left of its stock keeps the part `keep`. As a
    tonne of the class is worth the same in every quarter, foresight could do no better. The slope is that of the
    dual ``sum_t pi_t (d_t - y_t)`` with ``pi_t = value`` where the stock runs out, else ``keep * pi_{t+1}``: a
    lower bound of the loss at any other deliveries y and gaps d, whatever the rounding.

    Parameters
    ----------
    servable, delivery : (t,) tonnes; deliveries are usable in their quarter
    value : USD per tonne
    keep : part of a stock that is usable a quarter later
    slope : (t,) is set to ``-pi``, the loss of one more tonne delivered; one more tonne of gap loses ``pi``

    Returns
    -------
    USD

    References
    ----------
    Birge and Louveaux, Introduction to Stochastic Programming, 2nd ed. (2011), section 5.1 (cuts from the dual of
    the second stage).
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


@partial(jit, allocates=True)
def clairvoyant(servable, delivery, value, keep, slope):
    """Return the least loss that pooled stock can leave, released with foresight, and set its slope.

    ``min sum_kt v_kt (d_kt - r_kt)`` over ``0 <= r_kt <= d_kt`` with a store
    ``s_t = keep * s_{t-1} + y_t - sum_k r_kt >= 0``: no rule of release does better. What may be released is a
    polymatroid, so the greedy by value is exact, for any values. A delivery may serve the gaps from its quarter
    on, and these sets are nested: taken from the last delivery to the first, each goes to the gaps worth most of
    those still open. All is counted in tonnes of the first quarter, ``y_t / keep^t`` worth ``v_kt keep^t`` each.

    The dual is ``sum_kt d_kt min(v_kt, pi_t) - sum_t y_t pi_t`` with ``pi_t >= keep * pi_{t+1}``, a lower bound of
    the loss at any other deliveries and gaps. Quarters between which stock is carried have one price, that of the
    dearest gap left open in them or later; who is served from when is known from the greedy, without a tolerance.

    Parameters
    ----------
    servable : (k, t) tonnes
    delivery : (t,) tonnes, for all classes; usable in their quarter
    value : (k, t), or (k, 1) where the same in every quarter, USD per tonne
    keep : part of a stock that is usable a quarter later
    slope : (t,) is set to ``-pi``; one more tonne of gap loses ``min(v_kt, pi_t)``

    Returns
    -------
    USD

    References
    ----------
    Edmonds (1970), Submodular functions, matroids, and certain polyhedra (greedy on a polymatroid).
    Glover (1967), Maximum matching in a convex bipartite graph, Naval Research Logistics Quarterly 14 (order of
    the deliveries).
    """
    classes, quarters = servable.shape
    last = value.shape[1] - 1
    decay = np.ones(quarters)
    for t in range(1, quarters):
        decay[t] = decay[t - 1] * keep
    worth = np.empty((classes, quarters))
    short = np.empty((classes, quarters))
    since = np.empty(quarters, np.int64)  # the first delivery that serves the quarter or a later one
    rank = np.empty((classes * quarters, 2), np.int64)  # open gaps from t on, those worth most at the end
    open_gaps = 0
    for t in range(quarters - 1, -1, -1):
        since[t] = t
        for k in range(classes - 1, -1, -1):
            worth[k, t] = value[k, min(t, last)] * decay[t]
            short[k, t] = servable[k, t] / decay[t]
            if worth[k, t] <= 0.0 or short[k, t] <= 0.0:
                continue
            at = open_gaps
            while at > 0 and worth[rank[at - 1, 0], rank[at - 1, 1]] > worth[k, t]:
                rank[at, 0], rank[at, 1] = rank[at - 1, 0], rank[at - 1, 1]
                at -= 1
            rank[at, 0], rank[at, 1] = k, t
            open_gaps += 1
        left = delivery[t] / decay[t]
        while left > 0.0 and open_gaps > 0:
            k, u = rank[open_gaps - 1, 0], rank[open_gaps - 1, 1]
            used = min(left, short[k, u])
            since[u] = t
            left -= used
            short[k, u] -= used
            if short[k, u] <= 0.0:
                open_gaps -= 1
    loss = dearest = price = 0.0
    first = quarters
    for t in range(quarters - 1, -1, -1):
        for k in range(classes):
            loss += worth[k, t] * short[k, t]
            if short[k, t] > 0.0:
                dearest = max(dearest, worth[k, t])
        first = min(first, since[t])
        since[t] = first
        slope[t] = -dearest
    for t in range(quarters):
        if since[t] == t:
            price = slope[t]
        slope[t] = price / decay[t]
    for t in range(quarters - 2, -1, -1):
        slope[t] = min(slope[t], keep * slope[t + 1])
    return loss


@jit
def simulated(servable, delivery, value, keep, cover):
    """Return the loss that pooled stock leaves when it is released quarter by quarter without foresight.

        s_t = keep (s_{t-1} - sum_k r_k,t-1) + y_t
        r_1t = min(d_1t, s_t)
        r_kt = min(d_kt, max(s_t - sum_{j<k} r_jt - cover_t, 0))            k after the first class
        loss = sum_kt v_kt (d_kt - r_kt)

    Defence, the first class, is served from all there is; the others, in their order, only from what lies above
    `cover`. The rule knows its own quarter and expectations, so it never does better than `clairvoyant`; it is
    not convex in the deliveries and has no slope.

    Parameters
    ----------
    servable : (k, t) tonnes
    delivery : (t,) tonnes, for all classes; usable in their quarter
    value : (k, t), or (k, 1) where the same in every quarter, USD per tonne
    keep : part of a stock that is usable a quarter later
    cover : (t,) tonnes kept for defence: its mean servable gap of the next n quarters, given what is known at t

    Returns
    -------
    USD

    References
    ----------
    Critical levels by class: Veinott (1965), Optimal policy in a dynamic, single product, nonstationary inventory
    model with several demand classes, Operations Research 13.
    """
    classes, quarters = servable.shape
    last = value.shape[1] - 1
    stock = loss = 0.0
    for t in range(quarters):
        stock = stock * keep + delivery[t]
        for k in range(classes):
            free = stock if k == 0 else max(stock - cover[t], 0.0)
            released = min(servable[k, t], free)
            stock -= released
            loss += value[k, min(t, last)] * (servable[k, t] - released)
    return loss
