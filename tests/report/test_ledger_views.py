from __future__ import annotations

from lodestock.report.ledger_views import answer_view, history_view, status_view, verify_view
from lodestock.report.views import Table, Words

_AMOUNTS = ("appropriated", "apportioned", "allotted", "committed", "obligated", "expended", "left")
ACCOUNT = {f"{k}_usd": 0.0 for k in _AMOUNTS} | {"state": "open", "last": None}


def test_a_ceiling_stands_under_its_account_and_cents_are_shown() -> None:
    accounts = [
        {**ACCOUNT, "account": "part", "within": "whole"},
        {**ACCOUNT, "account": "whole", "within": None, "obligated_usd": 1234567.89},
    ]
    lists: dict[str, list[object]] = {
        k: [] for k in ("awards", "solicitations", "lots", "certificates", "releases")
    }
    document = {
        "finding": "x",
        "accounts": accounts,
        **lists,
        "events": 2,
        "events_counted": 2,
        "as_of": "d",
        "head": "h",
    }
    table = next(b for b in status_view(document) if isinstance(b, Table))
    assert [r[0] for r in table.rows] == ["whole", "  within: part"]
    assert table.rows[0][5] == "1.23456789" and table.rows[0][1] == "0.00" and table.rows[0][9] == "spent"


def test_words_of_an_answer_and_of_an_audit() -> None:
    said = answer_view({"seq": 3, "event": "head_signed", "id": "heads", "hash": "ab", "file": "f"})
    assert [w.text for w in said if isinstance(w, Words)] == [
        "entry 3: head signed heads",
        "wrote f",
        "head ab",
    ]
    (bad,) = verify_view({"first_bad": {"seq": 0, "reason": "a trigger is missing"}})
    assert isinstance(bad, Words) and bad.text.endswith("the database: a trigger is missing")


def test_history_is_written_in_units_of_people() -> None:
    data = {
        "cents": 990,
        "ceiling_cents": 24500000050,
        "grams": 1500,
        "vendors": ["A", "B"],
        "origin": {"mined": "CAN"},
        "x": None,
    }
    row = {
        "seq": 3, "on": "2025-10-13", "by": "co", "event": "awarded", "id": "a", "stream_version": 1, "data": data,
        "note": None, "undone_by": 7,
    }  # fmt: skip
    (table,) = history_view({"history": [row]})
    assert isinstance(table, Table)
    assert table.rows[0][3] == "awarded (undone by 7)"
    assert (
        table.rows[0][6] == "USD 9.90; ceiling USD 245,000,000.50; 1.500 kg; vendors A, B; origin mined CAN"
    )
