"""The one shape of what every method says: a score with its parts, inputs, vintage, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lodestock.records.dataset import Dataset
from lodestock.records.lookups import OWN

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Method", "Question", "Score", "input_sources"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a method is asked.

    Parameters
    ----------
    day : as-of date (ISO): membership of groups and prices are those of that day
    country : whose supply is at risk (ISO3)
    stage : only this stage of the supply chain; None: the stage at which an item scores worst
    year : only figures of this year; None: the latest that the tables hold
    trade : the user's own table of trade: material, stage (null: not told), year, exporter, importer, hs_codes, quantity_t,
        value_usd, g; None: the bundled shares of imports
    """

    day: str
    country: str = OWN
    stage: str | None = None
    year: int | None = None
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
    """

    name: str
    title: str
    meaning: str
    scale: str
    run: Callable[[Dataset, Question], list[Score]]
    shown: tuple[str, ...] = ()


def input_sources(dataset: Dataset, inputs: tuple[str, ...]) -> list[str]:
    """Return the keys of the sources of rows, each once, by the alphabet.

    Parameters
    ----------
    dataset : the tables
    inputs : rows as table/row id
    """
    keys: set[str] = set()
    for word in inputs:
        table, _, row_id = word.partition("/")
        row = dataset.row(table, row_id)
        if row is not None:
            keys |= {k for k in str(row["source"] or "").split(";") if k}
    return sorted(keys)
