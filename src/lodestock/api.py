"""The Python interface: the same use cases as the commands, with the same options."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from lodestock import data
from lodestock.programme.assess import ask_assess
from lodestock.programme.assess_words import assess_index, read_asked
from lodestock.programme.backtest import ask_backtest, backtest_index
from lodestock.programme.compare import compare_document
from lodestock.programme.dominance import ask_dominance, dominance_index
from lodestock.programme.explain import explain_document, scenario_document
from lodestock.programme.left import find_left
from lodestock.programme.names import one_country, one_item
from lodestock.programme.new_sources import ask_sources, sources_index
from lodestock.programme.plan import GAP
from lodestock.programme.plan_output import PlanOptions, ask_plan, plan_index
from lodestock.programme.project import Case, open_case, read_day
from lodestock.programme.result import Result
from lodestock.programme.runs import run_index, runs_document
from lodestock.programme.size import use_engine
from lodestock.programme.size_pictures import ask_size, size_index
from lodestock.programme.write import Answer, Output
from lodestock.records.dataset import Dataset
from lodestock.records.scenario import Card
from lodestock.report import (
    backtest_view,
    compare_view,
    explain_view,
    plan_headline,
    rows_view,
    scenario_view,
    size_headline,
)
from lodestock.report.dominance_views import dominance_view
from lodestock.report.risk_views import assess_view
from lodestock.report.source_views import sources_view

__all__ = [
    "assess", "backtest", "cards", "compare", "dominance", "explain", "load", "plan", "runs", "size", "sources",
]  # fmt: skip

Source = Dataset | str | Path | None
"""Facts, the folder of a project, or None for the bundled facts."""


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
    source: Source = None,
    card: str | Card | None = None,
    *,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
    without: tuple[str, ...] | list[str] = (),
    as_of: str | None = None,
) -> Result:
    """Return what a card would leave us short of; `value` is a `lodestock.size.Shortfalls`.

    Parameters
    ----------
    source : facts of `load`, or the folder of a project; the bundled facts where None
    card : a bundled name, the path of a YAML file, or a `Card`; that of the project, or ``base-war``, where None
    draws : number of draws; 10,000 where None, and one where the card leaves nothing to chance
    seed : of the draws
    workers, cluster : threads of this process, or the address of a Dask scheduler
    without : events whose effect is told in the document
    as_of : ISO date in place of the card's

    Raises
    ------
    InputError, DataError : see `lodestock.size.size_card` and `lodestock.engine.open_engine`
    """
    case, events = _case(source, card, as_of), tuple(without)
    answer = ask_size(case, partial(use_engine, workers, cluster), draws=draws, seed=seed, without=events)
    return Result(answer, size_headline, size_index(case, draws=draws, seed=seed, without=events))


def backtest(
    source: Source = None,
    card: str | Card = "october-2025",
    *,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
    as_of: str | None = None,
) -> Result:
    """Return the chances that a past card gave controls of being in force later, and what happened.

    Parameters
    ----------
    source, card, seed, workers, cluster, as_of : see `size`
    draws : number of draws; 100,000 where None

    Raises
    ------
    InputError : see `lodestock.programme.backtest.backtest_document`
    """
    case = _case(source, card, as_of)
    answer = ask_backtest(case, partial(use_engine, workers, cluster), draws=draws, seed=seed)
    return Result(answer, backtest_view, backtest_index(case, draws=draws, seed=seed))


def plan(
    source: Source = None,
    card: str | Card | None = None,
    *,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
    budget: float | None = None,
    gap: float = GAP,
    integers: bool | None = None,
    method: str = "cuts",
    mode: str = "requirement",
    write_mps: str | Path | None = None,
    as_of: str | None = None,
) -> Result:
    """Return the purchase plan for a card; `value` is a `lodestock.records.plan.Plan`.

    Parameters
    ----------
    source, card, draws, seed, workers, cluster, as_of : see `size`
    budget : most that may be obligated in the window, USD; the programme's ceiling where None
    gap : relative gap at which the linear programme stops
    integers : hold each line to zero or the smallest order; None: yes, unless `gap` is below 1e-5, the
        method is ``extensive`` or an MPS file is asked for
    method : ``cuts``, or ``extensive`` for the whole programme in one, of at most 1,000 draws
    mode : ``requirement``, the only one yet: purchases for a class are at most its requirement
    write_mps : file for the whole programme

    Raises
    ------
    InputError : a budget that is no amount of money
    PlanError : no plan meets the rules
    NotCertifiedError : the gap between plan and bound stays above the tolerance
    """
    case = _case(source, card, as_of)
    path = None if write_mps is None else Path(write_mps)
    options = PlanOptions(draws, seed, budget, gap, integers, method, mode, path, find_left(case))
    answer = ask_plan(case, partial(use_engine, workers, cluster), options)
    return Result(answer, plan_headline, plan_index(case, options))


def assess(
    source: Source = None,
    card: str | Card | None = None,
    *,
    methods: str | tuple[str, ...] | list[str] = (),
    items: str | tuple[str, ...] | list[str] = (),
    country: str | None = None,
    stage: str | None = None,
    year: int | None = None,
    against: int | None = None,
    trials: int = 0,
    trade: str | Path | None = None,
    draws: int | None = None,
    seed: int = 0,
    as_of: str | None = None,
) -> Result:
    """Return the supply risk of every item by published methods, the riskiest first.

    Parameters
    ----------
    source, as_of : see `size`
    card, draws, seed : of the sizing, for programme risk; `seed` is that of the trials, too
    methods : a name or several, or ``all``; concentration where none is named, geopolrisk with a trade table
    items : only this one or these, by any name; all where empty
    country : whose supply is at risk; with a trade table a group of countries or a company of it, too
    stage : one stage of the supply chain; the worst of each item where None
    year : of the figures; the latest where None
    against : another year to compare with
    trials : number of times that inputs are drawn anew for intervals
    trade : CSV file of trade, for geopolrisk

    Raises
    ------
    InputError : a word that names nothing; a limit that leaves no item with a score; a trade table that is wrong
    """
    case = _case(source, card, as_of)
    asked = read_asked(
        case,
        methods=(methods,) if isinstance(methods, str) else tuple(methods),
        items=(items,) if isinstance(items, str) else tuple(items),
        country=country,
        stage=stage,
        year=year,
        against=against,
        trials=trials,
        trade=None if trade is None else Path(trade),
        draws=draws,
        seed=seed,
    )
    return Result(ask_assess(case, asked), assess_view, assess_index(case, asked))


def dominance(
    country: str, source: Source = None, *, year: int | None = None, as_of: str | None = None
) -> Result:
    """Return what one country controls by stage, and the applications behind it.

    Parameters
    ----------
    country : code or name
    source, as_of : see `size`
    year : of the output; the latest where None

    Raises
    ------
    InputError : no country has that name; no output of the year is known
    """
    case = _case(source, None, as_of)
    code = one_country(case.dataset, country, "dominance")
    return Result(ask_dominance(case, code, year), dominance_view, dominance_index(case, code, year))


def sources(
    item: str,
    source: Source = None,
    card: str | Card | None = None,
    *,
    draws: int | None = None,
    seed: int = 0,
    as_of: str | None = None,
) -> Result:
    """Return sources of an item that are not used today, by what each would take off its requirement.

    Parameters
    ----------
    item : any name of one item
    source, card, draws, seed, as_of : see `size`

    Raises
    ------
    InputError : no item has that name, or several
    """
    case = _case(source, card, as_of)
    one = one_item(case.dataset, item, "sources")
    with use_engine(None, None) as engine:
        answer = ask_sources(case, one, engine, draws=draws, seed=seed)
    return Result(answer, sources_view, sources_index(case, one, draws=draws, seed=seed))


def explain(
    word: str,
    source: Source = None,
    card: str | Card | None = None,
    *,
    index: int = 0,
    item: str = "cobalt",
    draws: int | None = None,
    seed: int = 0,
    as_of: str | None = None,
) -> Result:
    """Return what a word means and where its figures come from; with ``scenario`` one draw, factor by factor.

    Parameters
    ----------
    word : an item or group of items, a country, an event, a card, a table, a parameter or a word of the glossary, by any of
        its names; a cell as table/row_id.column; or ``scenario``
    source, card, draws, seed, as_of : see `size`
    index, item : of the draw, with ``scenario``

    Raises
    ------
    InputError : a word that nothing explains
    """
    case = _case(source, card, as_of)
    if word == "scenario":
        document = scenario_document(case, index, item, draws=draws, seed=seed)
        return _told(case, document, scenario_view)
    return _told(case, explain_document(case, word, draws=draws, seed=seed), explain_view)


def runs(project: str | Path) -> Result:
    """Return the runs that a project keeps.

    Parameters
    ----------
    project : its folder

    Raises
    ------
    InputError : the folder is not a project
    """
    case = open_case(Path(project))
    view = rows_view("runs", "id", "command", "card", "as_of", "draws", "seed", "budget_usd")
    return _told(case, runs_document(case), view)


def compare(
    a: str,
    b: str,
    project: str | Path | None = None,
    *,
    card: str | None = None,
    draws: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    cluster: str | None = None,
) -> Result:
    """Return what differs between two cards, runs, projects or dates, and what it does to requirement and plan.

    Parameters
    ----------
    a, b : bundled cards or YAML files, ids of runs, folders of projects, or dates
    project : folder, for runs, and for cards and dates that are taken with its figures
    card, draws, seed, workers, cluster : see `size`

    Raises
    ------
    InputError : a word that is none of these
    """
    folder = None if project is None else Path(project)
    with use_engine(workers, cluster) as engine:
        document = compare_document(folder, a, b, engine, card=card, draws=draws, seed=seed)
    return _told(_case(project, card, None), document, compare_view)


def _told(case: Case, document: dict[str, Any], view: Any) -> Result:
    """Return a result that is a document alone."""
    index = run_index(case, document["command"], {}, seed=document["seed"] or 0, draws=document["draws"] or 1)
    return Result(Answer(document, Output({document["command"]: document}, {}, {})), view, index)


def _case(source: Source, card: str | Card | None, as_of: str | None) -> Case:
    """Return facts and card; the current folder is never taken for a project by chance."""
    if isinstance(source, (str, Path)):
        case = open_case(Path(source), card if isinstance(card, str) else None, as_of)
        return replace(case, card=_on_day(card, as_of)) if isinstance(card, Card) else case
    chosen = data.load_card(card or "base-war") if not isinstance(card, Card) else card
    return Case(data.load() if source is None else source, _on_day(chosen, as_of), None)


def _on_day(card: Card, as_of: str | None) -> Card:
    """Return a card on another as-of date, if one is given."""
    return card if as_of is None else replace(card, as_of=read_day(as_of))
