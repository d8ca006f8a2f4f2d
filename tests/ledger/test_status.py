from __future__ import annotations

from lodestock.ledger.awards import Order, Solicit
from lodestock.ledger.status import kilograms, left_to_plan, status_rows, trial_balance
from tests.ledger.conftest import Ledger


def test_four_amounts_and_no_sum_of_them(ledger: Ledger) -> None:
    ledger.fund("nds", 100_00)
    ledger.fund("programme", 80_00, within="nds")
    certificate = ledger.award(50_00, ceiling=24_500_00, account="programme")
    ledger.do(Order("a", 9_90, certificate), "officer")
    ledger.do(Solicit("s", "cobalt", 500_00, 7_480_000_000), "officer")
    ledger.do(Solicit("t", "cobalt"), "officer")
    book = ledger.desk.book_on(None)
    rows = status_rows(book, "2026-01-01")
    (award,) = rows["awards"]
    assert award["ceiling_usd"] == 24_500 and award["minimum_usd"] is None
    assert (award["obligated_usd"], award["outlay_usd"], award["vendors"]) == (9.9, 0, ["undisclosed"])
    assert [(s["ceiling_usd"], s["tonnes"]) for s in rows["solicitations"]] == [(500, 7480.0), (None, None)]
    whole, part = rows["accounts"]
    assert (whole["committed_usd"], whole["obligated_usd"], whole["left_usd"]) == (50, 9.9, 50)
    assert (part["within"], part["appropriated_usd"], part["left_usd"]) == ("nds", 80, 30)
    assert left_to_plan(book, "2026-01-01") == {"nds": 50, "programme": 30}
    assert left_to_plan(book, "2031-01-01") == {"nds": 0, "programme": 0}


def test_every_book_balances(ledger: Ledger) -> None:
    ledger.fund("nds", 100_00)
    ledger.award(50_00)
    rows = trial_balance(ledger.desk.book_on(None).state)
    assert sum(r["debit_usd"] for r in rows) == sum(r["credit_usd"] for r in rows) == 100
    assert [r["ledger_account"] for r in rows] == ["4119", "4450", "4510", "4610", "4700", "4801", "4902"]


def test_masses_are_written_from_grams() -> None:
    assert [kilograms(g) for g in (None, 1000, 1500)] == [None, 1, 1.5]
