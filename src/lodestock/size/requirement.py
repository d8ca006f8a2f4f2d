"""Gaps -> requirement by item and class, its variants and its causes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lodestock.records.dataset import Dataset
from lodestock.records.protocols import Cells, Floats
from lodestock.records.scenario import CLASSES, STAGES, Card
from lodestock.size.inputs import Inputs, read_inputs, with_class_shares, with_import_weight
from lodestock.size.money import Worth, inventory, net_of, worth
from lodestock.size.oracle import CardOracle
from lodestock.size.supply import Availability, Gaps, availability, balance

__all__ = ["Sizing", "causes", "input_variants", "size_card", "variants"]


@dataclass(frozen=True, slots=True, eq=False)
class Sizing:
    """What a card leaves us short of.

    Attributes
    ----------
    requirement_t : (m, k) R, servable gap summed over the emergency
    net_t : (m, k) N, R less usable inventory in class order; R where inventory is unknown
    inventory_t : item -> tonnes held, of items whose holding is known
    """

    card: Card
    inputs: Inputs
    avail: Availability
    gaps: Gaps
    worth: Worth
    requirement_t: Floats
    net_t: Floats
    inventory_t: dict[str, float]

    @property
    def oracle(self) -> CardOracle:
        """The loss after inventory, as PLAN sees it."""
        held = self.requirement_t - self.net_t
        value = np.nan_to_num(self.worth.value_usd_per_t)
        return CardOracle(self.inputs.materials, Cells(self.gaps.servable_t, held, value))

    def frame(self) -> pl.DataFrame:
        """Return the requirement, one row an item and class.

        Columns: material, demand_class, demand_t (a year of peace), gap_t (over the emergency),
        requirement_t, net_requirement_t, price_usd_per_t (missing where no price is known),
        requirement_usd, value_usd_per_t.
        """
        emergency = list(self.card.emergency)
        gap = self.gaps.gap_t[:, :, emergency].sum(axis=2)
        demand = self.inputs.demand_t[:, None] * self.inputs.share
        rows = [
            {
                "material": m,
                "demand_class": name,
                "demand_t": demand[i, k],
                "gap_t": gap[i, k],
                "requirement_t": self.requirement_t[i, k],
                "net_requirement_t": self.net_t[i, k],
                "price_usd_per_t": _known(self.worth.price_usd_per_t[i]),
                "requirement_usd": _known(self.requirement_t[i, k] * self.worth.price_usd_per_t[i]),
                "value_usd_per_t": _known(self.worth.value_usd_per_t[i, k]),
            }
            for i, m in enumerate(self.inputs.materials)
            for k, name in enumerate(CLASSES)
        ]
        maybe = ("price_usd_per_t", "requirement_usd", "value_usd_per_t")
        return pl.DataFrame(rows, schema_overrides=dict.fromkeys(maybe, pl.Float64), infer_schema_length=None)

    def _repr_html_(self) -> str:
        """Show the requirement in a notebook."""
        return str(self.frame().filter(pl.col("requirement_t") > 0)._repr_html_())

    def gap_frame(self) -> pl.DataFrame:
        """Return demand, usable supply and gaps by item, class and quarter, tonnes a quarter.

        Columns: material, quarter, regime, demand_class, demand_t, usable_t, gap_t, servable_t.
        """
        gaps, first = self.gaps, self.card.first_quarter
        rows = [
            {
                "material": name,
                "quarter": str(first.plus(t)),
                "regime": regime,
                "demand_class": word,
                "demand_t": gaps.demand_t[m, k, t],
                "usable_t": gaps.usable_t[m, k, t],
                "gap_t": gaps.gap_t[m, k, t],
                "servable_t": gaps.servable_t[m, k, t],
            }
            for m, name in enumerate(self.inputs.materials)
            for t, regime in enumerate(self.card.regimes)
            for k, word in enumerate(CLASSES)
        ]
        return pl.DataFrame(rows)


def size_card(dataset: Dataset, card: Card, inputs: Inputs | None = None) -> Sizing:
    """Return the requirement of a card.

    Parameters
    ----------
    inputs : arrays in place of the dataset's own, for a variant
    """
    inputs = inputs or read_inputs(dataset)
    avail = availability(dataset, card, inputs.countries)
    gaps = balance(inputs, card, avail)
    required = _required(gaps, card)
    held = inventory(dataset, card)
    net = net_of(required, held, inputs.materials)
    return Sizing(card, inputs, avail, gaps, worth(dataset, card, inputs.materials), required, net, held)


def _required(gaps: Gaps, card: Card) -> Floats:
    """Return R (m, k); what is below a billionth of a year's demand is rounding and counts as 0."""
    tonnes = gaps.servable_t[:, :, list(card.emergency)].sum(axis=2)
    scale = gaps.demand_t.sum(axis=1).max(axis=1)[:, None]
    return np.where(tonnes > 1e-9 * scale, tonnes, 0.0)


def _known(value: float) -> float | None:
    """Return None for what is not known."""
    return None if np.isnan(value) else float(value)


def input_variants(inputs: Inputs) -> Iterator[tuple[str, float | None, Inputs]]:
    """Yield the inputs with one changed: import weight 0, as given, 1; class shares x0.67, x1.5.

    Yields
    ------
    input, factor (None: as given), inputs
    """
    for weight in (0.0, None, 1.0):
        yield "import_weight", weight, inputs if weight is None else with_import_weight(inputs, weight)
    for factor in (0.67, 1.5):
        yield "class_share", factor, with_class_shares(inputs, factor)


def variants(dataset: Dataset, card: Card, inputs: Inputs) -> Iterator[tuple[str, float | None, Sizing]]:
    """Yield the requirement on each of `input_variants`."""
    for name, factor, changed in input_variants(inputs):
        yield name, factor, size_card(dataset, card, changed)


def causes(sizing: Sizing) -> pl.DataFrame:
    """Return what drives each item's requirement, by switching one factor off.

    Columns: material, factor (``closed``, ``reliability``, ``damage``, ``barred``, ``grade``, ``surge``),
    stage and country where the factor has one, share of the requirement that goes with it. Shares need not
    sum to 1: factors work together.
    """
    total = sizing.requirement_t.sum(axis=1)
    rows: list[dict[str, object]] = []

    def add(factor: str, left: Floats, stage: Floats | None = None, country: str | None = None) -> None:
        gone = np.divide(total - left, total, out=np.zeros_like(total), where=total > 0)
        for m in np.nonzero(gone > 1e-9)[0]:
            where = None if stage is None else STAGES[int(stage[m])]
            material = sizing.inputs.materials[m]
            rows.append(
                {"material": material, "factor": factor, "stage": where, "country": country, "share": gone[m]}
            )

    inputs, card, avail = sizing.inputs, sizing.card, sizing.avail

    def left_with(inputs: Inputs = inputs, card: Card = card, avail: Availability = avail) -> Floats:
        return np.asarray(_required(balance(inputs, card, avail), card).sum(axis=1))

    binding = _binding_stage(sizing)
    for c, country in enumerate(inputs.countries):
        if (avail.closed[c] < 1).any():
            closed = avail.closed.copy()
            closed[c] = 1.0
            add("closed", left_with(avail=replace(avail, closed=closed)), binding, country)
    ones = np.ones_like(avail.closed)
    add("reliability", left_with(avail=replace(avail, reliability=ones)))
    add("damage", left_with(avail=replace(avail, damage=ones)))
    add("barred", left_with(avail=replace(avail, barred=np.zeros_like(avail.barred))))
    add("grade", left_with(inputs=replace(inputs, usable=np.ones_like(inputs.usable))))
    peace = {k: tuple(min(v, 1.0) for v in series) for k, series in card.demand.items()}
    add("surge", left_with(card=replace(card, demand=peace)))
    words = dict.fromkeys(("material", "factor", "stage", "country"), pl.String)
    frame = pl.DataFrame(rows, schema={**words, "share": pl.Float64})
    return frame.sort(["material", "share", "factor", "country"], descending=[False, True, False, False])


def _binding_stage(sizing: Sizing) -> Floats:
    """Return (m,) the weakest stage in the first quarter of war."""
    stage = sizing.gaps.stage[:, :, sizing.card.war_quarter]
    return np.asarray(np.argmin(np.where(np.isnan(stage), np.inf, stage), axis=0), dtype=np.float64)
