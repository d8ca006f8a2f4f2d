"""The form of a frame: its key, and type, unit and meaning of each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lodestock.records.errors import DataError, Problem

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Column", "FrameSpec", "number_text", "totals"]

Kind = Literal["string", "number", "integer", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame.

    Parameters
    ----------
    name : column name
    kind : ``string``, ``number`` (finite float), ``integer`` or ``date`` (ISO text, year, month or day)
    meaning : one line for the data dictionary
    unit : unit of a number, empty for the rest
    required : an empty cell is an error; otherwise empty means *missing*, never zero
    minimum, maximum : bounds of a number, inclusive
    refers : ``table.column`` that must hold the value
    choices : the allowed words; empty: any
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    refers: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """A frame's name, meaning, key and columns."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(c.name for c in self.columns)

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return `frame` with the columns of the spec in their order; other columns are dropped.

        Raises
        ------
        DataError : a column is absent, a required column holds a null, or the key is not unique
        """
        missing = [c for c in self.names if c not in frame.columns]
        if missing:
            raise DataError(
                Problem(f"frame {self.name}", "", f"lacks {missing}", "Give every column of the spec")
            )
        out = frame.select(self.names)
        for column in self.columns:
            if column.required and out[column.name].null_count():
                raise DataError(
                    Problem(f"frame {self.name}.{column.name}", "", "holds a missing value", "Fill it")
                )
        if self.key and out.select(self.key).is_duplicated().any():
            raise DataError(
                Problem(f"frame {self.name}", "", f"key {self.key} is not unique", "Merge the rows")
            )
        return out


def number_text(value: float) -> str:
    """Return the shortest text that reads back as the same number; whole numbers have no decimal point.

    >>> number_text(1e9), number_text(94.0), number_text(99.01)
    ('1000000000', '94', '99.01')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def totals(frame: pl.DataFrame, by: list[str], values: list[str]) -> pl.DataFrame:
    """Return the exact sums of the columns `values` per group of `by`, sorted by group.

    A sum with a missing part is missing, as an unknown number must not count as zero. A plain polars group-by
    adds floats in an order that differs between runs; this gives the same bytes in every run.
    """
    import math

    import polars as pl

    rows = frame.sort(by, maintain_order=True)
    groups = rows.group_by(by, maintain_order=True).agg(pl.col(values))
    return groups.with_columns(
        *(
            pl.Series(
                name,
                [None if None in cells else math.fsum(cells) for cells in groups[name].to_list()],
                dtype=pl.Float64,
            )
            for name in values
        )
    )
