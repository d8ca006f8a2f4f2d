"""A scenario card: what happens, who is hit, what the law allows, what a tonne is worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

__all__ = ["CLASSES", "HELD", "REGIMES", "STAGES", "Bar", "Card", "Closure", "Control", "Quarter", "Truce"]

CLASSES = ("defence", "semiconductor", "essential-core", "essential-other", "civil")
"""Demand classes in order of value: supply and stock serve them in this order."""

REGIMES = ("normal", "coercion", "crisis", "war")
"""States of the world, in the order of the rate matrix; recovery is a clock that follows a war."""

STAGES = ("mine", "alumina", "refine", "purify", "magnet")
"""Stages of a supply chain from the ground up."""


HELD = ("ban-or-pending", "standing-licence", "end-use-rule")
"""Kinds of controls that truces tell apart.

A ban that names the own country or a package not yet applied; a licence or quota in force to everybody; a rule on
end use.
"""


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


_LATER = ("rates_fixed", "baskets_mixed", "truces_drawn", "truces", "suspensions_lapse")
"""Fields that came later: a card that does not use them keeps its hash."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A law that bars origins of a country group for one demand class from quarter `since` on."""

    demand_class: str
    group: str
    since: int


@dataclass(frozen=True, slots=True)
class Control:
    """An export control that a card pins.

    Attributes
    ----------
    countries : ISO3 codes or groups
    materials : item ids; empty for all
    classes : demand classes hit; empty for all
    cut : fraction of supply that is lost
    since, quarters : index of the first quarter, and how many; the first may lie before the horizon
    """

    countries: tuple[str, ...]
    materials: tuple[str, ...]
    classes: tuple[str, ...]
    cut: float
    since: int
    quarters: int
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Closure:
    """A shipping route that a card closes: origins hit, fraction lost, first quarter and how many."""

    countries: tuple[str, ...]
    cut: float
    since: int
    quarters: int
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Truce:
    """A truce that a card pins: it suspends controls of countries known or announced before it.

    Attributes
    ----------
    countries : ISO3 codes or groups
    kinds : kinds of controls suspended, out of `HELD`
    since : index of the first quarter
    quarters : how many; None: for good
    """

    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    since: int
    quarters: int | None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A scenario file: the general model with parts pinned; every field is an input that a user may set.

    Quarters are whole numbers; quarter 0 is `first_quarter`. Series "by year" run over the years of the emergency,
    which is the war and the recovery. Fractions are of supply or demand in peace.

    Attributes
    ----------
    assumes : what the card takes for granted and from where
    start_regime : regime of quarter 0
    regime_drawn : whether regimes move by chance; else the start regime holds outside war
    rates : (4, 4) moves per year between `REGIMES`; None: the rows of ``scenario_generator``
    first_quarter : calendar quarter of quarter 0
    buy_quarters : number of quarters, from quarter 0 on, in which money may be obligated
    war_starts : quarters in which the war may start, with equal odds; empty: no pinned war
    war_drawn : whether wars start and end by chance
    declared : first and last quarter of an emergency that is declared without a war
    availability : group (``adversary``, ``ally``, ``other``) -> availability by year
    reliability_drawn : whether allies and others are drawn from a Beta law in crisis, war and recovery
    damage_group, damage_by_year : multiplies availability by one less the damage
    known_events : whether the controls of ``policy_events`` count; `without` names those that do not
    announcements_drawn : whether new controls are announced by chance
    rates_fixed : whether rates of announcements and truces are those of their rows, instead of drawn around them
    baskets_mixed : whether each announcement draws from all items, instead of mostly from one family
    truces_drawn : whether truces suspend controls by chance
    truces : those that the card pins
    suspensions_lapse : whether suspended controls are surely back when the suspension ends
    controls, closures : controls and closed routes that the card pins
    shipping_drawn : whether routes close and ships are lost by chance
    technical_drawn : whether outages above the usual are drawn
    decay_by_form : whether stock loses its usable share per year, by form
    redirect : regime -> extra flow from working sources, as a fraction
    own_ramp : share of (own capacity - own production) running, by year of crisis or war
    growth : class -> growth of demand per year
    demand : class -> multiple of peacetime demand by year
    thrift_after, thrift : quarters after which an item's control, or a war, makes users save; class -> saving
    release : class -> ``always``, ``emergency`` or ``never``
    omega : class -> consequence weight
    places : key -> file and line, for messages; no part of the hash
    """

    name: str
    as_of: date
    quarters: int
    first_quarter: Quarter
    buy_quarters: int
    war_starts: tuple[int, ...]
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
    assumes: str = ""
    start_regime: str = "normal"
    regime_drawn: bool = False
    rates: tuple[tuple[float, ...], ...] | None = None
    war_drawn: bool = False
    declared: tuple[int, int] | None = None
    reliability_drawn: bool = False
    known_events: bool = False
    without: tuple[str, ...] = ()
    announcements_drawn: bool = False
    rates_fixed: bool = False
    baskets_mixed: bool = False
    truces_drawn: bool = False
    truces: tuple[Truce, ...] = ()
    suspensions_lapse: bool = False
    controls: tuple[Control, ...] = ()
    closures: tuple[Closure, ...] = ()
    shipping_drawn: bool = False
    technical_drawn: bool = False
    decay_by_form: bool = False
    growth: Mapping[str, float] = field(default_factory=dict)
    thrift_after: int = 0
    thrift: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def window(self) -> tuple[Quarter, Quarter]:
        """First and last quarter in which money may be obligated."""
        return self.first_quarter, self.first_quarter.plus(self.buy_quarters - 1)

    @property
    def random(self) -> bool:
        """Whether one draw differs from another."""
        drawn = (self.regime_drawn, self.war_drawn, self.reliability_drawn, self.known_events)
        more = (self.announcements_drawn, self.truces_drawn, self.shipping_drawn, self.technical_drawn)
        return any(drawn) or any(more) or len(self.war_starts) > 1

    @property
    def war_quarter(self) -> int:
        """Index of the first quarter of the first war that may start; the horizon's end without one."""
        return self.war_starts[0] if self.war_starts else self.quarters

    @property
    def declared_quarters(self) -> range:
        """Indices of the emergency that is declared without a war."""
        if self.declared is None:
            return range(0)
        first, last = self.declared
        return range(max(first, 0), min(last + 1, self.quarters))

    @property
    def emergency(self) -> tuple[int, ...]:
        """Indices of the emergency: declared quarters, and those of the first war and its recovery."""
        start = self.war_quarter
        war = range(start, min(start + self.war_quarters + self.recovery_quarters, self.quarters))
        return tuple(sorted({*self.declared_quarters, *war}))

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the card's canonical JSON, with quarters as calendar quarters."""
        fields = asdict(self)
        for name in ("places", "first_quarter", "buy_quarters"):
            del fields[name]
        for name in _LATER:
            if not fields[name]:
                del fields[name]
        for pinned in (*fields["controls"], *fields["closures"], *fields.get("truces", ())):
            del pinned["place"]
        for dated in (*fields["controls"], *fields["closures"], *fields["bars"], *fields.get("truces", ())):
            dated["since"] = self.first_quarter.plus(dated["since"])
        fields["window"] = self.window
        fields["war_starts"] = [self.first_quarter.plus(q) for q in self.war_starts]
        fields["declared"] = self.declared and [self.first_quarter.plus(q) for q in self.declared]
        text = json.dumps(fields, sort_keys=True, default=str, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
