"""A linear or mixed-integer model, solved by HiGHS and checked without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np

from lodestock.records.errors import PlanError, Problem
from lodestock.records.protocols import Floats

__all__ = ["Model", "Solution"]

_INFINITY = highspy.kHighsInf
_NODES = 2000
"""Largest number of nodes in the search for a mixed-integer optimum.

A limit on nodes gives the same plan on every machine; a limit on time would not.
"""
_EXTREME = "Look for figures of an extreme size in overlays: prices, demand, kappa, elasticities"


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A solution of a model: values, and row multipliers where the model is linear.

    Attributes
    ----------
    values : (column,) value of each column, in the column's unit
    duals : (row,) change of the objective per unit that the row's bound is raised; empty for a
        mixed-integer model
    objective : cost of the values, in the unit of the costs
    """

    values: Floats
    duals: Floats
    objective: float


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

    def solve(self, *, tolerance: float = 1e-4) -> Solution:
        """Return the optimum, found by HiGHS on one thread with a fixed seed.

        A mixed-integer model that reaches `_NODES` nodes returns the best solution found so far.

        Parameters
        ----------
        tolerance : relative solver gap at which a mixed-integer model may stop, a fraction

        Returns
        -------
        values, row multipliers and objective; zeros for a model without columns

        Raises
        ------
        PlanError : no values can hold all rows, the cost has no lower bound, or the solver gave up
        """
        if not self.names:
            return Solution(np.zeros(0), np.zeros(len(self.rows)), 0.0)
        solver = highspy.Highs()
        solver.silent()
        options = (("threads", 1), ("random_seed", 0), ("mip_rel_gap", tolerance), ("mip_max_nodes", _NODES))
        for option, value in options:
            solver.setOptionValue(option, value)
        solver.passModel(self._build_lp())
        solver.run()
        status = solver.getModelStatus()
        is_feasible = (
            solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        )
        is_cut_short = status == highspy.HighsModelStatus.kSolutionLimit and is_feasible
        if status != highspy.HighsModelStatus.kOptimal and not is_cut_short:
            reason, remedy = f"the solver says {solver.modelStatusToString(status)}", _EXTREME
            if status == highspy.HighsModelStatus.kInfeasible:
                remedy = f"Loosen a minimum or a lock, or raise the budget. {_EXTREME}"
            raise PlanError(Problem("plan", "", reason, remedy))
        solution = solver.getSolution()
        values = np.array(solution.col_value)
        duals = np.array([]) if any(self.integer) else np.array(solution.row_dual)
        return Solution(values, duals, float(np.dot(self.cost, values)))

    def _build_lp(self) -> highspy.HighsLp:
        """Return the model in the form that HiGHS reads, rows first."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.names), len(self.rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
            np.array(v) for v in (self.cost, self.lower, self.upper)
        )
        lp.row_lower_, lp.row_upper_ = np.array(self.row_lower), np.array(self.row_upper)
        starts = np.cumsum([0, *(len(r) for r in self.rows)])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts
        lp.a_matrix_.index_ = np.array([j for r in self.rows for j in r], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([v for r in self.rows for v in r.values()])
        if any(self.integer):
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[i] for i in self.integer]
        return lp

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
        below, above = np.array(self.lower) - values, values - np.array(self.upper)
        worst = max(float(np.max(below, initial=0.0)), float(np.max(above, initial=0.0)))
        for coefficients, low, high in zip(self.rows, self.row_lower, self.row_upper, strict=True):
            level = sum(c * values[j] for j, c in coefficients.items())
            worst = max(worst, low - level, level - high)
        return worst

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
        reduced, total = np.array(self.cost), 0.0
        for coefficients, low, high, y in zip(self.rows, self.row_lower, self.row_upper, duals, strict=True):
            end = low if y > 0 else high
            if y == 0 or abs(end) >= _INFINITY:
                continue
            total += y * end
            for j, c in coefficients.items():
                reduced[j] -= y * c
        for d, low, high in zip(reduced, self.lower, self.upper, strict=True):
            if d != 0:
                total += d * (low if d > 0 else high)
        return float(total)
