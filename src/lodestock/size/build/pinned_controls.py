"""Export controls that a card pins -> events; words for countries -> countries."""

from __future__ import annotations

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.lookups import members, suppliers
from lodestock.records.scenario import CLASSES, Card, Control
from lodestock.size.build.events import FIXED, Event

__all__ = ["find_origins", "pinned_events"]


def pinned_events(dataset: Dataset, card: Card, items: tuple[str, ...]) -> list[Event]:
    """Return the controls that a card pins.

    Parameters
    ----------
    dataset : facts, with overlays
    card : what happens, and what is left to chance
    items : ids of the items that are computed

    Raises
    ------
    InputError : a country, group or item that the dataset does not know
    """
    out = []
    for number, control in enumerate(card.controls):
        start = 3.0 * control.since
        hit = np.array([float(not control.classes or k in control.classes) for k in CLASSES])
        out.append(
            Event(
                word=f"pinned:{number}",
                origins=find_origins(dataset, card, control.countries, control.place),
                items=_pinned_items(control, items),
                kind=FIXED,
                share=hit,
                severity=np.full(len(CLASSES), control.cut),
                passes=1.0,
                start=start,
                end=start + 3.0 * control.quarters,
                begun=start,
            )
        )
    return out


def find_origins(dataset: Dataset, card: Card, words: tuple[str, ...], place: str) -> tuple[str, ...]:
    """Return the countries that words name: codes, or groups as of the card's date.

    Parameters
    ----------
    dataset : facts, with overlays
    card : gives the date on which groups are taken
    words : country codes (ISO3), names of groups, or ``all`` for every country but our own
    place : file and line, for messages

    Raises
    ------
    InputError : a word that is neither
    """
    known = suppliers(dataset)
    groups = {str(r["group"]) for r in dataset.rows("country_groups")}
    out: set[str] = set()
    for word in words:
        if word == "all":
            out |= known
            continue
        if word not in known | groups:
            reason = "is neither a country nor a group"
            raise InputError(Problem(f"{place} countries", word, reason, nearest(word, known | groups)))
        out |= {word} if word in known else members(dataset, word, card.as_of.isoformat())
    return tuple(sorted(out))


def _pinned_items(control: Control, items: tuple[str, ...]) -> tuple[str, ...]:
    for word in control.materials:
        if word not in items:
            place = f"{control.place} materials"
            raise InputError(Problem(place, word, "is not an item that is computed", nearest(word, items)))
    return control.materials or items
