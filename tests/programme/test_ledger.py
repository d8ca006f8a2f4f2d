from __future__ import annotations

import pytest

from lodestock.ledger.rules import refusal
from lodestock.programme.ledger import Words, refused_document
from lodestock.records.errors import InputError


def test_a_refusal_without_money_says_why_amounts_are_missing() -> None:
    document = refused_document(
        "ledger order", refusal("duties", "certificate", "c", "was signed by fc", "Let another")
    )
    assert document["command"] == "ledger order" and document["refused"]["asked_usd"] is None
    assert set(document["missing"]) == {"refused.asked_usd", "refused.available_usd"}


def test_somebody_must_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LODESTOCK_USER", "me")
    assert Words().person() == "me" and Words("you").person() == "you"
    monkeypatch.setenv("LODESTOCK_USER", "")
    with pytest.raises(InputError, match="LODESTOCK_USER"):
        Words().person()
