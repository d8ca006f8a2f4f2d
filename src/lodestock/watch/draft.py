"""An event in the making: what a clause gave for each field, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from lodestock.watch.figures import Figure
from lodestock.watch.kinds import Verdict
from lodestock.watch.lexicon import Mention
from lodestock.watch.page import Part
from lodestock.watch.parties import Party
from lodestock.watch.timing import Timing

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """An event in the making: its fields with where they stand.

    Attributes
    ----------
    part : the clause that tells it
    verdict : why it is of its type
    cue : offsets of the words that decided
    parties : who sells, receives or is hit
    mass : tonnage, rate or price
    timing : days by their meaning
    total : the event whose sum this one has a part of
    """

    part: Part
    verdict: Verdict
    status: str
    cue: tuple[int, int]
    actors: list[Party] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    materials: list[Mention] = field(default_factory=list)
    money: Figure | None = None
    mass: Figure | None = None
    timing: Timing = field(default_factory=dict)
    total: Draft | None = None
