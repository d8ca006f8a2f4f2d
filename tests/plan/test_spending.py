from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan import families, spending
from lodestock.plan.families import Columns
from lodestock.plan.model import Model
from lodestock.plan.problem import PurchaseProblem
from tests.plan.conftest import two_items
from tests.plan.test_families import GOLDEN


def built(problem: PurchaseProblem, multiple: float = 1.0) -> tuple[Model, Columns, dict[int, float]]:
    model = Model()
    columns = families.add_order_columns(model, problem)
    return model, columns, spending.spending_coefficients(problem, columns, np.full((2, 2), multiple))


def test_the_family_gives_its_golden_rows(problem: PurchaseProblem) -> None:
    model, columns, costs = built(problem, 1.5)
    spending.add_money_rows(model, problem, columns, costs)
    assert model.text() == (GOLDEN / "money.txt").read_text(encoding="utf-8")


def test_duty_is_paid_on_the_price_reached_and_freight_along_the_curve(problem: PurchaseProblem) -> None:
    _, columns, costs = built(problem, 2.0)
    japan, others = (4, 5, 8, 9), (0, 1, 2, 3, 6, 7)
    assert [costs[columns.line[i]] for i in japan] == pytest.approx([0.2] * 4)
    assert not {columns.line[i] for i in others} & set(costs)
    for (m, _), chords in columns.chord.items():
        assert [costs[j] for j in chords] == pytest.approx(1.03 * problem.cost_slopes(m))


def test_each_duty_is_taken_at_the_multiple_of_its_own_item_and_quarter(problem: PurchaseProblem) -> None:
    columns = families.add_order_columns(Model(), problem)
    costs = spending.spending_coefficients(problem, columns, np.array([[9.0, 9.0], [1.0, 3.0]]))
    assert [costs[columns.line[i]] for i in (4, 5)] == pytest.approx([0.1, 0.3])


def test_a_plan_without_exchange_metals_has_no_row_for_them(problem: PurchaseProblem) -> None:
    for some in (
        replace(problem, exchange_items=frozenset()),
        replace(problem, exchange_items=frozenset({"tin"})),
        replace(problem, lines=problem.lines[2:]),
    ):
        model, columns, costs = built(some)
        spending.add_money_rows(model, some, columns, costs)
        assert model.row_names == ["budget"]


def test_duty_on_exchange_metals_counts_under_their_cap(problem: PurchaseProblem) -> None:
    taxed = replace(problem, offers=(replace(problem.offers[0], duty=0.25), *problem.offers[1:]))
    model, columns, costs = built(taxed)
    spending.add_money_rows(model, taxed, columns, costs)
    row = model.rows[model.row_names.index("exchange_metals")]
    assert [row[columns.line[i]] for i in (0, 1)] == [0.25, 0.25] and len(row) == 22


def test_the_budget_stands_even_where_nothing_can_be_ordered() -> None:
    empty = replace(two_items(3e6), lines=())
    model, columns, costs = built(empty)
    spending.add_money_rows(model, empty, columns, costs)
    assert (model.row_names, model.rows, model.row_upper, costs) == (
        ["budget"],
        [{}],
        [3e6 / empty.unit_usd],
        {},
    )
