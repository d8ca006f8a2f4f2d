from __future__ import annotations

import pytest

from lodestock.ledger.awards import Order
from lodestock.ledger.burn_down import burn_down, pace_usd
from lodestock.ledger.payments import Pay, RecordInvoice
from tests.ledger.conftest import Ledger


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_amounts_on_the_days_on_which_they_changed(ledger: Ledger) -> None:
    terms = {"first": "2025-07-04", "last": "2029-09-30", "target": "2027-07-04"}
    ledger.fund("nds", 100_00, on="2025-08-01", **terms)
    ledger.fund("part", 80_00, on="2025-08-02", within="nds", first="2025-07-04", last=None)
    certificate = ledger.award(50_00, ceiling=60_00, account="part")
    ledger.do(Order("a", 30_00, certificate), "officer")
    ledger.do(RecordInvoice("a", 30_00, "n"), "officer")
    ledger.do(Pay("a", 10_00, "n"), "certifier")
    today = ledger.desk.day(None)
    rows = burn_down(ledger.desk.entries(), today)
    mine = {(r["account"], r["date"]): r for r in rows}
    assert set(mine) == {("nds", "2025-08-01"), ("nds", today), ("part", "2025-08-02"), ("part", today)}
    last = mine[("nds", today)]
    assert [last[f"{k}_usd"] for k in ("appropriated", "allotted", "committed", "obligated", "expended")] == [
        100,
        100,
        50,
        30,
        10,
    ]
    assert mine[("part", today)]["committed_usd"] == 50 and mine[("part", today)]["pace_last_usd"] is None
    assert mine[("nds", "2025-08-01")]["committed_usd"] == 0
    assert [r["date"] for r in burn_down(ledger.desk.entries(), "2025-08-01")] == ["2025-08-01"]


def test_an_even_pace() -> None:
    assert pace_usd(100_00, "2025-01-01", "2025-01-11", "2025-01-06") == 50
    assert pace_usd(100_00, "2025-01-01", "2025-01-11", "2024-01-01") == 0
    assert pace_usd(100_00, "2025-01-01", "2025-01-11", "2026-01-01") == 100
    assert pace_usd(100_00, "2025-01-01", "2025-01-01", "2025-01-01") == 100
    assert pace_usd(100_00, "2025-01-01", None, "2025-01-01") is None
