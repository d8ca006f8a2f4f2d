"""What a tonne costs on the as-of date, what it is worth, and what is already held."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem
from lodestock.records.lookups import prices_on
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, Card

__all__ = ["TONNES", "Worth", "net_of_inventory", "read_inventory", "read_worth"]

TONNES = {"t": 1.0, "kg": 1e-3, "lb": 0.00045359237, "short tons": 0.90718474}
"""Tonnes in a unit of mass (1 lb = 0.45359237 kg exactly)."""


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """Prices and values, NaN where a table has no row.

    Attributes
    ----------
    price_usd_per_t : (m,) price on the as-of date times form factor
    reference_usd_per_t : (m,) reference price, fixed before the draw
    value_usd_per_t : (m, k) reference price x kappa x omega
    """

    price_usd_per_t: Floats
    reference_usd_per_t: Floats
    value_usd_per_t: Floats


def read_worth(dataset: Dataset, card: Card, items: tuple[str, ...]) -> Worth:
    """Return prices and values of `items` on the card's as-of date.

    ``value_mk = reference_m * kappa_m * omega_k``, USD per tonne.

    Parameters
    ----------
    dataset : facts, with overlays
    card : gives the as-of date and the weights of the classes
    items : ids of the items
    """
    prices = prices_on(dataset, card.as_of.isoformat())
    values = {r["material"]: r for r in dataset.rows("consequence")}
    price, reference, kappa = (np.full(len(items), np.nan) for _ in range(3))
    for i, m in enumerate(items):
        price[i] = prices.get(m, np.nan)
        if m in values and None not in (values[m]["reference_price_usd_per_t"], values[m]["kappa"]):
            reference[i] = values[m]["reference_price_usd_per_t"]
            kappa[i] = values[m]["kappa"]
    omega = np.array([card.omega[k] for k in CLASSES])
    return Worth(price, reference, (reference * kappa)[:, None] * omega)


def read_inventory(dataset: Dataset, card: Card) -> dict[str, float]:
    """Return the tonnes held of each item whose holding is known on the as-of date.

    The last dated row of ``nds_inventory`` with a quantity counts; items without one are unknown, not empty.

    Parameters
    ----------
    dataset : facts, with overlays
    card : gives the as-of date

    Raises
    ------
    DataError : a unit of mass that is not known
    """
    day = card.as_of.isoformat()
    out: dict[str, float] = {}
    items = {r["material"] for r in dataset.rows("materials")}
    for r in sorted(dataset.rows("nds_inventory"), key=lambda r: str(r["as_of"])):
        if r["material"] not in items or r["quantity"] is None or str(r["as_of"]) > day:
            continue
        if r["unit"] not in TONNES:
            row = f"nds_inventory {r['as_of']}/{r['material']} column unit"
            reason = f"is not a unit of mass that is known ({', '.join(TONNES)})"
            raise DataError(Problem(row, str(r["unit"]), reason, "Write the holding in t"))
        out[r["material"]] = float(r["quantity"]) * TONNES[r["unit"]]
    return out


def net_of_inventory(required_t: Floats, held: dict[str, float], items: tuple[str, ...]) -> Floats:
    """Return (m, k) a requirement less inventory in class order; all of it where inventory is unknown.

    ``N_k = R_k - min(R_k, max(H - sum_{j<k} R_j, 0))``, with R the requirement and H the stock held.

    Parameters
    ----------
    required_t : (m, k) requirement, tonnes
    held : item -> tonnes held, of items whose holding is known
    items : (m,) ids of the items
    """
    stock = np.array([held.get(m, 0.0) for m in items])[:, None]
    before = np.cumsum(required_t, axis=1) - required_t
    return np.asarray(required_t - np.minimum(required_t, np.maximum(stock - before, 0.0)))
