from __future__ import annotations

from lodestock.report.ledger_views import answer_view, status_view, verify_view
from lodestock.report.views import Table, Words

ACCOUNT = {
    f"{k}_usd": 0.0
    for k in ("appropriated", "apportioned", "allotted", "committed", "obligated", "expended", "left")
} | {"state": "open", "last": None}


def test_a_ceiling_stands_under_its_account_and_cents_are_shown() -> None:
    accounts = [
        {**ACCOUNT, "account": "part", "within": "whole"},
        {**ACCOUNT, "account": "whole", "within": None, "obligated_usd": 1234567.89},
    ]
    document = {
        "finding": "x", "accounts": accounts, "awards": [], "solicitations": [], "lots": [], "events": 2, "as_of": "d",
        "head": "h",
    }  # fmt: skip
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
