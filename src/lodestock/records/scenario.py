"""A scenario card: what happens, who is hit, what the law allows, what a tonne is worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

__all__ = ["CLASSES", "STAGES", "Bar", "Card", "Quarter"]

CLASSES = ("defence", "semiconductor", "essential-core", "essential-other", "civil")
"""Demand classes in order of value: supply and stock serve them in this order."""

STAGES = ("mine", "alumina", "refine", "purify", "magnet")
"""Stages of a supply chain from the ground up."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, written as in ISO form ``2027Q4``.

    >>> Quarter.parse("2025Q4").plus(8)
    Quarter(year=2027, quarter=4)
    >>> str(Quarter(2026, 1)), Quarter.parse("2027Q4").minus(Quarter.parse("2025Q4"))
    ('2026Q1', 8)
    """

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``YYYYQn``; raise `ValueError` on anything else."""
        year, _, quarter = text.partition("Q")
        if not (len(year) == 4 and year.isdigit() and quarter in {"1", "2", "3", "4"}):
            raise ValueError(f"{text!r} is not a quarter such as 2027Q4")
        return cls(int(year), int(quarter))

    def plus(self, quarters: int) -> Quarter:
        """Return the quarter so many quarters later."""
        count = self.year * 4 + self.quarter - 1 + quarters
        return Quarter(count // 4, count % 4 + 1)

    def minus(self, other: Quarter) -> int:
        """Return the number of quarters from `other` to this one."""
        return (self.year - other.year) * 4 + self.quarter - other.quarter

    @property
    def first_day(self) -> date:
        """First day of the quarter."""
        return date(self.year, 3 * self.quarter - 2, 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A law that bars origins of a country group for one demand class from a quarter on."""

    demand_class: str
    group: str
    since: str


@dataclass(frozen=True, slots=True)
class Card:
    """A deterministic scenario; every field is an input that a user may set.

    Quarter 0 is the first of `window`. Series "by year" run over the years of the emergency,
    which is the war and the recovery. Fractions are of supply or demand in peace.

    Attributes
    ----------
    availability : group (``adversary``, ``ally``, ``other``) -> availability by year
    damage_group, damage_by_year : multiplies availability by one less the damage
    redirect : regime -> extra flow from working sources, as a fraction
    own_ramp : share of (own capacity - own production) running, by year
    demand : class -> multiple of peacetime demand by year
    release : class -> ``always``, ``emergency`` or ``never``
    omega : class -> consequence weight
    """

    name: str
    as_of: date
    quarters: int
    window: tuple[str, str]
    war_start: str
    war_quarters: int
    recovery_quarters: int
    availability: Mapping[str, tuple[float, ...]]
    damage_group: str
    damage_by_year: tuple[float, ...]
    bars: tuple[Bar, ...]
    redirect: Mapping[str, float]
    own_ramp: tuple[float, ...]
    demand: Mapping[str, tuple[float, ...]]
    release: Mapping[str, str]
    omega: Mapping[str, float]
    source: str = ""

    @property
    def first_quarter(self) -> Quarter:
        """Quarter 0."""
        return Quarter.parse(self.window[0])

    @property
    def buy_quarters(self) -> int:
        """Number of quarters in which money may be obligated."""
        return Quarter.parse(self.window[1]).minus(self.first_quarter) + 1

    @property
    def war_quarter(self) -> int:
        """Index of the first quarter of war."""
        return Quarter.parse(self.war_start).minus(self.first_quarter)

    @property
    def emergency(self) -> range:
        """Indices of the emergency: the quarters of war and of recovery."""
        return range(self.war_quarter, self.war_quarter + self.war_quarters + self.recovery_quarters)

    @property
    def regimes(self) -> tuple[str, ...]:
        """Regime of each quarter: ``normal``, ``war`` or ``recovery``."""
        start, end = self.war_quarter, self.war_quarter + self.war_quarters
        return tuple(
            "war" if start <= t < end else "recovery" if t in self.emergency else "normal"
            for t in range(self.quarters)
        )

    def by_year(self, series: tuple[float, ...], before: float) -> list[float]:
        """Spread a series by year of the emergency over the quarters; `before` and after it elsewhere."""
        start = self.war_quarter
        return [series[(t - start) // 4] if t in self.emergency else before for t in range(self.quarters)]

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the card's canonical JSON."""
        text = json.dumps(asdict(self), sort_keys=True, default=str, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
