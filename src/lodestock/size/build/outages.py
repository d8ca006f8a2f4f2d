"""Technical loss of items, their hosts and single sites, as arrays."""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import Card
from lodestock.size.build.aliases import items_by_alias
from lodestock.size.build.distributions import SCORES, beta_quantiles, month_table, read_beta, read_lognormal
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.streams import Ints, offsets, streams, whole

__all__ = ["Outages", "build_outages", "read_sites"]


class Outages(NamedTuple):
    """Technical loss. Axes: m item, s single site."""

    technical_drawn: int
    usual_loss: float  # observed trade already includes it
    rare: float  # uniforms below it lose no more than usual
    table: Floats  # loss of a year by score
    stream: Ints  # of the items, then of hosts that are none
    host_of: Ints  # (m + 1,) where the hosts of an item begin
    host: Ints  # numbers of streams
    companion: Floats  # (m,)
    site: Floats  # (s, 2) share of the country's stage, outages per year
    site_mean: Floats  # (s,) mean part of time out
    months: Floats
    stream_site: Ints


def build_outages(dataset: Dataset, card: Card, inputs: Inputs) -> Outages:
    """Return hosts, companionality and single sites.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`

    Raises
    ------
    DataError : a parameter without a row
    """
    rows = {str(r["material"]): r for r in dataset.rows("companions")}
    brought = [rows.get(m) for m in inputs.materials]
    hosts = [[] if r is None else _hosts(dataset, str(r["host"]), inputs.materials) for r in brought]
    named = [*inputs.materials, *sorted({h for some in hosts for h in some} - set(inputs.materials))]
    start, joined = offsets(hosts)
    a, b = read_beta(dataset, "technical", "annual_loss_fraction_diversified")
    sites = read_sites(dataset, inputs)
    months = read_lognormal(dataset, "technical", "single_site_outage_months")
    rate = parameter(dataset, "technical", "single_site_outage_rate")
    mean = min(rate * months.median * float(np.exp(months.sigma**2 / 2)) / 12, 1.0)
    table = beta_quantiles(a, b)
    return Outages(
        technical_drawn=int(card.technical_drawn),
        usual_loss=a / (a + b),
        rare=NormalDist().cdf(float(np.interp(a / (a + b), table, SCORES))) - 1e-6,
        table=table,
        stream=streams([f"technical/{h}" if h in inputs.materials else f"technical/host/{h}" for h in named]),
        host_of=start,
        host=whole([named.index(h) for h in joined]),
        companion=np.array(
            [
                0.0 if r is None or not some else float(str(r["companionality_pct"])) / 100
                for r, some in zip(brought, hosts, strict=True)
            ]
        ),
        site=np.array([[share, rate] for *_, share in sites]).reshape(len(sites), 2),
        site_mean=np.full(len(sites), mean),
        months=month_table(months),
        stream_site=streams([f"site/{m}/{g}/{c}" for m, g, c, _ in sites]),
    )


def _hosts(dataset: Dataset, words: str, items: tuple[str, ...]) -> list[str]:
    """Return the hosts of a by-product: items, or one name for each host that is none.

    A word may carry a remark in brackets. Of several names for one group the first in the alphabet stands
    for all.
    """
    aliases = items_by_alias(dataset)
    out: list[str] = []
    for word in words.split(";"):
        name = word.split(" (")[0]
        if name in ("none", "manufactured"):
            continue
        meant, relation = aliases.get(word, aliases.get(name, ((name,), "same")))
        if relation == "group":
            name = min(a for a, found in aliases.items() if found == (meant, relation))
        elif meant and meant[0] in items:
            name = meant[0]
        if name not in out:
            out.append(name)
    return out


def read_sites(dataset: Dataset, inputs: Inputs) -> list[tuple[str, str, str, float]]:
    """Return item, stage, country and the country's share that rests on one site.

    Parameters
    ----------
    dataset : facts, with overlays
    inputs : supply and demand in peace, see `Inputs`
    """
    rows = dataset.rows("single_sites")
    return [
        (str(r["material"]), str(r["stage"]), str(r["country_iso3"]), float(r["share_of_country_pct"]) / 100)
        for r in rows
        if r["material"] in inputs.materials
    ]
