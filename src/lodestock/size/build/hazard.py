"""Card, facts and inputs -> all that the kernels draw from.

Streams of random numbers are keyed by a hash of a name, ``reliability/CHL`` or ``basket/CHN/gallium``, never by
position, so that an item or a country more changes no other number.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import DataError, InputError, Problem
from lodestock.records.lookups import parameter
from lodestock.records.protocols import Floats
from lodestock.records.scenario import Card
from lodestock.size.build.chain import Chain, build_chain
from lodestock.size.build.controls import Announced, ControlArrays, build_controls
from lodestock.size.build.countries import World, build_world
from lodestock.size.build.factors import USES
from lodestock.size.build.inputs import Inputs
from lodestock.size.build.outages import Outages, build_outages
from lodestock.size.build.regimes import Regimes, build_regimes
from lodestock.size.build.streams import Ints, whole

__all__ = ["Hazard", "build_hazard", "exempt_country", "read_keep_factors", "without_factor"]


class Hazard(NamedTuple):
    """What can happen, in parts that the kernel's functions take one by one."""

    seed: int
    quarters: int
    plain: int  # 1 for a war alone: one draw, no control, no closed route, no thrift
    use: Ints  # one flag per factor of `USES`
    regimes: Regimes
    world: World
    controls: ControlArrays
    outages: Outages
    chain: Chain


def build_hazard(dataset: Dataset, card: Card, inputs: Inputs, seed: int) -> tuple[Hazard, Announced]:
    """Return what the kernel draws from, and what its controls stand for.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    inputs : supply and demand in peace, see `Inputs`
    seed : 0 to 2^63 - 1

    Raises
    ------
    InputError : a card names a country, item or event that is not known; a seed out of range
    DataError : a parameter without a row
    """
    if not 0 <= seed < 2**63:
        raise InputError(Problem("--seed", str(seed), "lies outside 0 to 2^63 - 1", "Give a smaller one"))
    arrays, announced = build_controls(dataset, card, inputs)
    hazard = Hazard(
        seed=seed,
        quarters=card.quarters,
        plain=int(not (card.random or card.controls or card.closures or card.thrift)),
        use=whole(np.ones(len(USES))),
        regimes=build_regimes(dataset, card),
        world=build_world(dataset, card, inputs),
        controls=arrays,
        outages=build_outages(dataset, card, inputs),
        chain=build_chain(dataset, card, inputs, announced.pairs),
    )
    return hazard, announced


def without_factor(hazard: Hazard, *factors: str) -> Hazard:
    """Return the hazard with some of `USES` switched off.

    Parameters
    ----------
    hazard : what draws are made from
    factors : names out of `lodestock.size.build.factors.USES`
    """
    use = hazard.use.copy()
    use[[USES.index(f) for f in factors]] = 0
    return hazard._replace(use=use)


def exempt_country(hazard: Hazard, country: int, *, control: bool) -> Hazard:
    """Return the hazard with a country that keeps delivering.

    Parameters
    ----------
    hazard : what draws are made from
    country : index in `Inputs.countries`
    control : True lifts its controls, False its closure in war
    """
    if control:
        muted = np.where(hazard.controls.pair_country == country, 1, hazard.controls.muted)
        return hazard._replace(controls=hazard.controls._replace(muted=muted))
    exempt = hazard.world.exempt.copy()
    exempt[country] = 1
    return hazard._replace(world=hazard.world._replace(exempt=exempt))


def read_keep_factors(dataset: Dataset, inputs: Inputs) -> Floats:
    """Return (m,) the part of a stock that is usable a quarter later, by the form it is kept in.

    ``keep = f**(1/4)``, with f the fraction that is usable after a year.

    Parameters
    ----------
    dataset : facts, with overlays
    inputs : supply and demand in peace, see `Inputs`

    Raises
    ------
    DataError : no row, or a form of an item that it does not name
    """
    name = "usable_fraction_per_year_by_form"
    row = dataset.row("scenario_generator", f"storage/{name}")
    if row is None:
        parameter(dataset, "storage", name)
    text = str((row or {}).get("distribution_or_values") or "")
    by_form = {w: float(x) for w, x in re.findall(r"([a-z-]+) ([0-9.]+)", text)}
    forms = {r["material"]: str(r["form_class"]) for r in dataset.rows("materials")}
    lost = [m for m in inputs.materials if forms[m] not in by_form]
    if lost:
        place = f"materials {lost[0]} column form_class"
        reason = f"is no form of storage that scenario_generator storage/{name} names"
        remedy = f"Give one of {', '.join(by_form)}"
        raise DataError(Problem(place, forms[lost[0]], reason, remedy))
    return np.array([by_form[forms[m]] ** 0.25 for m in inputs.materials])
