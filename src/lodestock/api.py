"""The Python interface: the same use cases as the commands."""

from __future__ import annotations

from pathlib import Path

from lodestock import data
from lodestock.programme.plan import plan_case
from lodestock.programme.project import Case, open_case
from lodestock.programme.size import size_case, size_war, use_engine
from lodestock.records.dataset import Dataset
from lodestock.records.plan import Plan
from lodestock.records.scenario import Card
from lodestock.size import Shortfalls

__all__ = ["cards", "load", "plan", "size"]


def load(project: str | Path | None = None) -> Dataset:
    """Return the bundled facts, with the overlays of a project laid over them if one is named.

    Parameters
    ----------
    project : its folder

    Raises
    ------
    InputError, DataError : the folder is not a project; an overlay is wrong
    """
    return data.load() if project is None else open_case(Path(project)).dataset


def cards() -> list[str]:
    """Return the names of the bundled cards."""
    return data.card_names()


def size(
    dataset: Dataset,
    card: str | Card = "base-war",
    *,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
) -> Shortfalls:
    """Return what a card would leave us short of.

    Parameters
    ----------
    dataset : see `load`
    card : a bundled name, the path of a YAML file, or a `Card`
    draws : number of draws; 10,000 where None, and one where the card leaves nothing to chance
    seed : of the draws
    workers, cluster : threads of this process, or the address of a Dask scheduler

    Raises
    ------
    InputError, DataError : see `lodestock.size.size_card` and `lodestock.engine.open_engine`
    """
    with use_engine(workers, cluster) as engine:
        return size_case(Case(dataset, _card(card), None), engine, draws=draws, seed=seed)


def plan(dataset: Dataset, card: str | Card = "base-war", *, budget: float | None = None) -> Plan:
    """Return the purchase plan for a card.

    Parameters
    ----------
    dataset, card : see `size`
    budget : most that may be obligated in the window, USD; the programme's ceiling where None

    Raises
    ------
    InputError : a card that is drawn or holds controls; a budget that is no amount of money
    PlanError : no plan meets the rules
    NotCertifiedError : the gap between plan and bound stays above the tolerance
    """
    case = Case(dataset, _card(card), None)
    return plan_case(case, size_war(case), budget_usd=budget)


def _card(card: str | Card) -> Card:
    return data.load_card(card) if isinstance(card, str) else card
