"""The whole programme in one: orders, and in every draw the releases from each reserve.

It shares no loss with the tangents: the gaps are drawn again, and what stock does is written out as rows. Therefore it
checks them, where it is small enough; it is also what `--write-mps` hands to a solver outside.

References
----------
Birge and Louveaux (2011), Introduction to Stochastic Programming, 2nd ed., section 2.4 (the extensive form).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lodestock.plan.families import loss_unit_usd
from lodestock.plan.model import Model
from lodestock.plan.orders import Orders
from lodestock.plan.problem import PurchaseProblem
from lodestock.records.protocols import Drawn, Floats, Reserves

__all__ = ["Extensive", "Scenario", "mps_model"]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One draw and its probability."""

    drawn: Drawn
    weight: float


class Extensive(Orders):
    """The extensive form: ``min sum_n w_n sum v (d - r)`` with a store ``s_t = keep s_{t-1} + y_t - r_t`` in each draw.

    Columns of releases and stores are counted in units of the loss that a tonne saves.

    Parameters
    ----------
    problem : what the plan chooses from
    multiple : (m, q) price over the undisturbed price at which duty is counted
    reserves : what can be filled
    scenarios : the draws
    """

    def __init__(
        self, problem: PurchaseProblem, multiple: Floats, reserves: Reserves, scenarios: Sequence[Scenario]
    ) -> None:
        super().__init__(problem, multiple)
        value = reserves.value_usd_per_t
        self.offset_usd = sum(
            s.weight * (s.drawn.other_usd + float(s.drawn.gaps_t.sum(axis=1) @ value)) for s in scenarios
        )
        self.loss_unit_usd = loss_unit_usd(self.offset_usd)
        for n, scenario in enumerate(scenarios):
            for c in np.flatnonzero(scenario.drawn.gaps_t.any(axis=1) & (value > 0)).tolist():
                self._add_store(f"{c},{n}", c, scenario, reserves)
        self.model.cost = [self.loss_terms.get(j, 0.0) for j in range(len(self.model.names))]

    def _add_store(self, name: str, c: int, scenario: Scenario, reserves: Reserves) -> None:
        """Add the store of a reserve in one draw, as far as its last gap."""
        problem, model = self.problem, self.model
        unit = float(reserves.value_usd_per_t[c]) / self.loss_unit_usd
        keep, held = float(reserves.keep[c]), float(reserves.held_t[c])
        gaps = scenario.drawn.gaps_t[c]
        m, k = problem.cells[c]
        most = (float(problem.limit_t[m, k]) + held) * unit
        mine = [(i, int(problem.line_arrival[i])) for i in np.flatnonzero(problem.line_cell == c).tolist()]
        before = -1
        for t in range(int(np.flatnonzero(gaps)[-1]) + 1):
            release = model.add_column(f"r[{name},{t}]", upper=min(float(gaps[t]) * unit, most))
            stock = model.add_column(f"stock[{name},{t}]", upper=most)
            row = {stock: 1.0, release: 1.0}
            if before >= 0:
                row[before] = -keep
            for i, arrival in mine:
                if arrival == t:
                    tonnes = problem.unit_usd / float(problem.line_price[i])
                    masked = problem.line_displaces[i] and scenario.drawn.displacing[c, t]
                    usable = 1.0 - reserves.displacement if masked else 1.0
                    row[self.columns.line[i]] = -tonnes * unit * usable
            arrived = held * unit if t == 0 else 0.0
            model.add_row(f"store[{name},{t}]", row, lower=arrived, upper=arrived)
            self.loss_terms[release] = -scenario.weight
            before = stock


def mps_model(extensive: Extensive) -> Model:
    """Return the model with its objective in USD; its constant is the cost of a column that is held at 1.

    Parameters
    ----------
    extensive : its model is changed in place
    """
    model, unit = extensive.model, extensive.loss_unit_usd
    model.cost = [unit * extensive.loss_terms.get(j, 0.0) for j in range(len(model.names))]
    model.add_column("constant", cost=extensive.offset_usd, lower=1.0, upper=1.0)
    return model
