"""The form of a frame: its key, and type, unit and meaning of each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lodestock.records.errors import DataError, Problem

if TYPE_CHECKING:
    import polars as pl

__all__ = ["ITEM", "Column", "FrameSpec", "gathered", "number_text", "table_schema", "totals"]

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
    is_list : several words, separated by ``;``
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
    is_list: bool = False


ITEM = Column("material", "string", "item", required=True)
"""The column of an item, alike in every result frame."""


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

    def frame(self, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
        """Return rows as a checked frame; a value that a row lacks is missing.

        Raises
        ------
        DataError : a row has a value that no column names, or one of another type; see `check`
        """
        import polars as pl

        complete = []
        for row in rows:
            unknown = sorted(set(row) - set(self.names))
            if unknown:
                raise DataError(Problem(f"frame {self.name}", "", f"has no {unknown}", "Add it to the spec"))
            complete.append({name: row.get(name) for name in self.names})
        schema = {c.name: _types()[c.kind] for c in self.columns}
        try:
            return self.check(pl.DataFrame(complete, schema=schema))
        except (TypeError, pl.exceptions.PolarsError) as error:
            problem = Problem(f"frame {self.name}", "", f"a value has another type: {error}", "Convert it")
            raise DataError(problem) from None

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return `frame` with the columns of the spec in their order; other columns are dropped.

        Raises
        ------
        DataError : a column is absent or of another type, a required column holds a null, or the key is not unique
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
            if out[column.name].dtype != _types()[column.kind]:
                reason = f"is of type {out[column.name].dtype}, not {column.kind}"
                raise DataError(Problem(f"frame {self.name}.{column.name}", "", reason, "Convert it"))
        if self.key and out.select(self.key).is_duplicated().any():
            raise DataError(
                Problem(f"frame {self.name}", "", f"key {self.key} is not unique", "Merge the rows")
            )
        return out


def table_schema(spec: FrameSpec) -> dict[str, Any]:
    """Return the form of a frame as a Table Schema of a Data Package."""
    out: dict[str, Any] = {"fields": [_field(c, spec) for c in spec.columns]}
    if spec.key and all(c.required for c in spec.columns if c.name in spec.key):
        out["primaryKey"] = list(spec.key)
    return {**out, "missingValues": [""]}


def _field(column: Column, spec: FrameSpec) -> dict[str, Any]:
    """Return a column as a field of a Table Schema; the key requires its own cells."""
    constraints: dict[str, Any] = {}
    if column.required or column.name in spec.key:
        constraints["required"] = column.name not in spec.key or column.required
    for word, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        if bound is not None:
            constraints[word] = bound
    if column.choices:
        constraints["enum"] = list(column.choices)
    meaning = f"{column.meaning} [{column.unit}]" if column.unit else column.meaning
    kind = "string" if column.kind == "date" else column.kind
    out: dict[str, Any] = {"name": column.name, "type": kind, "description": meaning}
    return {**out, "constraints": constraints} if constraints else out


def _types() -> dict[str, type[pl.DataType]]:
    """Return the polars type of each kind of column; polars is read only where a frame is made."""
    import polars as pl

    return {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "date": pl.String}


def number_text(value: float) -> str:
    """Return the shortest text that reads back as the same number; whole numbers have no decimal point.

    >>> number_text(1e9), number_text(94.0), number_text(99.01)
    ('1000000000', '94', '99.01')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def gathered(frame: pl.DataFrame, by: list[str], values: list[str]) -> pl.DataFrame:
    """Return the cells of the columns `values` of each group as lists, groups and cells in the order of the rows."""
    import polars as pl

    return frame.group_by(by, maintain_order=True).agg(pl.col(values))


def totals(frame: pl.DataFrame, by: list[str], values: list[str]) -> pl.DataFrame:
    """Return the exact sums of the columns `values` per group of `by`, sorted by group.

    A sum with a missing part is missing, as an unknown number must not count as zero. A plain polars group-by
    adds floats in an order that differs between runs; this gives the same bytes in every run.
    """
    import math

    import polars as pl

    groups = gathered(frame.sort(by, maintain_order=True), by, values)
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
