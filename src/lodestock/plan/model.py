"""A linear or mixed-integer model under construction, and what can be said of it without a solver."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from lodestock.records.protocols import Floats, Ints

__all__ = ["INFINITY", "Model"]

INFINITY = _INFINITY = math.inf
"""Bound of a row or column that has none."""


@dataclass(slots=True)
class Model:
    """A model under construction: minimise ``cost . x`` within bounds on columns and rows.

    Columns and rows are known by their position, in the order in which they were added. Their names serve
    the text of the model only.

    Attributes
    ----------
    names, row_names : (column,) and (row,) names
    cost : (column,) cost per unit of the column
    lower, upper : (column,) bounds of the columns
    integer : (column,) whether the column must be a whole number
    row_lower, row_upper : (row,) bounds of the rows
    rows : (row,) column -> coefficient; columns that are not named have coefficient 0
    """

    names: list[str] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row_names: list[str] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    rows: list[dict[int, float]] = field(default_factory=list)

    def add_column(
        self,
        name: str,
        *,
        cost: float = 0.0,
        lower: float = 0.0,
        upper: float = _INFINITY,
        integer: bool = False,
    ) -> int:
        """Add a column and return its position.

        Parameters
        ----------
        name : name in the text of the model
        cost : cost per unit of the column
        lower, upper : bounds of the column
        integer : whether the column must be a whole number

        Returns
        -------
        position of the column
        """
        self.names.append(name)
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.names) - 1

    def add_row(
        self,
        name: str,
        coefficients: Mapping[int, float],
        *,
        lower: float = -_INFINITY,
        upper: float = _INFINITY,
    ) -> int:
        """Add the row ``lower <= sum_j coefficients[j] x_j <= upper`` and return its position.

        Parameters
        ----------
        name : name in the text of the model
        coefficients : column -> coefficient
        lower, upper : bounds of the row, infinite where not given

        Returns
        -------
        position of the row
        """
        self.row_names.append(name)
        self.rows.append(dict(coefficients))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.rows) - 1

    def text(self) -> str:
        """Return the model as text, for comparison and for reading.

        Returns
        -------
        the objective, then one row per line, then the bounds of one column per line, each in the order in
        which it was added; ``whole`` marks a column that must be a whole number
        """

        def write_sum(coefficients: Mapping[int, float]) -> str:
            return " ".join(f"{c:+.6g} {self.names[j]}" for j, c in coefficients.items()) or "0"

        def write_bounds(low: float, middle: str, high: float) -> str:
            left = f"{low:.6g} <= " if low > -_INFINITY else ""
            return f"{left}{middle}{f' <= {high:.6g}' if high < _INFINITY else ''}"

        lines = [f"min: {write_sum({j: c for j, c in enumerate(self.cost) if c})}"]
        for name, coefficients, low, high in zip(
            self.row_names, self.rows, self.row_lower, self.row_upper, strict=True
        ):
            lines.append(f"{name}: {write_bounds(low, write_sum(coefficients), high)}")
        for name, low, high, is_integer in zip(self.names, self.lower, self.upper, self.integer, strict=True):
            lines.append(f"{'whole ' if is_integer else ''}{write_bounds(low, name, high)}")
        return "\n".join(lines) + "\n"

    def primal_residual(self, values: Floats) -> float:
        """Return the largest amount by which values break a bound.

        Parameters
        ----------
        values : (column,) value of each column

        Returns
        -------
        excess over a bound of a row or a column, in its own unit, 0 where all bounds hold
        """
        row, column, coefficient = self.entries()
        level = np.bincount(row, coefficient * values[column], minlength=len(self.rows))
        excess = (
            np.array(self.lower) - values,
            values - np.array(self.upper),
            np.array(self.row_lower) - level,
            level - np.array(self.row_upper),
        )
        return max(float(np.max(x, initial=0.0)) for x in excess)

    def bound(self, duals: Floats) -> float:
        """Return a lower bound on the optimum of the linear relaxation, from any row multipliers.

        By weak duality of linear programming: each row is taken at the bound to which the sign of its
        multiplier points, and each column at the bound to which the sign of its reduced cost points. The
        bound holds for any multipliers, so it does not depend on the solver being right.

        Parameters
        ----------
        duals : (row,) multipliers, such as the solver's

        Returns
        -------
        lower bound, in the unit of the costs; minus infinity where a column lacks the bound that is
        needed, and multipliers that point to a missing bound of a row are not used

        References
        ----------
        docs/method/base-war.md, 'Certificate'.
        """
        row, column, coefficient = self.entries()
        end = np.where(duals > 0, np.array(self.row_lower), np.array(self.row_upper))
        used = (duals != 0) & (np.abs(end) < _INFINITY) if len(self.rows) else np.zeros(0, dtype=bool)
        y = np.where(used, duals, 0.0)
        reduced = np.array(self.cost) - np.bincount(column, y[row] * coefficient, minlength=len(self.names))
        at = np.where(reduced > 0, np.array(self.lower), np.array(self.upper))
        parts = [*(y[used] * end[used]), *(reduced[reduced != 0] * at[reduced != 0])]
        return float(np.sum(parts)) if np.isinf(parts).any() else math.fsum(parts)

    def entries(self, start: int = 0) -> tuple[Ints, Ints, Floats]:
        """Return row, column and value of each coefficient of the rows from `start` on.

        Parameters
        ----------
        start : first row
        """
        some = self.rows[start:]
        lengths = np.array([len(r) for r in some], dtype=np.int64)
        total = int(lengths.sum())
        column = np.fromiter((j for r in some for j in r), dtype=np.int64, count=total)
        value = np.fromiter((v for r in some for v in r.values()), dtype=np.float64, count=total)
        return np.repeat(np.arange(start, start + len(some)), lengths), column, value
