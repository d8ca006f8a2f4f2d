"""How well countries are governed, out of one vintage of the Worldwide Governance Indicators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lodestock.records.dataset import OVERLAY, Dataset
from lodestock.records.errors import InputError, Problem

__all__ = ["GOVERNANCE_YEAR", "NEUTRAL", "Governance", "one_vintage", "read_estimates", "read_governance"]

_SIX = ("CC.EST", "GE.EST", "PV.EST", "RL.EST", "RQ.EST", "VA.EST")
GOVERNANCE_YEAR = 2023
"""Year of the update that has all six indicators."""

NEUTRAL = 5.0
"""Weight of a country without an estimate, the middle of the scale: an assumption, told by the coverage."""


@dataclass(frozen=True, slots=True)
class Governance:
    """Weights of countries by how badly they are governed, 0 well to 10 badly.

    Attributes
    ----------
    weights : country (ISO3) -> weight
    vintage : release and year
    """

    weights: dict[str, float]
    vintage: str

    def rows_of(self, countries: Iterable[str]) -> tuple[str, ...]:
        """Return the rows behind the weights of countries as table/row id.

        Parameters
        ----------
        countries : ISO3; those without a weight are left out
        """
        return tuple(f"wgi/{c}/{GOVERNANCE_YEAR}/{i}" for c in countries if c in self.weights for i in _SIX)


def read_governance(dataset: Dataset) -> Governance:
    """Return the weight of each country that has all six indicators: 2 (2.5 - mean), between 0 and 10.

    The formula is that of the EU's method (guideline of 2017, scaled WGI), with the estimates of 2023 in the update of
    2024: ``W = clip(2 (2.5 - mean of the six estimates), 0, 10)``.

    Parameters
    ----------
    dataset : has the table `wgi`

    Raises
    ------
    InputError : the estimates come from two releases
    """
    estimates, vintage = read_estimates(dataset, _SIX)
    weights = {
        c: min(10.0, max(0.0, 2 * (2.5 - sum(found[i] for i in _SIX) / len(_SIX))))
        for c, found in estimates.items()
        if len(found) == len(_SIX)
    }
    return Governance(weights, vintage)


def read_estimates(dataset: Dataset, indicators: Iterable[str]) -> tuple[dict[str, dict[str, float]], str]:
    """Return the estimates of the year of all methods, country -> indicator -> estimate, and their year and release.

    Parameters
    ----------
    dataset : has the table `wgi`
    indicators : codes of the indicators

    Raises
    ------
    InputError : the estimates come from two releases
    """
    wanted = set(indicators)
    estimates: dict[str, dict[str, float]] = {}
    releases: set[str] = set()
    for r in dataset.rows("wgi"):
        if str(r["year"]) == str(GOVERNANCE_YEAR) and r["indicator"] in wanted:
            estimates.setdefault(str(r["country_iso3"]), {})[str(r["indicator"])] = float(r["estimate"])
            releases.add(str(r["source"]))
    release = one_vintage("wgi", releases)
    return dict(sorted(estimates.items())), f"WGI {GOVERNANCE_YEAR} ({release})"


def one_vintage(place: str, vintages: Iterable[str]) -> str:
    """Return the one vintage that figures come from.

    Parameters
    ----------
    place : for the message
    vintages : of the figures; a figure of an overlay belongs to the vintage of the others

    Raises
    ------
    InputError : there are several, or none
    """
    given = set(vintages)
    found = sorted(given - {OVERLAY} or given)
    if len(found) != 1:
        reason = "are of several vintages, which must not be mixed" if found else "has no figures"
        remedy = "Give all rows of the group one year and one source" if found else "Add rows by an overlay"
        raise InputError(Problem(place, ", ".join(found), reason, remedy))
    return found[0]
