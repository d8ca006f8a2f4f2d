"""The Python interface: the same use cases as the commands."""

from __future__ import annotations

from pathlib import Path

from lodestock import data
from lodestock.engine import open_engine
from lodestock.programme.draws import drawn
from lodestock.programme.plan import planned
from lodestock.programme.project import Case, open_case
from lodestock.programme.size import sized
from lodestock.records.dataset import Dataset
from lodestock.records.plan import Plan
from lodestock.records.scenario import Card
from lodestock.size import Shortfalls, Sizing, size_card

__all__ = ["load", "plan", "size"]


def load(project: str | Path | None = None) -> Dataset:
    """Return the bundled facts, with the overlays of a project laid over them if one is named.

    Raises
    ------
    InputError, DataError : the folder is not a project; an overlay is wrong
    """
    return data.load() if project is None else open_case(Path(project)).dataset


def size(
    dataset: Dataset,
    card: str | Card = "base-war",
    *,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
) -> Sizing | Shortfalls:
    """Return what a card would leave us short of: of a war alone a `Sizing`, else the `Shortfalls` of its draws.

    Parameters
    ----------
    card : a bundled name, the path of a YAML file, or a `Card`
    draws : scenarios; 10,000 where None, and one where the card leaves nothing to chance
    seed : of the draws
    workers, cluster : threads of this process, or the address of a Dask scheduler

    Raises
    ------
    InputError, DataError
    """
    case = Case(dataset, _card(card), None)
    if case.card.plain:
        return size_card(dataset, case.card)
    return drawn(case, open_engine(workers, cluster), draws=draws, seed=seed)


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
    return planned(case, sized(case), budget_usd=budget)


def _card(card: str | Card) -> Card:
    return data.load_card(card) if isinstance(card, str) else card
