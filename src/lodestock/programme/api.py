"""The Python interface: the same use cases as the commands."""

from __future__ import annotations

from pathlib import Path

from lodestock import data
from lodestock.programme.plan import planned
from lodestock.programme.project import Case, open_case
from lodestock.records.dataset import Dataset
from lodestock.records.plan import Plan
from lodestock.records.scenario import Card
from lodestock.size import Sizing, size_card

__all__ = ["load", "plan", "size"]


def load(project: str | Path | None = None) -> Dataset:
    """Return the bundled facts, with the overlays of a project laid over them if one is named.

    Raises
    ------
    InputError, DataError : the folder is not a project; an overlay is wrong
    """
    return data.load() if project is None else open_case(Path(project)).dataset


def size(dataset: Dataset, card: str | Card = "base-war") -> Sizing:
    """Return what a card would leave us short of.

    Parameters
    ----------
    card : a bundled name, the path of a YAML file, or a `Card`
    """
    return size_card(dataset, _card(card))


def plan(dataset: Dataset, card: str | Card = "base-war", *, budget: float | None = None) -> Plan:
    """Return the purchase plan for a card.

    Parameters
    ----------
    budget : most that may be obligated in the window, USD; the programme's ceiling where None

    Raises
    ------
    InputError, PlanError, NotCertifiedError
    """
    case = Case(dataset, _card(card), None)
    return planned(case, size_card(dataset, case.card), budget_usd=budget)


def _card(card: str | Card) -> Card:
    return data.load_card(card) if isinstance(card, str) else card
