"""Vintages of figures: they are never mixed in one score, and a difference across two may be a revision."""

from __future__ import annotations

from collections.abc import Iterable

from lodestock.assess.scores import input_sources
from lodestock.records.dataset import OVERLAY, Dataset
from lodestock.records.errors import InputError, Problem

__all__ = ["one_vintage", "same_release"]


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


def same_release(dataset: Dataset, one: Iterable[str], two: Iterable[str]) -> bool:
    """Return whether one release prints the output behind two figures, so that their difference is a change.

    Across two releases it may as well be a revision, and a figure of one's own is of no release.

    Parameters
    ----------
    dataset : the tables
    one, two : rows behind each figure as table/row id, of which those of `production` count
    """
    first, second = (
        input_sources(dataset, (r for r in rows if r.startswith("production/"))) for rows in (one, two)
    )
    return bool(first) and first == second and OVERLAY not in first
