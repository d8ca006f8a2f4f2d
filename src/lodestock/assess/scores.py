"""The one shape of what every method says: a score with its parts, inputs, vintage, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lodestock.records.dataset import OVERLAY, Dataset
from lodestock.records.lookups import OWN

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Loss", "Method", "Question", "Score", "input_sources", "same_release", "unscored", "year_spans"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What SIZE says of a card, for methods that rest on it.

    Parameters
    ----------
    card : name of the card
    vintage : card and draws, in words
    items : those that the card computes
    rows : item -> rows of regime, quarters, demand_class and servable_t (tonnes, mean over draws)
    values : (item, demand class) -> value of a missing tonne, USD/t; one that is not known is left out
    """

    card: str
    vintage: str
    items: frozenset[str]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    values: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Question:
    """What a method is asked.

    Parameters
    ----------
    day : as-of date (ISO): membership of groups and prices are those of that day
    country : whose supply is at risk (ISO3)
    stage : only this stage of the supply chain; None: the stage at which an item scores worst
    year : only figures of this year; None: the latest that the tables hold
    loss : the sizing of the card; None where none is at hand
    trade : the user's own table of trade: material, stage (null: not told), year, exporter, importer, hs_codes, quantity_t,
        value_usd, g; None: the bundled shares of imports
    """

    day: str
    country: str = OWN
    stage: str | None = None
    year: int | None = None
    loss: Loss | None = None
    trade: pl.DataFrame | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Score:
    """What a method says of an item; `score` is None exactly where `missing` tells why.

    Parameters
    ----------
    material : item
    method : name of the method
    stage : stage of the supply chain; None where the method has none, or none could be scored
    form : what the tonnes are of; None where no table tells
    vintage : year and release of the figures
    score : on the scale of the method
    parts : what the score is made of, by name; bounds where there is no score
    coverage : share of what the score needs that is known, 0 to 1
    missing : why there is no score, a sentence each
    inputs : rows that entered, each as table/row id
    """

    material: str
    method: str
    stage: str | None = None
    form: str | None = None
    vintage: str | None = None
    score: float | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    coverage: float | None = None
    missing: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a score that is missing without a reason, and one that is there beside a reason."""
        if (self.score is None) != bool(self.missing):
            raise ValueError(
                f"{self.method} of {self.material}: no score goes with a reason, a score with none"
            )


_BEYOND = {
    "country": "is computed for the planning country alone",
    "stage": "has no scores by stage",
    "year": "has no scores of another year",
}
"""What a method says that cannot answer a limit."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of assessment.

    Parameters
    ----------
    name : as `--method` takes it
    title : for people
    meaning : what its score says, in a sentence; high is bad
    scale : from what to what it runs
    run : facts and question -> one score for each item, in the order of the table of items
    shown : names of the parts that stand beside the score in a table
    by : what of a question the method can answer; asked for anything else it scores nothing
    varies : whether its inputs are drawn anew for intervals; not where each trial would size the card
    unit : of the score; empty where it is a number on a scale
    """

    name: str
    title: str
    meaning: str
    scale: str
    run: Callable[[Dataset, Question], list[Score]]
    shown: tuple[str, ...] = ()
    by: tuple[str, ...] = ("country", "stage", "year")
    varies: bool = True
    unit: str = ""

    def scores(self, dataset: Dataset, question: Question) -> list[Score]:
        """Return the score of each item; what the method cannot answer is missing with the reason.

        Parameters
        ----------
        dataset, question : see `run`
        """
        limits = {"country": question.country != OWN, "stage": question.stage, "year": question.year}
        beyond = [name for name, given in limits.items() if given and name not in self.by]
        if not beyond:
            return self.run(dataset, question)
        return unscored(dataset, self.name, f"{self.title} {' and '.join(_BEYOND[name] for name in beyond)}.")


def unscored(dataset: Dataset, method: str, why: str) -> list[Score]:
    """Return that a method scores no item, for one reason.

    Parameters
    ----------
    dataset : has the table of items
    method : name
    why : reason, in a sentence
    """
    return [Score(item, method, missing=(why,), coverage=0.0) for item in dataset.row_ids("materials")]


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


def year_spans(years: str) -> str:
    """Return a list of years with its runs written as spans.

    Parameters
    ----------
    years : separated by semicolons

    >>> year_spans("2021;2022;2023"), year_spans("2021;2024;2025"), year_spans("2024"), year_spans("2016-2020")
    ('2021-2023', '2021, 2024-2025', '2024', '2016-2020')
    """
    words = years.split(";")
    if not all(w.isdigit() for w in words):
        return years
    runs: list[list[int]] = []
    for year in sorted(int(w) for w in words):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)


def input_sources(dataset: Dataset, inputs: Iterable[str]) -> list[str]:
    """Return the keys of the sources of rows, each once, by the alphabet.

    Parameters
    ----------
    dataset : the tables
    inputs : rows as table/row id
    """
    keys: set[str] = set()
    for word in inputs:
        row = dataset.row_at(word)
        if row is not None:
            keys |= {k for k in str(row["source"] or "").split(";") if k}
    return sorted(keys)
