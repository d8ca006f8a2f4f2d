"""The question of ASSESS: what is asked, read from the words of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.assess.geopolrisk_items import GEOPOLRISK
from lodestock.assess.methods import METHODS
from lodestock.assess.programme_risk import PROGRAMME_RISK
from lodestock.data.trade_table import read_trade
from lodestock.programme.names import find_items, one_country
from lodestock.programme.placing import file_hash
from lodestock.programme.project import Case
from lodestock.programme.runs import run_index
from lodestock.programme.size import size_draws
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.lookups import OWN
from lodestock.records.scenario import STAGES

__all__ = ["ALL", "Asked", "assess_index", "read_asked"]

ALL = "all"
"""Word for every method."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What `lodestock assess` is asked, read from the words of a person.

    Attributes
    ----------
    methods : names of methods in their order
    items : only these items; all where empty
    country : whose supply is at risk (ISO3)
    stage, year : see `lodestock.assess.scores.Question`
    draws, seed : of the sizing, for programme risk; see `lodestock.programme.size.size_case`
    trials : number of times that inputs are drawn anew for intervals, none where 0
    trade : the user's table of trade, and the file and its SHA-256 from which it was read
    against : year with whose scores those of `year` are compared
    """

    methods: tuple[str, ...]
    items: tuple[str, ...] = ()
    country: str = OWN
    stage: str | None = None
    year: int | None = None
    draws: int | None = None
    seed: int = 0
    trials: int = 0
    trade: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    trade_file: tuple[str, str] | None = None
    against: int | None = None

    @property
    def sizes(self) -> bool:
        """Whether a method rests on a sizing of the card."""
        return PROGRAMME_RISK.name in self.methods


def read_asked(
    case: Case,
    *,
    methods: tuple[str, ...] = (),
    items: tuple[str, ...] = (),
    country: str | None = None,
    stage: str | None = None,
    year: int | None = None,
    draws: int | None = None,
    seed: int = 0,
    trials: int = 0,
    trade: Path | None = None,
    against: int | None = None,
) -> Asked:
    """Return what is asked, each word found in the tables.

    Parameters
    ----------
    case : gives the tables
    methods : names; ``all`` for every one, and the first of the list where empty
    items, country : any spelling, see `lodestock.programme.names`
    stage : of the supply chain
    year : of the figures
    draws, seed, trials : see `Asked`
    trade : CSV file of trade, see `lodestock.data.trade_table.read_trade`; it makes geopolrisk the method where none is
        named, and `country` may then be a group of countries or a company of it, too

    Raises
    ------
    InputError : a word names no method, item, country or stage
    """
    for name in methods:
        if name not in METHODS and name != ALL:
            raise InputError(Problem("--method", name, "is no method", nearest(name, [*METHODS, ALL])))
    usual = (GEOPOLRISK.name,) if trade is not None else tuple(METHODS)[:1]
    names = tuple(METHODS) if ALL in methods else tuple(dict.fromkeys(methods)) or usual
    if trade is not None and GEOPOLRISK.name not in names:
        reason = f"enters the method {GEOPOLRISK.name} alone"
        raise InputError(Problem("--trade", str(trade), reason, f"Name it, or leave out {', '.join(names)}"))
    lines = None if trade is None else read_trade(trade, case.dataset)
    code = OWN if country is None else _importer(case, country, lines)
    if case.dataset.row("countries", code) is None and names != (GEOPOLRISK.name,):
        reason = "is a group of countries or a company, which only geopolrisk scores"
        raise InputError(Problem("--country", code, reason, "Name no other method"))
    if stage is not None and stage not in STAGES:
        raise InputError(Problem("--stage", stage, "is no stage", nearest(stage, STAGES)))
    found = tuple(dict.fromkeys(m for word in items for m in find_items(case.dataset, word)))
    file = None if trade is None else (str(trade), file_hash(trade))
    if against is not None and (year is None or year == against):
        reason = "is compared with the year that --year names"
        raise InputError(Problem("--against", str(against), reason, "Give --year, another one"))
    asked = Asked(names, found, code, stage, year, draws, seed, trials, lines, file, against)
    if draws is not None and not asked.sizes:
        reason = f"enters the method {PROGRAMME_RISK.name} alone"
        raise InputError(Problem("--draws", str(draws), reason, "Name it, or leave --draws out"))
    if trials and not any(METHODS[n].varies for n in names):
        reason = f"draws no input of {', '.join(names)} anew"
        raise InputError(
            Problem("--trials", str(trials), reason, "Name another method, or leave --trials out")
        )
    return asked


def _importer(case: Case, word: str, trade: pl.DataFrame | None) -> str:
    """Return whose supply is meant: a country, and with a trade table a group of countries or a company, too."""
    if trade is not None:
        groups = {str(r["group"]) for r in case.dataset.rows("country_groups")}
        companies = set(trade["importer"].unique().to_list()) - set(case.dataset.row_ids("countries"))
        if word in groups | companies:
            return word
    return one_country(case.dataset, word, "--country")


def assess_index(case: Case, asked: Asked) -> dict[str, Any]:
    """Return what an assessment follows from, see `run_index`."""
    options = {
        "trials": asked.trials,
        "against": asked.against,
        "trade": asked.trade_file[1] if asked.trade_file else None,
        "methods": list(asked.methods),
        "items": list(asked.items),
        "country": asked.country,
        "stage": asked.stage,
        "year": asked.year,
    }
    draws = size_draws(case, asked.draws) if asked.sizes else 1
    return run_index(case, "assess", options, seed=asked.seed, draws=draws)
