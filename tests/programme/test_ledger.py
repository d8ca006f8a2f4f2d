from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.ledger.rules import refusal
from lodestock.programme.ledger import Place, Words, find_material, find_origin, refused_document
from lodestock.records.errors import InputError


def test_a_refusal_without_money_says_why_amounts_are_missing() -> None:
    document = refused_document(
        "order", refusal("duties", "certificate", "c", "was signed by fc", "Let another")
    )
    assert document["command"] == "ledger order" and document["refused"]["asked_usd"] is None
    assert set(document["missing"]) == {"refused.asked_usd", "refused.available_usd"}


def test_words_of_the_tables(tmp_path: Path) -> None:
    assert find_material(Place(tmp_path), "cobalt") == "cobalt"
    assert find_origin(Place(tmp_path), "refined=CAN") == ("refined", "CAN")
    with pytest.raises(InputError, match="Did you mean 'CAN'"):
        find_origin(Place(tmp_path), "refined=can")


def test_somebody_must_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LODESTOCK_USER", "me")
    assert Words().person() == "me" and Words("you").person() == "you"
    monkeypatch.setenv("LODESTOCK_USER", "")
    with pytest.raises(InputError, match="LODESTOCK_USER"):
        Words().person()
