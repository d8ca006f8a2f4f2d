"""Accepted money and buys, and what would record them in the ledger."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from lodestock.data import load
from lodestock.programme.project import Case
from lodestock.records.dataset import LaidRow
from lodestock.records.news import Amount, Event, Quantity
from tests.programme.news_cases import AWARD, MONEY, cells, outcome


def test_money_that_was_voted_is_an_account_of_its_own(case: Case) -> None:
    found = outcome(case, MONEY)
    row = cells(found)
    assert (row["account_id"], row["purpose"], row["amount_usd"]) == ("watch-w1", "stockpile", "2000000000")
    assert (row["first_obligation_date"], row["last_obligation_date"]) == ("2025-07-04", "2029-09-30")
    assert "The plan of purchases draws on its own account alone" in found.said[0]
    assert cells(outcome(case, replace(MONEY, counterparties=())))["purpose"] == "investment"
    assert cells(outcome(case, MONEY, purpose="credit_subsidy"))["purpose"] == "credit_subsidy"
    dataset = load(None, [LaidRow("watch/w1", "appropriations", row)])
    assert (dataset.row("appropriations", "watch-w1") or {})["amount_usd"] == 2e9


def test_money_of_others_or_in_another_currency_fills_no_account(case: Case) -> None:
    assert not outcome(case, replace(MONEY, actor="gov-AUS")).rows
    found = outcome(case, replace(MONEY, amount=Amount(1.2e9, "AUD", "exact")))
    assert cells(found)["amount_usd"] == "" and "The sum is in AUD" in found.said[0]


def test_a_ceiling_is_no_order_and_a_guaranteed_minimum_is_kept(case: Case) -> None:
    row = cells(outcome(case, AWARD))
    assert (row["award_id"], row["agency"], row["vendor"], row["material"]) == (
        "watch-w1", "dla", "us-antimony", "antimony")  # fmt: skip
    assert (row["ceiling_musd"], row["guaranteed_minimum_musd"], row["funded_orders_musd"]) == (
        "245",
        "1",
        "",
    )
    order = cells(outcome(case, replace(AWARD, type="delivery_order", amount=Amount(1e7, "USD", "exact"))))
    assert (order["ceiling_musd"], order["funded_orders_musd"]) == ("", "10")
    dataset = load(None, [LaidRow("watch/w1", "awards", row)])
    assert (dataset.row("awards", "watch-w1") or {})["ceiling_musd"] == 245.0


def test_one_sum_for_several_materials_stands_in_no_row(case: Case) -> None:
    found = outcome(case, replace(AWARD, materials=("antimony", "tin")))
    assert [cells(found, n)["award_id"] for n in (0, 1)] == ["watch-w1", "watch-w1-2"]
    assert "ceiling_musd" not in cells(found) and found.said[0].startswith("One figure is for several")


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (
            AWARD,
            [
                "certify <ACCOUNT> --usd 1000000 --for watch-w1",
                "award watch-w1 --vendor us-antimony --material antimony --ceiling-usd 245000000 --minimum-usd 1000000 "
                "--certificate <CERTIFICATE> --justification <WHY NO COMPETITION>",
            ],
        ),
        (
            replace(AWARD, type="solicitation", quantity=Quantity(500.0, "kg", "exact")),
            ["solicit watch-w1 --material antimony --usd 245000000 --tonnes 0.5"],
        ),
        (
            replace(AWARD, type="delivery_order", amount=None, materials=("antimony", "tin")),
            ["certify <ACCOUNT> --usd <USD> --for <AWARD>",
             "order <AWARD> --usd <USD> --certificate <CERTIFICATE>"],
        ),
        (replace(AWARD, status="cancelled"), []),
        (replace(AWARD, actor="gov-JPN"), []),
    ],
)  # fmt: skip
def test_a_buy_of_ours_is_offered_to_the_ledger_with_what_is_missing_marked(
    case: Case, event: Event, lines: list[str]
) -> None:
    assert list(outcome(case, event).draft) == [f"lodestock ledger {line}" for line in lines]


def test_a_draft_holds_no_words_that_a_shell_would_run(case: Case) -> None:
    evil = replace(AWARD, counterparties=("a; rm -rf $HOME",))
    assert "a; rm -rf $HOME" in shlex.split(outcome(case, evil).draft[1])
