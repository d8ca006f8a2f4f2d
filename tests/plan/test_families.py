from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lodestock.plan import families
from lodestock.plan.families import Columns
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from lodestock.size.results.oracle import CardOracle

GOLDEN = Path(__file__).parent.parent / "golden" / "lp"


def market(model: Model, p: PurchaseProblem, columns: Columns, oracle: CardOracle) -> None:
    families.add_market_rows(model, p, columns)


def offers(model: Model, p: PurchaseProblem, columns: Columns, oracle: CardOracle) -> None:
    families.add_offer_rows(model, p, columns)


def requirement(model: Model, p: PurchaseProblem, columns: Columns, oracle: CardOracle) -> None:
    families.add_requirement_rows(model, p, columns)


def cuts(model: Model, p: PurchaseProblem, columns: Columns, oracle: CardOracle) -> None:
    at = p.deliveries_t(np.full(len(p.lines), 5.0))
    families.add_cut_rows(model, p, columns, oracle.evaluate(at, range(1)), at)


def orders(model: Model, p: PurchaseProblem, columns: Columns, oracle: CardOracle) -> None:
    families.add_order_rows(model, p, columns, [i % 2 == 0 for i in range(len(p.lines))])


@pytest.mark.parametrize("family", [market, offers, requirement, cuts, orders])
def test_each_family_gives_its_golden_rows(
    family: Callable[..., None], problem: PurchaseProblem, oracle: CardOracle, request: pytest.FixtureRequest
) -> None:
    model = Model()
    loss = oracle.evaluate(np.zeros((2, 2, 6)), range(1)).loss_usd
    columns = families.add_columns(model, problem, loss)
    family(model, problem, columns, oracle)
    path = GOLDEN / f"{family.__name__}.txt"
    assert model.text() == path.read_text(encoding="utf-8")
