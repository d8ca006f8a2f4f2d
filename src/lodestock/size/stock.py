# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""What stock saves: the loss of class reserves and its slope, pooled stock with foresight, and a simulated rule."""

from __future__ import annotations

from lodestock.size.compiled import jit

__all__ = ["reserve"]


@jit
def reserve(servable, delivery, value, keep, slope):
    """Return the loss that a class reserve leaves, and set its slope in each delivery.

    A reserve releases at once, ``r_t = min(d_t, s_t)``; what is left of its stock keeps the part `keep`. The
    slope is that of the dual ``sum_t pi_t (d_t - y_t)`` with ``pi_t = value`` where the stock runs out, else
    ``keep * pi_{t+1}``: a lower bound of the loss at any other deliveries and gaps, whatever the rounding.

    Parameters
    ----------
    servable, delivery : (t,) tonnes; deliveries are usable in their quarter
    slope : (t,) is set to the value of one more tonne delivered, negative
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
