"""Supply chains, demand, and the laws that bar origins, as arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OWN, members
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, REGIMES, STAGES, Card
from lodestock.size.build.countries import by_quarter
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.outages import read_sites
from lodestock.size.build.reach import Pair
from lodestock.size.build.streams import Ints, offsets, whole

__all__ = ["LABELS", "Chain", "build_chain"]

LABELS = (*REGIMES, "recovery")
"""What a quarter is called: a regime, or recovery after a war."""


class Chain(NamedTuple):
    """Supply and demand of items, tonnes per quarter. Axes: m item, k class, c country, t quarter, n of the war.

    Item m owns segments ``seg_of[m]:seg_of[m + 1]``, one per stage that limits it; segment s owns entries
    ``ent_of[s]:ent_of[s + 1]``, one per country with a weight.
    """

    demand_t: Floats
    own_t: Floats
    headroom_t: Floats
    secondary_t: Floats
    imports_t: Floats
    share: Floats  # (m, k)
    usable: Floats  # (m, k)
    demand_series: Floats  # (k, n)
    growth: Floats  # (k, t)
    thrift_after: int  # quarters, -1 for no thrift
    thrift: Floats  # (k,)
    ramp: Floats  # by quarter since crisis or war began
    redirect: Floats  # (5,) by label
    release: Ints  # (k,) 2 always, 1 in an emergency, 0 never
    bar: Floats  # (k, c, t)
    bar_class: Ints
    bar_country: Ints
    own_site: Ints  # (m,) site behind own plants, -1 for none
    seg_sited: Ints  # 1 where part of the stage rests on a single site
    seg_of: Ints
    seg_stage: Ints
    seg_form: Ints
    seg_binds: Ints
    feed_seg: Ints  # (m,) segment that limits own plants, -1 for none
    ent_of: Ints
    ent_country: Ints
    ent_weight: Floats
    ent_pair: Ints
    ent_site: Ints
    pair_of: Ints  # (m + 1,) where the pairs of an item begin
    sited: Ints  # (m,) 1 where a stage or own plants rest on a single site
    steady: int  # 1 where demand in peace neither grows nor shrinks


def _bars(dataset: Dataset, card: Card, countries: tuple[str, ...]) -> Floats:
    """Return (k, c, t), 1 where a law bars an origin for a class."""
    out = np.zeros((len(CLASSES), len(countries), card.quarters))
    for bar in card.bars:
        for t in range(card.quarters):
            if t >= bar.since:
                day = card.first_quarter.plus(t).first_day
                covered = members(dataset, bar.group, day.isoformat())
                out[CLASSES.index(bar.demand_class), :, t] = [c in covered for c in countries]
    return out


def build_chain(dataset: Dataset, card: Card, inputs: Inputs, pairs: tuple[Pair, ...]) -> Chain:
    """Return supply and demand a quarter, and the cells of the supply chain.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`
    pairs : item, country and stages of each pair that a control can hit
    """
    weight, binds = inputs.weights
    number = {(m, c, g): i for i, (m, c, stages) in enumerate(pairs) for g in stages}
    sites = read_sites(dataset, inputs)
    site = {(m, g, c): i for i, (m, g, c, _) in enumerate(sites)}
    own_site = {m: i for i, (m, _, c, _) in enumerate(sites) if c == OWN}
    segments: list[list[int]] = []
    entries: list[list[tuple[int, float, int, int]]] = []
    feed_seg = np.full(len(inputs.materials), -1, dtype=np.int64)
    for m, item in enumerate(inputs.materials):
        mine = [
            g
            for g in range(len(STAGES))
            if weight[m, g].any() and (binds[m, g] or (g == inputs.feed_stage[m] and inputs.own_t[m] > 0))
        ]
        if inputs.feed_stage[m] in mine:
            feed_seg[m] = sum(len(s) for s in segments) + mine.index(int(inputs.feed_stage[m]))
        segments.append(mine)
        entries += [
            [
                (int(c), float(weight[m, g, c]), number.get((m, int(c), g), -1),
                 site.get((item, STAGES[g], inputs.countries[c]), -1))
                for c in np.nonzero(weight[m, g])[0]
            ]
            for g in mine
        ]  # fmt: skip
    seg_of, stages = offsets(segments)
    ent_of, cells = offsets(entries)
    item_of = np.repeat(np.arange(len(segments)), np.diff(seg_of))
    bar = _bars(dataset, card, inputs.countries)
    years = np.arange(card.quarters) / 4
    rank = {"always": 2, "emergency": 1, "never": 0}
    return Chain(
        demand_t=inputs.demand_t / 4,
        own_t=inputs.own_t / 4,
        headroom_t=inputs.headroom_t / 4,
        secondary_t=inputs.secondary_t / 4,
        imports_t=inputs.imports_t / 4,
        share=inputs.share,
        usable=inputs.usable,
        demand_series=np.stack([by_quarter(card.demand[k]) for k in CLASSES]),
        growth=np.stack([(1.0 + card.growth.get(k, 0.0)) ** years for k in CLASSES]),
        thrift_after=card.thrift_after if card.thrift else -1,
        thrift=np.array([card.thrift.get(k, 0.0) for k in CLASSES]),
        ramp=by_quarter(card.own_ramp),
        redirect=np.array([card.redirect[r] for r in LABELS]),
        release=whole([rank[card.release[k]] for k in CLASSES]),
        bar=bar,
        bar_class=whole(bar.any(axis=(1, 2))),
        bar_country=whole(bar.any(axis=(0, 2))),
        own_site=whole([own_site.get(m, -1) for m in inputs.materials]),
        seg_sited=whole([any(site >= 0 for *_, site in entry) for entry in entries]),
        seg_of=seg_of,
        seg_stage=whole(stages),
        seg_form=whole([inputs.form_stage[m] == g for m, g in zip(item_of, stages, strict=True)]),
        seg_binds=whole([bool(binds[m, g]) for m, g in zip(item_of, stages, strict=True)]),
        feed_seg=feed_seg,
        ent_of=ent_of,
        ent_country=whole([c for c, *_ in cells]),
        ent_weight=np.array([w for _, w, *_ in cells]),
        ent_pair=whole([p for _, _, p, _ in cells]),
        ent_site=whole([s for *_, s in cells]),
        pair_of=whole(np.searchsorted([m for m, *_ in pairs], np.arange(len(inputs.materials) + 1))),
        sited=whole([m in {item for item, *_ in sites} for m in inputs.materials]),
        steady=int(not any(card.growth.values())),
    )
