"""Tables of a dataset -> arrays of supply and demand in peace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, Problem
from lodestock.records.lookups import OTHER, OWN, form_stages
from lodestock.records.protocols import Floats
from lodestock.records.scenario import CLASSES, STAGES

__all__ = ["Inputs", "read_inputs", "vary_inputs", "with_class_shares", "with_import_weight"]

_DEFAULT_IMPORT_WEIGHT = 0.5
_DEFAULT_USABLE_PCT = 100.0


@dataclass(frozen=True, slots=True)
class Inputs:
    """What supply and demand are made of, by position.

    Axes: m item, k class, g stage, c country (own country left out, ``OTHER`` last).

        imports_m = max(demand_m - own_m - secondary_m, 0)
        w_mgc = a_m imported_mgc + (1 - a_m) world_mgc        g the stage of the imported form, a the import weight
        w_mgc = world_mgc                                     else; a is 1 where no world share is known

    Attributes
    ----------
    demand_t, own_t, secondary_t : (m,) tonnes per year in peace
    headroom_t : (m,) own capacity less own production that an emergency may start up
    share, usable : (m, k) fraction of demand; fraction of supply that the class can use
    imported : (m, g, c) shares of the imported form, NaN where a stage has none
    world : (m, g, c) shares of world supply, 0 where a stage has none
    import_weight : (m,) weight of import shares against world shares
    form_stage : (m,) stage of the imported form, else the item's last stage; -1 without any share
    feed_stage : (m,) stage whose supply limits own plants, -1 for none
    """

    materials: tuple[str, ...]
    countries: tuple[str, ...]
    demand_t: Floats
    own_t: Floats
    secondary_t: Floats
    headroom_t: Floats
    share: Floats
    usable: Floats
    imported: Floats
    world: Floats
    import_weight: Floats
    form_stage: np.ndarray[tuple[int], np.dtype[np.int64]]
    feed_stage: np.ndarray[tuple[int], np.dtype[np.int64]]

    @property
    def imports_t(self) -> Floats:
        """Imports per year: consumption less own and secondary supply, never below 0."""
        return np.maximum(self.demand_t - self.own_t - self.secondary_t, 0.0)

    @property
    def has_world(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """(m, g) whether world shares are known."""
        return np.asarray(self.world.sum(axis=2) > 0)

    @property
    def weights(self) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
        """Weight of each country behind imports, and which stages bind.

        Returns
        -------
        weight : (m, g, c), sums to 1 over c where known: at the imported form's stage import shares and
            world shares mixed by `import_weight`, elsewhere world shares
        binds : (m, g) stages with a weight up to that of the imported form; all where imports are unknown
        """
        weight = self.world.copy()
        order = np.arange(len(STAGES))
        for m, g in enumerate(self.form_stage):
            if g < 0 or np.isnan(self.imported[m, g]).all():
                continue
            alpha = self.import_weight[m] if self.has_world[m, g] else 1.0
            weight[m, g] = alpha * self.imported[m, g] + (1 - alpha) * self.world[m, g]
        known = weight.sum(axis=2) > 0
        return weight, known & (order[None, :] <= self.form_stage[:, None])


def read_inputs(dataset: Dataset) -> Inputs:
    """Return the arrays of every item that has a row in ``us_demand``.

    Own country is taken out of the shares; imports' unattributed part is spread over the countries
    they do not name by world share. ``grade_share`` and ``import_weight`` are 100 % and 0.5 where a
    table has no row; an item without a row in ``own_capacity`` has no headroom.

    Parameters
    ----------
    dataset : facts, with overlays

    Raises
    ------
    DataError : an item whose imports, feed or users no table knows
    """
    demand = dataset.rows("us_demand")
    items = tuple(str(r["material"]) for r in demand)
    countries = _countries(dataset)
    world = _shares(dataset, "global_supply_shares", items, countries)
    raw = _shares(dataset, "import_shares", items, countries)
    form = form_stages(dataset)
    headroom = _headroom(dataset, demand)

    def column(name: str, default: float | None = None) -> Floats:
        return np.array([default if r[name] is None else r[name] for r in demand], dtype=np.float64)

    stages = {name: g for g, name in enumerate(STAGES)}
    inputs = Inputs(
        materials=items,
        countries=countries,
        demand_t=column("apparent_consumption_t"),
        own_t=column("own_primary_t"),
        secondary_t=column("own_secondary_t"),
        headroom_t=headroom,
        share=_by_class(dataset, "demand_classes", "share_pct", items, 0.0) / 100.0,
        usable=_by_class(dataset, "grade_share", "usable_pct", items, _DEFAULT_USABLE_PCT) / 100.0,
        imported=_spread(raw, world),
        world=_scaled(world),
        import_weight=column("import_weight", _DEFAULT_IMPORT_WEIGHT),
        form_stage=np.array([stages.get(form.get(m, ""), -1) for m in items]),
        feed_stage=np.array([stages.get(r["feed_stage"] or "", -1) for r in demand]),
    )
    _refuse(inputs)
    return inputs


def _refuse(inputs: Inputs) -> None:
    """Raise for items whose supply or demand cannot be known from the tables."""
    problems = []
    for i, m in enumerate(inputs.materials):
        if inputs.imports_t[i] > 0 and inputs.form_stage[i] < 0:
            reason = f"imports {inputs.imports_t[i]:g} t per year and no table says from where"
            remedy = "Add its shares to overlays/import_shares.csv or overlays/global_supply_shares.csv"
            problems.append(Problem(f"us_demand {m}", "", reason, remedy))
        feed = inputs.feed_stage[i]
        if feed >= 0 and inputs.own_t[i] > 0 and not inputs.has_world[i, feed]:
            reason = "own plants run on a feed whose origin no table says"
            remedy = f"Add shares at stage {STAGES[feed]} to overlays/global_supply_shares.csv"
            problems.append(Problem(f"us_demand {m} column feed_stage", STAGES[feed], reason, remedy))
        if inputs.share[i].sum() == 0:
            remedy = "Add its rows to overlays/demand_classes.csv, in per cent that sum to 100"
            problems.append(Problem(f"us_demand {m}", "", "no table says who uses it", remedy))
    if problems:
        raise DataError(*problems)


def with_import_weight(inputs: Inputs, weight: float) -> Inputs:
    """Return `inputs` with one import weight for every item.

    Parameters
    ----------
    inputs : supply and demand in peace, see `Inputs`
    weight : from 0, world shares alone, to 1, import shares alone
    """
    return replace(inputs, import_weight=np.full(len(inputs.materials), weight))


def with_class_shares(inputs: Inputs, factor: float | Floats) -> Inputs:
    """Return `inputs` with each class but civil times `factor`; civil takes the rest.

    Where the others come to more than all demand they are scaled back to it.

    Parameters
    ----------
    inputs : supply and demand in peace, see `Inputs`
    factor : of each share but that of civil demand: one for all, or (k - 1,) one for each
    """
    share = inputs.share.copy()
    share[:, :-1] *= factor
    upper = share[:, :-1].sum(axis=1, keepdims=True)
    share[:, :-1] /= np.maximum(upper, 1.0)
    share[:, -1] = np.maximum(1.0 - share[:, :-1].sum(axis=1), 0.0)
    return replace(inputs, share=share)


def vary_inputs(inputs: Inputs) -> Iterator[tuple[str, float | None, Inputs]]:
    """Yield the inputs with one changed: import weight 0, as given, 1; class shares times 0.67, 1.5.

    Parameters
    ----------
    inputs : supply and demand in peace, see `Inputs`

    Yields
    ------
    name of the input, factor (None: as given), inputs
    """
    for weight in (0.0, None, 1.0):
        yield "import_weight", weight, inputs if weight is None else with_import_weight(inputs, weight)
    for factor in (0.67, 1.5):
        yield "class_share", factor, with_class_shares(inputs, factor)


def _countries(dataset: Dataset) -> tuple[str, ...]:
    """Return every country with a share, own left out, ``OTHER`` last."""
    named = {
        str(c)
        for table in ("global_supply_shares", "import_shares")
        for c in (r["country_iso3"] for r in dataset.rows(table))
    }
    return (*sorted(named - {OWN, OTHER}), OTHER)


def _shares(dataset: Dataset, table: str, items: tuple[str, ...], countries: tuple[str, ...]) -> Floats:
    """Return shares in per cent, (m, g, c), NaN where a country is not named."""
    out = np.full((len(items), len(STAGES), len(countries)), np.nan)
    row_of = {m: i for i, m in enumerate(items)}
    col_of = {c: i for i, c in enumerate(countries)}
    for r in dataset.rows(table):
        if r["material"] in row_of and r["country_iso3"] in col_of and r["share_pct"] is not None:
            out[row_of[r["material"]], STAGES.index(r["stage"]), col_of[r["country_iso3"]]] = r["share_pct"]
    return out


def _sum(values: Floats) -> Floats:
    """Sum over the last axis in its order: a zero more, such as another country, changes no bit."""
    return np.asarray(np.cumsum(values, axis=-1)[..., -1])


def _scaled(shares: Floats) -> Floats:
    """Return shares scaled to sum 1 over countries, all 0 where there are none."""
    filled = np.nan_to_num(shares)
    total = _sum(filled)[..., None]
    return np.asarray(np.divide(filled, total, out=np.zeros_like(filled), where=total > 0))


def _spread(raw: Floats, world: Floats) -> Floats:
    """Return import shares with the unattributed part spread by world share; NaN without imports."""
    out = np.full_like(raw, np.nan)
    world_filled = np.nan_to_num(world)
    for m, g in zip(*np.nonzero(~np.isnan(raw).all(axis=2)), strict=True):
        named = ~np.isnan(raw[m, g])
        rest = raw[m, g, -1] if named[-1] else 0.0
        named[-1] = False
        shares = np.where(named, np.nan_to_num(raw[m, g]), 0.0)
        free = np.where(named, 0.0, world_filled[m, g])
        if free.sum() == 0.0:
            free[-1] = 1.0
        out[m, g] = shares + rest * free / _sum(free)
    return np.where(np.isnan(out), np.nan, _scaled(out))


def _headroom(dataset: Dataset, demand: list[dict[str, object]]) -> Floats:
    """Return own capacity above own production; a plant that stands idle counts only where allowed."""
    rows = {r["material"]: r for r in dataset.rows("own_capacity")}
    out = np.zeros(len(demand))
    for i, r in enumerate(demand):
        capacity = rows.get(r["material"])
        own = float(str(r["own_primary_t"]))
        if capacity is None or capacity["capacity_t_per_year"] is None:
            continue
        if own > 0 or capacity["idle_allowed"] == "y":
            out[i] = max(float(capacity["capacity_t_per_year"]) - own, 0.0)
    return out


def _by_class(dataset: Dataset, table: str, column: str, items: tuple[str, ...], default: float) -> Floats:
    """Return a table by item and class, (m, k)."""
    out = np.full((len(items), len(CLASSES)), default)
    row_of = {m: i for i, m in enumerate(items)}
    for r in dataset.rows(table):
        if r["material"] in row_of and r[column] is not None:
            out[row_of[r["material"]], CLASSES.index(r["demand_class"])] = r[column]
    return out
