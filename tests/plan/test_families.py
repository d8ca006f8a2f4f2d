from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lodestock.plan import families
from lodestock.plan.families import Columns
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.size import GapStore

GOLDEN = Path(__file__).parent.parent / "golden" / "lp"


def market(model: Model, p: PurchaseProblem, columns: Columns, oracle: GapStore) -> None:
    families.add_market_rows(model, p, columns)


def offers(model: Model, p: PurchaseProblem, columns: Columns, oracle: GapStore) -> None:
    families.add_offer_rows(model, p, columns)


def requirement(model: Model, p: PurchaseProblem, columns: Columns, oracle: GapStore) -> None:
    families.add_requirement_rows(model, p, columns)


def cuts(model: Model, p: PurchaseProblem, columns: Columns, oracle: GapStore) -> None:
    at = p.deliveries_t(np.full(len(p.lines), 5.0))
    loss = oracle.evaluate(np.zeros((1, 2, 3, 6))).loss_usd[0]
    unit = families.loss_unit_usd(float(loss.sum()))
    theta = families.add_loss_columns(model, p, loss, unit)
    cut = oracle.evaluate(at[None])
    tangent = at, cut.loss_usd[0], cut.slope_usd_per_t[0]
    families.add_cut_rows(model, p, columns.line, theta, tangent, unit)


def orders(model: Model, p: PurchaseProblem, columns: Columns, oracle: GapStore) -> None:
    families.add_order_rows(model, p, columns, [i % 2 == 0 for i in range(len(p.lines))])


@pytest.mark.parametrize("family", [market, offers, requirement, cuts, orders])
def test_each_family_gives_its_golden_rows(
    family: Callable[..., None], problem: PurchaseProblem, oracle: GapStore, request: pytest.FixtureRequest
) -> None:
    model = Model()
    columns = families.add_order_columns(model, problem)
    family(model, problem, columns, oracle)
    path = GOLDEN / f"{family.__name__}.txt"
    assert model.text() == path.read_text(encoding="utf-8")
