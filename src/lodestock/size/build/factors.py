"""The factors that lower or raise what we get: one row each, read by whoever switches, explains or draws them.

A new factor is a row here, its numbers in the module of `build` that reads them, and its step in the module of `draw` of
the same name; causes, waterfalls and `explain scenario` follow from the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lodestock.records.scenario import Card

__all__ = ["COUNTRY_FACTORS", "FACTORS", "FLAG", "USES", "Factor"]


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor that can be switched off.

    Attributes
    ----------
    name : as causes print it
    in_play : card, whether any draw sees a crisis, war or recovery, whether any control can bite -> whether the card
        can move the factor at all
    step : label of its step in a waterfall of supply; empty for what acts on demand or on what a class may use
    of_country : whether it is a part from 0 to 1 of what a country delivers, a row of ``Scene.country``
    """

    name: str
    in_play: Callable[[Card, bool, bool], bool]
    step: str = ""
    of_country: bool = False


def _stressed(card: Card, stressed: bool, controlled: bool) -> bool:
    return stressed


FACTORS = (
    Factor("closed", _stressed, "adversaries closed", of_country=True),
    Factor("reliability", _stressed, "others less reliable", of_country=True),
    Factor("damage", _stressed, "war damage", of_country=True),
    Factor(
        "shipping",
        lambda card, stressed, controlled: card.shipping_drawn or bool(card.closures),
        "routes and ships lost",
        of_country=True,
    ),
    Factor("control", lambda card, stressed, controlled: controlled, "export controls"),
    Factor("technical", lambda card, stressed, controlled: card.technical_drawn, "outages above the usual"),
    Factor("barred", lambda card, stressed, controlled: bool(card.bars)),
    Factor("own ramp", _stressed, "own plants ramp up"),
    Factor("surge", _stressed),
    Factor("grade", lambda card, stressed, controlled: True),
)
"""In the order in which a waterfall switches them on; those of countries first."""

USES = tuple(f.name for f in FACTORS)
"""Names of the factors, in the order of the flags of `lodestock.size.build.hazard.Hazard`."""

FLAG = {name: n for n, name in enumerate(USES)}
"""Name of a factor -> its flag, and its row of ``Scene.country`` if it is a country's."""

COUNTRY_FACTORS = tuple(f.name for f in FACTORS if f.of_country)
"""Factors that are a part of what a country delivers: the first of `FACTORS`."""
