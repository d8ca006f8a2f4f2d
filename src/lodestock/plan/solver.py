"""HiGHS, kept alive: a model is solved, rows are added or bounds moved, and it is solved again from where it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from lodestock.plan.model import Model
from lodestock.records.errors import PlanError, Problem
from lodestock.records.protocols import Floats

__all__ = ["Solution", "Solver", "solve", "write_mps"]

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
    bound : lower bound that the solver's search has shown; the objective where the model is linear
    """

    values: Floats
    duals: Floats
    objective: float
    bound: float


class Solver:
    """HiGHS on one thread with a fixed seed, holding a model that may grow by rows and change its costs and bounds.

    Parameters
    ----------
    model : is read again at each `solve`; columns may not be added later
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._highs = highspy.Highs()
        self._highs.silent()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_max_nodes", _NODES)):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(_build_lp(model))
        self._rows = len(model.rows)

    def solve(self, *, tolerance: float = 1e-4, start: Floats | None = None) -> Solution:
        """Return the optimum of the model as it is now.

        A mixed-integer model that reaches `_NODES` nodes returns the best solution found so far.

        Parameters
        ----------
        tolerance : relative solver gap at which a mixed-integer model may stop, a fraction
        start : (column,) values that a mixed-integer search begins with

        Returns
        -------
        values, row multipliers and objective; zeros for a model without columns

        Raises
        ------
        PlanError : no values can hold all rows, the cost has no lower bound, or the solver gave up
        """
        model, highs = self.model, self._highs
        if not model.names:
            return Solution(np.zeros(0), np.zeros(len(model.rows)), 0.0, 0.0)
        self._update()
        highs.setOptionValue("mip_rel_gap", tolerance)
        if start is not None:
            given = highspy.HighsSolution()
            given.col_value = start.tolist()
            highs.setSolution(given)
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        cut_short = status == highspy.HighsModelStatus.kSolutionLimit and feasible
        if status != highspy.HighsModelStatus.kOptimal and not cut_short:
            reason, remedy = f"the solver says {highs.modelStatusToString(status)}", _EXTREME
            if status == highspy.HighsModelStatus.kInfeasible:
                remedy = f"Loosen a minimum or a lock, or raise the budget. {_EXTREME}"
            raise PlanError(Problem("plan", "", reason, remedy))
        found = highs.getSolution()
        values, whole = np.array(found.col_value), any(model.integer)
        objective = float(np.dot(model.cost, values))
        duals = np.array([]) if whole else np.array(found.row_dual)
        return Solution(values, duals, objective, float(info.mip_dual_bound) if whole else objective)

    def _update(self) -> None:
        """Tell HiGHS of rows that came, and of costs and bounds as they are now."""
        model, highs, count = self.model, self._highs, len(self.model.names)
        new = len(model.rows) - self._rows
        if new:
            row, column, value = model.entries(self._rows)
            starts = np.searchsorted(row, np.arange(self._rows, len(model.rows))).astype(np.int32)
            lower = np.array(model.row_lower[self._rows :])
            upper = np.array(model.row_upper[self._rows :])
            highs.addRows(new, lower, upper, len(value), starts, column.astype(np.int32), value)
            self._rows = len(model.rows)
        every = np.arange(count, dtype=np.int32)
        highs.changeColsCost(count, every, np.array(model.cost))
        highs.changeColsBounds(count, every, np.array(model.lower), np.array(model.upper))


def solve(model: Model, *, tolerance: float = 1e-4) -> Solution:
    """Return the optimum of a model that is solved once; see `Solver.solve`.

    Parameters
    ----------
    model : the model
    tolerance : see `Solver.solve`
    """
    return Solver(model).solve(tolerance=tolerance)


def write_mps(model: Model, path: Path) -> None:
    """Write a model as an MPS file, for a solver outside.

    Parameters
    ----------
    model : the model
    path : file, its name ending in ``.mps``
    """
    if str(path) != str(path).encode("utf-8", "replace").decode("utf-8"):
        reason = "has a name that is not UTF-8, which the solver cannot open"
        raise PlanError(Problem("--write-mps", str(path), reason, "Give another name"))
    highs = highspy.Highs()
    highs.silent()
    lp = _build_lp(model)
    lp.col_names_ = [f"c{j}" for j in range(len(model.names))]
    lp.row_names_ = [f"r{i}" for i in range(len(model.rows))]
    highs.passModel(lp)
    if highs.writeModel(str(path)) == highspy.HighsStatus.kError or not path.is_file():
        remedy = "Give a file that may be written, ending in .mps"
        raise PlanError(Problem("--write-mps", str(path), "cannot be written", remedy))


def _build_lp(model: Model) -> highspy.HighsLp:
    """Return the model in the form that HiGHS reads, rows first."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.names), len(model.rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = (np.array(v) for v in (model.cost, model.lower, model.upper))
    lp.row_lower_, lp.row_upper_ = np.array(model.row_lower), np.array(model.row_upper)
    row, column, value = model.entries()
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row, np.arange(len(model.rows) + 1))
    lp.a_matrix_.index_ = column.astype(np.int32)
    lp.a_matrix_.value_ = value
    if any(model.integer):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[i] for i in model.integer]
    return lp
