"""What the baskets of an announcer are drawn from: items and groups with their weights and families."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem, nearest
from lodestock.records.protocols import Floats
from lodestock.records.scenario import STAGES
from lodestock.size.build.aliases import items_by_alias
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.reach import Reach, Supplied, stages_hit

__all__ = ["Candidate", "candidates_of_all", "candidates_of_list", "read_families"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one place in a basket takes: (reach, part of the trade covered, whether it follows by chance)."""

    word: str
    weight: float
    family: int
    hits: tuple[tuple[Reach, float, bool], ...]


def _weight(inputs: Inputs, weights: Floats, m: int, c: int, stages: frozenset[int]) -> float:
    """Return r x reliance x share of defence: the weight of an item in the baskets of an actor by regime.

    r is the largest, over the stages supplied up to that of the imported form, of the country's part of the weights
    behind imports there, and of its world share times (1 - import weight) at the stages before.
    """
    form = int(inputs.form_stage[m])
    alpha = 0.0 if np.isnan(inputs.imported[m, form]).all() else float(inputs.import_weight[m])
    parts = [
        float(weights[m, g, c]) if g == form else (1.0 - alpha) * float(inputs.world[m, g, c])
        for g in stages
        if g <= form
    ]
    return max(parts, default=0.0) * _reliance(inputs, m) * float(inputs.share[m, 0])


def _reliance(inputs: Inputs, m: int) -> float:
    return float(inputs.imports_t[m]) / max(float(inputs.demand_t[m]), 1e-300)


def read_families(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Return the items of each family, by name.

    Parameters
    ----------
    dataset : facts, with overlays
    """
    return {
        str(r["parameter"])[7:]: tuple(str(r["distribution_or_values"]).split(";"))
        for r in dataset.rows("scenario_generator")
        if r["block"] == "family_basket" and str(r["parameter"]).startswith("family_")
    }


def _followers(dataset: Dataset) -> dict[str, tuple[str, float]]:
    """Return what follows an item into a basket, and the part of the trade in it: rows ``follows_ITEM``."""
    return {
        str(r["parameter"])[8:]: (str(r["distribution_or_values"]), float(r["value"] or 0.0))
        for r in dataset.rows("scenario_generator")
        if r["block"] == "family_basket" and str(r["parameter"]).startswith("follows_")
    }


def candidates_of_all(
    dataset: Dataset, inputs: Inputs, supplied: Supplied, country: str
) -> Iterator[Candidate]:
    """Yield the items that a country supplies, one a candidate; what follows another is none of its own.

    Parameters
    ----------
    dataset : facts, with overlays
    inputs : supply and demand in peace, see `Inputs`
    supplied : stages that each country supplies of each item, see `supplied_stages`
    country : ISO3 code of one that supplies something
    """
    c, followers = inputs.countries.index(country), _followers(dataset)
    families, weights = sorted(read_families(dataset).items()), inputs.weights[0]
    follow = {m for m, _ in followers.values()}
    for m, item in enumerate(inputs.materials):
        stages = supplied.get((m, c), frozenset())
        weight = _weight(inputs, weights, m, c, stages)
        if item in follow or weight <= 0.0:
            continue
        hits: list[tuple[Reach, float, bool]] = [((m, c, stages), 1.0, False)]
        if item in followers:
            other, part = followers[item]
            n = inputs.materials.index(other) if other in inputs.materials else -1
            if (n, c) in supplied:
                hits.append(((n, c, supplied[n, c]), part, True))
        family = next((f for f, (_, items) in enumerate(families) if item in items), -1)
        yield Candidate(f"basket/{country}/{item}", weight, family, tuple(hits))


def candidates_of_list(
    dataset: Dataset, inputs: Inputs, supplied: Supplied, country: str
) -> Iterator[Candidate]:
    """Yield the candidates of a row ``items_ISO3``: items or groups, each with the stages hit; a group is one.

    The weight is the largest world share at the stages hit, times reliance on imports; that of a group its largest.

    Parameters
    ----------
    dataset : facts, with overlays
    inputs : supply and demand in peace, see `Inputs`
    supplied : stages that each country supplies of each item, see `supplied_stages`
    country : ISO3 code of one that supplies something

    Raises
    ------
    DataError : no such row, or a word in it that names no item or stage
    """
    parameter_name = f"items_{country}"
    row = dataset.row("scenario_generator", f"announcer/{parameter_name}")
    place = f"scenario_generator announcer/{parameter_name} column distribution_or_values"
    if row is None:
        remedy = f"Add the items that {country} controls, such as nickel=mine;tin"
        raise DataError(Problem(place, "", "is required beside its rate and has no row", remedy))
    c, aliases = inputs.countries.index(country), items_by_alias(dataset)
    for text in filter(None, str(row["distribution_or_values"] or "").split(";")):
        word, _, stage = text.partition("=")
        named = (word,) if word in inputs.materials else aliases.get(word, ((), ""))[0]
        if not named or (stage and stage not in STAGES):
            known = STAGES if named else (*inputs.materials, *aliases)
            raise DataError(Problem(place, text, "names no item or stage", nearest(stage or word, known)))
        hits, weight = [], 0.0
        for item in named:
            m = inputs.materials.index(item) if item in inputs.materials else -1
            stages = stages_hit((stage,) if stage else (), supplied.get((m, c), frozenset()))
            if stages:
                hits.append(((m, c, stages), 1.0, False))
                share = max(float(inputs.world[m, g, c]) for g in stages)
                weight = max(weight, share * _reliance(inputs, m))
        if weight > 0.0:
            yield Candidate(f"basket/{country}/{word}", weight, -1, tuple(hits))
