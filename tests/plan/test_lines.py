"""The tables of a plan: net cost by hand, orders of two items, and properties of the bundled plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodestock.plan.lines import buy_table, market_table, net_cost_usd, offer_table
from lodestock.plan.problem import PurchaseProblem
from lodestock.programme.project import Case
from lodestock.records.plan import Plan
from lodestock.records.plan_specs import LINES, MARKET, OFFERS
from lodestock.size import Shortfalls
from tests.plan.conftest import bought, two_items

NOT_KNOWN = np.array([np.nan, np.nan])


def test_a_terminal_value_above_the_cost_leaves_no_negative_net_cost(problem: PurchaseProblem) -> None:
    kept = replace(problem, offer_terms=replace(problem.offer_terms, terminal_share=1.5, discount_rate_per_year=0.0,
                                                holding_cost_per_year=0.0))  # fmt: skip
    assert net_cost_usd(kept, 100_000.0, 1.0, 1e9, 1) == 0.0
    assert net_cost_usd(kept, 100_000.0, 1.0, 60_000.0, 1) == pytest.approx(10_000.0)


def test_a_later_order_is_held_for_fewer_quarters(problem: PurchaseProblem) -> None:
    now = [1.03 ** (-t / 4) for t in range(7)]
    expected = 50_000 * now[2] + 125 * sum(now[2:6]) - 0.5 * 30_000 * now[6]
    assert net_cost_usd(problem, 50_000.0, 2.0, 15_000.0, 2) == pytest.approx(expected)


def test_an_order_that_arrives_at_the_horizon_is_not_held(problem: PurchaseProblem) -> None:
    at_the_end = net_cost_usd(problem, 1000.0, 1.0, 0.0, 6)
    assert at_the_end == pytest.approx(1000 * 1.03 ** (-6 / 4))


def test_an_order_reads_as_worked_by_hand(case: Case, problem: PurchaseProblem) -> None:
    """5 t of Japan at 100,000 lie on the first chord: its slope, 3 % freight and 10 % duty make the price."""
    optimum = bought(problem, {4: 5.0})
    (row,) = buy_table(problem, optimum, case.card, NOT_KNOWN, "programme-2025").to_dicts()
    price = 100_000 * problem.cost_slopes(1)[0] * 1.13
    ceiling = np.floor(100 * 5 * price) / 100
    words = {
        "line_id": "gallium/JPN/defence/2025Q4",
        "material": "gallium",
        "form": "metal",
        "class": "defence",
        "quarter": "2025Q4",
        "delivery_quarter": "2026Q1",
        "offer_id": "gallium/JPN",
        "supplier": "indicative-JPN",
        "origin": "JPN",
        "account": "programme-2025",
        "covered_upstream_share": None,
    }
    assert {n: row[n] for n in words} == words
    assert row["tonnes"] == 5.0 and row["price_usd_per_t"] == pytest.approx(price)
    assert row["ceiling_usd"] == pytest.approx(ceiling, abs=0.005)
    assert row["minimum_usd"] == pytest.approx(0.05 * ceiling, abs=0.01)
    assert row["saving_usd"] == pytest.approx(15e6)
    assert row["gross_break_even_probability"] == pytest.approx(ceiling / 15e6)
    net = net_cost_usd(problem, row["ceiling_usd"], 5.0, np.nan, 1)
    assert row["break_even_probability"] == pytest.approx(net / 15e6)


def test_an_order_that_saves_nothing_has_no_break_even(case: Case, problem: PurchaseProblem) -> None:
    """Defence wants 60 t before the second delivery is late; 5 t on top of them save nothing."""
    optimum = bought(problem, {2: 20.0, 4: 40.0, 3: 5.0})
    rows = buy_table(problem, optimum, case.card, NOT_KNOWN, "a").to_dicts()
    late = next(r for r in rows if r["quarter"] == "2026Q1")
    assert late["saving_usd"] == 0.0
    assert late["break_even_probability"] is None and late["gross_break_even_probability"] is None


def test_a_plan_that_buys_nothing_has_empty_tables_of_the_right_columns(
    case: Case, problem: PurchaseProblem
) -> None:
    lines = buy_table(problem, bought(problem, {}), case.card, NOT_KNOWN, "a")
    assert lines.is_empty() and tuple(lines.columns) == LINES.names and lines["ceiling_usd"].sum() == 0
    empty = replace(problem, lines=(), offers=())
    assert tuple(offer_table(empty, case.card, "a").columns) == OFFERS.names
    market = market_table(empty, bought(empty, {}), case.card, np.zeros(2))
    assert market.is_empty() and tuple(market.columns) == MARKET.names


def test_offers_show_capacity_and_price_before_market_impact(case: Case, problem: PurchaseProblem) -> None:
    frame = offer_table(problem, case.card, "programme-2025")
    assert frame.select("offer_id", "quarter").rows() == [
        (o, q) for o in ("copper/CHL", "gallium/CAN", "gallium/JPN") for q in ("2025Q4", "2026Q1")
    ]
    japan = frame.row(5, named=True)
    assert (japan["tonnes"], japan["duty"], japan["group"]) == (60.0, 0.1, "ally")
    assert japan["price_usd_per_t"] == pytest.approx(113_000) and japan["ceiling_usd"] == pytest.approx(
        6.78e6
    )
    assert japan["minimum_usd"] == 250_000.0 and japan["delivery_quarter"] == "2026Q2"
    assert frame["group"].to_list() == ["ally"] * 2 + ["own-base"] * 2 + ["ally"] * 2
    assert all(frame[n].is_null().all() for n in ("line_id", "class", "saving_usd", "break_even_probability"))


def test_private_buyers_pay_the_higher_price_on_a_quarter_of_their_year(
    case: Case, problem: PurchaseProblem
) -> None:
    optimum = bought(problem, {2: 10.0})
    frame = market_table(problem, optimum, case.card, np.array([1e6, 200.0]))
    assert frame["tonnes"].to_list() == [0.0, 0.0, 10.0, 0.0]
    rise = problem.cost_slopes(1)[0] - 1.0
    assert frame["private_extra_usd"].to_list() == pytest.approx([0.0, 0.0, rise * 100_000 * 50, 0.0])
    assert frame["price_multiple"].to_list() == pytest.approx([1.0, 1.0, 1.0 + rise, 1.0])
    assert frame["market_t"].to_list() == [5_000.0] * 2 + [500.0] * 2


def test_price_times_tonnes_is_the_ceiling(plan: Plan) -> None:
    cost = plan.lines["tonnes"] * plan.lines["price_usd_per_t"]
    assert (cost - plan.lines["ceiling_usd"]).abs().max() < 0.011


def test_savings_are_losses_without_less_losses_with(short: Shortfalls, plan: Plan) -> None:
    """All deliveries come before the emergency, so a tonne saves its value: worked without the oracle."""
    classes = ("defence", "semiconductor", "essential-core", "essential-other", "civil")
    for line in plan.lines.iter_rows(named=True):
        m = short.inputs.materials.index(line["material"])
        value = short.worth.value_usd_per_t[m, classes.index(line["class"])]
        assert line["saving_usd"] == pytest.approx(line["tonnes"] * value, rel=1e-6)
    total = plan.lines["saving_usd"].sum()
    assert total == pytest.approx(plan.no_plan_usd - plan.loss_usd, rel=1e-9)


def test_break_even_as_worked_by_hand() -> None:
    """One tonne at 100,000 in quarter 0, delivered in 1, held to 6, sold at half of the reference 80,000."""
    now = [1.03 ** (-t / 4) for t in range(7)]
    expected = 100_000 * now[1] + 250 * sum(now[1:6]) - 0.5 * 80_000 * now[6]
    assert net_cost_usd(two_items(), 100_000.0, 1.0, 80_000.0, 1) == pytest.approx(expected)
    assert net_cost_usd(two_items(), 100_000.0, 1.0, np.nan, 1) == pytest.approx(expected - 10_000 * now[6])


def test_break_even_probabilities_are_shown_both_ways(plan: Plan) -> None:
    assert (plan.lines["break_even_probability"] > 0).all()
    gross = plan.lines["ceiling_usd"] / plan.lines["saving_usd"]
    assert (plan.lines["gross_break_even_probability"] - gross).abs().max() < 1e-12


def test_upstream_warnings_begin_in_2027(plan: Plan) -> None:
    early = plan.lines.filter(plan.lines["quarter"] < "2027Q1")
    late = plan.lines.filter(plan.lines["quarter"] >= "2027Q1")
    assert early["covered_upstream_share"].null_count() == len(early) > 0
    assert late["covered_upstream_share"].null_count() == 0 and late["covered_upstream_share"].max() > 0.5


def test_tables_are_as_their_specs_say(plan: Plan) -> None:
    LINES.check(plan.lines)
    OFFERS.check(plan.offers)
